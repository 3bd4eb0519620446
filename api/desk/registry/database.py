"""Opens the registry's database: SQLite by path, PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from api.desk.errors import DeskError
from api.desk.registry.schema import METADATA
from api.words import N_

BUSY_TIMEOUT_S = 10.0


def open_engine(where: str | Path) -> Engine:
    """Return an engine on a database that has the tables, created with its folder if absent.

    Raises
    ------
    DeskError: the database cannot be opened or written.

    """
    text = str(where)
    with refusals_named(where):
        url = make_url(text) if "://" in text else URL.create("sqlite", database=text)
        if url.get_backend_name() == "sqlite":
            Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
            engine = _sqlite(url)
        else:
            engine = create_engine(url, poolclass=NullPool)
        METADATA.create_all(engine)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction, which is done whole or not at all.

    Raises
    ------
    DeskError: the database refuses.

    """
    with refusals_named(engine.url.render_as_string()), engine.begin() as connection:
        yield connection


@contextmanager
def refusals_named(where: str | Path) -> Iterator[None]:
    """Turn what the database or the disk refuses into one sentence."""
    try:
        yield
    except DBAPIError as error:
        raise DeskError(
            N_("registre %(where)s\u00a0: %(reason)s"), where=where, reason=error.orig
        ) from error
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise DeskError(
            N_("registre %(where)s\u00a0: %(reason)s"), where=where, reason=error
        ) from error


def aware(at: datetime) -> datetime:
    """Return a moment with its clock: SQLite forgets that it is UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_TIMEOUT_S})

    @event.listens_for(engine, "connect")
    def prepare(dbapi_connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's
        dbapi_connection.isolation_level = None
        dbapi_connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin_at_once(connection: Connection) -> None:
        # Takes the write lock first: two writers queue and never deadlock.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
