"""Plots as SVG: for each network a bar from the median to the p99, on a logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH, LABELS, RIGHT, ROW, TOP = 860, 200, 70, 26, 30


class Bar(NamedTuple):
    """The times of one row, in microseconds."""

    label: str
    median_us: float
    p95_us: float
    p99_us: float
    target_us: float | None = None


def bars(title: str, rows: Sequence[Bar]) -> str:
    """Return a plot: dot = median, thick bar to p95, thin line to p99, mark = target."""
    values = [v for row in rows for v in (row.median_us, row.p99_us, row.target_us) if v]
    low = 10 ** math.floor(math.log10(min(values)))
    high = max(10 ** math.ceil(math.log10(max(values))), low * 10)

    def x(value_us: float) -> float:
        share = math.log(value_us / low) / math.log(high / low)
        return round(LABELS + share * (WIDTH - LABELS - RIGHT), 1)

    height = TOP + ROW * len(rows) + 10
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">',
        *(_tick(x(value), value, height) for value in _powers(low, high)),
    ]
    for index, row in enumerate(rows):
        y = TOP + ROW * index + ROW / 2
        parts += _bar(row, y, x(row.median_us), x(row.p95_us), x(row.p99_us))
        if row.target_us:
            at = x(row.target_us)
            mark = f'<line class="target" x1="{at}" x2="{at}" y1="{y - 10}" y2="{y + 10}">'
            parts.append(f"{mark}<title>target {row.target_us:.0f} µs</title></line>")
    return "\n".join([*parts, "</svg>"])


def _bar(row: Bar, y: float, median: float, p95: float, p99: float) -> list[str]:
    """Return the label, bar, line, dot and figure of a row."""
    tip = f"median {row.median_us:.0f}, p95 {row.p95_us:.0f}, p99 {row.p99_us:.0f} µs"
    return [
        f'<text class="label" x="{LABELS - 10}" y="{y + 4}">{escape(row.label)}</text>',
        f'<line class="tail" x1="{median}" x2="{p99}" y1="{y}" y2="{y}"/>',
        f'<line class="body" x1="{median}" x2="{p95}" y1="{y}" y2="{y}"/>',
        f'<circle cx="{median}" cy="{y}" r="5"><title>{escape(tip)}</title></circle>',
        f'<text x="{p99 + 6}" y="{y + 4}">{row.median_us:.0f} µs</text>',
    ]


def _tick(x: float, value_us: float, height: float) -> str:
    """Return a vertical line of the axis with its value."""
    text = f"{value_us:g} µs" if value_us < 1000 else f"{value_us / 1000:g} ms"  # noqa: PLR2004
    line = f'<line class="grid" x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{height}"/>'
    return f'{line}<text class="tick" x="{x}" y="{TOP - 14}">{text}</text>'


def _powers(low: float, high: float) -> list[float]:
    """Return the powers of ten from low to high."""
    return [low * 10**n for n in range(round(math.log10(high / low)) + 1)]
