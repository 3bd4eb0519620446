"""The ledger: append-only, balanced, indifferent to repeated deliveries, on any database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from api.accounting import ConflictingEntryError, LedgerUnavailableError
from api.accounting.ledger import Ledger
from api.accounting.record import Record, chained, parse_record
from api.accounting.schema import metadata
from tests.api.accounting.rows import connect, contents, event_ids, event_rows, query_rows
from tests.api.accounting.samples import (
    NAMES,
    STRASBOURG,
    chained_batch,
    events,
    plan_event,
    texts,
)

ATTACKS = {
    "postgresql": ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"],
    "sqlite": [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ],
}
BATCH = chained_batch(texts([plan_event()] * 4))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a ledger file is."""
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(any_ledger: str) -> Iterator[Ledger]:
    """Return a new ledger on each database."""
    opened = Ledger(any_ledger)
    yield opened
    opened.close()


def test_a_record_that_does_not_balance_cannot_be_read() -> None:
    """Postings that do not sum to zero are refused before the database."""
    text = BATCH[0][0]._replace(postings="a=3+fourniture-calcul=-2").text
    with pytest.raises(ValueError, match="do not balance"):
        parse_record(text)


@given(st.lists(events(), max_size=3))
def test_a_record_reads_back_as_it_was_written(batch: list) -> None:
    """Reading a line and writing it again gives the same bytes: hashes can be recomputed."""
    for text in texts(batch):
        assert parse_record(text).text == text


def _deliver(opened: Ledger, source: str, part: list[tuple[Record, str]]) -> int:
    return opened.append(source, NAMES, part)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_replaying_in_any_order_changes_nothing(
    data: st.DataObject, any_ledger: str, new_ledger: Callable[[], str]
) -> None:
    """Each (source, number) is written once, however often and in whatever order it comes."""
    where = new_ledger()
    parts = [
        (source, BATCH[begin:end])
        for source in ("a-1-x", "b-2-y")
        for begin, end in ((0, 1), (1, 4), (0, 4))
    ]
    order = data.draw(st.permutations(parts))
    opened = Ledger(where)
    assert sum(_deliver(opened, *part) for part in order) == 8
    before = event_rows(where)
    assert len(before) == 8
    again = data.draw(st.lists(st.sampled_from(parts)))
    assert sum(_deliver(opened, *part) for part in again) == 0
    opened.close()
    assert event_rows(where) == before


