"""Finds trips of two feeds that are one vehicle: by stations and times, or by its number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from feeds.feed import Feed
from planner import Int32s

TOLERANCE_S = 60
"""Two operators may round one time to different minutes."""
CONFLICT_S = 15 * 60
"""Two operators may contradict each other about a train by so much; beyond, it is another one."""
CONTAINED = 0.8
"""Share of a trip's calls that must be found in another for it to be the same vehicle."""
NUMBERED_PAIRS = 400
"""A number of more trips is not that of a train but of something that all of them share."""
LEAST_CALLS = 3
"""Trips with fewer calls in common must agree to the second."""
_MINUTE = 60
_MINUTES = 20_000
"""More than the minutes of a service day, which may last a week."""
_ROAD = (3, 11, *range(200, 300), *range(700, 900))
"""Route types of buses, coaches and trolleybuses; all others run on rails, water or ropes."""

CallAt = tuple[int, int, int]
"""Station, arrival and departure."""


@dataclass(frozen=True)
class Timed:
    """The calls of one feed by station; calls of a trip stand together."""

    trip: Int32s
    station: Int32s
    arrival_s: Int32s
    departure_s: Int32s
    first: Int32s
    """First call of each trip, and after the last trip the number of calls."""
    on_road: npt.NDArray[np.bool_]
    """For each trip."""
    number: list[str]
    """Of the train, for each trip; "" where it has none."""

    def n_calls(self, trip: int) -> int:
        """Return how many calls a trip has."""
        return int(self.first[trip + 1] - self.first[trip])

    def rows_of(self, trip: int) -> slice:
        """Return the rows of a trip's calls."""
        return slice(int(self.first[trip]), int(self.first[trip + 1]))

    def calls_of(self, trip: int) -> Sequence[CallAt]:
        """Return the calls of a trip."""
        rows = self.rows_of(trip)
        columns = (self.station[rows], self.arrival_s[rows], self.departure_s[rows])
        return list(zip(*(column.tolist() for column in columns), strict=True))


def timed(feed: Feed, station_of_row: Int32s) -> Timed:
    """Return the timetable of a feed by station."""
    calls = feed.calls
    n_calls = np.bincount(calls.trip, minlength=len(feed.trips.id))
    return Timed(
        trip=calls.trip,
        station=station_of_row[calls.stop],
        arrival_s=calls.arrival_s,
        departure_s=calls.departure_s,
        first=np.append(0, np.cumsum(n_calls)).astype(np.int32),
        on_road=np.isin(feed.routes.type[feed.trips.route], _ROAD),
        number=[
            str(name or (headsign if headsign.isdigit() else ""))
            for name, headsign in zip(feed.trips.short_name, feed.trips.headsign, strict=True)
        ],
    )


def candidates(one: Timed, other: Timed) -> Iterator[tuple[int, int]]:
    """Yield pairs of trips that may be one: both by road or both not, each pair once.

    They leave two stations or more in about the same minutes, or have the same number.
    """
    pairs = dict.fromkeys((*_by_times(one, other), *_by_number(one, other)))
    for a, b in pairs:
        if one.on_road[a] == other.on_road[b]:
            yield a, b


def _by_number(one: Timed, other: Timed) -> Iterator[tuple[int, int]]:
    numbered, others = (_numbered(feed.number) for feed in (one, other))
    for number, trips in numbered.items():
        same = others.get(number, [])
        if len(trips) * len(same) <= NUMBERED_PAIRS:
            yield from product(trips, same)


def _numbered(numbers: Sequence[str]) -> dict[str, list[int]]:
    trips: dict[str, list[int]] = {}
    for trip, number in enumerate(numbers):
        if number:
            trips.setdefault(number, []).append(trip)
    return trips


def _by_times(one: Timed, other: Timed) -> Iterator[tuple[int, int]]:
    shared = np.intersect1d(one.station, other.station)
    rows = np.flatnonzero(np.isin(one.station, shared))
    others = np.flatnonzero(np.isin(other.station, shared))
    key = one.station[rows].astype(np.int64) * _MINUTES + one.departure_s[rows] // _MINUTE
    other_key = (
        other.station[others].astype(np.int64) * _MINUTES + other.departure_s[others] // _MINUTE
    )
    order = np.argsort(key, kind="stable")
    sorted_key = key[order]
    found = []
    for shift in (-1, 0, 1):
        start = np.searchsorted(sorted_key, other_key + shift, side="left")
        end = np.searchsorted(sorted_key, other_key + shift, side="right")
        many = end - start
        begin = np.repeat(start - np.append(0, np.cumsum(many))[:-1], many)
        hits = order[begin + np.arange(int(many.sum()))]
        trips = one.trip[rows[hits]].astype(np.int64)
        found.append(trips * len(other.on_road) + other.trip[np.repeat(others, many)])
    pairs, times = np.unique(np.concatenate(found), return_counts=True)
    # A trip of two calls has one departure only that counts; its end is compared later.
    short = np.diff(other.first)[pairs % len(other.on_road)] == 2  # noqa: PLR2004  # from A to B
    short |= np.diff(one.first)[pairs // len(other.on_road)] == 2  # noqa: PLR2004  # from A to B
    pairs = pairs[(times > 1) | short]
    for pair in pairs.tolist():
        yield divmod(pair, len(other.on_road))


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two trips agree; calls are numbered within their trips."""

    n_equal: int
    """Calls at one station in order, at times that differ by no more than TOLERANCE_S."""
    largest_s: int
    """The most by which the times of those differ."""
    conflicts: tuple[tuple[int, int, int], ...]
    """Calls at one station whose times differ by more: of either trip, and seconds."""


def same_vehicle(one: Timed, a: int, other: Timed, b: int) -> tuple[Agreement, bool, bool] | None:
    """Return how far two trips agree, whether the second is in the first and the first in it.

    None: they are two vehicles. Trips of one number, at the same stations at nearly the same times,
    are one that the feeds contradict each other about.
    """
    found = compared(one.calls_of(a), other.calls_of(b))
    n_a, n_b = one.n_calls(a), other.n_calls(b)
    n_found, exact = found.n_equal, found.largest_s == 0
    if one.number[a] and one.number[a] == other.number[b]:
        n_found, exact = n_found + len(found.conflicts), exact and not found.conflicts
    numbered = n_found > found.n_equal
    if n_found < LEAST_CALLS and not exact and not numbered:
        return None
    in_one, in_other = n_found >= CONTAINED * n_b, n_found >= CONTAINED * n_a
    return (found, in_one, in_other) if in_one or in_other else None


def compared(one: Sequence[CallAt], other: Sequence[CallAt]) -> Agreement:
    """Compare two trips call by call, in the order of both.

    At the last call of either trip arrivals are compared, elsewhere departures.
    """
    n_equal, largest_s, begin = 0, 0, 0
    conflicts = []
    for b, (station, arrival_s, departure_s) in enumerate(other):
        off_s = {}
        for a in range(begin, len(one)):
            if one[a][0] == station:
                at_end = b == len(other) - 1 or a == len(one) - 1
                off_s[a] = abs(one[a][1] - arrival_s if at_end else one[a][2] - departure_s)
        equal = next((a for a, off in off_s.items() if off <= TOLERANCE_S), None)
        near = next((a for a, off in off_s.items() if off <= CONFLICT_S), None)
        if equal is not None:
            n_equal, largest_s, begin = n_equal + 1, max(largest_s, off_s[equal]), equal + 1
        elif near is not None:
            conflicts.append((near, b, off_s[near]))
            begin = near + 1
    return Agreement(n_equal, largest_s, tuple(conflicts))
