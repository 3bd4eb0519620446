"""Identifiers that changed while the thing did not: stops, lines and trips by what they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.fuzz import token_sort_ratio

from feeds.feed import STOP, Feed
from feeds.merge.names import comparable
from feeds.near import pairs_within

NEAR_M = 150
LIKENESS = 85
SHARED_STOPS = 0.5
"""Two lines of one name are one line when they share so many of their stops."""
_MONDAY = 4
"""1970-01-05, the first Monday of the day numbers."""


@dataclass(frozen=True)
class Aliases:
    """Old identifiers by the new ones that stand for the same thing."""

    stops: Mapping[str, str]
    lines: Mapping[str, str]
    trips: Mapping[str, str]


def find_aliases(old: Feed, new: Feed) -> Aliases:
    """Return what has another identifier in the new version and is the same."""
    stops = _stops(old, new)
    lines = _lines(old, new, stops)
    return Aliases(stops, lines, _trips(old, new, stops, lines))


def _stops(old: Feed, new: Feed) -> dict[str, str]:
    """Match stops or stations that are only in one version: named alike and near, nearest first."""
    gone = _only_in(old, new)
    come = _only_in(new, old)
    lat = np.concatenate([old.stops.lat[gone], new.stops.lat[come]])
    lon = np.concatenate([old.stops.lon[gone], new.stops.lon[come]])
    first, second, metres = pairs_within(lat, lon, NEAR_M)
    kind = np.concatenate([old.stops.type[gone], new.stops.type[come]])
    across = (first < len(gone)) & (second >= len(gone)) & (kind[first] == kind[second])
    pairs = []
    for one, other, distance in zip(
        first[across].tolist(), second[across].tolist(), metres[across].tolist(), strict=True
    ):
        a, b = int(gone[one]), int(come[other - len(gone)])
        names = comparable(str(old.stops.name[a])), comparable(str(new.stops.name[b]))
        if token_sort_ratio(*names) >= LIKENESS:
            pairs.append((round(distance), str(old.stops.id[a]), str(new.stops.id[b])))
    return _one_to_one(pairs)


def _only_in(feed: Feed, other: Feed) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    known = set(other.stops.id)
    absent = np.array([id_ not in known for id_ in feed.stops.id], dtype=np.bool_)
    located = (feed.stops.lat != 0) | (feed.stops.lon != 0)
    return np.flatnonzero(absent & ((feed.stops.type == STOP) | located))


def _one_to_one(pairs: list[tuple[int, str, str]]) -> dict[str, str]:
    """Return new -> old, each used once, the smallest numbers first."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, old_id, new_id in sorted(pairs):
        if new_id not in found and old_id not in taken:
            found[new_id] = old_id
            taken.add(old_id)
    return found


def stops_of_lines(feed: Feed, names: Mapping[str, str] | None = None) -> dict[str, set[str]]:
    """Return the stops of each line, by their ids or by what they were called before."""
    line = feed.trips.route[feed.calls.trip].astype(np.int64)
    keys = np.unique(line * len(feed.stops.id) + feed.calls.stop)
    stops: dict[str, set[str]] = defaultdict(set)
    for route, stop in zip(*np.divmod(keys, len(feed.stops.id)), strict=True):
        id_ = str(feed.stops.id[stop])
        stops[str(feed.routes.id[route])].add((names or {}).get(id_, id_))
    return stops


def _lines(old: Feed, new: Feed, stops: Mapping[str, str]) -> dict[str, str]:
    """Match lines that are only in one version: one name and type, and stops in common."""
    old_stops, new_stops = stops_of_lines(old), stops_of_lines(new, stops)
    old_ids, new_ids = set(old.routes.id), set(new.routes.id)
    by_name: dict[Hashable, list[str]] = defaultdict(list)
    for row, id_ in enumerate(old.routes.id):
        if id_ not in new_ids:
            by_name[line_name(old, row), int(old.routes.type[row])].append(str(id_))
    pairs = []
    for row, id_ in enumerate(new.routes.id):
        if id_ in old_ids:
            continue
        mine = new_stops.get(str(id_), set())
        for other in by_name.get((line_name(new, row), int(new.routes.type[row])), ()):
            theirs = old_stops.get(other, set())
            share = len(mine & theirs) / max(len(mine | theirs), 1)
            if share >= SHARED_STOPS:
                pairs.append((round(-100 * share), other, str(id_)))
    return _one_to_one(pairs)


def line_name(feed: Feed, row: int) -> str:
    """Return what a line is called, as it is compared."""
    return comparable(str(feed.routes.short_name[row]) or str(feed.routes.long_name[row]))


def _trips(
    old: Feed, new: Feed, stops: Mapping[str, str], lines: Mapping[str, str]
) -> dict[str, str]:
    """Match trips that are only in one version: one line, one way, one time, the same days.

    The days are those that both versions know, then the weekdays. Where several trips are that
    alike none is matched: nobody could say which is which.
    """
    found: dict[str, str] = {}
    for days in (_common_days(old, new), (_weekdays(old), _weekdays(new))):
        left = set(old.trips.id) - set(new.trips.id) - set(found.values())
        come = set(new.trips.id) - set(old.trips.id) - set(found)
        before = _by_key(old, ({}, {}), days[0], left)
        after = _by_key(new, (stops, lines), days[1], come)
        for key, ids in after.items():
            if len(ids) == 1 and len(before.get(key, ())) == 1:
                found[ids[0]] = before[key][0]
    return found


def _by_key(
    feed: Feed,
    aliases: tuple[Mapping[str, str], Mapping[str, str]],
    days: Sequence[Hashable],
    wanted: set[str],
) -> dict[Hashable, list[str]]:
    """Return some trips by what they are, in old identifiers; `days` are those of each service."""
    n_calls = np.bincount(feed.calls.trip, minlength=len(feed.trips.id))
    first = np.append(0, np.cumsum(n_calls))[:-1]
    last = first + n_calls - 1
    calls = feed.calls
    stops, lines = aliases
    found: dict[Hashable, list[str]] = defaultdict(list)
    for trip, id_ in enumerate(feed.trips.id):
        if id_ not in wanted:
            continue
        line = str(feed.routes.id[feed.trips.route[trip]])
        ends = (str(feed.stops.id[calls.stop[call]]) for call in (first[trip], last[trip]))
        key = (
            lines.get(line, line),
            *(stops.get(stop, stop) for stop in ends),
            int(calls.departure_s[first[trip]]),
            int(calls.arrival_s[last[trip]]),
            int(n_calls[trip]),
            days[feed.trips.service[trip]],
        )
        found[key].append(str(id_))
    return found


def _common_days(old: Feed, new: Feed) -> tuple[Sequence[Hashable], Sequence[Hashable]]:
    """Return for each service of both versions on which of the days that both know it runs."""
    start = max(old.services.first_day, new.services.first_day)
    end = min(old.services.last_day, new.services.last_day) + 1
    one, other = (
        [
            column.tobytes()
            for column in services.active[
                start - services.first_day : max(end, start) - services.first_day
            ].T
        ]
        for services in (old.services, new.services)
    )
    return one, other


def _weekdays(feed: Feed) -> Sequence[Hashable]:
    """Return the weekdays of each service as seven bits, Monday the lowest."""
    services = feed.services
    weekday = (np.arange(len(services.active)) + services.first_day - _MONDAY) % 7
    bits = np.zeros(services.active.shape[1], dtype=np.int64)
    for day in range(7):
        bits |= np.where(services.active[weekday == day].any(axis=0), 1 << day, 0)
    return [int(one) for one in bits]
