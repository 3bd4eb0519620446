"""The ledger: an append-only database of events and postings that several workers write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Table, insert, select

from api.accounting.database import open_to_write, refusals_named
from api.accounting.entry import Entry
from api.accounting.errors import ConflictingEntryError, LedgerUnavailableError
from api.accounting.schema import accounts, events, postings, sources

_Row = dict[str, str | int]


class Ledger:
    """One connection that writes. Not for two threads at once, nor to carry over a fork.

    ``ledger`` is a path to a SQLite file, created if absent, or a database URL.
    """

    def __init__(self, ledger: str | Path) -> None:
        self._ledger = ledger
        with refusals_named(ledger):
            self._connection = open_to_write(ledger)
            self._append_event = _Append(self._connection, events)
            self._append_posting = _Append(self._connection, postings)
        self._source_ids: dict[str, int] = {}
        self._account_ids: dict[tuple[str, str], int] = {}

    def record(self, entry: Entry) -> bool:
        """Write an entry and its postings in one transaction; on return they are in.

        An entry already there is left as it is and answers False, so that a delivery may be
        repeated. Raises `ConflictingEntryError` if it is there with other figures and
        `LedgerUnavailableError` if the database refuses.
        """
        with refusals_named(self._ledger):
            event, lines = self._rows(entry)
            if self._append(event, lines):
                return True
            if not self._holds(event, lines):
                raise ConflictingEntryError(entry.event_id)
            return False

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _rows(self, entry: Entry) -> tuple[_Row, list[_Row]]:
        key: _Row = {"source_id": self._source_id(entry.source), "seq": entry.seq}
        lines: list[_Row] = [
            {
                **key,
                "account_id": self._account_id(posting.account, posting.name),
                "amount_neur": posting.amount_neur,
            }
            for posting in entry.postings
        ]
        return {**key, **entry.row()}, lines

    def _append(self, event: _Row, lines: list[_Row]) -> bool:
        """Commit the rows, or answer False if the event's key is taken."""
        # Straight to the driver, with statements SQLAlchemy wrote: through its connection
        # each event would cost three times the CPU (docs/decisions/0008-ledger.md).
        driver: Any = self._connection.connection.dbapi_connection
        errors = self._connection.dialect.loaded_dbapi
        cursor = driver.cursor()
        try:
            if self._connection.dialect.name == "sqlite":
                cursor.execute("BEGIN IMMEDIATE")
            self._append_event.one(cursor, event)
            self._append_posting.many(cursor, lines)
            driver.commit()
        except errors.Error as error:
            driver.rollback()
            if isinstance(error, errors.IntegrityError):
                return False
            raise LedgerUnavailableError(str(self._ledger), str(error)) from error
        except BaseException:
            driver.rollback()
            raise
        finally:
            cursor.close()
        return True

    def _holds(self, event: _Row, lines: list[_Row]) -> bool:
        """Tell whether exactly these rows are stored under the event's key."""

        def stored(table: Table) -> list[_Row]:
            key = (table.c.source_id == event["source_id"], table.c.seq == event["seq"])
            found = self._connection.execute(select(table).where(*key)).mappings()
            return [dict(row) for row in found]

        held = stored(events) == [event] and _sorted(stored(postings)) == _sorted(lines)
        self._connection.rollback()
        return held

    def _source_id(self, source: str) -> int:
        if source not in self._source_ids:
            self._source_ids[source] = self._id_of(sources, {sources.c.source: source})
        return self._source_ids[source]

    def _account_id(self, account: str, name: str) -> int:
        if (account, name) not in self._account_ids:
            self._account_ids[account, name] = self._id_of(
                accounts, {accounts.c.account: account, accounts.c.name: name}
            )
        return self._account_ids[account, name]

    def _id_of(self, table: Table, values: Mapping[Column[str], str]) -> int:
        """Return the number of a row, adding it if it is new, for good before it is used."""
        query = select(table.c.id).where(*(column == value for column, value in values.items()))
        with self._connection.begin():
            found = self._connection.execute(query).scalar()
            if found is None:
                row = {column.name: value for column, value in values.items()}
                self._connection.execute(insert(table).values(row))
                found = self._connection.execute(query).scalar_one()
        return int(found)


class _Append:
    """The INSERT of a table, compiled once for the database's driver."""

    def __init__(self, connection: Connection, table: Table) -> None:
        compiled = insert(table).compile(dialect=connection.dialect)
        self._statement = str(compiled)
        self._names = compiled.positiontup

    def one(self, cursor: Any, row: _Row) -> None:  # noqa: ANN401  # the driver's
        cursor.execute(self._statement, self._parameters(row))

    def many(self, cursor: Any, rows: Sequence[_Row]) -> None:  # noqa: ANN401  # the driver's
        cursor.executemany(self._statement, [self._parameters(row) for row in rows])

    def _parameters(self, row: _Row) -> _Row | list[str | int]:
        return row if self._names is None else [row[name] for name in self._names]


def _sorted(lines: Sequence[_Row]) -> list[list[tuple[str, str | int]]]:
    return sorted(sorted(line.items()) for line in lines)
