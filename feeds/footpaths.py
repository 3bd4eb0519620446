"""Walks between stops: estimated within a radius, then what transfers.txt says instead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feeds.checks.transfers import FORBIDDEN, MINIMUM_TIME, TIMED
from feeds.feed import NONE, STATION, Feed
from feeds.merge import MergedStops
from feeds.near import pairs_within
from planner import (
    FOOTPATH_BEELINE,
    FOOTPATH_RULE,
    FootpathTable,
    Int32s,
    distance_m,
    walk_duration_s,
)

Pair = tuple[int, int]
Walk = tuple[int, int]
"""Duration in seconds and kind."""


def walks_between(
    feeds: Sequence[Feed], stops: MergedStops, of_stop: Int32s, radius_m: int, change_s: int
) -> FootpathTable:
    """Return the footpaths: no change takes less than `change_s` unless a rule says so."""
    walks = _change_times(len(stops.id), change_s)
    walks.update(_estimates(stops, of_stop, radius_m, change_s))
    for feed, members in zip(feeds, stops.members, strict=True):
        for pair, walk in _rules(feed, members, stops, change_s).items():
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


def _estimates(
    stops: MergedStops, of_stop: Int32s, radius_m: int, change_s: int
) -> dict[Pair, Walk]:
    """Return the walks within the radius and, however wide, within each station."""
    first, second, between_m = pairs_within(stops.lat, stops.lon, radius_m)
    pairs = {
        pair: metres
        for *pair_, metres in zip(first.tolist(), second.tolist(), between_m.tolist(), strict=True)
        for pair in [(pair_[0], pair_[1])]
    }
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
    duration_s = np.maximum(walk_duration_s(np.array(list(pairs.values()))), change_s)
    return {
        pair: (seconds, FOOTPATH_BEELINE)
        for pair, seconds in zip(pairs, duration_s.tolist(), strict=True)
    }


def _rules(
    feed: Feed, members: list[Int32s], stops: MergedStops, change_s: int
) -> dict[Pair, Walk | None]:
    """Return what a feed's transfers say of each pair of stops, None: no way.

    A rule of a station holds for all its stops; a rule of a stop beats it.
    """
    transfers = feed.transfers
    is_station = feed.stops.type == STATION
    generality = is_station[transfers.from_stop].astype(int) + is_station[transfers.to_stop]
    rules: dict[Pair, Walk | None] = {}
    for rule in np.argsort(-generality, kind="stable").tolist():
        from_, to = int(transfers.from_stop[rule]), int(transfers.to_stop[rule])
        type_, time_s = int(transfers.type[rule]), int(transfers.duration_s[rule])
        for a in members[from_].tolist():
            for b in members[to].tolist():
                rules[a, b] = _walk(stops, (a, b), type_, time_s, change_s)
    return rules


def _walk(stops: MergedStops, pair: Pair, type_: int, time_s: int, change_s: int) -> Walk | None:
    """Return the walk of one rule: a recommended change takes the estimated time."""
    if type_ == FORBIDDEN:
        return None
    if type_ == TIMED:
        return 0, FOOTPATH_RULE
    if type_ == MINIMUM_TIME and time_s != NONE:
        return time_s, FOOTPATH_RULE
    a, b = pair
    if a == b:
        return change_s, FOOTPATH_RULE
    metres = distance_m(float(stops.lat[a]), float(stops.lon[a]), stops.lat[[b]], stops.lon[[b]])
    return max(int(walk_duration_s(metres)[0]), change_s), FOOTPATH_BEELINE
