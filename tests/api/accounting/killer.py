"""Forks workers that never stop answering, kills each at some moment, prints what they answered.

Run as ``python -m tests.api.accounting.killer LEDGER JOURNALS COUNT``.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from tests.api.accounting.samples import accountant, plan_event

AT_ONCE = 5


def answer_for_ever(ledger: str, journals: Path, out: int) -> None:
    """Charge one event after another and write each id once it is answered."""
    keeper = accountant(ledger, lambda: datetime.now(UTC), journals)
    for _ in itertools.count():
        charge = keeper.charge(plan_event())
        if not charge.recorded:
            raise SystemExit(str(keeper.fault))
        os.write(out, f"{charge.event_id}\n".encode())


def start(ledger: str, journals: Path) -> tuple[int, int]:
    """Fork a worker; return its process and where it writes."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        answer_for_ever(ledger, journals, writer)
    os.close(writer)
    return child, reader


def main() -> None:
    """Kill that many workers, each after it answered some number of times."""
    ledger, journals, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    random = Random(2026)
    for _ in range(0, count, AT_ONCE):
        workers = [start(ledger, journals) for _ in range(AT_ONCE)]
        for child, reader in workers:
            with os.fdopen(reader) as answers:
                first = list(itertools.islice(answers, random.randrange(1, 400)))
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                for line in itertools.chain(first, answers):
                    if line.endswith("\n"):
                        print(line, end="")


if __name__ == "__main__":
    main()
