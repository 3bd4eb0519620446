"""Vehicles of a day slice: runs in a row that a passenger may stay seated through.

Linked trips (transfers.txt type 4) are joined, and so are consecutive trips of a block on a
service day, where the next starts within 200 m of where the last ended, no earlier, and does not
turn back the way it came: nobody stays on a bus to be driven back. A link or its prohibition
(type 5) stands above a block. A vehicle is a whole row of them, however long; where trains split
there is a vehicle for each way to go on (planner/raptor/rows.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from planner.access import distance_m
from planner.network import Int32s, Int64s, Network
from planner.ragged import starts_of
from planner.raptor.rows import list_rows

NEAR_M = 200
_DAYS = 1 << 20
"""More than any day number: trip * _DAYS + day names a run."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Trips on service days, sorted by day, then trip, with the instants of their ends."""

    trip: Int32s
    day: Int32s
    shift_s: Int32s
    """Seconds from the times of the trip to those of the slice."""
    first_s: Int32s
    """Departure from the first stop, in seconds of the slice."""
    last_s: Int32s
    """Arrival at the last stop."""

    def __len__(self) -> int:
        return len(self.trip)


Links: TypeAlias = tuple[Int64s, Int64s]
"""(from run, to run) of every pair that a passenger may stay seated through."""


