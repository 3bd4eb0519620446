"""Seals and verification: what was recorded cannot change without being named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.accounting import ConflictingEntryError, MeteredEvent
from api.accounting.database import reading
from api.accounting.ledger import Ledger
from api.accounting.sealing import seal
from api.accounting.totals import read_totals
from api.accounting.verification import verify
from tests.api.accounting.rows import event_rows, table_rows
from tests.api.accounting.samples import (
    BOOK,
    MULHOUSE,
    NAMES,
    STRASBOURG,
    Clock,
    accountant,
    chained_batch,
    events,
    plan_event,
    texts,
)


def filled(ledger: str | Path, journals: Path, batches: list[list[MeteredEvent]]) -> None:
    """Charge each batch at its own hour and seal after each."""
    clock = Clock(datetime(2026, 11, 23, 20, tzinfo=UTC))
    for batch in batches:
        keeper = accountant(ledger, clock, journals)
        for event in batch:
            keeper.charge(event)
            clock.advance(hours=1)
        keeper.close()
        opened = Ledger(ledger)
        seal(opened, BOOK, clock.now.date().isoformat())
        opened.close()


def without_triggers(ledger: Path) -> sqlite3.Connection:
    """Open a ledger file as a forger would: the triggers dropped first."""
    connection = sqlite3.connect(ledger)
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        connection.execute(f"DROP TRIGGER {name}")
    return connection


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(events(), max_size=4), max_size=3))
def test_what_was_recorded_verifies(
    batches: list[list[MeteredEvent]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any answers, sealed at any moments: every hash, price, share and total is found again."""
    folder = tmp_path_factory.mktemp("seals")
    ledger = folder / "ledger.sqlite"
    filled(ledger, folder / "journals", [[plan_event()], *batches])
    found = verify(ledger, BOOK)
    assert (found.fault, found.unpriced) == (None, 0)
    assert found.records == 1 + sum(map(len, batches)) == len(event_rows(ledger))


def test_processes_find_what_one_finds(tmp_path: Path) -> None:
    """Seals verified apart, each from the tips of the one before, give the same result."""
    ledger = tmp_path / "ledger.sqlite"
    filled(ledger, tmp_path / "journals", [[plan_event()] * 2, [plan_event()], [plan_event()] * 3])
    alone, together = verify(ledger, BOOK), verify(ledger, BOOK, processes=2)
    assert alone == together
    assert (alone.records, alone.seals, alone.fault) == (6, 3, None)


@pytest.mark.parametrize("source_id", [2, 4])
def test_a_forgery_is_found_whichever_process_reads_it(tmp_path: Path, source_id: int) -> None:
    """The record that was changed is named, among those of the last seals and after them."""
    ledger, journals = tmp_path / "ledger.sqlite", tmp_path / "journals"
    filled(ledger, journals, [[plan_event()]] * 3)
    keeper = accountant(ledger, Clock(), journals)
    keeper.charge(plan_event())
    keeper.close()
    with closing(without_triggers(ledger)) as connection:
        connection.execute("UPDATE events SET bytes_out = 7 WHERE source_id = ?", (source_id,))
        connection.commit()
    assert "/1: the hash is not that of the row" in (verify(ledger, BOOK, 2).fault or "")


def test_it_holds_on_any_database(any_ledger: str, tmp_path: Path) -> None:
    """SQLite and PostgreSQL give the same totals, and a chain that verifies."""
    batches = [[plan_event()] * 3, [plan_event(outcome="unsolved", commune="67482")] * 2]
    filled(any_ledger, tmp_path / "journals", batches)
    found = verify(any_ledger, BOOK)
    assert (found.fault, found.records, found.seals) == (None, 5, 2)
    assert found.head == table_rows(any_ledger, "seals")[-1][2]
    with reading(any_ledger) as connection:
        totals = list(read_totals(connection, BOOK))
    assert [total.seal for total in totals] == [1, 2]
    assert [total.sums.events for total in totals] == [3, 2]
    assert [total.sums.amounts.keys() for total in totals] == [
        {STRASBOURG, MULHOUSE},
        {"pool-solidarite"},
    ]
    assert table_rows(any_ledger, "commune_totals") == [(2, "2026-11", "67482", 2, 2)]


def test_a_seal_of_nothing_is_not_set(tmp_path: Path) -> None:
    """Sealing again without a new record leaves the chain as it is."""
    ledger = tmp_path / "ledger.sqlite"
    filled(ledger, tmp_path / "journals", [[plan_event()], []])
    assert len(table_rows(ledger, "seals")) == 1


