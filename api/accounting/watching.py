"""Totals that are watched: those of some days at first, then only what was recorded since."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from api.accounting.database import reading
from api.accounting.tariff import TariffBook
from api.accounting.totals import Key, Span, Sums, Tips, current_tips, read_totals, sum_events


class Watched:
    """The totals of a span of civil days, each given once however often one looks."""

    def __init__(self, ledger: str | Path, tariffs: TariffBook, span: Span) -> None:
        self._ledger = ledger
        self._tariffs = tariffs
        self._span = span
        self._tips: Tips | None = None

    def new(self) -> Iterator[tuple[Key, Sums]]:
        """Return what is new since the last look. Raises `LedgerUnavailableError`."""
        with reading(self._ledger) as connection:
            tips = current_tips(connection)
            if self._tips is None:
                for total in read_totals(connection, self._tariffs, [self._span]):
                    yield total.key, total.sums
            else:
                new = sum_events(connection, self._tariffs, self._tips, tips)
                for key, sums in new.totals.items():
                    if self._span.first <= key.day < self._span.end:
                        yield key, sums
            self._tips = tips
