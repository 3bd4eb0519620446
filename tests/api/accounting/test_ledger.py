"""The ledger: append-only, balanced, indifferent to repeated deliveries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.accounting import ConflictingEntryError, LedgerUnavailableError
from api.accounting.charge import Share
from api.accounting.entry import Entry, Posting, balanced
from api.accounting.ledger import Ledger
from tests.api.accounting.rows import contents, event_ids
from tests.api.accounting.samples import MULHOUSE, STRASBOURG, plan_event


def entry(seq: int, cost_neur: int = 5, source: str = "test-1-abc") -> Entry:
    """Return an entry shared by two authorities."""
    shares = (Share(STRASBOURG, "S", cost_neur - 2), Share(MULHOUSE, "M", 2))
    return Entry(
        source=source,
        seq=seq,
        at=datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
        event=plan_event(),
        cost_neur=cost_neur,
        carried_aeur=0,
        tariff_version="2026-11",
        rule_version="R-OD@1",
        postings=balanced(shares),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the ledger is."""
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """Return a new ledger."""
    opened = Ledger(path)
    yield opened
    opened.close()


def test_an_entry_that_does_not_balance_cannot_be_made() -> None:
    """Postings that do not sum to zero are a mistake of ours, refused before the database."""
    with pytest.raises(ValueError, match="do not balance"):
        replace(entry(1), postings=(Posting("a", "A", 1),))


@settings(max_examples=20)
@given(st.data())
def test_replaying_in_any_order_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Each (source, number) is written once, however often and in whatever order it comes."""
    path = tmp_path_factory.mktemp("replay") / "ledger.sqlite"
    entries = [entry(seq, source=source) for source in ("a-1-x", "b-2-y") for seq in (1, 2, 3)]
    opened = Ledger(path)
    assert all(opened.record(one) for one in entries)
    opened.close()
    before = contents(path)
    opened = Ledger(path)
    again = data.draw(st.lists(st.sampled_from(entries)))
    assert not any(opened.record(one) for one in again)
    opened.close()
    assert contents(path) == before


def test_the_same_id_with_other_figures_is_refused(ledger: Ledger, path: Path) -> None:
    """A replay that differs is no replay: it raises and writes nothing."""
    ledger.record(entry(1, cost_neur=5))
    before = contents(path)
    with pytest.raises(ConflictingEntryError, match="test-1-abc/1"):
        ledger.record(entry(1, cost_neur=6))
    assert contents(path) == before
    assert ledger.record(entry(2)), "the ledger must go on after a refusal"


@pytest.mark.parametrize("table", ["sources", "accounts", "events", "postings"])
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ],
)
def test_no_row_can_be_changed_or_removed(
    ledger: Ledger, path: Path, table: str, attack: str
) -> None:
    """The file itself refuses to update, delete or replace, whoever opens it."""
    ledger.record(entry(1))
    with closing(sqlite3.connect(path)) as connection:
        column = connection.execute(f"SELECT * FROM {table}").description[0][0]
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(attack.format(table=table, column=column))


def test_a_renamed_authority_keeps_its_account(ledger: Ledger, path: Path) -> None:
    """A new name is a new row; the old one stays with its postings."""
    ledger.record(entry(1))
    shares = (Share(STRASBOURG, "Strasbourg Eurométropole", 5),)
    ledger.record(replace(entry(2), postings=balanced(shares)))
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM accounts WHERE account = ? ORDER BY id", (STRASBOURG,)
        ).fetchall()
    assert names == [("S",), ("Strasbourg Eurométropole",)]


def test_a_ledger_opened_again_goes_on(path: Path) -> None:
    """Closing and opening loses nothing and adds no table."""
    for seq in (1, 2):
        opened = Ledger(path)
        opened.record(entry(seq))
        opened.close()
    assert event_ids(path) == ["test-1-abc/1", "test-1-abc/2"]


@pytest.mark.parametrize("content", [b"", b"not a database at all, but some text of a kind"])
def test_only_an_empty_file_may_become_a_ledger(path: Path, content: bytes) -> None:
    """A file that is something else is refused by name and left as it was."""
    path.write_bytes(content)
    if not content:
        Ledger(path).close()
        return
    with pytest.raises(LedgerUnavailableError, match="not a database") as caught:
        Ledger(path)
    assert caught.value.path == str(path)
    assert path.read_bytes() == content


def test_another_database_is_not_taken_for_a_ledger(path: Path) -> None:
    """A SQLite file of someone else gets no table of ours."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(LedgerUnavailableError, match="not a ledger"):
        Ledger(path)
    assert contents(path) == ["BEGIN TRANSACTION;", "CREATE TABLE recipes (name TEXT);", "COMMIT;"]


def test_a_later_layout_is_refused(path: Path) -> None:
    """A ledger written by a later version is not written to by this one."""
    Ledger(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(LedgerUnavailableError, match="layout 2, this program knows 1"):
        Ledger(path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A ledger below something that is no folder is unavailable, not a crash."""
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerUnavailableError) as caught:
        Ledger(tmp_path / "file" / "ledger.sqlite")
    assert caught.value.path.endswith("ledger.sqlite")


def test_a_ledger_that_may_only_be_read_is_unavailable(path: Path) -> None:
    """On a read-only disk the reason is told and the ledger stays as it was."""
    Ledger(path).close()
    before = contents(path)
    with pytest.raises(LedgerUnavailableError, match="readonly"):
        Ledger(f"sqlite:///file:{path}?mode=ro&uri=true").record(entry(1))
    assert contents(path) == before
