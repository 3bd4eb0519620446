"""Pairs of stops near each other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from shapely import Point, STRtree

from planner import Float64s, distance_m

_DEGREE_M = 111_195
"""Metres of one degree on a sphere of 6,371 km."""


def pairs_within(
    lat: Float64s, lon: Float64s, radius_m: float
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Float64s]:
    """Return both ways every pair of different stops within a radius, and their distance.

    Sorted by the first stop, then the second.
    """
    if not len(lat):
        none = np.zeros(0, dtype=np.intp)
        return none, none, np.zeros(0)
    # Degrees of longitude are shortest at the highest latitude: taking that length finds a few
    # pairs too many, never one too few; the exact distance decides.
    narrow = float(np.cos(np.radians(np.abs(lat).max())))
    places = np.column_stack([lon * narrow, lat]) * _DEGREE_M
    flat = [Point(x, y) for x, y in places.tolist()]
    first, second = STRtree(flat).query(flat, predicate="dwithin", distance=radius_m * 1.001)
    between_m = distance_m(lat[first], lon[first], lat[second], lon[second])
    near = (first != second) & (between_m <= radius_m)
    first, second, between_m = first[near], second[near], between_m[near]
    order = np.lexsort((second, first))
    return first[order], second[order], between_m[order]
