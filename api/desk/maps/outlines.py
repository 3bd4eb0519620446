"""The ground of a map: borders of communes, or of their authorities from afar, and names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from shapely import get_coordinates, get_exterior_ring, get_parts

from api.desk.maps.marks import LETTER, LINE, Mark, upon
from api.desk.maps.paths import strokes_path
from api.desk.maps.view import HEIGHT, WIDTH, View
from feeds import Territories

MOST_COMMUNES = 120
"""With more of them in the window only the borders of authorities are drawn."""
GRID = 3
"""Borders are drawn to so many units: neighbours then share their strokes."""
MOST_LABELS = 10
SCALE_BAR = 50
"""Height of the bottom of a drawing, where its scale is."""
Stroke: TypeAlias = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map."""

    x: int
    y: int
    name: str


def border_path(view: View, territories: Territories) -> str:
    """Return the borders in the window as one path."""
    shown = list(_in_window(view, territories))
    sides: dict[Stroke, list[str]] = {}
    for number in shown:
        for stroke in _strokes(view, territories, number):
            sides.setdefault(stroke, []).append(territories.communes[number].authority)
    kept = list(sides)
    if len(shown) > MOST_COMMUNES:
        kept = [stroke for stroke, of in sides.items() if len(of) == 1 or len(set(of)) > 1]
    return strokes_path(np.array(kept, dtype=np.int64).reshape(-1, 4))


def labels_of(view: View, territories: Territories, marks: Sequence[Mark]) -> list[Label]:
    """Return names of the most populous communes in the window, upon no other name or mark."""
    communes = territories.communes
    x, y = view.put(
        np.array([one.lat for one in communes]), np.array([one.lon for one in communes])
    )
    taken = [box for mark in marks for box in mark.boxes]
    placed: list[Label] = []
    for number in sorted(range(len(communes)), key=lambda number: -communes[number].population):
        here = round(float(x[number])), round(float(y[number]))
        half = LETTER * len(communes[number].name) / 2
        box = here[0] - half, here[1] - LINE, here[0] + half, here[1] + LINE / 2
        inside = box[0] > 0 and box[1] > 0 and box[2] < WIDTH and box[3] < HEIGHT - SCALE_BAR
        if inside and not upon(box, taken):
            placed.append(Label(*here, communes[number].name))
            taken.append(box)
        if len(placed) == MOST_LABELS:
            break
    return placed


def _in_window(view: View, territories: Territories) -> Iterator[int]:
    """Yield the communes of which a part is in the window."""
    corners = view.corners
    for number, outline in enumerate(territories.outlines):
        west, south, east, north = outline.bounds
        across = west <= corners.east and east >= corners.west
        if across and south <= corners.north and north >= corners.south:
            yield number


def _strokes(view: View, territories: Territories, number: int) -> set[Stroke]:
    """Return the strokes of a commune that touch the window, each from its lesser end."""
    strokes: set[Stroke] = set()
    for part in get_parts(territories.outlines[number]):
        ring = get_coordinates(get_exterior_ring(part))
        x, y = view.put(ring[:, 1], ring[:, 0])
        points = np.rint(np.column_stack([x, y]) / GRID).astype(np.int64) * GRID
        new = np.append(True, (points[1:] != points[:-1]).any(axis=1))
        points = points[new]
        shown = view.shows(points[:, 0].astype(np.float64), points[:, 1].astype(np.float64))
        for place in np.flatnonzero(shown[:-1] | shown[1:]).tolist():
            one, other = sorted((tuple(points[place].tolist()), tuple(points[place + 1].tolist())))
            strokes.add((*one, *other))
    return strokes
