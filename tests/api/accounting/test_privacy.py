"""The ledger cannot say where someone went, nor who."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from api.accounting.record import Record
from api.accounting.schema import metadata
from tests.api.accounting.samples import STRASBOURG, Clock, accountant, plan_event

ALLOWED = {
    "sources": {"id", "source"},
    "accounts": {"id", "account", "name"},
    "splits": {"id", "split"},
    "events": {
        "source_id",
        "seq",
        "kind",
        "day",
        "hour",
        "endpoint",
        "status",
        "channel",
        "cache_hit",
        "outcome",
        "commune",  # of the origin alone: with no destination and no minute it is no journey
        "network_version",
        "counters",
        "cpu_us",
        "bytes_out",
        "cost_neur",
        "carried_aeur",
        "tariff_version",
        "rule_version",
        "split_id",
        "hash",
    },
    "postings": {"source_id", "seq", "account_id", "amount_neur"},
    "seals": {"number", "day", "hash"},
    "seal_tips": {"seal", "source_id", "seq", "hash"},
    "totals": {
        "seal",
        "number",
        "day",
        "kind",
        "endpoint",
        "channel",
        "outcome",
        "tariff_version",
        "rule_version",
        "split_id",
        "basis",
        "events",
        "lost",
        "cache_hits",
        "cost_neur",
        "cpu_us",
        "bytes_out",
        "counters",
        "amounts",
    },
    "commune_totals": {"seal", "month", "commune", "searches", "unsolved"},
    "month_states": {"number", "month", "state", "seal", "day", "reason"},
    "alerts": {"payer", "year", "threshold_pct", "basis", "day"},
    "purges": {"seal", "day"},
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
    forbidden = re.compile(r"\d\.\d|[0-9a-f]+:[0-9a-f]*:|https?:|^[a-z]\w*:\w|/")
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


def test_a_journal_holds_no_more_than_the_ledger(tmp_path: Path) -> None:
    """A journal's line is the columns of a row, in the same words: nothing finer, no place."""
    keeper = accountant(
        tmp_path / "l.sqlite", Clock(datetime(2026, 11, 23, 17, 43, 29, tzinfo=UTC))
    )
    keeper.charge(plan_event(commune="67482"))
    (path,) = (tmp_path / "l.sqlite.journals").iterdir()
    header, line = path.read_text(encoding="utf-8").splitlines()
    keeper.close()
    assert json.loads(header).keys() == {"source", "hash", "names", "boot", "reserved"}
    columns = ALLOWED["events"] - {"source_id", "split_id", "hash"} | {"split", "postings"}
    assert set(Record._fields) == columns
    assert len(line.split(" ")) == 1 + len(columns)
    assert not re.search(r"\d\d:\d\d|\d\.\d", line.partition(" ")[2])
