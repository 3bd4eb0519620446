"""Reports: totals by payer equal the sum of the events, over any period."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.accounting import (
    Charge,
    InvalidMonthError,
    LedgerAbsentError,
    LedgerUnavailableError,
    MeteredEvent,
    cost_report,
    totals_by_authority,
)
from api.accounting.reports import month_bounds
from tests.api.accounting.samples import (
    MULHOUSE,
    NAMES,
    STRASBOURG,
    Clock,
    accountant,
    events,
    plan_event,
)

BEGIN = datetime(2026, 11, 23, tzinfo=UTC)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 72), events()), max_size=10),
    st.integers(0, 72),
    st.integers(0, 72),
)
def test_totals_equal_the_sum_of_the_charges(
    tmp_path_factory: pytest.TempPathFactory,
    batch: list[tuple[int, MeteredEvent]],
    first_hour: int,
    n_hours: int,
) -> None:
    """For any period, each payer's total is the sum of its shares of the period's charges."""
    ledger, clock = tmp_path_factory.mktemp("report") / "ledger.sqlite", Clock()
    since = BEGIN + timedelta(hours=first_hour)
    until = since + timedelta(hours=n_hours)
    keeper = accountant(ledger, clock)
    within: list[Charge] = []
    for hour, event in [(-200, plan_event()), *batch]:
        clock.now = BEGIN + timedelta(hours=hour, minutes=59)
        charge = keeper.charge(event)
        if since <= clock.now < until:
            within.append(charge)
    keeper.close()
    expected: dict[str, int] = {}
    for charge in within:
        for share in charge.shares:
            expected[share.payer] = expected.get(share.payer, 0) + share.amount_neur
    report = cost_report(ledger, since, until)
    assert {row.payer: row.cost_neur for row in report.rows} == expected
    assert sum(expected.values()) == report.cost_neur
    assert report.cost_neur == sum(charge.total_neur for charge in within)
    assert (report.events, report.lost) == (len(within), 0)


@pytest.fixture
def clock() -> Clock:
    """Return a clock of our own."""
    return Clock(BEGIN)


def test_a_row_has_the_name_and_the_number_of_answers(tmp_path: Path, clock: Clock) -> None:
    """Each payer appears once, by its name, the dearest first."""
    ledger = tmp_path / "ledger.sqlite"
    keeper = accountant(ledger, clock)
    for payers in ({STRASBOURG: 1, MULHOUSE: 1}, {STRASBOURG: 2}, {}):
        keeper.charge(plan_event(payers=payers))
    keeper.close()
    rows = totals_by_authority(ledger)
    assert [row.cost_neur for row in rows] == sorted((r.cost_neur for r in rows), reverse=True)
    assert {(row.payer, row.name, row.events) for row in rows} == {
        (STRASBOURG, NAMES[STRASBOURG], 2),
        (MULHOUSE, NAMES[MULHOUSE], 1),
        ("non-attribue", "Non attribué", 1),
    }


def test_a_lost_event_is_counted_where_its_gap_is(tmp_path: Path, clock: Clock) -> None:
    """A number missing from a sequence is reported in the period of the event after it."""
    ledger = tmp_path / "ledger.sqlite"
    keeper = accountant(ledger, clock)
    keeper.charge(plan_event())
    append, keeper._append = keeper._append, lambda _text, _at: False  # type: ignore[method-assign]
    assert not keeper.charge(plan_event()).recorded
    keeper._append = append  # type: ignore[method-assign]
    clock.advance(hours=1)
    assert keeper.charge(plan_event()).recorded
    keeper.close()
    second_hour = BEGIN + timedelta(hours=1)
    assert cost_report(ledger).lost == 1
    assert cost_report(ledger, until=second_hour).lost == 0
    assert cost_report(ledger, since=second_hour).lost == 1


def test_a_report_never_creates_a_ledger(tmp_path: Path) -> None:
    """Asking for the costs of a ledger that is not there says so and leaves nothing behind."""
    with pytest.raises(LedgerAbsentError):
        cost_report(tmp_path / "ledger.sqlite")
    assert not list(tmp_path.iterdir())


def test_a_period_that_cuts_an_hour_is_refused(tmp_path: Path, clock: Clock) -> None:
    """The ledger knows hours only: half an hour cannot be told from the other half."""
    keeper = accountant(tmp_path / "ledger.sqlite", clock)
    keeper.charge(plan_event())
    keeper.close()
    with pytest.raises(ValueError, match="not on the hour"):
        cost_report(tmp_path / "ledger.sqlite", since=BEGIN + timedelta(minutes=30))


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    """An empty file or another database is unavailable, by name."""
    (tmp_path / "empty").touch()
    with pytest.raises(LedgerUnavailableError, match="layout 0"):
        cost_report(tmp_path / "empty")


@pytest.mark.parametrize(
    ("month", "first_utc", "next_utc"),
    [
        ("2026-11", "2026-10-31T23:00", "2026-11-30T23:00"),
        ("2026-10", "2026-09-30T22:00", "2026-10-31T23:00"),
        ("2026-12", "2026-11-30T23:00", "2026-12-31T23:00"),
    ],
)
def test_a_month_is_the_civil_one(month: str, first_utc: str, next_utc: str) -> None:
    """A month begins and ends at midnight in Paris, summer time and new year included."""
    first, following = month_bounds(month, ZoneInfo("Europe/Paris"))
    written = [f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M}" for moment in (first, following)]
    assert written == [first_utc, next_utc]


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-00", "novembre", "2026-1", "0000-01", "9999-12"]
)
def test_what_is_no_month_is_refused(month: str) -> None:
    """The error keeps what was typed."""
    with pytest.raises(InvalidMonthError) as caught:
        month_bounds(month, ZoneInfo("Europe/Paris"))
    assert caught.value.text == month
