"""Charts of the pages about money: bars and ranges with their figures, drawn as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from api.accounting import PublicCosts, estimate_text, estimates, result_names, short_euros
from api.web.simulation_form import SimulationForm
from api.words import _

WIDTH = 640
ROW = 44
"""Height of a bar with its label above, in units of the drawing."""
_MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its label and its figure; ``y`` is the top of its row."""

    label: str
    figure: str
    width: float
    y: int


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars, the longest as wide as the drawing."""

    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """Height of the drawing."""
        return ROW * len(self.bars)


@dataclass(frozen=True, slots=True)
class RangeMark:
    """A range with its middle on a logarithmic axis, in units of the drawing."""

    label: str
    figure: str
    low: float
    central: float
    high: float
    y: int


@dataclass(frozen=True, slots=True)
class RangeChart:
    """Ranges on one axis, and the axis' marks as (x, label)."""

    marks: tuple[RangeMark, ...]
    ticks: tuple[tuple[float, str], ...]

    @property
    def height(self) -> int:
        """Height of the ranges, without the axis."""
        return ROW * len(self.marks)


def payer_bars(costs: PublicCosts) -> Bars:
    """Return the bars of those who bear most."""
    rows = [row for row in costs.payers if row.total_neur > 0][:_MOST_BARS]
    return _bars(
        [
            (row.name or _("Autres payeurs"), row.total_neur, short_euros(row.total_neur))
            for row in rows
        ]
    )


def unsolved_bars(costs: PublicCosts) -> Bars:
    """Return the bars of where searches most often found nothing."""
    rows = [row for row in costs.unsolved if row.unsolved][:_MOST_BARS]
    return _bars(
        [
            (
                row.name,
                row.unsolved / row.searches,
                _(
                    "%(part)d\u00a0%% de %(searches)d",
                    part=round(100 * row.unsolved / row.searches),
                    searches=row.searches,
                ),
            )
            for row in rows
        ]
    )


def range_chart(asked: SimulationForm) -> RangeChart:
    """Return the results that are parts of something, on one axis of per cent."""
    names = result_names(_)
    marks: list[RangeMark] = []
    for key, fares_part, label in _shares():
        found = estimates(asked.scenario, fares_part)[key]
        if found.low is None or found.central is None or found.high is None:
            continue
        _name, unit, factor, decimals = names[key]
        central, span = estimate_text(found, unit, factor, decimals, _)
        low, middle, high = (_on_axis(100 * v) for v in (found.low, found.central, found.high))
        y = ROW * len(marks)
        marks.append(RangeMark(label, f"{central} ({span})", low, middle, high, y))
    ticks = tuple((_on_axis(value), f"{value:g}".replace(".", ",")) for value in _TICKS)
    return RangeChart(tuple(marks), ticks)


def _shares() -> list[tuple[str, float, str]]:
    """Return the results that are parts of something, who pays for them, and their labels."""
    return [
        ("tax_yield_part", 0.0, _("Collectivités\u00a0: part du versement mobilité")),
        ("operating_part", 0.0, _("Collectivités\u00a0: part des dépenses d’exploitation")),
        ("fare_rise_part", 1.0, _("Voyageurs\u00a0: hausse du prix")),
        ("lost_trips_part", 1.0, _("Voyageurs\u00a0: part des voyages perdus")),
        ("break_even_part", 1.0, _("Voyages de plus qui suffiraient à le payer")),
    ]


_TICKS = (0.01, 0.1, 1, 10, 100)


def _on_axis(per_cent: float) -> float:
    """Return where a part lies on the logarithmic axis, its ends included."""
    first, last = math.log10(_TICKS[0]), math.log10(_TICKS[-1])
    place = math.log10(max(per_cent, _TICKS[0]))
    return round(WIDTH * min((place - first) / (last - first), 1), 1)


def _bars(rows: Sequence[tuple[str, float, str]]) -> Bars:
    most = max((value for _label, value, _figure in rows), default=1)
    return Bars(
        tuple(
            Bar(label, figure, round(WIDTH * value / most, 1), ROW * number)
            for number, (label, value, figure) in enumerate(rows)
        )
    )
