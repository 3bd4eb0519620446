"""Opening the ledger's database: SQLite by path, anything SQLAlchemy knows by URL."""

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

BUSY_TIMEOUT_S = 2.0
"""How long a worker waits for another's commit; a commit takes well under a millisecond."""


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
    version = _version(connection)
    if version == 0:
        if connection.dialect.name == "sqlite" and inspect(connection).get_table_names():
            raise LedgerUnavailableError(str(ledger), "a database, but not a ledger")
        create_tables(connection)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    elif version != SCHEMA_VERSION:
        raise LedgerUnavailableError(str(ledger), _other_version(connection))
    connection.commit()


def _set_pragmas(connection: Connection) -> None:
    # Outside a transaction, where alone SQLite accepts them.
    cursor = connection.connection.cursor()
    # WAL: readers never wait, and a commit is one append. NORMAL: a commit is in the system's
    # hands, safe from kill -9, but not synced to disk (docs/decisions/0008-ledger.md).
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _version(connection: Connection) -> int:
    if connection.dialect.name != "sqlite":
        return 0  # other databases create what is missing at each opening
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _other_version(connection: Connection) -> str:
    return f"layout {_version(connection)}, this program knows {SCHEMA_VERSION}"
