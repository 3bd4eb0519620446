"""What a map points at: problems, shared stations, stops that came or went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from api.desk.maps.view import View

CELL = 16
"""Marks of one kind in one square of so many units are one mark with their number."""
MOST_NAMED = 40
"""With more marks in the window their names are left to the table."""


@dataclass(frozen=True, slots=True)
class MarkedPlace:
    """Something to point at; `kind` names its sign."""

    lat: float
    lon: float
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign on the drawing, for one thing or several."""

    x: int
    y: int
    kind: str
    count: int
    name: str
    """The name of the one thing, where there is room for names; "" otherwise."""


def marks_of(view: View, places: Sequence[MarkedPlace]) -> tuple[list[Mark], int]:
    """Return the marks in the window, and how many places are outside of it."""
    x, y = view.put(np.array([one.lat for one in places]), np.array([one.lon for one in places]))
    inside = np.flatnonzero(view.shows(x, y)).tolist() if places else []
    groups: dict[tuple[str, int, int], list[int]] = {}
    for number in inside:
        cell = places[number].kind, int(x[number] // CELL), int(y[number] // CELL)
        groups.setdefault(cell, []).append(number)
    named = len(groups) <= MOST_NAMED
    marks = [
        Mark(
            round(float(x[group].mean())),
            round(float(y[group].mean())),
            kind,
            len(group),
            places[group[0]].name if named and len(group) == 1 else "",
        )
        for (kind, _column, _row), group in groups.items()
    ]
    return marks, len(places) - len(inside)
