"""The part of a month's answers that nobody pays: a sign that territories or rules are missing."""

from __future__ import annotations

from pathlib import Path

from api.accounting.events import UNATTRIBUTED
from api.accounting.periods import next_month
from api.accounting.tariff import TariffBook
from api.accounting.totals import Span
from api.accounting.watching import Watched

LEAST_ANSWERS = 100
"""Answers of a month below which a part of them tells nothing."""


class Unattributed:
    """What the answers of a civil month cost, and what of it is attributed to nobody."""

    def __init__(self, ledger: str | Path, tariffs: TariffBook, month: str) -> None:
        self.month = month
        self.answers = 0
        self.cost_neur = 0
        self.unattributed_neur = 0
        self._watched = Watched(ledger, tariffs, Span(f"{month}-01", f"{next_month(month)}-01", 0))

    def look(self) -> None:
        """Read what is new. Raises `LedgerUnavailableError`."""
        for key, sums in self._watched.new():
            if key.kind == "answer":
                self.answers += sums.events
                self.cost_neur += sums.cost_neur
                self.unattributed_neur += sums.amounts.get(UNATTRIBUTED, 0)

    def reaches(self, threshold_pct: int) -> bool:
        """Tell whether the part that nobody pays is so many hundredths or more."""
        enough = self.answers >= LEAST_ANSWERS and self.cost_neur > 0
        return enough and self.unattributed_neur * 100 >= self.cost_neur * threshold_pct
