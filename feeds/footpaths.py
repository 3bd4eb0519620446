"""Walks between stops, estimated within a radius and within stations."""

from __future__ import annotations

import numpy as np

from feeds.merge import MergedStops
from feeds.near import pairs_within
from planner import (
    FOOTPATH_BEELINE,
    FOOTPATH_RULE,
    WALK_SPEED_M_S,
    FootpathTable,
    Int32s,
    distance_m,
    walk_duration_s,
)

Pair = tuple[int, int]
Walk = tuple[int, int]
"""Duration in seconds and kind."""


def walks_between(
    stops: MergedStops,
    of_stop: Int32s,
    radius_m: int,
    change_s: int,
    *,
    speed_m_s: float = WALK_SPEED_M_S,
) -> FootpathTable:
    """Return change times and estimated walks; no change takes less than `change_s`."""
    walks = _change_times(len(stops.id), change_s)
    walks.update(_estimates(stops, of_stop, radius_m, change_s, speed_m_s))
    table = np.array(
        [(*pair, *walk) for pair, walk in sorted(walks.items())], dtype=np.int32
    ).reshape(-1, 4)
    columns = table.T.copy()
    return FootpathTable(columns[0], columns[1], columns[2], columns[3].astype(np.int8))


def _change_times(n_stops: int, change_s: int) -> dict[Pair, Walk]:
    return {(stop, stop): (change_s, FOOTPATH_RULE) for stop in range(n_stops)}


def _estimates(
    stops: MergedStops, of_stop: Int32s, radius_m: int, change_s: int, speed_m_s: float
) -> dict[Pair, Walk]:
    """Return the walks within the radius and, however wide, within each station."""
    first, second, between_m = pairs_within(stops.lat, stops.lon, radius_m)
    ends = zip(first.tolist(), second.tolist(), strict=True)
    pairs: dict[Pair, float] = dict(zip(ends, between_m.tolist(), strict=True))
    order = np.argsort(of_stop, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(of_stop[order])) + 1):
        for stop in group.tolist():
            metres = distance_m(
                float(stops.lat[stop]), float(stops.lon[stop]), stops.lat[group], stops.lon[group]
            )
            pairs.update(
                ((stop, to), metre)
                for to, metre in zip(group.tolist(), metres.tolist(), strict=True)
                if to != stop
            )
    duration_s = np.maximum(walk_duration_s(np.array(list(pairs.values())), speed_m_s), change_s)
    return {
        pair: (seconds, FOOTPATH_BEELINE)
        for pair, seconds in zip(pairs, duration_s.tolist(), strict=True)
    }
