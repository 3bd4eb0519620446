"""Finds trips of two feeds that are at the same stations at the same times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from feeds.feed import Feed
from planner import Int32s

TOLERANCE_S = 60
"""Two operators may round one time to different minutes."""
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
    )


def candidates(one: Timed, other: Timed) -> Iterator[tuple[int, int]]:
    """Yield pairs of trips that leave two stations or more in about the same minutes."""
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
        a, b = divmod(pair, len(other.on_road))
        if one.on_road[a] == other.on_road[b]:
            yield a, b


def matched(one: Sequence[CallAt], other: Sequence[CallAt]) -> tuple[int, int]:
    """Return how many calls two trips have in common in order, and the largest difference.

    At the last call of either trip arrivals are compared, elsewhere departures.
    """
    n_matched, largest_s, begin = 0, 0, 0
    for b, (station, arrival_s, departure_s) in enumerate(other):
        for a in range(begin, len(one)):
            if one[a][0] != station:
                continue
            at_end = b == len(other) - 1 or a == len(one) - 1
            off_s = abs(one[a][1] - arrival_s if at_end else one[a][2] - departure_s)
            if off_s <= TOLERANCE_S:
                n_matched, largest_s, begin = n_matched + 1, max(largest_s, off_s), a + 1
                break
    return n_matched, largest_s
