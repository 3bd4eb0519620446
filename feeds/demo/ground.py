"""The ground of the imaginary valley: a flat sheet in metres, bent onto the globe.

Everything is drawn on a sheet where x runs down the valley (west to east) and `d` is the distance
north of the river (negative: south), so that quays, railway and districts are simple shapes.
`bend` then gives the river its meanders and every street its irregularity; `lat_lon` puts the
result on the globe.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np

from planner import Float64s

Point: TypeAlias = tuple[float, float]
"""(x, d) on the sheet, or (x, y) in metres east and north once bent."""

SOUTH_WEST = (47.160, 6.250)
"""Latitude and longitude of (0, 0). The place is real, the valley drawn over it is not."""

RIVER_HALF_WIDTH_M = 30.0
QUAY_M = 62.0
"""Distance of the quays from the middle of the river."""

_METRES_PER_DEGREE = 111_195.0
_LON_SCALE = _METRES_PER_DEGREE * math.cos(math.radians(SOUTH_WEST[0]))
_FLOOD_PLAIN_M = 500.0
_TURNS = 12


def river_y(x: float) -> float:
    """Return how far north the middle of the river is, in metres."""
    return 6000 + 700 * math.sin(x / 4200 + 0.6) + 250 * math.sin(x / 1700)


def railway_d(x: float) -> float:
    """Return the distance of the railway from the river: it follows the south bank."""
    return -810 + 50 * math.sin(x / 2500)


def bend(sheet: Point) -> Point:
    """Return metres east and north of a point of the sheet."""
    x, d = sheet
    y = river_y(x) + d
    east = x + 30 * math.sin(y / 260) + 12 * math.sin(y / 97 + x / 410)
    north = y + 28 * math.sin(x / 245) + 12 * math.sin(x / 101 + y / 370)
    return east, north


def lat_lon(point: Point) -> Point:
    """Return latitude and longitude, in degrees, of metres east and north."""
    east, north = point
    lat = SOUTH_WEST[0] + north / _METRES_PER_DEGREE
    lon = SOUTH_WEST[1] + east / _LON_SCALE
    return round(lat, 6), round(lon, 6)


def sheet_of(lat: Float64s, lon: Float64s) -> tuple[Float64s, Float64s]:
    """Return x and d on the sheet of points on the globe: `bend` and `lat_lon` undone.

    Bending moves a point by a tenth of what the point is moved, so that a few turns find it.
    """
    north = (lat - SOUTH_WEST[0]) * _METRES_PER_DEGREE
    east = (lon - SOUTH_WEST[1]) * _LON_SCALE
    x, y = east, north
    for _turn in range(_TURNS):
        x, y = (
            east - 30 * np.sin(y / 260) - 12 * np.sin(y / 97 + x / 410),
            north - 28 * np.sin(x / 245) - 12 * np.sin(x / 101 + y / 370),
        )
    river = 6000 + 700 * np.sin(x / 4200 + 0.6) + 250 * np.sin(x / 1700)
    return x, y - river


def elevation_m(sheet: Point, hills: tuple[tuple[float, float, float, float], ...]) -> float:
    """Return the height above sea level: a floor sloping east, hillsides, and single hills.

    A hill is (x, d, height_m, spread_m).
    """
    x, d = sheet
    height = 365 - 0.0035 * x
    side = max(0.0, abs(d) - _FLOOD_PLAIN_M)
    height += 0.052 * side + 18 * math.sin(x / 900) * math.sin(d / 700) * min(1.0, side / 1000)
    for hill_x, hill_d, hill_height_m, spread_m in hills:
        square = ((x - hill_x) ** 2 + (d - hill_d) ** 2) / spread_m**2
        height += hill_height_m * math.exp(-square / 2)
    return round(height, 1)


def distance_m(a: Point, b: Point) -> float:
    """Return the distance between two points in metres."""
    return math.hypot(b[0] - a[0], b[1] - a[1])
