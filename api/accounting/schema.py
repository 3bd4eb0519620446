"""The ledger's tables, and the triggers that make them append-only.

Everything a row may hold is listed here. Nothing may say where someone goes: no coordinates,
stops, addresses, nor who: no IP address, no user. The time is the hour, not the second.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import CreateTable

SCHEMA_VERSION = 1

metadata = MetaData()

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(80), nullable=False, unique=True),  # one life of a worker process
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(128), nullable=False),  # SIREN of an authority, or our own account
    Column("name", Text, nullable=False),  # as it was called; a new name is a new row
    UniqueConstraint("account", "name"),
)

events = Table(
    "events",
    metadata,
    Column("source_id", Integer, ForeignKey("sources.id"), primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),  # 1, 2, 3…: a gap is a loss
    Column("day", String(10), nullable=False),  # UTC, YYYY-MM-DD
    Column("hour", SmallInteger, nullable=False),  # UTC
    Column("endpoint", String(64), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("channel", String(64), nullable=False),
    Column("cache_hit", SmallInteger, nullable=False),
    Column("network_version", String(128), nullable=False),
    Column("counters", Text, nullable=False),  # JSON object, names to integers
    Column("cpu_us", BigInteger, nullable=False),
    Column("bytes_out", BigInteger, nullable=False),
    Column("cost_neur", BigInteger, nullable=False),
    Column(
        "carried_aeur", BigInteger, nullable=False
    ),  # left to the worker's next event of the day
    Column("tariff_version", String(32), nullable=False),
    Column("rule_version", String(32), nullable=False),
    CheckConstraint("seq > 0"),
    CheckConstraint("hour BETWEEN 0 AND 23"),
    CheckConstraint("cost_neur >= 0"),
    CheckConstraint("carried_aeur BETWEEN 0 AND 999999999"),
    sqlite_with_rowid=False,
)

postings = Table(
    "postings",
    metadata,
    Column("source_id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("account_id", Integer, ForeignKey("accounts.id"), primary_key=True, autoincrement=False),
    Column("amount_neur", BigInteger, nullable=False),  # payers above zero, the supply below
    ForeignKeyConstraint(["source_id", "seq"], ["events.source_id", "events.seq"]),
    sqlite_with_rowid=False,
)


# INSERT OR REPLACE deletes the row it replaces without firing a DELETE trigger: hence the third.
_TRIGGERS = """
CREATE TRIGGER IF NOT EXISTS {table}_refuse_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER IF NOT EXISTS {table}_refuse_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER IF NOT EXISTS {table}_refuse_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_key})
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""


def create_tables(connection: Connection) -> None:
    """Create what is missing, inside the caller's transaction; workers may race to do so."""
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
        if connection.dialect.name == "sqlite":
            same_key = " AND ".join(f"{key.name} = NEW.{key.name}" for key in table.primary_key)
            triggers = _TRIGGERS.format(table=table.name, same_key=same_key)
            for trigger in triggers.strip().split("\n\n"):
                connection.exec_driver_sql(trigger)
