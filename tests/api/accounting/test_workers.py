"""Several worker processes on one ledger, some of them killed: answered means recorded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from api.accounting.ledger import Ledger
from api.accounting.posting import post_abandoned
from tests.api.accounting.rows import event_ids, event_rows

PROJECT = Path(__file__).resolve().parents[3]
KILLED = 100
"""How many workers are killed, some before, some within, some between their answers."""


def start_writer(ledger: str, journals: Path, count: int) -> subprocess.Popen[str]:
    """Start a worker that charges ``count`` events, or never stops if 0."""
    module = "tests.api.accounting.writer"
    command = [sys.executable, "-m", module, ledger, str(journals), str(count)]
    return subprocess.Popen(command, cwd=PROJECT, text=True, stdout=subprocess.PIPE)


def assert_balanced_and_gapless(ledger: str) -> None:
    """Check every event's postings, and that each source counts 1, 2, 3 and so on."""
    rows = event_rows(ledger)
    assert all(row.balance_neur == 0 and row.paid_neur == row.cost_neur for row in rows)
    by_source: dict[str, list[int]] = {}
    for row in rows:
        by_source.setdefault(row.source, []).append(row.seq)
    assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in by_source.values())


def test_concurrent_workers_lose_nothing(any_ledger: str, tmp_path: Path) -> None:
    """Workers that create and fill one ledger at the same time all find their events in it.

    Each has a folder of journals of its own, as two hosts do that share a database.
    """
    workers = [start_writer(any_ledger, tmp_path / str(host), 150) for host in range(3)]
    answered = [line for worker in workers for line in worker.communicate(timeout=60)[0].split()]
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert len(set(answered)) == 450
    assert sorted(event_ids(any_ledger)) == sorted(answered)
    assert_balanced_and_gapless(any_ledger)
    assert not list(tmp_path.glob("*/*.journal")), "a worker that ends leaves no journal"


def test_a_killed_worker_loses_nothing_it_answered(any_ledger: str, tmp_path: Path) -> None:
    """SIGKILL at any moment keeps every answered event, whole, numbered and there once."""
    journals = tmp_path / "journals"
    module = "tests.api.accounting.killer"
    command = [sys.executable, "-m", module, any_ledger, str(journals), str(KILLED)]
    killed = subprocess.run(
        command, cwd=PROJECT, text=True, stdout=subprocess.PIPE, check=True, timeout=120
    )
    answered = killed.stdout.split()
    ledger = Ledger(any_ledger)
    post_abandoned(journals, ledger)
    ledger.close()
    recorded = event_ids(any_ledger)
    assert len(answered) > KILLED
    assert len(recorded) == len(set(recorded))
    assert set(answered) <= set(recorded)
    # At most one event a life was written but not answered.
    assert len(recorded) <= len(answered) + KILLED
    assert not list(journals.iterdir())
    assert_balanced_and_gapless(any_ledger)
