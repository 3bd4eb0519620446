"""Closing months: invoices are shared to the nano-euro, and a closed month never changes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.accounting import MeteredEvent, read_statement
from api.accounting.closing import ClosingTerms, close_month, reopen_month
from api.accounting.errors import MonthStateError, UnsharableCostError
from api.accounting.fixed_costs import load_costs
from api.accounting.journal import LEAST_RESERVED, Journal
from api.accounting.keys import Member, share_out
from api.accounting.ledger import Ledger
from api.accounting.posting import post_abandoned
from api.accounting.rules import FixedRule, load_rules
from api.accounting.statement_text import as_json
from api.accounting.verification import verify
from tests.api.accounting.rows import contents, query_rows
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
from tests.api.accounting.test_ledger import StoppedError, stopping

MEMBERS = (
    Member(STRASBOURG, "Eurométropole de Strasbourg", 511_552, 400_000),
    Member(MULHOUSE, "Mulhouse Alsace Agglomération", 277_141, 150_000),
    Member("246800726", "Colmar Agglomération", 114_461, 0),
)
COSTS = load_costs().of("2026-11")
TERMS = ClosingTerms(COSTS, load_rules().on(date(2026, 11, 1)), MEMBERS)
NOVEMBER = datetime(2026, 11, 23, 8, tzinfo=UTC)
DECEMBER = date(2026, 12, 3)


def charge(ledger: str | Path, batch: Sequence[MeteredEvent], at: datetime = NOVEMBER) -> None:
    """Charge some answers at a moment."""
    keeper = accountant(ledger, Clock(at))
    for event in batch:
        keeper.charge(event)
    keeper.close()


def close(ledger: str | Path, terms: ClosingTerms = TERMS, month: str = "2026-11") -> None:
    """Close a month for good."""
    opened = Ledger(ledger)
    close_month(opened, BOOK, terms, month, DECEMBER, final=True)
    opened.close()


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Return a ledger with three answers of November."""
    path = tmp_path / "ledger.sqlite"
    charge(path, [plan_event()] * 3)
    return path


