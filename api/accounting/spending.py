"""Spending: what each payer owes so far this year, kept up to date as answers are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from api.accounting.tariff import TariffBook
from api.accounting.totals import Span
from api.accounting.watching import Watched


class Spending:
    """What each payer owes for the civil days of a year, before any bearer.

    Only what was recorded since the last look is read.
    """

    def __init__(self, ledger: str | Path, tariffs: TariffBook, year: int) -> None:
        self.year = year
        self.owed_neur: dict[str, int] = {}
        self.first_day: date | None = None
        self._watched = Watched(ledger, tariffs, Span(f"{year}-01-01", f"{year + 1}-01-01", 0))

    def look(self) -> None:
        """Read what is new. Raises `LedgerUnavailableError`."""
        for key, sums in self._watched.new():
            self._add(key.day, sums.amounts)

    def forecast_neur(self, payer: str, today: date) -> int | None:
        """Return what a payer will owe at this pace at the end of the year.

        None before the third day of the year's records: too early to tell.
        """
        if self.first_day is None:
            return None
        elapsed = (today - self.first_day).days + 1
        if elapsed < FORECAST_DAYS:
            return None
        owed_neur = self.owed_neur.get(payer, 0)
        left = (date(self.year, 12, 31) - today).days
        return owed_neur + owed_neur * left // elapsed

    def _add(self, day: str, amounts: Mapping[str, int]) -> None:
        moment = date.fromisoformat(day)
        if self.first_day is None or moment < self.first_day:
            self.first_day = moment
        for payer, amount in amounts.items():
            self.owed_neur[payer] = self.owed_neur.get(payer, 0) + amount


FORECAST_DAYS = 3
"""Days of records from which a forecast is made."""
