"""The accountant: every answer is priced, shared and written before it leaves."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.accounting import Accountant, LedgerUnavailableError, MeteredEvent
from api.accounting.accountant import RETRY_AFTER
from api.accounting.journal import Journal, JournalTail, journals_beside
from api.accounting.ledger import Ledger
from api.accounting.pricing import price
from tests.api.accounting.rows import event_ids, event_rows
from tests.api.accounting.samples import (
    MULHOUSE,
    NAMES,
    STRASBOURG,
    TARIFF,
    Clock,
    accountant,
    events,
    plan_event,
)


@pytest.fixture
def clock() -> Clock:
    """Return a clock of our own."""
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Return where the ledger will be, in a folder that is not there yet."""
    return tmp_path / "var" / "ledger.sqlite"


@pytest.fixture
def books(ledger: Path, clock: Clock) -> Iterator[Accountant]:
    """Return an accountant that writes to the ledger."""
    keeper = accountant(ledger, clock)
    yield keeper
    keeper.close()


def exact_aeur(event: MeteredEvent) -> int:
    """Return what an event costs before any rounding."""
    return sum(line.amount_aeur for line in price(event, TARIFF))


def test_nothing_is_created_before_the_first_charge(books: Accountant, ledger: Path) -> None:
    """An accountant costs no file until something is charged."""
    assert not ledger.parent.exists()
    books.charge(plan_event())
    books.settle()
    assert ledger.exists()


def test_a_charge_is_in_the_journal_when_it_returns(books: Accountant, ledger: Path) -> None:
    """Another process reads the event in the worker's file at once."""
    charges = [books.charge(plan_event()) for _ in range(2)]
    (path,) = journals_beside(ledger).iterdir()
    tail = JournalTail(path)
    records = [record for record, _ in tail.next_batch(10)]
    tail.close()
    assert [f"{tail.source}/{record.seq}" for record in records] == [c.event_id for c in charges]
    assert [record.cost_neur for record in records] == [c.total_neur for c in charges]


def test_a_settled_charge_is_in_the_ledger(books: Accountant, ledger: Path) -> None:
    """Another reader sees the event and its balanced postings."""
    charge = books.charge(plan_event())
    books.settle()
    (row,) = event_rows(ledger)
    assert charge.recorded
    assert (f"{row.source}/{row.seq}", row.cost_neur) == (charge.event_id, charge.total_neur)
    assert (row.paid_neur, row.balance_neur) == (charge.total_neur, 0)


def test_origin_and_destination_pay_half_each(books: Accountant) -> None:
    """Two authorities of weight one bear half, to the odd nano-euro, under their names."""
    charge = books.charge(plan_event())
    names = {share.payer: share.name for share in charge.shares}
    assert names == NAMES
    first, second = (share.amount_neur for share in charge.shares)
    assert first + second == charge.total_neur
    assert abs(first - second) <= 1


def test_nobody_found_is_said(books: Accountant) -> None:
    """An event without payer is borne in common, by name."""
    (share,) = books.charge(plan_event(payers={})).shares
    assert (share.payer, share.name) == ("frais-communs", "Frais communs")


@settings(max_examples=30)
@given(st.lists(st.tuples(events(), st.integers(0, 30)), min_size=1, max_size=12))
def test_any_batch_is_exact(
    tmp_path_factory: pytest.TempPathFactory, batch: list[tuple[MeteredEvent, int]]
) -> None:
    """Shares sum to costs, postings to zero, and a day's costs to its exact price."""
    ledger, clock = tmp_path_factory.mktemp("books") / "ledger.sqlite", Clock()
    keeper = accountant(ledger, clock)
    exact_by_day: dict[str, int] = {}
    for event, hours in batch:
        clock.advance(hours=hours)
        charge = keeper.charge(event)
        assert sum(share.amount_neur for share in charge.shares) == charge.total_neur
        assert all(share.amount_neur >= 0 for share in charge.shares)
        day = clock.now.date().isoformat()
        exact_by_day[day] = exact_by_day.get(day, 0) + exact_aeur(event)
    keeper.close()
    rows = event_rows(ledger)
    assert [row.seq for row in rows] == list(range(1, len(batch) + 1))
    assert all(row.balance_neur == 0 and row.paid_neur == row.cost_neur for row in rows)
    for day, exact in exact_by_day.items():
        of_day = [row for row in rows if row.day == day]
        rounded_neur = sum(row.cost_neur for row in of_day)
        assert rounded_neur * 10**9 + of_day[-1].carried_aeur == exact


