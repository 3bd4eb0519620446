"""What the service does for itself, on accounts of its own: never on whoever asks first."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from api.accounting import Accountant, MeteredEvent, Operation
from api.settings import Settings
from api.terms import tariffs_of, terms_of

CHANNEL = "operations"


def cpu_us() -> int:
    """Return the processor time of this process and of those it waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(sum(one.ru_utime + one.ru_stime for one in used) * 1e6)


def charge(accountant: Accountant, operation: Operation, used_us: int, network: str) -> None:
    """Charge an operation that took so much of the processor, about a network's version."""
    accountant.charge(
        MeteredEvent(
            endpoint=operation,
            status=0,
            channel=CHANNEL,
            cache_hit=False,
            network_version=network,
            cpu_us=used_us,
            operation=operation,
        )
    )


class Stopwatch:
    """The processor time of an operation, to be charged in the end."""

    def __init__(self) -> None:
        self.worth_charging = True
        """False once it is known that nothing had to be done."""
        self._began_us = cpu_us()

    @property
    def used_us(self) -> int:
        """What went by so far."""
        return cpu_us() - self._began_us


@contextmanager
def charged(settings: Settings, region_id: str, operation: Operation) -> Iterator[Stopwatch]:
    """Charge what a block does, in a process that has no accountant of its own; failed or not.

    Raises
    ------
    AccountingError: tariffs or rules cannot be read; nothing was done yet.

    """
    accountant = Accountant(
        settings.ledger_of(region_id),
        tariffs_of(settings),
        {},
        clock=lambda: datetime.now(UTC),
        worker=operation,
        journals=settings.journals_of(region_id),
        terms=terms_of(settings, region_id),
    )
    watch = Stopwatch()
    try:
        yield watch
    finally:
        if watch.worth_charging:
            charge(accountant, operation, watch.used_us, "none")
            accountant.close()


@contextmanager
def charged_to(accountant: Accountant, operation: Operation, network: str) -> Iterator[None]:
    """Charge what this thread does in a block to an accountant that is at hand."""
    began_ns = time.thread_time_ns()
    try:
        yield
    finally:
        charge(accountant, operation, (time.thread_time_ns() - began_ns) // 1000, network)
