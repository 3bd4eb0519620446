"""What a ledger file holds, read with the standard library and nothing of ours."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple


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


def event_rows(ledger: Path) -> list[EventRow]:
    """Return every event of a ledger by source and number."""
    query = """
        SELECT source, seq, day, counters, cpu_us, bytes_out, cost_neur, carried_aeur,
               SUM(MAX(amount_neur, 0)), SUM(amount_neur)
        FROM events JOIN sources ON sources.id = source_id
        JOIN postings USING (source_id, seq)
        GROUP BY source, seq ORDER BY source, seq
    """
    with closing(sqlite3.connect(ledger)) as connection:
        return [
            EventRow(source, seq, day, json.loads(counters), *figures)
            for source, seq, day, counters, *figures in connection.execute(query)
        ]


def event_ids(ledger: Path) -> list[str]:
    """Return the ids of a ledger's events."""
    return [f"{row.source}/{row.seq}" for row in event_rows(ledger)]


def contents(ledger: Path) -> list[str]:
    """Return a ledger as SQL text, to see whether anything changed."""
    with closing(sqlite3.connect(ledger)) as connection:
        return list(connection.iterdump())
