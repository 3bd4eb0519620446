"""Retention: detail is purged after thirteen months, and what is left can still be verified.

Only what a seal covers goes, and only where the months it tells of are closed: the totals,
the tips and the chain of seals stay for ten years. What is left of a source is chained to the
tip of the last seal that was purged.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, delete, func, insert, select

from api.accounting.ledger import Ledger
from api.accounting.months import read_months
from api.accounting.schema import (
    allow_deletion,
    events,
    postings,
    purges,
    refuse_changes,
    seals,
    totals,
)
from api.accounting.totals import last_seal, sealed_tips

MONTHS_KEPT = 13
"""How long the detail of an answer is kept."""


def purge(ledger: Ledger, today: date) -> int:
    """Remove the detail that is older than `MONTHS_KEPT` months; return how many records went.

    Detail of a month that is not closed stays, and so does all that came after it. Raises
    `LedgerUnavailableError`.
    """
    with ledger.writing() as connection:
        seal = _last_to_purge(connection, oldest_kept(today))
        if seal is None:
            return 0
        allow_deletion(connection, events, postings)
        removed = 0
        for source_id, (seq, _) in sealed_tips(connection, seal).items():
            for table in (postings, events):
                gone = connection.execute(
                    delete(table).where(table.c.source_id == source_id, table.c.seq <= seq)
                )
            removed += gone.rowcount
        refuse_changes(connection)
        connection.execute(insert(purges).values(seal=seal, day=today.isoformat()))
    return removed


def oldest_kept(today: date) -> date:
    """Return the first day whose detail is still kept: the first of a month."""
    months = today.year * 12 + today.month - 1 - MONTHS_KEPT
    return date(months // 12, months % 12 + 1, 1)


def _last_to_purge(connection: Connection, oldest: date) -> int | None:
    """Return the last seal that may go: old enough, and every month it tells of closed."""
    purged = connection.execute(select(func.max(purges.c.seal))).scalar() or 0
    months = read_months(connection)
    for number in range(last_seal(connection)[0], purged, -1):
        day = connection.execute(select(seals.c.day).where(seals.c.number == number)).scalar_one()
        if day >= oldest.isoformat():
            continue
        days = select(totals.c.day).where(totals.c.seal <= number).distinct()
        told = {day[:7] for day in connection.execute(days).scalars()}
        if all(months.state(month) == "closed" for month in told):
            return number
    return None