def test_the_ledger_alone_proves_its_prices(books: Accountant, ledger: Path) -> None:
    """From the stored counters, CPU and bytes the tariff gives the stored cost back."""
    for changes in ({}, {"counters": {}, "cpu_us": 777}, {"status": 404, "counters": {}}):
        books.charge(plan_event(**changes))
    books.settle()
    carried_aeur = 0
    for row in event_rows(ledger):
        stored = plan_event(
            counters=row.counters, cpu_us=row.cpu_us, bytes_out=row.bytes_out, payers={}
        )
        carried_aeur += exact_aeur(stored) - row.cost_neur * 10**9
        assert row.carried_aeur == carried_aeur


def test_threads_share_an_accountant(books: Accountant, ledger: Path) -> None:
    """Charges from several threads are all there, numbered without a gap."""
    with ThreadPoolExecutor(4) as pool:
        charges = list(pool.map(books.charge, [plan_event()] * 60))
    books.settle()
    assert all(charge.recorded for charge in charges)
    assert sorted(charge.event_id for charge in charges) == sorted(event_ids(ledger))
    assert [row.seq for row in event_rows(ledger)] == list(range(1, 61))


def test_a_forked_worker_begins_a_life_of_its_own(
    books: Accountant, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a fork the sequence restarts under another source: no id is used twice."""
    parent = books.charge(plan_event()).event_id
    books.close()
    monkeypatch.setattr(os, "getpid", lambda: 999_999)
    child = books.charge(plan_event()).event_id
    books.settle()
    assert parent.endswith("/1")
    assert child.endswith("/1")
    assert sorted(event_ids(ledger)) == sorted([parent, child])


def test_a_corrupt_ledger_never_stops_an_answer(
    books: Accountant, ledger: Path, clock: Clock
) -> None:
    """Charges are journalled, the file is left as it was, and the fault is told by name."""
    ledger.parent.mkdir()
    ledger.write_bytes(b"this is no database" * 100)
    assert [books.charge(plan_event()).recorded for _ in range(3)] == [True] * 3
    with pytest.raises(LedgerUnavailableError, match="file is not a database"):
        books.settle()
    assert books.fault is not None
    assert (books.fault.path, books.fault.reason) == (str(ledger), "file is not a database")
    assert books.charge(plan_event()).recorded
    assert ledger.read_bytes() == b"this is no database" * 100


def test_a_ledger_that_comes_back_gets_what_it_missed(books: Accountant, ledger: Path) -> None:
    """What was journalled during a fault is posted after it: nothing is lost."""
    ledger.mkdir(parents=True)
    books.charge(plan_event())
    with pytest.raises(LedgerUnavailableError):
        books.settle()
    ledger.rmdir()
    books.charge(plan_event())
    assert books.settle() == 2
    assert books.fault is None
    assert [row.seq for row in event_rows(ledger)] == [1, 2]


def test_a_fault_in_the_middle_of_a_journal_loses_nothing(
    books: Accountant, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch that the ledger refused is brought again, not passed over."""
    books.charge(plan_event())
    books.settle()
    append = Ledger.append

    def refuse(*_: object) -> int:
        raise LedgerUnavailableError(str(ledger), "disk full")

    monkeypatch.setattr(Ledger, "append", refuse)
    books.charge(plan_event())
    with pytest.raises(LedgerUnavailableError):
        books.settle()
    monkeypatch.setattr(Ledger, "append", append)
    books.charge(plan_event())
    books.close()
    assert [row.seq for row in event_rows(ledger)] == [1, 2, 3]


def test_a_full_disk_of_journals_is_posted_all_the_same(
    books: Accountant, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers that cannot be reserved ahead hold up nothing: posting is what makes room."""

    def refuse(_journal: Journal) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "announce_ahead", refuse)
    books.charge(plan_event())
    books.settle()
    assert [row.seq for row in event_rows(ledger)] == [1]


def test_what_a_closed_worker_could_not_post_is_posted_by_the_next(
    books: Accountant, ledger: Path, clock: Clock
) -> None:
    """A journal left behind is taken over by whoever charges next beside it."""
    ledger.mkdir(parents=True)
    left = books.charge(plan_event())
    books.close()
    ledger.rmdir()
    following = accountant(ledger, clock)
    own = following.charge(plan_event())
    following.close()
    assert sorted(event_ids(ledger)) == sorted([left.event_id, own.event_id])
    assert not list(journals_beside(ledger).iterdir())


def test_a_journal_that_cannot_be_opened_never_stops_an_answer(
    books: Accountant, ledger: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """The charge keeps its price and says it is not recorded; the sequence shows the loss."""
    ledger.parent.mkdir()
    journals_beside(ledger).write_text("no folder")
    with caplog.at_level(logging.WARNING):
        charges = [books.charge(plan_event()) for _ in range(3)]
    assert [charge.recorded for charge in charges] == [False] * 3
    assert {charge.total_neur for charge in charges} == {charges[0].total_neur}
    assert charges[0].total_neur > 0
    assert books.fault is not None
    assert books.fault.path == str(journals_beside(ledger))
    assert len(caplog.records) == 1, "each answer must not tell of a known fault"
    journals_beside(ledger).unlink()
    clock.advance(seconds=RETRY_AFTER.total_seconds() / 2)
    assert not books.charge(plan_event()).recorded
    clock.advance(seconds=RETRY_AFTER.total_seconds())
    assert books.charge(plan_event()).recorded
    assert books.fault is None
    books.settle()
    assert [row.seq for row in event_rows(ledger)] == [5]


def test_a_full_disk_leaves_whole_lines_and_a_gap(
    books: Accountant, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record cut short is taken back: the journal stays readable, the sequence has a hole."""
    books.charge(plan_event())
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:40]))
    assert not books.charge(plan_event()).recorded
    assert books.fault is not None
    assert books.fault.reason.endswith("No space left on device")
    monkeypatch.setattr(os, "write", write)
    assert books.charge(plan_event()).recorded
    books.settle()
    assert [row.seq for row in event_rows(ledger)] == [1, 3]


