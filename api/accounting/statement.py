"""Statements: what each payer owes for a month, line by line, read from the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, select

from api.accounting.database import reading
from api.accounting.months import State, booked_totals, read_months
from api.accounting.periods import first_day
from api.accounting.record import CLOSING_KINDS, CUT, METERED_KINDS, parse_split
from api.accounting.schema import accounts, seals
from api.accounting.tariff import TariffBook
from api.accounting.totals import Total, last_seal, read_totals


@dataclass(slots=True)
class PayerStatement:
    """What one payer owes. ``answers`` counts those it had a share in, be it zero.

    ``lines`` gives the fixed costs by line, idle machines and losses among them; ``borne_by``
    what others bear of the whole because its budget is spent; ``corrections_neur`` the part of
    the whole that belongs to months closed before.
    """

    payer: str
    name: str
    answers: int = 0
    direct_neur: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    borne_by: dict[str, int] = field(default_factory=dict)
    corrections_neur: int = 0
    rules: set[str] = field(default_factory=set)
    """The rules that its answers fell under."""

    @property
    def total_neur(self) -> int:
        """All that it owes."""
        return self.direct_neur + sum(self.lines.values())


@dataclass(frozen=True, slots=True)
class Statement:
    """A month's accounts, or the whole ledger's where ``month`` is None.

    ``head`` is the hash of seal ``seal``, which covers everything here when the month is
    closed; empty before the first seal.
    """

    month: str | None
    state: State
    seal: int
    head: str
    answers: int
    lost: int
    cpu_us: int
    direct_neur: int
    lines: Mapping[str, int]
    tariff_versions: tuple[str, ...]
    rule_versions: tuple[str, ...]
    payers: tuple[PayerStatement, ...]

    @property
    def total_neur(self) -> int:
        """What the month cost."""
        return self.direct_neur + sum(self.lines.values())


def read_statement(ledger: str | Path, tariffs: TariffBook, month: str | None = None) -> Statement:
    """Return the accounts of a month written YYYY-MM, or of the whole ledger.

    Raises `InvalidMonthError`, `LedgerAbsentError` where there is no ledger and
    `LedgerUnavailableError` where it cannot be read.
    """
    if month is not None:
        first_day(month)
    with reading(ledger) as connection:
        return statement_within(connection, tariffs, month)


def statement_within(connection: Connection, tariffs: TariffBook, month: str | None) -> Statement:
    """Return the accounts from a connection that reads."""
    book = read_months(connection)
    state: State = book.state(month) if month else "open"
    if month:
        totals = booked_totals(connection, tariffs, month, book)
        corrections = [total for total in totals if book.is_correction(total)]
    else:
        totals, corrections = list(read_totals(connection, tariffs)), []
    seal = book.history(month)[-1].seal if month and state == "closed" else None
    number, head = _seal(connection, seal)
    metered = [total for total in totals if total.key.kind in METERED_KINDS]
    answers = [total for total in metered if total.key.kind == "answer"]
    return Statement(
        month=month,
        state=state,
        seal=number,
        head=head,
        answers=sum(total.sums.events for total in answers),
        lost=sum(total.sums.lost for total in totals),
        cpu_us=sum(total.sums.cpu_us for total in metered),
        direct_neur=sum(total.sums.cost_neur for total in metered),
        lines=_lines(totals),
        tariff_versions=tuple(sorted({total.key.tariff_version for total in metered})),
        rule_versions=tuple(sorted({t.key.rule_version for t in totals if t.key.kind != CUT})),
        payers=_payers(totals, corrections, account_names(connection)),
    )


def account_names(connection: Connection) -> Mapping[str, str]:
    """Return the latest name of every account."""
    by_age = select(accounts.c.account, accounts.c.name).order_by(accounts.c.id)
    return {row.account: row.name for row in connection.execute(by_age)}


def _seal(connection: Connection, number: int | None) -> tuple[int, str]:
    if number is None:
        return last_seal(connection)
    query = select(seals.c.hash).where(seals.c.number == number)
    return number, connection.execute(query).scalar_one()


def _lines(totals: Sequence[Total]) -> Mapping[str, int]:
    lines: dict[str, int] = {}
    for total in totals:
        if total.key.kind in CLOSING_KINDS:
            line = total.key.endpoint
            lines[line] = lines.get(line, 0) + total.sums.cost_neur
    return lines


def _payers(
    totals: Sequence[Total], corrections: Sequence[Total], names: Mapping[str, str]
) -> tuple[PayerStatement, ...]:
    found: dict[str, PayerStatement] = {}
    late = {id(total) for total in corrections}
    for total in totals:
        _, bearers = parse_split(total.key.split)
        for payer, amount in total.sums.amounts.items():
            row = found.setdefault(payer, PayerStatement(payer, names.get(payer, payer)))
            if total.key.kind in METERED_KINDS:
                row.answers += total.sums.events if total.key.kind == "answer" else 0
                row.direct_neur += amount
                row.rules.add(total.key.rule_version)
            else:
                line = total.key.endpoint
                row.lines[line] = row.lines.get(line, 0) + amount
            if payer in bearers:
                bearer = bearers[payer]
                row.borne_by[bearer] = row.borne_by.get(bearer, 0) + amount
            if id(total) in late:
                row.corrections_neur += amount
    return tuple(sorted(found.values(), key=lambda row: (-row.total_neur, row.payer)))