def test_what_is_not_sealed_yet_is_in_the_totals(tmp_path: Path) -> None:
    """The totals before and after a seal are the same."""
    ledger = tmp_path / "ledger.sqlite"
    keeper = accountant(ledger)
    for _ in range(3):
        keeper.charge(plan_event())
    keeper.close()
    with reading(ledger) as connection:
        before = [(total.key, total.sums) for total in read_totals(connection, BOOK)]
    opened = Ledger(ledger)
    seal(opened, BOOK, "2026-11-24")
    opened.close()
    with reading(ledger) as connection:
        after = [(total.key, total.sums) for total in read_totals(connection, BOOK)]
    assert after == before
    assert after[0][1].events == 3


def test_a_record_that_comes_after_its_seal_is_refused(any_ledger: str) -> None:
    """A number a seal passed over is a loss for ever: it cannot be filled in later."""
    batch = chained_batch(texts([plan_event()] * 3))
    opened = Ledger(any_ledger)
    opened.append("w-1-a", NAMES, [batch[0], batch[2]])
    seal(opened, BOOK, "2026-11-24")
    with pytest.raises(ConflictingEntryError, match="w-1-a/2"):
        opened.append("w-1-a", NAMES, batch)
    opened.close()


@pytest.mark.parametrize(
    ("forgery", "fault"),
    [
        ("UPDATE events SET cost_neur = cost_neur + 2 WHERE seq = 2", "/2: the postings"),
        ("UPDATE events SET bytes_out = 1 WHERE seq = 2", "/2: the hash"),
        ("UPDATE events SET hour = 3 WHERE seq = 3", "/3: the hash"),
        ("UPDATE events SET hash = 'x' WHERE seq = 1", "/1: the hash"),
        (
            "UPDATE postings SET amount_neur = amount_neur + 1 WHERE seq = 2 AND account_id = 1",
            "/2: the postings",
        ),
        ("DELETE FROM postings WHERE seq = 2", "/2: the postings"),
        ("DELETE FROM events WHERE seq = 2", "/3: the hash"),
        ("UPDATE accounts SET account = '1' WHERE id = 2", "/1: the hash"),
        ("UPDATE splits SET split = 'a:1'", "/1: the hash"),
        ("UPDATE totals SET events = 9", "seal 1: the hash"),
        ("UPDATE seals SET day = '2026-01-01'", "seal 1: the hash"),
        ("DELETE FROM totals", "seal 1: the hash"),
        ("UPDATE seal_tips SET seq = 1", "seal 1: the hash"),
        ("DELETE FROM events WHERE seq = 3", "/3 is not the end that was sealed"),
        ("DELETE FROM seals WHERE number = 1", "seal 1 is missing"),
    ],
)
def test_a_forgery_is_named(tmp_path: Path, forgery: str, fault: str) -> None:
    """Whatever row is changed or removed, the first wrong one is told."""
    ledger = tmp_path / "ledger.sqlite"
    filled(ledger, tmp_path / "journals", [[plan_event()] * 3, [plan_event()]])
    assert verify(ledger, BOOK).fault is None
    with closing(without_triggers(ledger)) as connection:
        connection.execute(forgery)
        connection.commit()
    assert fault in (verify(ledger, BOOK).fault or "")


def test_a_chain_made_anew_by_a_forger_is_told_by_its_price(tmp_path: Path) -> None:
    """Who can compute the hashes again still cannot change a cost without the tariff."""
    ledger = tmp_path / "ledger.sqlite"
    (text,) = texts([plan_event()])
    (record, _) = chained_batch([text])[0]
    dearer = record._replace(
        cost_neur=record.cost_neur + 10,
        split=f"{STRASBOURG}:1",
        postings=f"{STRASBOURG}={record.cost_neur + 10}+fourniture-calcul=-{record.cost_neur + 10}",
    )
    opened = Ledger(ledger)
    opened.append("w-1-a", NAMES, chained_batch([dearer.text]))
    opened.close()
    assert "where the tariff gives" in (verify(ledger, BOOK).fault or "")


def test_a_tariff_that_is_lost_is_told(tmp_path: Path) -> None:
    """Without its tariff a record's price cannot be verified: it is counted apart."""
    ledger = tmp_path / "ledger.sqlite"
    opened = Ledger(ledger)
    (text,) = texts([plan_event()])
    record = chained_batch([text])[0][0]._replace(tariff_version="1999-01")
    opened.append("w-1-a", NAMES, chained_batch([record.text]))
    opened.close()
    found = verify(ledger, BOOK)
    assert (found.fault, found.records, found.unpriced) == (None, 1, 1)
