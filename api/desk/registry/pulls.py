"""Feeds that are fetched from an address: where, when next, how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, RowMapping, insert, select, update

from api.desk.errors import DeskError
from api.desk.pulling import Known, back_off_s
from api.desk.registry.database import writing
from api.desk.registry.schema import PULLS

EVERY = timedelta(hours=6)
"""How often an address that answers is asked."""


@dataclass(frozen=True)
class Pull:
    """An address, what was known of its file the last time, and failures since then."""

    feed_id: str
    url: str
    known: Known
    failures: int
    next_at: datetime | None
    last_error: DeskError | None


class Pulls:
    """The addresses of a registry."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def set_url(self, feed_id: str, url: str) -> None:
        """Fetch a feed from an address from now on; what was known of another is forgotten."""
        fresh = {"url": url, "etag": "", "modified": "", "failures": 0, "last_error": ""}
        with writing(self._engine) as connection:
            known = connection.execute(select(PULLS).where(PULLS.c.feed_id == feed_id)).first()
            if known is None:
                connection.execute(insert(PULLS).values(feed_id=feed_id, next_at=None, **fresh))
            else:
                chosen = update(PULLS).where(PULLS.c.feed_id == feed_id)
                connection.execute(chosen.values(next_at=None, **fresh))

    def all(self) -> list[Pull]:
        """Return every address, by feed."""
        with writing(self._engine) as connection:
            rows = connection.execute(select(PULLS).order_by(PULLS.c.feed_id)).mappings()
            return [_pull(row) for row in rows]

    def due(self, now: datetime) -> list[Pull]:
        """Return the addresses whose time has come."""
        return [pull for pull in self.all() if pull.next_at is None or pull.next_at <= now]

    def succeeded(self, pull: Pull, known: Known, now: datetime) -> None:
        """Note an answer, a new file or none."""
        self._note(
            pull.feed_id,
            etag=known.etag,
            modified=known.modified,
            failures=0,
            last_error="",
            next_at=now + EVERY,
        )

    def failed(self, pull: Pull, error: DeskError, now: datetime) -> None:
        """Note a failure: the next attempt comes later each time."""
        failures = pull.failures + 1
        wait = timedelta(seconds=back_off_s(failures))
        self._note(pull.feed_id, failures=failures, last_error=error.kept(), next_at=now + wait)

    def _note(self, feed_id: str, **values: object) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(PULLS).where(PULLS.c.feed_id == feed_id).values(values))


def _pull(row: RowMapping) -> Pull:
    next_at = row["next_at"]
    if next_at is not None and next_at.tzinfo is None:
        next_at = next_at.replace(tzinfo=UTC)
    return Pull(
        feed_id=row["feed_id"],
        url=row["url"],
        known=Known(row["etag"], row["modified"]),
        failures=row["failures"],
        next_at=next_at,
        last_error=DeskError.restored(row["last_error"]) if row["last_error"] else None,
    )