@settings(max_examples=15)
@given(batch=st.lists(events(), max_size=6))
def test_direct_idle_and_fixed_add_up_to_the_invoices(
    batch: list[MeteredEvent], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever was answered, a closed month costs exactly what suppliers invoice."""
    ledger = tmp_path_factory.mktemp("closing") / "ledger.sqlite"
    charge(ledger, [plan_event(), *batch])
    close(ledger)
    statement = read_statement(ledger, BOOK, "2026-11")
    assert statement.state == "closed"
    assert statement.total_neur == COSTS.total_neur
    assert sum(row.total_neur for row in statement.payers) == COSTS.total_neur
    hosting = COSTS.lines[0].amount_neur
    assert statement.direct_neur + statement.lines["machines-inactives"] == hosting
    assert verify(ledger, BOOK).fault is None


def test_fixed_costs_are_shared_by_their_keys(ledger: Path) -> None:
    """Population for most lines, size of the feeds for the work on data."""
    close(ledger)
    rows = {row.payer: row for row in read_statement(ledger, BOOK, "2026-11").payers}
    population = sum(member.population for member in MEMBERS)
    security = next(line for line in COSTS.lines if line.line == "securite")
    for member in MEMBERS:
        exact = security.amount_neur * member.population / population
        assert abs(rows[member.siren].lines["securite"] - exact) < 2
    assert "donnees" not in rows["246800726"].lines
    data = next(line for line in COSTS.lines if line.line == "donnees")
    assert abs(rows[STRASBOURG].lines["donnees"] - data.amount_neur * 8 / 11) < 2


def test_closing_provisionally_twice_books_once(ledger: Path) -> None:
    """A month may be provisional for long: only what changed is posted."""
    opened = Ledger(ledger)
    for _ in range(2):
        close_month(opened, BOOK, TERMS, "2026-11", date(2026, 11, 25), final=False)
    before = query_rows(ledger, "SELECT COUNT(*), SUM(cost_neur) FROM events")
    charge(ledger, [plan_event()])
    close_month(opened, BOOK, TERMS, "2026-11", DECEMBER, final=True)
    opened.close()
    statement = read_statement(ledger, BOOK, "2026-11")
    assert statement.total_neur == COSTS.total_neur
    assert before == [(3 + 8, COSTS.total_neur)]
    assert verify(ledger, BOOK).fault is None


def test_a_month_that_is_not_over_cannot_be_closed(ledger: Path) -> None:
    """Closing for good waits for the next month; closing twice is refused."""
    opened = Ledger(ledger)
    with pytest.raises(MonthStateError, match="not over"):
        close_month(opened, BOOK, TERMS, "2026-11", date(2026, 11, 30), final=True)
    close_month(opened, BOOK, TERMS, "2026-11", DECEMBER, final=True)
    with pytest.raises(MonthStateError, match="is closed"):
        close_month(opened, BOOK, TERMS, "2026-11", DECEMBER, final=True)
    with pytest.raises(MonthStateError, match="is open"):
        reopen_month(opened, "2026-10", DECEMBER, "why not")
    opened.close()


def test_a_closed_month_reads_the_same_for_ever(ledger: Path) -> None:
    """Answers that come late are booked in the next month, as corrections: same bytes."""
    close(ledger)
    before = as_json(read_statement(ledger, BOOK, "2026-11"))
    charge(ledger, [plan_event()] * 2)
    charge(ledger, [plan_event()], datetime(2026, 12, 5, tzinfo=UTC))
    assert as_json(read_statement(ledger, BOOK, "2026-11")) == before
    december = read_statement(ledger, BOOK, "2026-12")
    assert december.answers == 3
    assert sum(row.corrections_neur for row in december.payers) == 2 * december.direct_neur // 3


def test_a_reopened_month_is_corrected_by_new_postings(ledger: Path) -> None:
    """An invoice that was wrong: nothing is changed, the difference is posted, and traced."""
    close(ledger)
    rows_before = set(contents(ledger))
    opened = Ledger(ledger)
    reopen_month(opened, "2026-11", DECEMBER, "facture d’hébergement rectifiée")
    opened.close()
    cheaper = tuple(
        replace(line, amount_neur=line.amount_neur - 10**9) if line.line == "securite" else line
        for line in COSTS.lines
    )
    close(ledger, replace(TERMS, costs=replace(COSTS, lines=cheaper)))
    statement = read_statement(ledger, BOOK, "2026-11")
    assert statement.total_neur == COSTS.total_neur - 10**9
    assert sum(row.total_neur for row in statement.payers) == statement.total_neur
    assert rows_before <= set(contents(ledger))
    states = query_rows(ledger, "SELECT state, reason FROM month_states ORDER BY number")
    assert states == [
        ("closed", ""),
        ("reopened", "facture d’hébergement rectifiée"),
        ("closed", ""),
    ]
    assert verify(ledger, BOOK).fault is None


def test_late_answers_stay_where_they_were_booked(ledger: Path) -> None:
    """Reopening a month takes nothing back from the month that had booked its late answers."""
    close(ledger)
    charge(ledger, [plan_event()])
    opened = Ledger(ledger)
    close_month(opened, BOOK, TERMS, "2026-12", date(2027, 1, 4), final=True)
    december = as_json(read_statement(ledger, BOOK, "2026-12"))
    reopen_month(opened, "2026-11", date(2027, 1, 5), "une erreur")
    assert as_json(read_statement(ledger, BOOK, "2026-12")) == december
    assert read_statement(ledger, BOOK, "2026-11").answers == 3
    opened.close()


def test_a_month_is_closed_whole_or_not_at_all(ledger: Path) -> None:
    """Stopped before any of its statements, closing leaves all as it was; then it goes through."""
    before = contents(ledger)
    for stopped_before in count():
        opened = Ledger(ledger)
        try:
            with stopping(opened, stopped_before):
                close_month(opened, BOOK, TERMS, "2026-11", DECEMBER, final=True)
        except StoppedError:
            assert contents(ledger) == before
            opened.close()
        else:
            break
    opened.close()
    assert stopped_before > 20
    assert read_statement(ledger, BOOK, "2026-11").total_neur == COSTS.total_neur
    assert verify(ledger, BOOK).fault is None


def test_a_lost_answer_is_booked_at_the_mean_of_its_day(tmp_path: Path) -> None:
    """A gap in a sequence costs the mean answer, borne by a line of its own, within the invoice."""
    ledger = tmp_path / "ledger.sqlite"
    keeper = accountant(ledger, Clock(NOVEMBER))
    first = keeper.charge(plan_event())
    append, keeper._append = keeper._append, lambda _record, _at: False  # type: ignore[method-assign]
    keeper.charge(plan_event())
    keeper._append = append  # type: ignore[method-assign]
    last = keeper.charge(plan_event())
    keeper.close()
    close(ledger)
    statement = read_statement(ledger, BOOK, "2026-11")
    rows = {row.payer: row for row in statement.payers}
    mean = (first.total_neur + last.total_neur) // 2
    assert rows["perte-de-mesure"].total_neur == mean
    assert rows["perte-de-mesure"].name == "Non attribué\u202f– perte de mesure"
    assert statement.lines["perte-de-mesure"] == mean
    assert statement.total_neur == COSTS.total_neur
    assert verify(ledger, BOOK).fault is None


def test_what_a_power_cut_lost_is_booked(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers reserved and not found again cost the mean answer of their day each."""
    mean = read_statement(ledger, BOOK).total_neur // 3
    journal = Journal(tmp_path / "journals", "cut-1-a", NAMES)
    os.close(journal._file)  # the power went before any of its answers was on the disk
    os.utime(journal.path, (NOVEMBER.timestamp(), NOVEMBER.timestamp()))
    monkeypatch.setattr("api.accounting.posting.boot_id", lambda: "another start")
    opened = Ledger(ledger)
    assert post_abandoned(tmp_path / "journals", opened) == 1
    opened.close()
    close(ledger)
    statement = read_statement(ledger, BOOK, "2026-11")
    assert (statement.answers, statement.lost) == (3, LEAST_RESERVED)
    booked = statement.lines["perte-de-mesure"]
    assert 0 <= booked - LEAST_RESERVED * mean < LEAST_RESERVED
    assert statement.total_neur == COSTS.total_neur
    assert verify(ledger, BOOK).fault is None


def test_machines_cheaper_than_their_answers_show_a_negative_idle(ledger: Path) -> None:
    """A tariff that asks for more than the invoice is visible, and the sum is still exact."""
    free = tuple(
        replace(line, amount_neur=0) if line.covers_answers else line for line in COSTS.lines
    )
    close(ledger, replace(TERMS, costs=replace(COSTS, lines=free)))
    statement = read_statement(ledger, BOOK, "2026-11")
    assert statement.lines["machines-inactives"] == -statement.direct_neur
    assert statement.total_neur == sum(line.amount_neur for line in free)


def test_closing_holds_on_any_database(any_ledger: str, tmp_path: Path) -> None:
    """SQLite and PostgreSQL close a month to the same sums, verified."""
    keeper = accountant(any_ledger, Clock(NOVEMBER), tmp_path / "journals")
    keeper.charge(plan_event())
    keeper.close()
    close(any_ledger)
    statement = read_statement(any_ledger, BOOK, "2026-11")
    assert statement.total_neur == COSTS.total_neur
    assert verify(any_ledger, BOOK).fault is None


members = st.lists(
    st.builds(
        Member,
        st.sampled_from([f"2467{number:05d}" for number in range(40)]),
        st.just("an authority"),
        st.integers(0, 10**6),
        st.integers(0, 10**6),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda member: member.siren,
)


@given(
    members,
    st.integers(0, 10**14),
    st.sampled_from(["population", "feed", "equal"]),
    st.integers(0, 10**12),
    st.integers(0, 10**10),
)
def test_a_key_shares_all_of_a_cost(
    pool: list[Member], total_neur: int, key: str, floor_neur: int, cap_neur: int
) -> None:
    """Parts add up to the total; above the cap is the pool's; under the floor nobody stays."""
    rule = FixedRule("R-POP@1", key, floor_neur, cap_neur)  # type: ignore[arg-type]
    try:
        parts = share_out(total_neur, rule, pool, "2026-11")
    except UnsharableCostError:
        return
    assert sum(parts.values()) == total_neur
    assert min(parts.values()) >= 0
    by_siren = {member.siren: member for member in pool}
    for siren, part in parts.items():
        if siren == "pool-solidarite":
            continue
        cap = cap_neur * by_siren[siren].population // 12 if cap_neur else total_neur
        assert part <= cap
        assert part >= min(floor_neur // 12, cap)


def test_a_cost_nobody_weighs_in_is_refused() -> None:
    """Without feeds the work on data has no key: said by the rule's name."""
    rule = FixedRule("R-FEED@1", "feed", 0, 0)
    with pytest.raises(UnsharableCostError, match="R-FEED@1"):
        share_out(1, rule, [Member("1", "A", 12, 0)], "2026-11")
