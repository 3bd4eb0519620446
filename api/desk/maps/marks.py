"""What a map points at: problems, shared stations, stops that came or went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from api.desk.maps.view import WIDTH, View

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom in units of the drawing."""

CELL = 16
"""Marks of one kind in one square of so many units are one mark with their number."""
MOST_NAMED = 60
"""With more marks in the window their names are left to the table."""
LETTER, LINE = 8.5, 18
"""Width of a letter and height of a line, about."""
BESIDE = 11
"""From the middle of a sign to its name."""


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
    """The name of the one thing, where there is room for it; "" otherwise."""

    @property
    def written(self) -> str:
        """Return what stands beside the sign: how many things there are, or the name of one."""
        return f"{self.count}" if self.count > 1 else self.name

    @property
    def boxes(self) -> tuple[Box, Box]:
        """Return where the sign is, and what stands beside it."""
        right = self.x + BESIDE
        sign = self.x - BESIDE, self.y - BESIDE, right, self.y + BESIDE
        return sign, (
            right,
            self.y - LINE / 2,
            right + LETTER * len(self.written),
            self.y + LINE / 2,
        )


def marks_of(view: View, places: Sequence[MarkedPlace]) -> tuple[list[Mark], int]:
    """Return the marks in the window, and how many places are outside of it."""
    x, y = view.put(np.array([one.lat for one in places]), np.array([one.lon for one in places]))
    inside = np.flatnonzero(view.shows(x, y)).tolist() if places else []
    groups: dict[tuple[str, int, int], list[int]] = {}
    for number in inside:
        cell = places[number].kind, int(x[number] // CELL), int(y[number] // CELL)
        groups.setdefault(cell, []).append(number)
    named = len(groups) <= MOST_NAMED
    taken: list[Box] = []
    marks = []
    for (kind, _column, _row), group in sorted(groups.items(), key=lambda one: -len(one[1])):
        place = round(float(x[group].mean())), round(float(y[group].mean()))
        name = places[group[0]].name if named and len(group) == 1 else ""
        mark = Mark(*place, kind, len(group), name)
        if mark.boxes[1][2] > WIDTH or upon(mark.boxes[1], taken):
            mark = replace(mark, name="")
        taken += mark.boxes
        marks.append(mark)
    return marks, len(places) - len(inside)


def upon(box: Box, others: Sequence[Box]) -> bool:
    """Tell whether a box lies upon another one."""
    return any(
        box[0] < other[2] and box[2] > other[0] and box[1] < other[3] and box[3] > other[1]
        for other in others
    )
