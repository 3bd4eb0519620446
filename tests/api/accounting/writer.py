"""A worker process for the tests: charges events and prints each id once it is answered.

Run as ``python -m tests.api.accounting.writer LEDGER COUNT``; COUNT 0 goes on until killed.
"""

from __future__ import annotations

import itertools
import sys
from datetime import UTC, datetime

from tests.api.accounting.samples import accountant, plan_event


def main() -> None:
    """Charge one event after another."""
    ledger, count = sys.argv[1], int(sys.argv[2])
    keeper = accountant(ledger, clock=lambda: datetime.now(UTC))
    for _ in range(count) if count else itertools.count():
        charge = keeper.charge(plan_event())
        if not charge.recorded:
            raise SystemExit(str(keeper.fault))
        print(charge.event_id, flush=True)
    keeper.close()


if __name__ == "__main__":
    main()
