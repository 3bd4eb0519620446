"""Thousands of stops and stretches as a few SVG paths: near ones drawn once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from api.desk.maps.view import HEIGHT, WIDTH, View
from planner import Float64s

CELL = 7
"""Stops in one square of so many units are one dot."""
STEPS = (1, 4)
"""Dots of one stop, of up to four, of more: three sizes."""
Points = npt.NDArray[np.int64]


def stop_paths(view: View, lat: Float64s, lon: Float64s) -> tuple[tuple[str, str, str], int]:
    """Return the dots as one path for each size, and how many stops are outside of the window."""
    x, y = view.put(lat, lon)
    inside = view.shows(x, y)
    x, y = x[inside], y[inside]
    cells = np.floor(x / CELL).astype(np.int64) * HEIGHT + np.floor(y / CELL).astype(np.int64)
    _cells, of_stop, sizes = np.unique(cells, return_inverse=True, return_counts=True)
    middle_x = np.bincount(of_stop, weights=x, minlength=len(sizes)) / np.maximum(sizes, 1)
    middle_y = np.bincount(of_stop, weights=y, minlength=len(sizes)) / np.maximum(sizes, 1)
    size = np.searchsorted(STEPS, sizes)
    small, middle, large = (
        _dots(middle_x[size == step], middle_y[size == step]) for step in range(len(STEPS) + 1)
    )
    return (small, middle, large), int((~inside).sum())


def stretch_path(view: View, ends: tuple[Float64s, Float64s, Float64s, Float64s]) -> str:
    """Return straight stretches (lat, lon to lat, lon) as one path, each stroke drawn once."""
    x1, y1 = view.put(ends[0], ends[1])
    x2, y2 = view.put(ends[2], ends[3])
    inside = (np.maximum(x1, x2) >= 0) & (np.minimum(x1, x2) <= WIDTH)
    inside &= (np.maximum(y1, y2) >= 0) & (np.minimum(y1, y2) <= HEIGHT)
    points = np.rint(np.column_stack([x1, y1, x2, y2])[inside]).astype(np.int64)
    return strokes_path(points)


def strokes_path(strokes: Points) -> str:
    """Return strokes (x, y to x, y, a row each) joined end to end into few lines."""
    left: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for x1, y1, x2, y2 in strokes.tolist():
        if (x1, y1) != (x2, y2):
            left.setdefault((x1, y1), set()).add((x2, y2))
            left.setdefault((x2, y2), set()).add((x1, y1))
    # Lines begin where an odd number of strokes meet, so that few are needed.
    begin = sorted(left, key=lambda point: (len(left[point]) % 2 == 0, point))
    return "".join(_line(left, point) for point in begin for _stroke in range(len(left[point])))


def _line(left: dict[tuple[int, int], set[tuple[int, int]]], point: tuple[int, int]) -> str:
    """Follow strokes from a point as long as there are any, and use them up."""
    if not left[point]:
        return ""
    parts = [f"M{point[0]} {point[1]}l"]
    while left[point]:
        following = min(left[point])
        left[point].remove(following)
        left[following].remove(point)
        parts.append(_step(following[0] - point[0], following[1] - point[1]))
        point = following
    return parts[0] + " ".join(parts[1:])


def _step(right: int, down: int) -> str:
    return f"{right}{down}" if down < 0 else f"{right} {down}"


def _dots(x: Float64s, y: Float64s) -> str:
    """Return dots: strokes of no length, which round caps make visible."""
    return "".join(_dot(*point) for point in zip(x.tolist(), y.tolist(), strict=True))


def _dot(x: float, y: float) -> str:
    return f"M{round(x)} {round(y)}h0"
