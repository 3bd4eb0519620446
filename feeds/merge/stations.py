"""Groups stops into stations: what travellers see as one place, within and across operators."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from networkx.utils import UnionFind
from rapidfuzz.fuzz import token_sort_ratio

from feeds.feed import NONE
from feeds.merge.names import comparable
from feeds.merge.stops import MergedStops
from feeds.near import pairs_within
from planner import Int32s, distance_m

SAME_NAME_M = 300
SIMILAR_NAME_M = 150
RAILWAY_M = 250
WIDEST_M = 500
"""Stops further apart are never joined by names alone: a street is not a station."""
SIMILARITY = 85

_RAILWAY = re.compile(r"\b(gares?|bahnhof|hbf|hauptbahnhof|sncf)\b")


@dataclass(frozen=True)
class Stations:
    """Stations by number; `of_stop` gives the station of every stop."""

    id: list[str]
    name: list[str]
    of_stop: Int32s


def group_stations(stops: MergedStops) -> Stations:
    """Join stops of one GTFS parent, then near ones that are named alike or at the railway."""
    sets = _Sets(stops)
    first_of: dict[int, int] = {}
    for stop, parent in enumerate(stops.parent.tolist()):
        if parent != NONE:
            sets.join(first_of.setdefault(parent, stop), stop)
    for _, _, a, b in sorted(_alike(stops)):
        sets.join_if_compact(a, b)
    groups = sorted(sorted(group) for group in sets.groups())
    of_stop = np.zeros(len(stops.id), dtype=np.int32)
    for number, group in enumerate(groups):
        of_stop[group] = number
    return Stations(
        id=[_station_id(stops, group) for group in groups],
        name=[_station_name(stops, group) for group in groups],
        of_stop=of_stop,
    )


class _Sets:
    """Disjoint sets of stops that know how wide they are."""

    def __init__(self, stops: MergedStops) -> None:
        self._stops = stops
        self._union = UnionFind(range(len(stops.id)))
        self._members: dict[int, list[int]] = {stop: [stop] for stop in range(len(stops.id))}

    def groups(self) -> list[list[int]]:
        return list(self._members.values())

    def join(self, a: int, b: int) -> None:
        one, other = self._union[a], self._union[b]
        if one != other:
            self._union.union(a, b)
            members = self._members.pop(one) + self._members.pop(other)
            self._members[self._union[a]] = members

    def join_if_compact(self, a: int, b: int) -> None:
        """Join two sets unless two of their stops would be more than WIDEST_M apart."""
        one, other = self._union[a], self._union[b]
        if one != other and self._widest_m(self._members[one], self._members[other]) <= WIDEST_M:
            self.join(a, b)

    def _widest_m(self, one: list[int], other: list[int]) -> float:
        lat, lon = self._stops.lat, self._stops.lon
        return max(
            float(distance_m(float(lat[stop]), float(lon[stop]), lat[other], lon[other]).max())
            for stop in one
        )


def _alike(stops: MergedStops) -> list[tuple[int, float, int, int]]:
    """Return pairs that should be one station: (weakness, metres, stop, stop)."""
    names = [comparable(name) for name in stops.name]
    railway = [
        bool(rail) or _RAILWAY.search(name) is not None
        for rail, name in zip(stops.rail, names, strict=True)
    ]
    first, second, between_m = pairs_within(stops.lat, stops.lon, SAME_NAME_M)
    pairs = []
    for a, b, metres in zip(first.tolist(), second.tolist(), between_m.tolist(), strict=True):
        if a < b:
            weakness = _weakness(names[a], names[b], railway[a] and railway[b], metres)
            if weakness is not None:
                pairs.append((weakness, metres, a, b))
    return pairs


def _weakness(one: str, other: str, railway: bool, metres: float) -> int | None:  # noqa: FBT001
    """Return 0 for the same name, 1 for a railway station, 2 for similar names, None for none."""
    if one == other:
        return 0
    if railway and metres <= RAILWAY_M:
        return 1
    if metres <= SIMILAR_NAME_M and token_sort_ratio(one, other) >= SIMILARITY:
        return 2
    return None


def _station_id(stops: MergedStops, group: Sequence[int]) -> str:
    ids = {stops.id[stop] for stop in group}
    ids |= {stops.parent_id[p] for p in stops.parent[group].tolist() if p != NONE}
    return f"station:{min(ids)}"


def _station_name(stops: MergedStops, group: Sequence[int]) -> str:
    """Return the railway's name of a shared station, else the parents', else the usual one."""
    several = len({int(stops.feed[stop]) for stop in group}) > 1
    rail = [stop for stop in group if stops.rail[stop]] if several else []
    named = rail or [stop for stop in group if stops.parent[stop] != NONE] or group
    names = Counter(
        stops.parent_name[stops.parent[stop]] if stops.parent[stop] != NONE else stops.name[stop]
        for stop in named
    )
    return min(names, key=lambda name: (-names[name], name))
