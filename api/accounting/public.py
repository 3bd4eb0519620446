"""What anyone may read of a month: who paid what, and where searches found nothing.

Nothing is told of fewer than eleven answers: they are added to a larger whole, or left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, select

from api.accounting.closing import IDLE
from api.accounting.database import reading
from api.accounting.events import LOSS, OWN_ACCOUNT_NAMES, UNATTRIBUTED
from api.accounting.keys import Member
from api.accounting.periods import first_day
from api.accounting.schema import commune_totals
from api.accounting.statement import PayerStatement, Statement, statement_within
from api.accounting.tariff import TariffBook
from api.accounting.totals import CommuneCount, current_tips, sealed_tips, sum_events

LEAST = 11
"""Answers below which nothing is told by itself."""


class Place(NamedTuple):
    """A commune's name and its authority."""

    name: str
    authority: str


@dataclass(frozen=True, slots=True)
class PublicPayer:
    """What one payer bears. ``answers`` is None for several payers of few answers together."""

    payer: str
    name: str
    answers: int | None
    direct_neur: int
    fixed_neur: int
    neur_per_inhabitant: int | None

    @property
    def total_neur(self) -> int:
        """All that it owes."""
        return self.direct_neur + self.fixed_neur


@dataclass(frozen=True, slots=True)
class Unsolved:
    """Searches from a commune, or from several of one authority, that found no journey."""

    code: str
    name: str
    searches: int
    unsolved: int


@dataclass(frozen=True, slots=True)
class PublicCosts:
    """A month as it is published."""

    statement: Statement
    payers: tuple[PublicPayer, ...]
    unsolved: tuple[Unsolved, ...]

    @property
    def idle_neur(self) -> int:
        """What machines cost that answered nothing."""
        return self.statement.lines.get(IDLE, 0)

    @property
    def unattributed_neur(self) -> int:
        """What nobody bears: ends outside every authority, and answers never recorded."""
        return sum(
            row.total_neur for row in self.statement.payers if row.payer in {UNATTRIBUTED, LOSS}
        )

    def per_thousand(self, amount_neur: int) -> int | None:
        """Return an amount for 1,000 answers; None where too few were counted."""
        answers = self.statement.answers
        return amount_neur * 1000 // answers if answers >= LEAST else None


ROLLED_UP = "autres"
"""Payer that stands for those of fewer than eleven answers."""


def read_public_costs(
    ledger: str | Path,
    tariffs: TariffBook,
    month: str,
    members: Sequence[Member],
    places: Mapping[str, Place],
) -> PublicCosts:
    """Return a month as it is published; ``places`` gives communes by INSEE code.

    Raises `InvalidMonthError`, `LedgerAbsentError` or `LedgerUnavailableError`.
    """
    first_day(month)
    with reading(ledger) as connection:
        statement = statement_within(connection, tariffs, month)
        counts = _commune_counts(connection, tariffs, month)
    return PublicCosts(
        statement,
        _payers(statement.payers, members),
        _rolled_up(counts, places, {member.siren: member.name for member in members}),
    )


def _payers(rows: Sequence[PayerStatement], members: Sequence[Member]) -> tuple[PublicPayer, ...]:
    inhabitants = {member.siren: member.population for member in members}
    shown, few = [], [0, 0]
    for row in rows:
        fixed_neur = sum(row.lines.values())
        own = row.payer in OWN_ACCOUNT_NAMES
        hidden = 0 < row.answers < LEAST and not own
        if hidden:
            few[0] += 1
            few[1] += row.direct_neur
            if not fixed_neur:
                continue
        population = inhabitants.get(row.payer, 0)
        direct_neur = 0 if hidden else row.direct_neur
        shown.append(
            PublicPayer(
                row.payer,
                row.name,
                None if hidden else row.answers,
                direct_neur,
                fixed_neur,
                (direct_neur + fixed_neur) // population if population else None,
            )
        )
    if few[0]:
        shown.append(PublicPayer(ROLLED_UP, "", None, few[1], 0, None))
    return tuple(sorted(shown, key=lambda row: (-row.total_neur, row.payer)))


def _commune_counts(
    connection: Connection, tariffs: TariffBook, month: str
) -> dict[str, CommuneCount]:
    """Return the searches of a civil month by commune, sealed or not."""
    counts: dict[str, CommuneCount] = {}

    def add(commune: str, searches: int, unsolved: int) -> None:
        count = counts.setdefault(commune, CommuneCount())
        count.searches += searches
        count.unsolved += unsolved

    query = select(commune_totals).where(commune_totals.c.month == month)
    for row in connection.execute(query):
        add(row.commune, row.searches, row.unsolved)
    sealed = {source_id: seq for source_id, (seq, _) in sealed_tips(connection).items()}
    waiting = sum_events(connection, tariffs, sealed, current_tips(connection))
    for (civil_month, commune), count in waiting.communes.items():
        if civil_month == month:
            add(commune, count.searches, count.unsolved)
    return counts


def _rolled_up(
    counts: Mapping[str, CommuneCount], places: Mapping[str, Place], names: Mapping[str, str]
) -> tuple[Unsolved, ...]:
    """Return the communes with enough searches, the others by authority, the rest left out."""
    shown: list[Unsolved] = []
    others: dict[str, list[int]] = {}
    for commune, count in counts.items():
        place = places.get(commune, Place(commune, ""))
        if count.searches >= LEAST:
            shown.append(Unsolved(commune, place.name, count.searches, count.unsolved))
        else:
            sums = others.setdefault(place.authority, [0, 0])
            sums[0] += count.searches
            sums[1] += count.unsolved
    for authority, (searches, unsolved) in others.items():
        if searches >= LEAST:
            name = names.get(authority, authority)
            shown.append(Unsolved(authority, name, searches, unsolved))
    return tuple(sorted(shown, key=lambda row: (-row.unsolved / row.searches, row.code)))