def keep_runs(
    runs: Runs, links: Links, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[Runs, Links]:
    """Leave out runs and the links to them."""
    number = np.cumsum(kept) - 1
    from_run, to_run = links
    both = kept[from_run] & kept[to_run]
    columns = (runs.trip, runs.day, runs.shift_s, runs.first_s, runs.last_s)
    return (
        Runs(*(column[kept] for column in columns)),
        (number[from_run[both]], number[to_run[both]]),
    )


def vehicles_of(runs: Runs, links: Links) -> tuple[Int32s, Int32s]:
    """Return the runs of each vehicle as (starts, runs): each run alone where nothing is linked."""
    from_run, to_run = links
    if not len(from_run):
        every = np.arange(len(runs) + 1, dtype=np.int32)
        return every, every[:-1]
    order = np.lexsort((to_run, from_run))
    next_start = starts_of(np.bincount(from_run, minlength=len(runs)))
    has_previous = np.zeros(len(runs), dtype=np.bool_)
    has_previous[to_run] = True
    next_run = to_run[order].astype(np.int32)
    is_listed = np.empty(len(runs), dtype=np.bool_)
    links_of_runs = next_start, next_run, has_previous, is_listed
    n_rows, n_parts = list_rows(*links_of_runs, *_memory(0, 0))
    lengths, parts = _memory(n_rows, n_parts)
    list_rows(*links_of_runs, lengths, parts)
    return starts_of(lengths), parts


def _memory(n_rows: int, n_parts: int) -> tuple[Int32s, Int32s]:
    """Return room for the lengths of rows and their runs."""
    return np.empty(n_rows, dtype=np.int32), np.empty(n_parts, dtype=np.int32)


def seat_links(network: Network, runs: Runs) -> Links:
    """Return every pair of runs that a passenger may stay seated through."""
    explicit = _linked(network, runs)
    from_run, to_run = _in_blocks(network, runs)
    if len(network.seat_from_trip):
        linked_from, linked_to, allowed = explicit
        free = ~np.isin(from_run, linked_from[allowed]) & ~np.isin(to_run, linked_to[allowed])
        banned = linked_from[~allowed] * len(runs) + linked_to[~allowed]
        free &= ~np.isin(from_run * len(runs) + to_run, banned)
        from_run = np.concatenate([from_run[free], linked_from[allowed]])
        to_run = np.concatenate([to_run[free], linked_to[allowed]])
    goes_on = _comes_before(runs, from_run, to_run)
    return from_run[goes_on], to_run[goes_on]


def _comes_before(
    runs: Runs, one: Int64s, other: Int64s
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which runs stand before others by first departure, last arrival, then number.

    A link never goes back in time, so this leaves out no more than the way back between runs that
    take no time at all at the same instant: no row of runs goes round for ever.
    """
    by_moment = np.lexsort((np.arange(len(runs)), runs.last_s, runs.first_s))
    rank = np.empty(len(runs), dtype=np.int64)
    rank[by_moment] = np.arange(len(runs))
    return np.asarray(rank[one] < rank[other])


def _linked(
    network: Network, runs: Runs
) -> tuple[Int64s, Int64s, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Find the runs of linked trips: of the same service day, or of the next when the times say so.

    A trip linked to itself continues on the next day, never on its own.
    """
    key = runs.trip.astype(np.int64) * _DAYS + runs.day
    by_key = np.argsort(key)
    key = key[by_key]
    found = []
    for row in range(len(network.seat_from_trip)):
        first = int(network.seat_from_trip[row]) * _DAYS
        start, end = np.searchsorted(key, [first, first + _DAYS])
        from_run = by_key[start:end]
        for days in (0, 1):
            wanted = int(network.seat_to_trip[row]) * _DAYS + runs.day[from_run] + days
            at = np.minimum(np.searchsorted(key, wanted), max(len(key) - 1, 0))
            to_run = by_key[at]
            same_day_s = runs.first_s[to_run] - days * _DAY_S
            fits = (key[at] == wanted) & ((runs.last_s[from_run] <= same_day_s) == (days == 0))
            fits &= runs.last_s[from_run] <= runs.first_s[to_run]
            allowed = np.full(int(fits.sum()), network.seat_allowed[row] == 1)
            found.append((from_run[fits], to_run[fits], allowed))
    none = np.zeros(0, dtype=np.int64)
    columns = zip(*found, strict=True) if found else ((none,), (none,), (none.astype(np.bool_),))
    from_runs, to_runs, allowed = (np.concatenate(column) for column in columns)
    return from_runs, to_runs, allowed


_DAY_S = 24 * 3600


def _in_blocks(network: Network, runs: Runs) -> tuple[Int64s, Int64s]:
    """Find the consecutive runs of each block on each service day."""
    block = network.trip_block[runs.trip]
    blocked = np.flatnonzero(block >= 0)
    keys = (runs.trip, runs.first_s, runs.day, block)
    order = blocked[np.lexsort([key[blocked] for key in keys])]
    before, after = order[:-1], order[1:]
    follows = (block[before] == block[after]) & (runs.day[before] == runs.day[after])
    follows &= runs.last_s[before] <= runs.first_s[after]
    before, after = before[follows], after[follows]
    last, last_but_one = _stops_from_end(network, runs.trip[before])
    first, second = _stops_from_start(network, runs.trip[after])
    seated = _near(network, last, first) & ~_near(network, last_but_one, second)
    return before[seated], after[seated]


def _stops_from_start(network: Network, trips: Int32s) -> tuple[Int32s, Int32s]:
    """Return the first and the second stop of trips."""
    pattern = np.searchsorted(network.pattern_trips_start, trips, side="right") - 1
    start = network.pattern_stops_start[pattern]
    return network.pattern_stops[start], network.pattern_stops[start + 1]


def _stops_from_end(network: Network, trips: Int32s) -> tuple[Int32s, Int32s]:
    """Return the last stop of trips and the one before it."""
    pattern = np.searchsorted(network.pattern_trips_start, trips, side="right") - 1
    end = network.pattern_stops_start[pattern + 1]
    return network.pattern_stops[end - 1], network.pattern_stops[end - 2]


def _near(
    network: Network, one: Int32s, other: Int32s
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell whether stops belong to one station or lie within 200 m."""
    apart_m = distance_m(
        network.stop_lat[one],
        network.stop_lon[one],
        network.stop_lat[other],
        network.stop_lon[other],
    )
    near: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        network.stop_station[one] == network.stop_station[other]
    ) | (apart_m <= NEAR_M)
    return near