@pytest.mark.parametrize("hours", [1, -1, 24, -24])
def test_a_clock_that_jumps_changes_no_sequence(
    books: Accountant, ledger: Path, clock: Clock, hours: int
) -> None:
    """An hour or a day forth or back, each event is there once, in its hour as it was told."""
    for step in (0, hours, -hours):
        clock.advance(hours=step)
        books.charge(plan_event())
    books.settle()
    rows = event_rows(ledger)
    assert [row.seq for row in rows] == [1, 2, 3]
    assert rows[0].day == rows[2].day


def test_a_long_journal_begins_again_once_posted(
    books: Accountant, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that lives long keeps a short file, and its chain goes on."""
    monkeypatch.setattr("api.accounting.poster.ROOM_BYTES", 1)
    for _ in range(3):
        books.charge(plan_event())
        books.settle()
    (path,) = journals_beside(ledger).iterdir()
    assert path.read_bytes().count(b"\n") == 1, "the header alone"
    assert [row.seq for row in event_rows(ledger)] == [1, 2, 3]


def test_a_long_journal_is_posted_when_its_worker_closes(
    ledger: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing waits for nobody: the file that would begin again goes instead."""
    monkeypatch.setattr("api.accounting.poster.ROOM_BYTES", 1)
    for _ in range(5):
        keeper = accountant(ledger, clock)
        keeper.charge(plan_event())
        keeper.close()
    assert len(event_rows(ledger)) == 5
    assert not list(journals_beside(ledger).iterdir())


def test_a_url_needs_a_folder_for_journals() -> None:
    """A database has no place beside it for the files of this machine."""
    with pytest.raises(ValueError, match="journals"):
        accountant("postgresql+psycopg://somewhere/ledger")


def test_a_counter_without_a_rate_is_told_once(
    books: Accountant, ledger: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A meter the tariff does not know is recorded free, and the log says so once."""
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            books.charge(plan_event(counters={"dragons_met": 3}))
    assert [record.getMessage() for record in caplog.records] == [
        "counters without a rate, recorded but free: ['dragons_met']"
    ]
    books.settle()
    assert event_rows(ledger)[0].counters == {"dragons_met": 3}


def test_the_cost_object_is_json_of_integers_and_exact_strings(books: Accountant) -> None:
    """The answer's cost object holds no float, no event id, and sums to its total."""
    charge = books.charge(plan_event())
    text = json.dumps(charge.as_dict())
    cost = json.loads(text, parse_float=pytest.fail)
    assert charge.event_id not in text
    assert sum(payer["amount"] for payer in cost["payers"]) == cost["total"]
    assert {payer["payer"] for payer in cost["payers"]} == {STRASBOURG, MULHOUSE}
    assert cost["totalEuros"] == f"0.{cost['total']:09d}"
    exact = sum(Fraction(line["euros"]) for line in cost["lines"])
    assert 0 <= exact - Fraction(cost["totalEuros"]) < Fraction(1, 10**9)
    assert (cost["scope"], cost["tariff"], cost["rule"]) == ("direct", "2026-11", "R-OD@1")
