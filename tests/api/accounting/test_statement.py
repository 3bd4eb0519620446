"""Statements: what payers owe equals the sum of the answers, over any month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.accounting import (
    Charge,
    InvalidMonthError,
    LedgerAbsentError,
    LedgerUnavailableError,
    MeteredEvent,
    read_statement,
)
from api.accounting.ledger import Ledger
from api.accounting.periods import last_hour, next_month
from api.accounting.sealing import seal
from tests.api.accounting.samples import (
    BOOK,
    MULHOUSE,
    NAMES,
    STRASBOURG,
    Clock,
    accountant,
    events,
    plan_event,
)

BEGIN = datetime(2026, 10, 30, tzinfo=UTC)
"""Two days and an hour before November begins in Paris."""


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 20), events()), max_size=8),
    st.integers(0, 8),
)
def test_shares_add_up_to_costs_over_any_month(
    tmp_path_factory: pytest.TempPathFactory,
    batch: list[tuple[int, MeteredEvent]],
    sealed: int,
) -> None:
    """For each month, sealed or not: Σ shares = Σ costs = what was charged in it."""
    ledger, clock = tmp_path_factory.mktemp("statement") / "ledger.sqlite", Clock(BEGIN)
    keeper = accountant(ledger, clock)
    charges: dict[str, list[Charge]] = {"2026-10": [], "2026-11": []}
    answers = {"2026-10": 0, "2026-11": 0}
    for number, (hours, event) in enumerate([(0, plan_event()), *batch]):
        clock.advance(hours=hours)
        month = "2026-10" if clock.now < datetime(2026, 10, 31, 23, tzinfo=UTC) else "2026-11"
        charges[month].append(keeper.charge(event))
        answers[month] += not event.operation
        if number == sealed:
            keeper.close()
            opened = Ledger(ledger)
            seal(opened, BOOK, "2026-11-01")
            opened.close()
    keeper.close()
    for month, within in charges.items():
        statement = read_statement(ledger, BOOK, month)
        expected: dict[str, int] = {}
        for charge in within:
            for share in charge.shares:
                expected[share.payer] = expected.get(share.payer, 0) + share.amount_neur
        assert {row.payer: row.total_neur for row in statement.payers} == expected
        assert sum(expected.values()) == statement.total_neur
        assert statement.direct_neur == sum(charge.total_neur for charge in within)
        assert (statement.answers, statement.lost) == (answers[month], 0)


@pytest.fixture
def clock() -> Clock:
    """Return a clock of our own."""
    return Clock(datetime(2026, 11, 23, 8, tzinfo=UTC))


def test_a_row_has_the_name_and_the_number_of_answers(tmp_path: Path, clock: Clock) -> None:
    """Each payer appears once, by its name, the dearest first."""
    ledger = tmp_path / "ledger.sqlite"
    keeper = accountant(ledger, clock)
    for payers in ({STRASBOURG: 1, MULHOUSE: 1}, {STRASBOURG: 2}, {}):
        keeper.charge(plan_event(payers=payers))
    keeper.close()
    rows = read_statement(ledger, BOOK).payers
    assert [row.total_neur for row in rows] == sorted((r.total_neur for r in rows), reverse=True)
    assert {(row.payer, row.name, row.answers) for row in rows} == {
        (STRASBOURG, NAMES[STRASBOURG], 2),
        (MULHOUSE, NAMES[MULHOUSE], 1),
        ("frais-communs", "Frais communs", 1),
    }


def test_a_lost_event_is_counted_where_its_gap_is(tmp_path: Path, clock: Clock) -> None:
    """A number missing from a sequence is reported in the month of the event after it."""
    ledger = tmp_path / "ledger.sqlite"
    keeper = accountant(ledger, clock)
    keeper.charge(plan_event())
    append, keeper._append = keeper._append, lambda _record, _at: False  # type: ignore[method-assign]
    assert not keeper.charge(plan_event()).recorded
    keeper._append = append  # type: ignore[method-assign]
    clock.advance(days=10)
    assert keeper.charge(plan_event()).recorded
    keeper.close()
    assert read_statement(ledger, BOOK).lost == 1
    assert read_statement(ledger, BOOK, "2026-11").lost == 0
    assert read_statement(ledger, BOOK, "2026-12").lost == 1


def test_a_statement_never_creates_a_ledger(tmp_path: Path) -> None:
    """Asking for the costs of a ledger that is not there says so and leaves nothing behind."""
    with pytest.raises(LedgerAbsentError):
        read_statement(tmp_path / "ledger.sqlite", BOOK)
    assert not list(tmp_path.iterdir())


def test_an_empty_database_is_no_ledger_yet(new_database: Callable[[], str]) -> None:
    """PostgreSQL without our tables is absent, not broken."""
    with pytest.raises(LedgerAbsentError):
        read_statement(new_database(), BOOK)


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    """An empty file or another database is unavailable, by name."""
    (tmp_path / "empty").touch()
    with pytest.raises(LedgerUnavailableError, match="layout 0"):
        read_statement(tmp_path / "empty", BOOK)


@pytest.mark.parametrize(
    ("month", "following", "closing_hour"),
    [
        ("2026-11", "2026-12", ("2026-11-30", 22)),
        ("2026-10", "2026-11", ("2026-10-31", 22)),
        ("2026-06", "2026-07", ("2026-06-30", 21)),
        ("2026-12", "2027-01", ("2026-12-31", 22)),
    ],
)
def test_a_month_is_the_civil_one(
    month: str, following: str, closing_hour: tuple[str, int]
) -> None:
    """A month ends at midnight in Paris, summer time and new year included."""
    assert next_month(month) == following
    assert last_hour(month) == closing_hour


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-00", "novembre", "2026-1", "0000-01", "9999-12"]
)
def test_what_is_no_month_is_refused(tmp_path: Path, month: str) -> None:
    """The error keeps what was typed."""
    with pytest.raises(InvalidMonthError) as caught:
        read_statement(tmp_path / "ledger.sqlite", BOOK, month)
    assert caught.value.text == month
