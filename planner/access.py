"""Stops within a walk of a point or a place, by beeline estimate.

One source for walking times where no streets are known (ARCHITECTURE, decision 7):
distance x 1.3 at 1.2 m/s, flagged as estimated wherever it is shown.
"""

from __future__ import annotations

import numpy as np

from planner.network import FOOTPATH_BEELINE, FOOTPATH_CHANGE, Float64s, Int32s, Network
from planner.options import EVERYTHING, Options, footpaths_walked_s
from planner.query import Offset

EARTH_RADIUS_M = 6_371_000
DETOUR_FACTOR = 1.3
WALK_SPEED_M_S = 1.2


def distance_m(
    lat: float | Float64s, lon: float | Float64s, to_lat: Float64s, to_lon: Float64s
) -> Float64s:
    """Return great-circle distances (haversine) in metres, from one point or as many to many."""
    d_lat, d_lon = np.radians(to_lat - lat), np.radians(to_lon - lon)
    h = np.sin(d_lat / 2) ** 2
    h = h + np.cos(np.radians(lat)) * np.cos(np.radians(to_lat)) * np.sin(d_lon / 2) ** 2
    distances: Float64s = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(h, 1)))
    return distances


def walk_duration_s(beeline_m: Float64s, speed_m_s: float = WALK_SPEED_M_S) -> Int32s:
    """Return the estimated walking time over beeline distances."""
    return np.ceil(beeline_m * DETOUR_FACTOR / speed_m_s).astype(np.int32)


def offsets_near(
    network: Network, lat: float, lon: float, max_walk_s: int, speed_m_s: float = WALK_SPEED_M_S
) -> tuple[Offset, ...]:
    """Return every stop within `max_walk_s` of a point, nearest first."""
    beeline_m = distance_m(lat, lon, network.stop_lat, network.stop_lon)
    duration_s = walk_duration_s(beeline_m, speed_m_s)
    near = np.flatnonzero(duration_s <= max_walk_s)
    near = near[np.argsort(duration_s[near], kind="stable")]
    return tuple(Offset(int(s), int(duration_s[s]), estimated=True) for s in near)


def offsets_of_stops(
    network: Network, stops: Int32s, *, leaving: bool, options: Options = EVERYTHING
) -> tuple[Offset, ...]:
    """Return the stops of a place at 0 s and those one footpath away from (or to) it.

    `leaving` is True for an origin, False for a destination; of `options` the speed counts.
    """
    walked_s = footpaths_walked_s(network, options)
    best = {int(stop): Offset(int(stop), 0) for stop in stops}
    starts = network.footpaths_start
    if leaving:
        rows = np.concatenate([np.arange(starts[s], starts[s + 1]) for s in stops])
        others = network.footpath_to[rows]
    else:
        rows = np.flatnonzero(np.isin(network.footpath_to, stops))
        others = np.searchsorted(starts, rows, side="right") - 1
    for row, other in zip(rows.tolist(), others.tolist(), strict=True):
        if network.footpath_kind[row] == FOOTPATH_CHANGE:
            continue
        offset = Offset(
            other,
            int(walked_s[row]),
            estimated=bool(network.footpath_kind[row] == FOOTPATH_BEELINE),
        )
        if other not in best or offset.duration_s < best[other].duration_s:
            best[other] = offset
    return tuple(sorted(best.values(), key=lambda offset: (offset.duration_s, offset.stop)))
