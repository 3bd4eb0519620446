"""The ledger cannot say where someone went, nor who."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from api.accounting.schema import metadata
from tests.api.accounting.samples import STRASBOURG, Clock, accountant, plan_event

ALLOWED = {
    "sources": {"id", "source"},
    "accounts": {"id", "account", "name"},
    "events": {
        "source_id",
        "seq",
        "day",
        "hour",
        "endpoint",
        "status",
        "channel",
        "cache_hit",
        "network_version",
        "counters",
        "cpu_us",
        "bytes_out",
        "cost_neur",
        "carried_aeur",
        "tariff_version",
        "rule_version",
    },
    "postings": {"source_id", "seq", "account_id", "amount_neur"},
}
"""Every column of the ledger. A new one is a decision about privacy: read docs/COSTS.md."""


def test_the_columns_are_the_allowed_ones(tmp_path: Path) -> None:
    """No column may appear without being allowed here, in the schema or in the file."""
    assert {t.name: {c.name for c in t.columns} for t in metadata.sorted_tables} == ALLOWED
    keeper = accountant(tmp_path / "ledger.sqlite")
    keeper.charge(plan_event())
    keeper.close()
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        columns = {
            name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
            for (name,) in tables
        }
    assert columns == ALLOWED


def test_the_file_holds_the_hour_and_no_finer_time(tmp_path: Path) -> None:
    """After use, the moment of an answer is its hour, and no value holds minutes."""
    keeper = accountant(
        tmp_path / "l.sqlite", Clock(datetime(2026, 11, 23, 17, 43, 29, tzinfo=UTC))
    )
    for _ in range(50):
        keeper.charge(plan_event())
    keeper.close()
    values = stored_values(tmp_path / "l.sqlite")
    assert {"2026-11-23", "17"} <= values
    assert not [value for value in values if re.search(r"\d\d:\d\d", value)]


def test_the_file_holds_no_place_and_no_address(tmp_path: Path) -> None:
    """After use, no value reads as degrees, an IP address, a URL, a `feed:stop` id or a pair."""
    keeper = accountant(tmp_path / "l.sqlite")
    for status in (200, 404, 422):
        for _ in range(30):
            keeper.charge(plan_event(status=status))
    keeper.close()
    values = stored_values(tmp_path / "l.sqlite")
    assert {"plan", "404", STRASBOURG} <= values, "the scan must be reading the rows"
    forbidden = re.compile(r"\d\.\d|[0-9a-f]+:[0-9a-f]*:|https?:|^\w+:\w|/")
    assert not [value for value in values if forbidden.search(value)]


def stored_values(ledger: Path) -> set[str]:
    """Return every value of every row of a ledger, as text."""
    with closing(sqlite3.connect(ledger)) as connection:
        return {
            str(value)
            for table in metadata.sorted_tables
            for row in connection.execute(f"SELECT * FROM {table.name}")
            for value in row
        }
