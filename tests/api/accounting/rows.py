"""What a ledger holds, read by the database's own driver and nothing of ours."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import psycopg


class EventRow(NamedTuple):
    """An event as stored, with what its postings sum to."""

    source: str
    seq: int
    day: str
    counters: dict[str, int]
    cpu_us: int
    bytes_out: int
    cost_neur: int
    carried_aeur: int
    paid_neur: int
    balance_neur: int


def event_rows(ledger: str | Path) -> list[EventRow]:
    """Return every event of a ledger by source and number."""
    query = """
        SELECT source, seq, day, counters, cpu_us, bytes_out, cost_neur, carried_aeur,
               SUM(CASE WHEN amount_neur > 0 THEN amount_neur ELSE 0 END), SUM(amount_neur)
        FROM events JOIN sources ON sources.id = source_id
        JOIN postings USING (source_id, seq)
        GROUP BY source, seq, day, counters, cpu_us, bytes_out, cost_neur, carried_aeur
        ORDER BY source, seq
    """
    return [
        EventRow(source, seq, day, json.loads(counters), *map(int, figures))
        for source, seq, day, counters, *figures in query_rows(ledger, query)
    ]


def event_ids(ledger: str | Path) -> list[str]:
    """Return the ids of a ledger's events."""
    return [f"{row.source}/{row.seq}" for row in event_rows(ledger)]


def contents(ledger: str | Path) -> list[tuple[Any, ...]]:
    """Return every row of a ledger, to see whether anything changed."""
    names = "SELECT name FROM sqlite_schema WHERE type = 'table'"
    if "://" in str(ledger):
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return sorted(
        ((name, *row) for (name,) in query_rows(ledger, names) for row in table_rows(ledger, name)),
        key=repr,
    )


def table_rows(ledger: str | Path, table: str) -> list[tuple[Any, ...]]:
    """Return the rows of a table."""
    return query_rows(ledger, f"SELECT * FROM {table}")


def query_rows(ledger: str | Path, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds."""
    with closing(connect(ledger)) as connection:
        return list(connection.execute(query).fetchall())


def connect(ledger: str | Path) -> Any:  # noqa: ANN401  # the driver's
    """Open a ledger by its driver."""
    if "://" not in str(ledger):
        return sqlite3.connect(ledger)
    url = urlsplit(str(ledger))
    host = parse_qs(url.query)["host"][0]
    return psycopg.connect(host=host, user="owner", dbname=url.path[1:])
