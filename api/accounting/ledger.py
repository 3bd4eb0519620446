"""The ledger: an append-only database of events and postings that several workers write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Integer, Select, Table, func, insert, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert

from api.accounting.database import open_to_write, refusals_named
from api.accounting.errors import ConflictingEntryError
from api.accounting.record import GENESIS, Record, event_id, parse_postings
from api.accounting.schema import (
    accounts,
    events,
    postings,
    purges,
    seal_tips,
    seals,
    sources,
    splits,
)

_Row = dict[str, str | int]


class LastRecord(NamedTuple):
    """Where a source ends: its number, its hash, its UTC day and hour."""

    seq: int
    hash: str
    day: str
    hour: int


class Ledger:
    """One connection that writes. Not for two threads at once, nor to carry over a fork.

    ``ledger`` is a path to a SQLite file, created if absent, or a database URL.
    """

    def __init__(self, ledger: str | Path) -> None:
        self._ledger = ledger
        with refusals_named(ledger):
            self.connection = open_to_write(ledger)
            self._insert_event = _Insert(self.connection, events)
            self._insert_posting = _Insert(self.connection, postings)
        self._ids: dict[tuple[str, ...], int] = {}

    def append(
        self, source: str, names: Mapping[str, str], batch: Sequence[tuple[Record, str]]
    ) -> int:
        """Write records with their hashes in one transaction; return how many were new.

        A record already there is left as it is, so that a delivery may be repeated. Raises
        `ConflictingEntryError` if it is there with another hash, or if it comes after its
        source was sealed beyond it, and `LedgerUnavailableError` if the database refuses.
        """
        with self.writing() as connection:
            return self.append_within(connection, source, names, batch)

    def append_within(
        self,
        connection: Connection,
        source: str,
        names: Mapping[str, str],
        batch: Sequence[tuple[Record, str]],
    ) -> int:
        """Do the same inside the transaction that `writing` gave."""
        source_id = self._id_of(sources, {sources.c.source: source})
        new = self._new_records(connection, source, source_id, batch)
        for record, own_hash in new:
            self._insert_event.later(self._event_row(source_id, record, own_hash))
            for row in self._posting_rows(source_id, record, names):
                self._insert_posting.later(row)
        self._insert_event.flush()
        self._insert_posting.flush()
        return len(new)

    def last_of(self, source: str) -> LastRecord:
        """Return the last record of a source, of number 0 if it has none.

        Raises `LedgerUnavailableError`.
        """
        query = (
            select(events.c.seq, events.c.hash, events.c.day, events.c.hour)
            .select_from(events.join(sources))
            .where(sources.c.source == source)
            .order_by(events.c.seq.desc())
            .limit(1)
        )
        with self.writing() as connection:
            found = connection.execute(query).first()
        return LastRecord(*found) if found else LastRecord(0, GENESIS, "", 0)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the connection inside one transaction, undone whole if anything is raised."""
        with refusals_named(self._ledger):
            try:
                with self.connection.begin():
                    yield self.connection
            except BaseException:
                self._ids.clear()  # some may have been given by the transaction that was undone
                self._insert_event.rows = []
                self._insert_posting.rows = []
                raise

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _new_records(
        self,
        connection: Connection,
        source: str,
        source_id: int,
        batch: Sequence[tuple[Record, str]],
    ) -> list[tuple[Record, str]]:
        """Return the records that are not in the ledger yet."""
        seqs = [record.seq for record, _ in batch]
        query = select(events.c.seq, events.c.hash).where(
            events.c.source_id == source_id, events.c.seq.between(min(seqs), max(seqs))
        )
        stored: dict[int, str] = {row.seq: row.hash for row in connection.execute(query)}
        sealed = _tip(connection, source_id, select(func.max(seals.c.number)))
        purged = _tip(connection, source_id, select(func.max(purges.c.seal)))
        new = []
        for record, own_hash in batch:
            if record.seq in stored:
                if stored[record.seq] != own_hash:
                    raise ConflictingEntryError(event_id(source, record.seq))
            elif record.seq > sealed:
                new.append((record, own_hash))
            elif record.seq > purged:
                raise ConflictingEntryError(event_id(source, record.seq))
        return new

    def _event_row(self, source_id: int, record: Record, own_hash: str) -> _Row:
        row: _Row = record._asdict()
        del row["postings"], row["split"]
        row["source_id"] = source_id
        row["split_id"] = self._id_of(splits, {splits.c.split: record.split})
        row["hash"] = own_hash
        return row

    def _posting_rows(
        self, source_id: int, record: Record, names: Mapping[str, str]
    ) -> Iterator[_Row]:
        for account, amount_neur in parse_postings(record.postings):
            columns = {accounts.c.account: account, accounts.c.name: names.get(account, account)}
            yield {
                "source_id": source_id,
                "seq": record.seq,
                "account_id": self._id_of(accounts, columns),
                "amount_neur": amount_neur,
            }

    def _id_of(self, table: Table, values: Mapping[Column[Any], str]) -> int:
        """Return the number of a row, adding it if it is new."""
        key = (table.name, *values.values())
        found = self._ids.get(key)
        if found is None:
            query = select(table.c.id).where(*(column == value for column, value in values.items()))
            found = self.connection.execute(query).scalar()
            if found is None:
                row = {column.name: value for column, value in values.items()}
                add = (
                    postgresql_insert(table).on_conflict_do_nothing()
                    if self.connection.dialect.name == "postgresql"
                    else insert(table)
                )
                self.connection.execute(add.values(row))
                found = self.connection.execute(query).scalar_one()
            self._ids[key] = found
        return found


def _tip(connection: Connection, source_id: int, seal: Select[Any]) -> int:
    """Return the last number of a source that a seal covers, 0 if none."""
    query = select(func.max(seal_tips.c.seq)).where(
        seal_tips.c.source_id == source_id, seal_tips.c.seal <= seal.scalar_subquery()
    )
    return connection.execute(query).scalar() or 0


class _Insert:
    """The INSERT of a table for many rows at once, and the rows that wait for it."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self._connection = connection
        self._names = [column.name for column in table.columns]
        self._by_column = connection.dialect.name == "postgresql"
        columns = f"{table} ({', '.join(self._names)})"
        if self._by_column:  # one statement for all rows: twice the speed of one each
            arrays = ", ".join(f"%s::{_array_type(column)}[]" for column in table.columns)
            rows = f"SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING"  # noqa: S608  # ours
        else:
            rows = f"VALUES ({', '.join('?' * len(self._names))})"
        self._statement = f"INSERT INTO {columns} {rows}"
        self.rows: list[tuple[str | int, ...]] = []

    def later(self, row: _Row) -> None:
        self.rows.append(tuple([row[name] for name in self._names]))

    def flush(self) -> None:
        if not self.rows:
            return
        if self._by_column:
            columns = tuple(list(column) for column in zip(*self.rows, strict=True))
            self._connection.exec_driver_sql(self._statement, columns)
        else:
            self._connection.exec_driver_sql(self._statement, self.rows)
        self.rows = []


def _array_type(column: Column[Any]) -> str:
    return "bigint" if isinstance(column.type, Integer) else "text"
