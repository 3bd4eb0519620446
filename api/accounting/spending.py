"""Spending: what each payer owes so far this year, kept up to date as answers are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from api.accounting.database import reading
from api.accounting.tariff import TariffBook
from api.accounting.totals import Span, current_tips, read_totals, sum_events


class Spending:
    """What each payer owes for the civil days of a year, before any bearer.

    Only what was recorded since the last look is read.
    """

    def __init__(self, ledger: str | Path, tariffs: TariffBook, year: int) -> None:
        self.year = year
        self.owed_neur: dict[str, int] = {}
        self.first_day: date | None = None
        self._ledger = ledger
        self._tariffs = tariffs
        self._tips: Mapping[int, int] | None = None

    def look(self) -> None:
        """Read what is new. Raises `LedgerUnavailableError`."""
        with reading(self._ledger) as connection:
            tips = current_tips(connection)
            if self._tips is None:
                span = Span(f"{self.year}-01-01", f"{self.year + 1}-01-01", 0)
                for total in read_totals(connection, self._tariffs, [span]):
                    self._add(total.key.day, total.sums.amounts)
            else:
                new = sum_events(connection, self._tariffs, self._tips, tips)
                for key, sums in new.totals.items():
                    self._add(key.day, sums.amounts)
            self._tips = tips

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
        if int(day[:4]) != self.year:
            return
        moment = date.fromisoformat(day)
        if self.first_day is None or moment < self.first_day:
            self.first_day = moment
        for payer, amount in amounts.items():
            self.owed_neur[payer] = self.owed_neur.get(payer, 0) + amount


FORECAST_DAYS = 3
"""Days of records from which a forecast is made."""
