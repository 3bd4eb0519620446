"""The history of a registry: one row for each thing done, in the transaction that does it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from api.desk.registry.database import aware
from api.desk.registry.records import Happening
from api.desk.registry.schema import HISTORY


def tell(
    connection: Connection,
    at: datetime,
    who: str,
    action: str,
    what: tuple[str, int | None],
    detail: str,
) -> None:
    """Add a row; `what` is the feed and the version or decision it was done with."""
    feed_id, number = what
    values = {
        "at": at,
        "who": who,
        "action": action,
        "feed_id": feed_id,
        "version": number,
        "detail": detail,
    }
    connection.execute(insert(HISTORY).values(values))


def happenings(connection: Connection, feed_id: str | None, most: int | None) -> list[Happening]:
    """Return what was done with a feed, or with all of them, the newest first."""
    chosen = select(HISTORY).order_by(HISTORY.c.id.desc())
    if feed_id is not None:
        chosen = chosen.where(HISTORY.c.feed_id == feed_id)
    if most is not None:
        chosen = chosen.limit(most)
    return [
        Happening(aware(row.at), row.who, row.action, row.feed_id, row.version, row.detail)
        for row in connection.execute(chosen)
    ]
