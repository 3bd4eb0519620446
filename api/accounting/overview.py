"""The ledger at a glance, for who audits it: its months, its last seal, the alerts it told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from api.accounting.database import reading
from api.accounting.months import MonthState, State, read_months
from api.accounting.periods import civil_day
from api.accounting.schema import alerts, events, totals
from api.accounting.totals import last_seal


@dataclass(frozen=True, slots=True)
class MonthAtAGlance:
    """A month: its state now, and the states it was put in, oldest first."""

    month: str
    state: State
    history: Sequence[MonthState]


@dataclass(frozen=True, slots=True)
class ToldAlert:
    """An alert that was told once: whose, of which year, at how many per cent of what."""

    payer: str
    year: int
    threshold_pct: int
    basis: str
    day: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The months of a ledger, newest first, its last seal and its alerts, newest first."""

    months: tuple[MonthAtAGlance, ...]
    seal: int
    head: str
    alerts: tuple[ToldAlert, ...]


def read_history(ledger: str | Path, month: str) -> Sequence[MonthState]:
    """Return the states that a month was put in, oldest first.

    Raises `LedgerAbsentError` or `LedgerUnavailableError`.
    """
    with reading(ledger) as connection:
        return tuple(read_months(connection).history(month))


def read_overview(ledger: str | Path) -> Overview:
    """Read a ledger. Raises `LedgerAbsentError` or `LedgerUnavailableError`."""
    with reading(ledger) as connection:
        book = read_months(connection)
        found = set(
            connection.execute(select(func.substr(totals.c.day, 1, 7)).distinct()).scalars()
        )
        # What no seal covers yet is of the last days: the newest record tells of which month.
        newest = connection.execute(
            select(events.c.day, events.c.hour)
            .order_by(events.c.source_id.desc(), events.c.seq.desc())
            .limit(1)
        ).first()
        if newest is not None:
            found.add(civil_day(newest.day, newest.hour)[:7])
        seal, head = last_seal(connection)
        told = connection.execute(select(alerts).order_by(alerts.c.day.desc(), alerts.c.payer))
        return Overview(
            tuple(
                MonthAtAGlance(month, book.state(month), book.history(month))
                for month in sorted(found, reverse=True)
            ),
            seal,
            head,
            tuple(
                ToldAlert(row.payer, row.year, row.threshold_pct, row.basis, row.day)
                for row in told
            ),
        )
