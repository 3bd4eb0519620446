"""Groups stops into stations: what travellers see as one place, within and across operators."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum
from itertools import combinations, pairwise

import numpy as np
from networkx.utils import UnionFind
from rapidfuzz.fuzz import token_sort_ratio

from feeds.feed import NONE
from feeds.merge.decided import Outcome, find_decided, outcomes
from feeds.merge.names import comparable
from feeds.merge.stops import MergedStops
from feeds.near import pairs_within
from feeds.station_decisions import StationDecision
from planner import Int32s, distance_m

SAME_NAME_M = 300
RAILWAY_M = 250
SIMILAR_NAME_M = 150
SAME_POLE_M = 30
"""Two operators that stop this near each other stop at one place, whatever they call it."""
WIDEST_M = 500
"""Stops further apart are never joined by their names: a street is not a station."""
WIDEST_PARENT_M = 1000
"""Nor by a parent station: two places that far apart were given one by mistake."""
SIMILARITY = 85

_RAILWAY = re.compile(r"\b(gares?|halte|bahnhof|hbf|hauptbahnhof|sncf|tram train)\b")


class Reason(Enum):
    """Why two stops are one station, the surest first."""

    PARENT = "same_parent"
    NAME = "same_name"
    RAILWAY = "both_at_the_railway"
    POLE = "same_pole"
    ALIKE = "names_alike"
    DESK = "decided_by_the_desk"


@dataclass(frozen=True, slots=True)
class Join:
    """Two stops that were made one station, of different feeds or by the desk."""

    one: str
    other: str
    reason: str
    metres: int
    likeness: int
    """0 to 100: how alike the names are."""


@dataclass(frozen=True)
class Stations:
    """Stations by number; `of_stop` gives the station of every stop."""

    id: list[str]
    name: list[str]
    of_stop: Int32s
    joins: tuple[Join, ...] = ()
    """Why stops of different feeds are one station."""
    decisions: tuple[Outcome, ...] = ()
    """What became of the decisions of the desk."""


_REASONS = tuple(Reason)
_SUREST = {reason: place for place, reason in enumerate(_REASONS)}


def group_stations(
    stops: MergedStops,
    decisions: Sequence[StationDecision] = (),
    merged: AbstractSet[int] = frozenset(),
) -> Stations:
    """Join stops of one GTFS parent, then near ones that are named alike or at the railway.

    Decisions of the desk come last and hold over everything. Stops of the feeds `merged` have the
    stations that they were given before, however wide, and no others.
    """
    decided = find_decided(decisions, stops)
    closed = decided.closed
    sets = _Sets(stops)
    for a, b in _siblings(stops):
        if closed.get(a) == closed.get(b):
            given = int(stops.feed[a]) in merged
            sets.join(a, b, math.inf if given else WIDEST_PARENT_M)
    joins = [
        _join(stops, a, b, reason, metres)
        for a, b, reason, metres in _alike(stops)
        if closed.get(a) == closed.get(b)
        and not {int(stops.feed[a]), int(stops.feed[b])} <= merged
        and sets.join(a, b, WIDEST_M)
        and stops.feed[a] != stops.feed[b]
    ]
    joins += [
        _join(stops, a, b, Reason.DESK, _between_m(stops, a, b))
        for together in decided.together
        for a, b in pairwise(together)
        if sets.join(a, b, math.inf)
    ]
    groups = sorted(sorted(group) for group in sets.groups())
    of_stop = np.zeros(len(stops.id), dtype=np.int32)
    for number, group in enumerate(groups):
        of_stop[group] = number
    ids = [_station_id(stops, group, merged) for group in groups]
    names = [_station_name(stops, group) for group in groups]
    for here, name in decided.names:
        (station, _), *_ = Counter(of_stop[list(here)].tolist()).most_common(1)
        names[station] = name
    told = outcomes(decided, ids, of_stop.tolist())
    return Stations(ids, names, of_stop, tuple(joins), tuple(told))


def _join(stops: MergedStops, a: int, b: int, reason: Reason, metres: int) -> Join:
    return Join(stops.id[a], stops.id[b], reason.value, metres, _likeness(stops, a, b))


def _likeness(stops: MergedStops, a: int, b: int) -> int:
    return round(token_sort_ratio(comparable(stops.name[a]), comparable(stops.name[b])))


def _between_m(stops: MergedStops, a: int, b: int) -> int:
    lat, lon = stops.lat[[b]], stops.lon[[b]]
    return round(float(distance_m(float(stops.lat[a]), float(stops.lon[a]), lat, lon)[0]))


class _Sets:
    """Disjoint sets of stops that know how wide they are."""

    def __init__(self, stops: MergedStops) -> None:
        self._stops = stops
        self._union = UnionFind(range(len(stops.id)))
        self._members: dict[int, list[int]] = {stop: [stop] for stop in range(len(stops.id))}

    def groups(self) -> list[list[int]]:
        """Return the sets."""
        return list(self._members.values())

    def join(self, a: int, b: int, widest_m: float) -> bool:
        """Join the sets of two stops unless the whole would be wider than `widest_m`.

        Tell whether they were joined now.
        """
        one, other = self._union[a], self._union[b]
        if one == other or self._widest_m(self._members[one], self._members[other]) > widest_m:
            return False
        self._union.union(a, b)
        members = self._members.pop(one) + self._members.pop(other)
        self._members[self._union[a]] = members
        return True

    def _widest_m(self, one: list[int], other: list[int]) -> float:
        lat, lon = self._stops.lat, self._stops.lon
        return max(
            float(distance_m(float(lat[stop]), float(lon[stop]), lat[other], lon[other]).max())
            for stop in one
        )


def _siblings(stops: MergedStops) -> Iterator[tuple[int, int]]:
    """Yield every pair of stops of one GTFS parent, by their ids."""
    children: dict[int, list[int]] = {}
    for stop in sorted(range(len(stops.id)), key=stops.id.__getitem__):
        children.setdefault(int(stops.parent[stop]), []).append(stop)
    children.pop(NONE, None)
    for siblings in children.values():
        yield from combinations(siblings, 2)


def _alike(stops: MergedStops) -> list[tuple[int, int, Reason, int]]:
    """Return pairs that should be one station, why and how far apart, the surest first.

    The order follows from the stops, not from that of their rows.
    """
    names = [comparable(name) for name in stops.name]
    railway = [
        bool(rail) or _RAILWAY.search(name) is not None
        for rail, name in zip(stops.rail, names, strict=True)
    ]
    first, second, between_m = pairs_within(stops.lat, stops.lon, SAME_NAME_M)
    pairs = []
    for a, b, metres in zip(first.tolist(), second.tolist(), between_m.tolist(), strict=True):
        if stops.id[a] > stops.id[b]:
            continue
        by_operator = stops.feed[a] != stops.feed[b]
        if names[a] == names[b]:
            reason = Reason.NAME
        elif railway[a] and railway[b] and metres <= RAILWAY_M:
            reason = Reason.RAILWAY
        elif by_operator and metres <= SAME_POLE_M:
            reason = Reason.POLE
        elif metres <= SIMILAR_NAME_M and (
            token_sort_ratio(names[a], names[b]) >= SIMILARITY
            or (by_operator and _contained(names[a], names[b]))
        ):
            reason = Reason.ALIKE
        else:
            continue
        pairs.append((_SUREST[reason], round(metres), stops.id[a], stops.id[b], a, b))
    return [(a, b, _REASONS[weakness], metres) for weakness, metres, _, _, a, b in sorted(pairs)]


def _contained(one: str, other: str) -> bool:
    """Tell whether a name is the other with a town before it, or two of its words at least."""
    short, long = sorted((one, other), key=len)
    words = set(short.split())
    return long.endswith(f" {short}") or (len(words) > 1 and words <= set(long.split()))


def _station_id(stops: MergedStops, group: Sequence[int], merged: AbstractSet[int]) -> str:
    """Return the smallest id of the stops and of the parents whose stops are all in the group.

    A station that was merged before keeps its id.
    """
    given: list[str] = [
        stops.parent_id[stops.parent[stop]]
        for stop in group
        if int(stops.feed[stop]) in merged and stops.parent[stop] != NONE
    ]
    if given:
        return min(given)
    ids = {stops.id[stop] for stop in group}
    for parent, n_here in Counter(stops.parent[group].tolist()).items():
        if parent != NONE and n_here == np.count_nonzero(stops.parent == parent):
            ids.add(stops.parent_id[parent])
    return f"station:{min(ids)}"


def _station_name(stops: MergedStops, group: Sequence[int]) -> str:
    """Return the railway's name of a place that operators share, else the most used one.

    Of names used as often the longest: it says the town.
    """
    shared = len({int(stops.feed[stop]) for stop in group}) > 1
    named = [stop for stop in group if stops.rail[stop]] if shared else []
    names = Counter(
        stops.parent_name[stops.parent[stop]] if stops.parent[stop] != NONE else stops.name[stop]
        for stop in named or group
    )
    return min(names, key=lambda name: (-names[name], -len(name), name))
