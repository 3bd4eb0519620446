"""A worker process for the tests: charges events and prints each id once it is answered.

Run as ``python -m tests.api.accounting.writer LEDGER JOURNALS COUNT``; COUNT 0 goes on until
killed.
"""

from __future__ import annotations

import itertools
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.api.accounting.samples import accountant, plan_event


def main() -> None:
    """Charge one event after another."""
    ledger, journals, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    keeper = accountant(ledger, lambda: datetime.now(UTC), journals)
    for _ in range(count) if count else itertools.count():
        charge = keeper.charge(plan_event())
        if not charge.recorded:
            raise SystemExit(str(keeper.fault))
        print(charge.event_id, flush=True)
    keeper.close()


if __name__ == "__main__":
    main()
