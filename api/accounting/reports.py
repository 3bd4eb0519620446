"""Reports: what each payer bore over a period, read from the ledger in one snapshot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, FromClause, and_, func, or_, select, true

from api.accounting.database import reading
from api.accounting.errors import InvalidMonthError
from api.accounting.record import SUPPLY
from api.accounting.schema import accounts, events, postings

_MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True)
class AuthorityTotal:
    """What one payer bore. ``events`` counts the answers it had a share in, be it zero."""

    payer: str
    name: str
    events: int
    cost_neur: int


@dataclass(frozen=True, slots=True)
class CostReport:
    """A period's direct costs. ``lost`` counts answers whose record never reached the ledger."""

    since: datetime | None
    until: datetime | None
    events: int
    lost: int
    cost_neur: int
    tariff_versions: tuple[str, ...]
    rows: tuple[AuthorityTotal, ...]


def totals_by_authority(
    ledger: str | Path, since: datetime | None = None, until: datetime | None = None
) -> tuple[AuthorityTotal, ...]:
    """Return what each payer bore from ``since`` to ``until``, the dearest first."""
    return cost_report(ledger, since, until).rows


def cost_report(
    ledger: str | Path, since: datetime | None = None, until: datetime | None = None
) -> CostReport:
    """Return the totals of a period; None leaves an end open.

    The ends are aware times on the hour, the grain of the ledger, or ``ValueError`` is raised.
    Raises `LedgerAbsentError` where there is no ledger, `LedgerUnavailableError` where it
    cannot be read.
    """
    within = _within(events, since, until)
    with reading(ledger) as connection:
        count, cost_neur = connection.execute(
            select(func.count(), func.coalesce(func.sum(events.c.cost_neur), 0)).where(within)
        ).one()
        versions = select(events.c.tariff_version).where(within).distinct()
        return CostReport(
            since,
            until,
            events=count,
            lost=_lost(connection, since, until),
            cost_neur=int(cost_neur),
            tariff_versions=tuple(sorted(connection.execute(versions).scalars())),
            rows=_rows(connection, within),
        )


def month_bounds(month: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the first moments of a month written YYYY-MM and of the next, in a time zone."""
    written = re.fullmatch(r"(\d{4})-(\d{2})", month, flags=re.ASCII)
    if written is None:
        raise InvalidMonthError(month)
    year, number = map(int, written.groups())
    following = (year + 1, 1) if number == _MONTHS_IN_YEAR else (year, number + 1)
    try:
        return datetime(year, number, 1, tzinfo=zone), datetime(*following, 1, tzinfo=zone)
    except ValueError as error:
        raise InvalidMonthError(month) from error


def _within(
    rows: FromClause, since: datetime | None, until: datetime | None
) -> ColumnElement[bool]:
    """Return the condition that a row with a day and an hour lies in the period."""
    return and_(_from(rows, since) if since else true(), ~_from(rows, until) if until else true())


def _from(rows: FromClause, moment: datetime) -> ColumnElement[bool]:
    at_utc = moment.astimezone(UTC)
    if at_utc != at_utc.replace(minute=0, second=0, microsecond=0):
        raise ValueError(f"not on the hour: {moment}")
    day = at_utc.date().isoformat()
    return or_(rows.c.day > day, and_(rows.c.day == day, rows.c.hour >= at_utc.hour))


def _lost(connection: Connection, since: datetime | None, until: datetime | None) -> int:
    """Return how many numbers are missing just before the events of the period."""
    previous = func.lag(events.c.seq, 1, 0).over(
        partition_by=events.c.source_id, order_by=events.c.seq
    )
    # Over the whole ledger, before the period is cut out: its first event has a previous one.
    gaps = select(
        events.c.day, events.c.hour, (events.c.seq - previous - 1).label("missing")
    ).subquery()
    missing = select(func.coalesce(func.sum(gaps.c.missing), 0))
    return int(connection.execute(missing.where(_within(gaps, since, until))).scalar_one())


def _rows(connection: Connection, within: ColumnElement[bool]) -> tuple[AuthorityTotal, ...]:
    by_age = select(accounts.c.account, accounts.c.name).order_by(accounts.c.id)
    names = {row.account: row.name for row in connection.execute(by_age)}  # the latest stays
    totals = (
        select(accounts.c.account, func.count(), func.sum(postings.c.amount_neur))
        .select_from(postings.join(accounts).join(events))
        .where(within, accounts.c.account != SUPPLY)
        .group_by(accounts.c.account)
    )
    rows = (
        AuthorityTotal(account, names[account], count, int(cost_neur))
        for account, count, cost_neur in connection.execute(totals)
    )
    return tuple(sorted(rows, key=lambda row: (-row.cost_neur, row.payer)))
