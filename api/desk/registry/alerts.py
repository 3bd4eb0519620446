"""Alerts that were told: each once, and posted again until the webhook takes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, delete, insert, select, update

from api.desk.pulling import back_off_s
from api.desk.registry.database import aware, writing
from api.desk.registry.schema import ALERTS

Key = tuple[str, str, str]
"""Feed, kind, and what the alert is about."""


class AlertBook:
    """What a registry told already."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def renew(self, standing: Iterable[Key], now: datetime) -> list[Key]:
        """Note the alerts that stand today and return the new ones.

        Those that stand no more are forgotten: should they come back, they are told again.
        """
        standing = list(dict.fromkeys(standing))
        with writing(self._engine) as connection:
            known = [
                (row.feed_id, row.kind, row.about) for row in connection.execute(select(ALERTS))
            ]
            for key in known:
                if key not in standing:
                    connection.execute(delete(ALERTS).where(_is(key)))
            new = [key for key in standing if key not in known]
            for feed_id, kind, about in new:
                values = {"feed_id": feed_id, "kind": kind, "about": about}
                connection.execute(
                    insert(ALERTS).values(**values, raised_at=now, failures=0, next_at=now)
                )
        return new

    def due(self, now: datetime) -> list[tuple[Key, datetime]]:
        """Return the alerts that the webhook should get now, and since when they stand."""
        with writing(self._engine) as connection:
            rows = connection.execute(select(ALERTS).where(ALERTS.c.posted_at.is_(None)))
            return [
                ((row.feed_id, row.kind, row.about), aware(row.raised_at))
                for row in rows
                if aware(row.next_at) <= now
            ]

    def posted(self, key: Key, now: datetime) -> None:
        """Note that the webhook took an alert."""
        with writing(self._engine) as connection:
            connection.execute(update(ALERTS).where(_is(key)).values(posted_at=now))

    def failed(self, key: Key, now: datetime) -> None:
        """Note that the webhook did not: the next attempt comes later each time."""
        with writing(self._engine) as connection:
            chosen = select(ALERTS.c.failures).where(_is(key))
            failures = int(connection.execute(chosen).scalar_one()) + 1
            wait = timedelta(seconds=back_off_s(failures))
            values = {"failures": failures, "next_at": now + wait}
            connection.execute(update(ALERTS).where(_is(key)).values(values))


def _is(key: Key) -> ColumnElement[bool]:
    feed_id, kind, about = key
    return (ALERTS.c.feed_id == feed_id) & (ALERTS.c.kind == kind) & (ALERTS.c.about == about)
