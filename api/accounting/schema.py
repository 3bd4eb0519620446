"""The ledger's tables, and the triggers that make them append-only.

Everything a row may hold is listed here. Nothing may say where someone goes: no coordinates,
stops, addresses, nor who: no IP address, no user. The time is the hour, not the second; the
only place is the commune a search set out from, never with the one it went to.
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

SCHEMA_VERSION = 2

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

splits = Table(
    "splits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("split", Text, nullable=False, unique=True),  # who pays by what weight
)

events = Table(
    "events",
    metadata,
    Column("source_id", Integer, ForeignKey("sources.id"), primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),  # 1, 2, 3…: a gap is a loss
    Column("kind", String(16), nullable=False),
    Column("day", String(10), nullable=False),  # UTC, YYYY-MM-DD
    Column("hour", SmallInteger, nullable=False),  # UTC
    Column("endpoint", String(64), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("channel", String(64), nullable=False),
    Column("cache_hit", SmallInteger, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("commune", String(16), nullable=False),  # INSEE code of the origin alone
    Column("network_version", String(128), nullable=False),
    Column("counters", Text, nullable=False),  # JSON object, names to integers
    Column("cpu_us", BigInteger, nullable=False),
    Column("bytes_out", BigInteger, nullable=False),
    Column("cost_neur", BigInteger, nullable=False),  # below zero in corrections only
    Column("carried_aeur", BigInteger, nullable=False),  # left to the source's next event
    Column("tariff_version", String(32), nullable=False),
    Column("rule_version", String(32), nullable=False),
    Column("split_id", Integer, ForeignKey("splits.id"), nullable=False),
    Column("hash", String(64), nullable=False),  # of this record and those of its source before
    CheckConstraint("seq > 0"),
    CheckConstraint("hour BETWEEN 0 AND 23"),
    CheckConstraint("cost_neur >= 0 OR kind <> 'answer'"),
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

seals = Table(
    "seals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3…
    Column("day", String(10), nullable=False),  # UTC day on which it was set
    Column("hash", String(64), nullable=False),  # of the seal before, the tips and the totals
)

seal_tips = Table(
    "seal_tips",
    metadata,
    Column("seal", Integer, ForeignKey("seals.number"), primary_key=True, autoincrement=False),
    Column("source_id", Integer, ForeignKey("sources.id"), primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),  # the last record sealed of a source
    Column("hash", String(64), nullable=False),
)

totals = Table(
    "totals",
    metadata,
    Column("seal", Integer, ForeignKey("seals.number"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("day", String(10), nullable=False),  # civil
    Column("kind", String(16), nullable=False),
    Column("endpoint", String(64), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("tariff_version", String(32), nullable=False),
    Column("rule_version", String(32), nullable=False),
    Column("split_id", Integer, ForeignKey("splits.id"), nullable=False),
    Column("basis", String(16), nullable=False),  # "search" or "no-search": which rates applied
    Column("events", BigInteger, nullable=False),
    Column("lost", BigInteger, nullable=False),  # numbers missing just before these events
    Column("cache_hits", BigInteger, nullable=False),
    Column("cost_neur", BigInteger, nullable=False),
    Column("cpu_us", BigInteger, nullable=False),
    Column("bytes_out", BigInteger, nullable=False),
    Column("counters", Text, nullable=False),  # JSON object, names to sums
    Column("amounts", Text, nullable=False),  # JSON object, accounts to nano-euros
)

commune_totals = Table(
    "commune_totals",
    metadata,
    Column("seal", Integer, ForeignKey("seals.number"), primary_key=True, autoincrement=False),
    Column("month", String(7), primary_key=True),  # civil, YYYY-MM
    Column("commune", String(16), primary_key=True),
    Column("searches", BigInteger, nullable=False),
    Column("unsolved", BigInteger, nullable=False),
)

month_states = Table(
    "month_states",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("month", String(7), nullable=False),
    Column("state", String(16), nullable=False),  # "provisional", "closed", "reopened"
    Column("seal", Integer, ForeignKey("seals.number"), nullable=False),
    Column("day", String(10), nullable=False),
    Column("reason", Text, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("payer", String(128), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("threshold_pct", Integer, primary_key=True, autoincrement=False),
    Column("basis", String(16), primary_key=True),  # "actual" or "forecast"
    Column("day", String(10), nullable=False),
)

purges = Table(
    "purges",
    metadata,
    Column("seal", Integer, ForeignKey("seals.number"), primary_key=True, autoincrement=False),
    Column("day", String(10), nullable=False),
)


# INSERT OR REPLACE deletes the row it replaces without firing a DELETE trigger: hence the third.
_SQLITE_TRIGGERS = """
CREATE TRIGGER IF NOT EXISTS {table}_refuse_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER IF NOT EXISTS {table}_refuse_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER IF NOT EXISTS {table}_refuse_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_key})
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$
"""

_POSTGRESQL_TRIGGER = """
CREATE OR REPLACE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
"""


def create_tables(connection: Connection) -> None:
    """Create what is missing, inside the caller's transaction; workers may race to do so."""
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
    refuse_changes(connection)


def refuse_changes(connection: Connection) -> None:
    """Set the triggers that make every table append-only."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_POSTGRESQL_FUNCTION)
    for table in metadata.sorted_tables:
        if connection.dialect.name == "sqlite":
            same_key = " AND ".join(f"{key.name} = NEW.{key.name}" for key in table.primary_key)
            triggers = _SQLITE_TRIGGERS.format(table=table.name, same_key=same_key)
            for trigger in triggers.strip().split("\n\n"):
                connection.exec_driver_sql(trigger)
        elif connection.dialect.name == "postgresql":
            connection.exec_driver_sql(_POSTGRESQL_TRIGGER.format(table=table.name))


def allow_deletion(connection: Connection, *tables: Table) -> None:
    """Let rows of these tables be deleted until `refuse_changes`, in one transaction."""
    for table in tables:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER {table.name}_refuse_delete")
        elif connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"DROP TRIGGER {table.name}_refuse ON {table.name}")
