"""The ways that a line runs: for each direction its usual stops, and where some trips differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

import numpy as np

from planner import Network

Run = tuple[int, int]
"""A pattern and how many trips run on it."""

UNSAID = -1
"""GTFS direction_id of trips of which none is said."""


class Kind(Enum):
    """How trips leave the usual way."""

    FROM = "from"
    """They begin elsewhere."""
    BY = "by"
    """They call elsewhere in between."""
    TO = "to"
    """They end elsewhere."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Stops beside the usual way, in order."""

    kind: Kind
    position: int
    """The usual stop that it comes before; as many as there are: after all of them."""
    pattern: int
    first: int
    """Position of its first stop in a pattern that has it."""
    stops: tuple[int, ...]
    n_trips: int


@dataclass(frozen=True, slots=True)
class Course:
    """One direction of a line."""

    direction: int
    """GTFS direction_id, UNSAID where there is none."""
    pattern: int
    """The usual one: that of the most trips, of these the longest."""
    trips: tuple[int, ...]
    calls: tuple[int, ...]
    """How many trips call at each usual stop."""
    stretches: tuple[Stretch, ...]


def courses_of(network: Network, trips: Iterable[int]) -> list[Course]:
    """Return the directions of trips of one line, that of the most trips first."""
    by_direction: dict[int, list[int]] = {}
    for trip in trips:
        by_direction.setdefault(int(network.trip_direction[trip]), []).append(trip)
    courses = [
        _course(network, direction, patterns)
        for direction, same in by_direction.items()
        for patterns in _told_apart(network, same, is_said=direction != UNSAID)
    ]
    return sorted(courses, key=lambda course: -len(course.trips))


def trips_of(network: Network, line: int, day: int | None) -> list[int]:
    """Return the trips of a line on a service day, of all days for None."""
    of_line = network.trip_line == line
    if day is not None:
        active = network.services_on(day)
        if active is None:
            return []
        of_line &= active[network.trip_service]
    return [int(trip) for trip in np.flatnonzero(of_line)]


def _told_apart(
    network: Network, trips: Sequence[int], *, is_said: bool
) -> list[dict[int, list[int]]]:
    """Part trips by the order of their stations: some feeds tell no direction, others a wrong one.

    Returns the trips of each pattern, the usual one first.
    """
    patterns: dict[int, list[int]] = {}
    for trip in trips:
        patterns.setdefault(network.pattern_of_trip(trip), []).append(trip)
    groups: list[dict[int, list[int]]] = []
    for pattern in sorted(patterns, key=lambda p: _rank(network, p, len(patterns[p]))):
        here = _stations(network, pattern)
        for group in groups:
            if _agree(_stations(network, next(iter(group))), here, is_said=is_said):
                group[pattern] = patterns[pattern]
                break
        else:
            groups.append({pattern: patterns[pattern]})
    return groups


def _agree(one: Sequence[int], other: Sequence[int], *, is_said: bool) -> bool:
    """Tell whether two ways go the same way: rather in one order than back to front.

    Two that share nothing do where the feed says so.
    """
    along = _shared(one, other)
    return (is_said or along > 0) and along >= _shared(one[::-1], other)


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def _rank(network: Network, pattern: int, n_trips: int) -> tuple[int, int, int]:
    return -n_trips, -len(network.stops_of_pattern(pattern)), pattern


def _course(network: Network, direction: int, patterns: Mapping[int, Sequence[int]]) -> Course:
    usual, *others = patterns
    positions = range(len(network.stops_of_pattern(usual)))
    calls = Counter(dict.fromkeys(positions, len(patterns[usual])))
    found: dict[tuple[Kind, int, tuple[int, ...]], Stretch] = {}
    for pattern in others:
        n_trips = len(patterns[pattern])
        kept, beside = _compared(network, usual, (pattern, n_trips))
        calls.update(dict.fromkeys(kept, n_trips))
        for stretch in beside:
            key = stretch.kind, stretch.position, stretch.stops
            before = found.get(key)
            total = n_trips + (before.n_trips if before else 0)
            found[key] = Stretch(*key[:2], stretch.pattern, stretch.first, stretch.stops, total)
    return Course(
        direction,
        usual,
        tuple(sorted(trip for some in patterns.values() for trip in some)),
        tuple(calls[position] for position in sorted(calls)),
        tuple(sorted(found.values(), key=lambda s: (s.position, -s.n_trips))),
    )


def _compared(network: Network, usual: int, run: Run) -> tuple[list[int], list[Stretch]]:
    """Return (the usual positions that a pattern calls at, its stretches beside them)."""
    pattern, n_trips = run
    own, usual_stations = _stations(network, pattern), _stations(network, usual)
    stops = network.stops_of_pattern(pattern).tolist()
    kept: list[int] = []
    beside: list[Stretch] = []
    matcher = SequenceMatcher(None, usual_stations, own, autojunk=False)
    for tag, first, end, own_first, own_end in matcher.get_opcodes():
        if tag == "equal":
            kept += range(first, end)
        elif own_first < own_end:
            kind = Kind.TO if own_end == len(own) else Kind.BY
            kind = Kind.FROM if own_first == 0 else kind
            position = end if kind is Kind.FROM else first
            part = tuple(stops[own_first:own_end])
            beside.append(Stretch(kind, position, pattern, own_first, part, n_trips))
    return kept, beside


def _stations(network: Network, pattern: int) -> list[int]:
    stations: list[int] = network.stop_station[network.stops_of_pattern(pattern)].tolist()
    return stations
