"""The accountant: one metered event in, one recorded charge out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from api.accounting.charge import Charge
from api.accounting.errors import LedgerUnavailableError
from api.accounting.events import MeteredEvent
from api.accounting.tariff import TariffBook


class Accountant:
    """Prices, shares and records the events of one worker process.

    ``ledger`` is a path to a SQLite file or a database URL. It is opened at the first charge,
    not here, so an accountant may be made before a worker forks. Safe to share by threads.
    ``clock`` returns an aware ``datetime``; ``worker`` names the worker in the ledger.
    """

    def __init__(
        self,
        ledger: str | Path,
        tariffs: TariffBook,
        authorities: Mapping[str, str],
        *,
        clock: Callable[[], datetime],
        worker: str,
    ) -> None:
        raise NotImplementedError

    def charge(self, event: MeteredEvent) -> Charge:
        """Price an event, share it among its payers and record it before returning.

        Never raises for a ledger out of reach: the charge then says ``recorded=False``, the
        sequence keeps a gap that shows the loss, and `fault` says why.
        """
        raise NotImplementedError

    @property
    def fault(self) -> LedgerUnavailableError | None:
        """Why the last charge could not be recorded, or None if it was."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the ledger. A later charge opens it again."""
        raise NotImplementedError
