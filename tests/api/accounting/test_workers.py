"""Several worker processes on one ledger, some of them killed: answered means recorded."""

from __future__ import annotations

import subprocess
import sys
from itertools import islice
from pathlib import Path

from tests.api.accounting.rows import event_ids, event_rows

PROJECT = Path(__file__).resolve().parents[3]


def start_writer(ledger: Path, count: int) -> subprocess.Popen[str]:
    """Start a worker that charges ``count`` events, or never stops if 0."""
    command = [sys.executable, "-m", "tests.api.accounting.writer", str(ledger), str(count)]
    return subprocess.Popen(command, cwd=PROJECT, text=True, stdout=subprocess.PIPE)


def test_concurrent_workers_lose_nothing(tmp_path: Path) -> None:
    """Workers that create and fill one ledger at the same time all find their events in it."""
    ledger = tmp_path / "ledger.sqlite"
    workers = [start_writer(ledger, 150) for _ in range(3)]
    answered = [line for worker in workers for line in worker.communicate(timeout=60)[0].split()]
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert len(set(answered)) == 450
    assert sorted(event_ids(ledger)) == sorted(answered)
    rows = event_rows(ledger)
    assert all(row.balance_neur == 0 for row in rows)
    by_source = {row.source: [r.seq for r in rows if r.source == row.source] for row in rows}
    assert list(by_source.values()) == [list(range(1, 151))] * 3


def test_a_killed_worker_loses_nothing_it_answered(tmp_path: Path) -> None:
    """SIGKILL between or within charges keeps every answered event, whole and numbered."""
    ledger = tmp_path / "ledger.sqlite"
    answered: list[str] = []
    for n_answers in (1, 20, 47):
        worker = start_writer(ledger, 0)
        assert worker.stdout is not None
        first = list(islice(worker.stdout, n_answers))
        worker.kill()
        rest = worker.stdout.read()  # what it answered before the kill reached it
        worker.stdout.close()
        worker.wait(timeout=60)
        answered += [
            line.strip() for line in first + rest.splitlines(keepends=True) if line.endswith("\n")
        ]
    assert len(answered) >= 68
    assert set(answered) <= set(event_ids(ledger))
    rows = event_rows(ledger)
    assert all(row.balance_neur == 0 and row.paid_neur == row.cost_neur for row in rows)
    # At most one event a life was written but not answered.
    assert len(rows) <= len(answered) + 3