@pytest.fixture
def new_ledger(any_ledger: str, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Return what gives a new ledger of the same kind at each call."""
    if "://" in any_ledger:
        return request.getfixturevalue("new_database")  # type: ignore[no-any-return]
    numbers = iter(range(10**6))
    return lambda: f"{any_ledger}.{next(numbers)}"


def test_the_same_id_with_other_figures_is_refused(ledger: Ledger, any_ledger: str) -> None:
    """A replay that differs is no replay: it raises and writes nothing."""
    ledger.append("test-1-abc", NAMES, BATCH[:1])
    before = contents(any_ledger)
    other = BATCH[0][0]._replace(bytes_out=1)
    forged = [(other, chained("0" * 64, other.text)), BATCH[1]]
    with pytest.raises(ConflictingEntryError, match="test-1-abc/1"):
        ledger.append("test-1-abc", NAMES, forged)
    assert contents(any_ledger) == before
    assert ledger.append("test-1-abc", NAMES, BATCH) == 3, "it must go on after a refusal"


@pytest.mark.parametrize("table", [table.name for table in metadata.sorted_tables])
def test_no_row_can_be_changed_or_removed(any_ledger: str, table: str) -> None:
    """The database itself refuses to update, delete or replace, whoever opens it."""
    fill(any_ledger)
    for attack in ATTACKS["postgresql" if "://" in any_ledger else "sqlite"]:
        refused(any_ledger, table, attack)


def refused(any_ledger: str, table: str, attack: str) -> None:
    """Check that an attack on a table fails for the reason we gave."""
    with closing(connect(any_ledger)) as connection:
        column = connection.execute(f"SELECT * FROM {table}").description[0][0]
        with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="append-only"):
            connection.execute(attack.format(table=table, column=column))


def fill(where: str) -> None:
    """Put a row in every table."""
    opened = Ledger(where)
    opened.append("test-1-abc", NAMES, BATCH)
    opened.close()
    rows = {
        "seals": "1, '2026-11-25', 'h'",
        "seal_tips": "1, 1, 4, 'h'",
        "totals": "1, 1, 'd', 'k', 'e', 'c', 'o', 't', 'r', 1, 'b', 1, 0, 0, 0, 0, 0, '{}', '{}'",
        "commune_totals": "1, '2026-11', '67482', 12, 1",
        "month_states": "1, '2026-11', 'closed', 1, '2026-12-03', ''",
        "alerts": "'246700488', 2026, 80, 'actual', '2026-11-25'",
        "purges": "1, '2026-11-25'",
    }
    with closing(connect(where)) as connection:
        for table, values in rows.items():
            connection.execute(f"INSERT INTO {table} VALUES ({values})")
        connection.commit()


def test_a_batch_is_written_whole_or_not_at_all(any_ledger: str) -> None:
    """Stopped before any of its statements, a batch leaves nothing; then it is written whole."""
    for stopped_before in count():
        opened = Ledger(any_ledger)
        before = contents(any_ledger)
        try:
            with stopping(opened, stopped_before):
                opened.append("test-1-abc", NAMES, BATCH)
        except StoppedError:
            assert contents(any_ledger) == before == []
            opened.close()
        else:
            break
    assert stopped_before > 5
    assert [row.balance_neur for row in event_rows(any_ledger)] == [0] * len(BATCH)
    opened.close()


class StoppedError(BaseException):
    """What stands for the end of the process."""


@contextmanager
def stopping(opened: Ledger, after: int) -> Iterator[None]:
    """Stop at a statement: as a kill does, with nothing after it."""
    numbers = count()

    def stop(*_: object) -> None:
        if next(numbers) == after:
            raise StoppedError

    event.listen(opened.connection, "before_cursor_execute", stop)
    try:
        yield
    finally:
        event.remove(opened.connection, "before_cursor_execute", stop)


def test_a_full_disk_refuses_a_batch_whole(path: Path) -> None:
    """What does not fit is refused by name; what was there stays, and room lets it go on."""
    opened = Ledger(path)
    opened.append("test-1-abc", NAMES, BATCH)
    before = contents(path)
    pages = query_rows(path, "PRAGMA page_count")[0][0]
    opened.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    opened.connection.commit()
    more = chained_batch(texts([plan_event()] * 400))
    with pytest.raises(LedgerUnavailableError, match="full"):
        opened.append("test-2-def", NAMES, more)
    assert contents(path) == before
    opened.close()
    opened = Ledger(path)
    assert opened.append("test-2-def", NAMES, more) == 400
    opened.close()


def test_a_renamed_authority_keeps_its_account(ledger: Ledger, any_ledger: str) -> None:
    """A new name is a new row; the old one stays with its postings."""
    ledger.append("test-1-abc", NAMES, BATCH[:1])
    ledger.append("test-1-abc", {**NAMES, STRASBOURG: "Strasbourg"}, BATCH[1:2])
    query = f"SELECT name FROM accounts WHERE account = '{STRASBOURG}' ORDER BY id"
    assert query_rows(any_ledger, query) == [(NAMES[STRASBOURG],), ("Strasbourg",)]


def test_a_ledger_opened_again_goes_on(any_ledger: str) -> None:
    """Closing and opening loses nothing and adds no table."""
    for part in (BATCH[:1], BATCH[1:2]):
        opened = Ledger(any_ledger)
        opened.append("test-1-abc", NAMES, part)
        opened.close()
    assert event_ids(any_ledger) == ["test-1-abc/1", "test-1-abc/2"]


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


def test_another_database_is_not_taken_for_a_ledger(any_ledger: str) -> None:
    """A database of someone else gets no table of ours."""
    with closing(connect(any_ledger)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
        connection.commit()
    with pytest.raises(LedgerUnavailableError, match="not a ledger"):
        Ledger(any_ledger)
    assert contents(any_ledger) == []


def test_a_later_layout_is_refused(path: Path) -> None:
    """A ledger written by a later version is not written to by this one."""
    Ledger(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 3")
    with pytest.raises(LedgerUnavailableError, match="layout 3, this program knows 2"):
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
        Ledger(f"sqlite:///file:{path}?mode=ro&uri=true").append("a-1-x", NAMES, BATCH)
    assert contents(path) == before
