"""The history of a registry: one row for each thing done, in the transaction that does it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

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
