"""Walks between stops within a radius and within stations: along streets, or estimated."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from feeds.merge import MergedStops
from feeds.near import pairs_within
from planner import (
    FOOTPATH_BEELINE,
    FOOTPATH_RULE,
    FOOTPATH_STREETS,
    WALK_SPEED_M_S,
    Anchors,
    FootpathTable,
    Int32s,
    Pace,
    Profile,
    StreetGraph,
    StreetRouter,
    anchored,
    distance_m,
    walk_duration_s,
)

Pair = tuple[int, int]

WALK_LIMIT_S = 900
"""Stops that are near each other but further than this along streets (a river, a railway between
them) are no change, but for stops of one station."""


@dataclass(frozen=True)
class Walking:
    """How stops are joined."""

    radius_m: int
    change_s: int
    """No change takes less, unless a rule says so."""
    streets: StreetGraph | None = None
    anchors: Anchors = field(default_factory=dict)
    """Platforms inside stations."""
    speed_m_s: float = WALK_SPEED_M_S
    """Where no streets are known."""


def walks_between(stops: MergedStops, of_stop: Int32s, walking: Walking) -> FootpathTable:
    """Return change times and walks; no change takes less than `change_s`."""
    n_stops = len(stops.id)
    every = np.arange(n_stops, dtype=np.int32)
    pairs = np.array(_near(stops, of_stop, walking.radius_m), dtype=np.int32).reshape(-1, 2)
    first, second = pairs[:, 0], pairs[:, 1]
    beeline_m = distance_m(stops.lat[first], stops.lon[first], stops.lat[second], stops.lon[second])
    duration_s = walk_duration_s(beeline_m, walking.speed_m_s)
    kind = np.full(len(pairs), FOOTPATH_BEELINE, dtype=np.int8)
    kept = np.ones(len(pairs), dtype=np.bool_)
    if walking.streets is not None:
        measured_s, known = _on_streets(walking.streets, walking.anchors, stops, (first, second))
        found = measured_s >= 0
        duration_s = np.where(found, measured_s, duration_s)
        kind[found] = FOOTPATH_STREETS
        kept = found | ~known | (of_stop[first] == of_stop[second])
    duration_s = np.maximum(duration_s, walking.change_s)
    from_stop = np.concatenate([every, first[kept]])
    to_stop = np.concatenate([every, second[kept]])
    order = np.lexsort((to_stop, from_stop))
    change_s = np.full(n_stops, walking.change_s)
    rule = np.full(n_stops, FOOTPATH_RULE)
    return FootpathTable(
        from_stop[order],
        to_stop[order],
        np.concatenate([change_s, duration_s[kept]]).astype(np.int32)[order],
        np.concatenate([rule, kind[kept]]).astype(np.int8)[order],
    )


def _near(stops: MergedStops, of_stop: Int32s, radius_m: int) -> list[Pair]:
    """Return the pairs within the radius and, however wide, within each station."""
    first, second, _between_m = pairs_within(stops.lat, stops.lon, radius_m)
    pairs = set(zip(first.tolist(), second.tolist(), strict=True))
    order = np.argsort(of_stop, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(of_stop[order])) + 1):
        members = group.tolist()
        pairs.update((a, b) for a in members for b in members if a != b)
    return sorted(pairs)


def _on_streets(
    graph: StreetGraph, anchors: Anchors, stops: MergedStops, pairs: tuple[Int32s, Int32s]
) -> tuple[Int32s, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Return the seconds of each pair, -1 beyond the limit, and whether both stops have streets."""
    router = StreetRouter(graph)
    places = zip(stops.lat.tolist(), stops.lon.tolist(), strict=True)
    ends = anchored(router.ends(places, Profile.FOOT), stops.id, anchors)
    measured_s = router.between(ends, pairs, Pace(), WALK_LIMIT_S)
    return measured_s, (ends.edge[pairs[0]] >= 0) & (ends.edge[pairs[1]] >= 0)
