"""Walks between stops: along streets or estimated, then what transfers.txt says instead."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from feeds.checks.transfers import FORBIDDEN, MINIMUM_TIME, TIMED
from feeds.feed import NONE, STATION, Feed
from feeds.merge import MergedStops
from feeds.near import pairs_within
from planner import (
    FOOTPATH_BEELINE,
    FOOTPATH_RULE,
    FOOTPATH_STREETS,
    FootpathTable,
    Int32s,
    Pace,
    Profile,
    StreetGraph,
    StreetRouter,
    distance_m,
    walk_duration_s,
)

Pair = tuple[int, int]
Walk = tuple[int, int]
"""Duration in seconds and kind."""

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


def walks_between(
    feeds: Sequence[Feed], stops: MergedStops, of_stop: Int32s, walking: Walking
) -> FootpathTable:
    """Return the footpaths: within the radius, within stations, and those of transfers.txt."""
    walks = _change_times(len(stops.id), walking.change_s)
    times = _WalkTimes(stops, of_stop, walking)
    walks.update(times.of(_near(stops, of_stop, walking.radius_m)))
    for feed, members in zip(feeds, stops.members, strict=True):
        for pair, walk in _rules(feed, members, times, walking.change_s).items():
            if walk is not None:
                walks[pair] = walk
            elif pair[0] != pair[1]:
                walks.pop(pair, None)
    table = np.array(
        [(*pair, *walk) for pair, walk in sorted(walks.items())], dtype=np.int32
    ).reshape(-1, 4)
    columns = table.T.copy()
    return FootpathTable(columns[0], columns[1], columns[2], columns[3].astype(np.int8))


def _change_times(n_stops: int, change_s: int) -> dict[Pair, Walk]:
    return {(stop, stop): (change_s, FOOTPATH_RULE) for stop in range(n_stops)}


def _near(stops: MergedStops, of_stop: Int32s, radius_m: int) -> list[Pair]:
    """Return the pairs within the radius and, however wide, within each station."""
    first, second, _between_m = pairs_within(stops.lat, stops.lon, radius_m)
    pairs = set(zip(first.tolist(), second.tolist(), strict=True))
    order = np.argsort(of_stop, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(of_stop[order])) + 1):
        members = group.tolist()
        pairs.update((a, b) for a in members for b in members if a != b)
    return sorted(pairs)


class _WalkTimes:
    """Times one walks between stops: measured on streets where both stand on known ones."""

    def __init__(self, stops: MergedStops, of_stop: Int32s, walking: Walking) -> None:
        self._stops = stops
        self._of_stop = of_stop
        self._change_s = walking.change_s
        self._router = None if walking.streets is None else StreetRouter(walking.streets)
        if self._router is not None:
            places = zip(stops.lat.tolist(), stops.lon.tolist(), strict=True)
            self._ends = self._router.ends(places, Profile.FOOT)

    def of(self, pairs: Collection[Pair]) -> dict[Pair, Walk]:
        """Return the walks of pairs of different stops, without those that streets forbid."""
        columns = np.array(list(pairs), dtype=np.int32).reshape(-1, 2)
        first, second = columns[:, 0], columns[:, 1]
        stops = self._stops
        beeline_m = distance_m(
            stops.lat[first], stops.lon[first], stops.lat[second], stops.lon[second]
        )
        duration_s = walk_duration_s(beeline_m)
        kind = np.full(len(columns), FOOTPATH_BEELINE)
        kept = np.ones(len(columns), dtype=np.bool_)
        if self._router is not None and len(columns):
            measured_s = self._router.between(self._ends, (first, second), Pace(), WALK_LIMIT_S)
            found = measured_s >= 0
            duration_s, kind = np.where(found, measured_s, duration_s), kind.copy()
            kind[found] = FOOTPATH_STREETS
            matched = (self._ends.edge[first] >= 0) & (self._ends.edge[second] >= 0)
            same_station = self._of_stop[first] == self._of_stop[second]
            kept = found | ~matched | same_station
        duration_s = np.maximum(duration_s, self._change_s)
        rows = zip(
            columns[kept].tolist(), duration_s[kept].tolist(), kind[kept].tolist(), strict=True
        )
        return {(a, b): (seconds, kind_) for (a, b), seconds, kind_ in rows}


def _rules(
    feed: Feed, members: list[Int32s], times: _WalkTimes, change_s: int
) -> dict[Pair, Walk | None]:
    """Return what a feed's transfers say of each pair of stops, None: no way.

    A rule of a station holds for all its stops; a rule of a stop beats it.
    """
    transfers = feed.transfers
    is_station = feed.stops.type == STATION
    generality = is_station[transfers.from_stop].astype(int) + is_station[transfers.to_stop]
    rules: dict[Pair, tuple[int, int]] = {}
    for rule in np.argsort(-generality, kind="stable").tolist():
        from_, to = int(transfers.from_stop[rule]), int(transfers.to_stop[rule])
        type_, time_s = int(transfers.type[rule]), int(transfers.duration_s[rule])
        for a in members[from_].tolist():
            for b in members[to].tolist():
                rules[a, b] = type_, time_s
    walks = {pair: _walk(pair, *rule, change_s) for pair, rule in rules.items()}
    walked = times.of([pair for pair, walk in walks.items() if walk == _WALKED])
    return {pair: walked.get(pair) if walk == _WALKED else walk for pair, walk in walks.items()}


_WALKED: Walk = (-1, NONE)
"""A recommended change: it takes the time one walks."""


def _walk(pair: Pair, type_: int, time_s: int, change_s: int) -> Walk | None:
    """Return the walk of one rule."""
    if type_ == FORBIDDEN:
        return None
    if type_ == TIMED:
        return 0, FOOTPATH_RULE
    if type_ == MINIMUM_TIME and time_s != NONE:
        return time_s, FOOTPATH_RULE
    return (change_s, FOOTPATH_RULE) if pair[0] == pair[1] else _WALKED
