"""Opening the ledger's database: SQLite by path, PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, inspect, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from api.accounting.errors import LedgerAbsentError, LedgerUnavailableError
from api.accounting.schema import SCHEMA_VERSION, create_tables

_CREATION_LOCK = 0x1ED6E2
"""Number of the advisory lock that whoever creates the tables in PostgreSQL holds."""

BUSY_TIMEOUT_S = 30.0
"""How long a writer waits for another: a batch takes milliseconds, sealing a busy day seconds.
No answer waits for it: answers are journalled."""


@contextmanager
def refusals_named(ledger: str | Path) -> Iterator[None]:
    """Turn whatever the database or the disk refuses into `LedgerUnavailableError`."""
    try:
        yield
    except DBAPIError as error:
        raise LedgerUnavailableError(str(ledger), str(error.orig)) from error
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise LedgerUnavailableError(str(ledger), str(error)) from error


def open_to_write(ledger: str | Path) -> Connection:
    """Open a ledger, created with its folder if absent, ready to append to."""
    url = _url(ledger)
    if "://" not in str(ledger):
        Path(ledger).parent.mkdir(parents=True, exist_ok=True)
    engine = _engine(url)
    connection = engine.connect()
    try:
        _prepare(connection, ledger)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def reading(ledger: str | Path) -> Iterator[Connection]:
    """Open a ledger to read, in one snapshot; never creates it.

    Raises `LedgerAbsentError` where there is none and `LedgerUnavailableError` where it is
    not one of ours or cannot be read.
    """
    url = _url(ledger)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise LedgerAbsentError(str(ledger))
    with refusals_named(ledger), _engine(url, begin="BEGIN").connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
            if not inspect(connection).has_table("events"):
                raise LedgerAbsentError(str(ledger))
        if _version(connection) != SCHEMA_VERSION:
            raise LedgerUnavailableError(str(ledger), _other_version(connection))
        yield connection


def _url(ledger: str | Path) -> URL:
    text = str(ledger)
    return make_url(text) if "://" in text else URL.create("sqlite", database=text)


def _engine(url: URL, begin: str = "BEGIN IMMEDIATE") -> Engine:
    # No pool: one connection is held for as long as the ledger is open.
    if url.get_backend_name() != "sqlite":
        return create_engine(url, poolclass=NullPool)
    engine = create_engine(
        url,
        poolclass=NullPool,
        connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def take_over_transactions(dbapi_connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's
        # pysqlite would begin late and only for some statements.
        dbapi_connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin_at_once(connection: Connection) -> None:
        # IMMEDIATE takes the write lock first, so that two writers queue and never deadlock.
        connection.exec_driver_sql(begin)

    return engine


def _prepare(connection: Connection, ledger: str | Path) -> None:
    if connection.dialect.name == "sqlite":
        _set_pragmas(connection)
    if connection.dialect.name == "postgresql":
        # Two workers may find an empty database at the same time: the second waits here.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_CREATION_LOCK})")
    version = _version(connection)
    if version == 0:
        if inspect(connection).get_table_names():
            raise LedgerUnavailableError(str(ledger), "a database, but not a ledger")
        create_tables(connection)
        connection.exec_driver_sql(
            f"PRAGMA user_version = {SCHEMA_VERSION}"
            if connection.dialect.name == "sqlite"
            else f"COMMENT ON TABLE events IS '{SCHEMA_VERSION}'"
        )
    elif version != SCHEMA_VERSION:
        raise LedgerUnavailableError(str(ledger), _other_version(connection))
    connection.commit()


def _set_pragmas(connection: Connection) -> None:
    # Outside a transaction, where alone SQLite accepts them.
    cursor = connection.connection.cursor()
    # WAL: readers never wait, and a commit is one append. FULL: a commit is on the disk when it
    # returns, whatever happens to the machine; batches make that cheap (decision 0008).
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _version(connection: Connection) -> int:
    """Return the layout of a ledger, or 0 where there is none."""
    if connection.dialect.name == "sqlite":
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    comment = "SELECT obj_description(to_regclass('events'), 'pg_class')"
    return int(connection.exec_driver_sql(comment).scalar_one() or 0)


def _other_version(connection: Connection) -> str:
    return f"layout {_version(connection)}, this program knows {SCHEMA_VERSION}"
