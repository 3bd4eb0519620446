"""The tariff: what one unit of each meter costs, dated, each rate with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

Kind = Literal["invoice", "catalogue", "hypothesis"]
Basis = Literal["always", "search", "no-search"]

TARIFFS = Path(__file__).parent / "tariffs"


@dataclass(frozen=True, slots=True)
class TariffLine:
    """One rate: ``rate_peur`` pico-euros for ``per`` units of a meter.

    ``basis`` says which requests the line is for, so that the same second of CPU is never
    priced twice: a request that searched pays for its counters, another for its thread CPU.
    """

    meter: str
    rate_peur: int
    per: int
    unit: str
    basis: Basis
    kind: Kind
    source: str


@dataclass(frozen=True, slots=True)
class Tariff:
    """The rates in force from a date on."""

    version: str
    valid_from: date
    lines: tuple[TariffLine, ...]


@dataclass(frozen=True, slots=True)
class TariffBook:
    """Every tariff version, oldest first."""

    tariffs: tuple[Tariff, ...]

    def on(self, day: date) -> Tariff:
        """Return the tariff in force on a day; the oldest one for days before it."""
        raise NotImplementedError


def load_tariffs(folder: Path = TARIFFS) -> TariffBook:
    """Read every tariff of a folder, or raise `InvalidTariffError`."""
    raise NotImplementedError
