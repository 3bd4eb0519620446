"""Compiled steps that cut a day slice: split overtaking, lay out times, index visits.

Imports numpy and numba only (decision 0006).
"""

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit

Flags: TypeAlias = npt.NDArray[np.bool_]
Int32s: TypeAlias = npt.NDArray[np.int32]
Int64s: TypeAlias = npt.NDArray[np.int64]
P = ParamSpec("P")
R = TypeVar("R")

UNREACHED = 2**30
NEVER = -(2**30)
NONE = -1
BLOCK_HEAD = 3
"""Sizes of a block and its first vehicle (kernel.BLOCK_…)."""
MOST_PROFILES = 50
"""A trip is compared with so many profiles of its pattern before it gets its own."""


class SliceTables(NamedTuple):
    """A day slice as plain columns, before it is packed for the search (kernel.DayArrays)."""

    pattern_stops: Int32s  # node at each position of each pattern
    pattern_stops_start: Int32s  # (n_patterns + 1,)
    pattern_trips_start: Int32s  # (n_patterns + 1,) numbers of the slice's vehicles
    pattern_times_start: Int64s  # (n_patterns + 1,) into arrivals_s and departures_s
    arrivals_s: Int32s  # trip after trip; UNREACHED where alighting is forbidden
    departures_s: Int32s  # position after position; NEVER where boarding is forbidden
    footpath_to: Int32s  # the other end; the node itself: its change time
    footpath_s: Int32s
    footpaths_start: Int32s  # (n_nodes + 1,)


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile to machine code, cached on disk, without the GIL."""
    compiled: Callable[P, R] = njit(cache=True, nogil=True)(function)
    return compiled


@kernel
def overtakes(
    arrivals_s: Int32s, departures_s: Int32s, before: int, after: int, n_stops: int
) -> bool:
    """Tell whether the vehicle whose times start at `after` is earlier than `before` anywhere."""
    for position in range(n_stops):
        if (
            arrivals_s[after + position] < arrivals_s[before + position]
            or departures_s[after + position] < departures_s[before + position]
        ):
            return True
    return False


@kernel
def split_overtaking(
    vehicle_pattern: Int32s,
    vehicle_times: Int64s,
    n_stops: Int32s,
    arrivals_s: Int32s,
    departures_s: Int32s,
    chain: Int32s,
) -> int:
    """Put each vehicle into the first chain of its pattern whose last one it does not overtake.

    Vehicles are sorted by pattern, then first departure; chains of one pattern get consecutive
    numbers, written to `chain`; returns how many there are. Each chain is a pattern of the slice.
    """
    n_chains, first_of_pattern = 0, 0
    last_vehicle = np.empty(vehicle_pattern.size, dtype=np.int64)
    for vehicle in range(vehicle_pattern.size):
        pattern = vehicle_pattern[vehicle]
        if vehicle == 0 or pattern != vehicle_pattern[vehicle - 1]:
            first_of_pattern = n_chains
        fit = NONE
        for candidate in range(first_of_pattern, n_chains):
            last = vehicle_times[last_vehicle[candidate]]
            if not overtakes(
                arrivals_s, departures_s, last, vehicle_times[vehicle], n_stops[pattern]
            ):
                fit = candidate
                break
        if fit == NONE:
            fit = n_chains
            n_chains += 1
        chain[vehicle] = fit
        last_vehicle[fit] = vehicle
    return n_chains


@kernel
def lay_out_times(
    stops_start: Int32s,
    trips_start: Int32s,
    times_start: Int64s,
    vehicle_times: Int64s,
    can_board: Flags,
    can_alight: Flags,
    arrivals_s: Int32s,
    departures_s: Int32s,
    slice_arrivals_s: Int32s,
    slice_departures_s: Int32s,
) -> None:
    """Fill arrivals trip after trip and departures position after position.

    Where boarding is not possible the departure is NEVER, where alighting is not the arrival is
    UNREACHED: the search then needs no test of its own.
    """
    for pattern in range(trips_start.size - 1):
        stops = stops_start[pattern]
        n_stops = stops_start[pattern + 1] - stops
        first = trips_start[pattern]
        n_trips = trips_start[pattern + 1] - first
        start = times_start[pattern]
        for trip in range(n_trips):
            source = vehicle_times[first + trip]
            for position in range(n_stops):
                slice_arrivals_s[start + trip * n_stops + position] = (
                    arrivals_s[source + position] if can_alight[stops + position] else UNREACHED
                )
                slice_departures_s[start + position * n_trips + trip] = (
                    departures_s[source + position] if can_board[stops + position] else NEVER
                )


@kernel
def pack_blocks(tables: SliceTables, blocks_start: Int32s, blocks: Int32s) -> None:
    """Write each pattern as one block: sizes, stops, arrivals, departures."""
    for pattern in range(blocks_start.size - 1):
        block = blocks_start[pattern]
        stops = tables.pattern_stops_start[pattern]
        n_stops = tables.pattern_stops_start[pattern + 1] - stops
        first = tables.pattern_trips_start[pattern]
        n_trips = tables.pattern_trips_start[pattern + 1] - first
        blocks[block], blocks[block + 1], blocks[block + 2] = n_stops, n_trips, first
        block += BLOCK_HEAD
        for position in range(n_stops):
            blocks[block + position] = tables.pattern_stops[stops + position]
        block += n_stops
        times, n_times = tables.pattern_times_start[pattern], n_stops * n_trips
        for i in range(n_times):
            blocks[block + i] = tables.arrivals_s[times + i]
            blocks[block + n_times + i] = tables.departures_s[times + i]


@kernel
def share_profiles(
    blocks: Int32s, blocks_start: Int32s, calls: Int32s, trips: Int32s, profiles: Int32s, used: int
) -> int:
    """Write what the search reads of each pattern (kernel.DayArrays): calls, trips, profiles.

    Trips of a pattern that take equally long everywhere share their profile; `used` values stand in
    `profiles` already; returns how many do then.
    """
    call, row = 0, 0
    for pattern in range(blocks_start.size - 1):
        block = blocks_start[pattern]
        n_stops, n_trips = blocks[block], blocks[block + 1]
        stops = block + BLOCK_HEAD
        arrivals = stops + n_stops
        departures = arrivals + n_stops * n_trips
        base_at, base_step = departures, 1  # times of one position: they rise from trip to trip
        for position in range(n_stops - 1, -1, -1):
            boards = blocks[departures + position * n_trips] != NEVER
            alights = blocks[arrivals + position] != UNREACHED
            calls[call + position, 0] = 4 * blocks[stops + position] + 2 * boards + alights
            calls[call + position, 1] = NEVER
            if boards:
                base_at, base_step = departures + position * n_trips, 1
            elif alights and base_step != 1:
                base_at, base_step = arrivals + position, n_stops
        first_profile = used
        for trip in range(n_trips):
            base_s = blocks[base_at + trip * base_step]
            for position in range(n_stops):
                can, at = calls[call + position, 0], used + 2 * position
                profiles[at : at + 2] = 0
                if can & 1:
                    profiles[at] = blocks[arrivals + trip * n_stops + position] - base_s
                if can & 2:
                    from_s = blocks[departures + position * n_trips + trip] - base_s
                    profiles[at + 1] = from_s
                    calls[call + position, 1] = max(calls[call + position, 1], from_s)
            shared, tries = used - 2 * n_stops, 0
            while shared >= first_profile and tries < MOST_PROFILES:
                same = 0
                while same < 2 * n_stops and profiles[shared + same] == profiles[used + same]:
                    same += 1
                if same == 2 * n_stops:
                    break
                shared -= 2 * n_stops
                tries += 1
            if shared < first_profile or tries == MOST_PROFILES:
                shared = used
                used += 2 * n_stops
            trips[row, 0], trips[row, 1] = base_s, shared
            row += 1
        call += n_stops
    return used


@kernel
def index_visits(tables: SliceTables, visits_start: Int32s, visits: Int32s) -> None:
    """List the visits to each node: first and last departure, pattern, position.

    And where the call and the trips of the pattern stand.
    """
    cursor = visits_start[:-1].copy()
    for pattern in range(tables.pattern_stops_start.size - 1):
        start = tables.pattern_stops_start[pattern]
        n_trips = tables.pattern_trips_start[pattern + 1] - tables.pattern_trips_start[pattern]
        for position in range(tables.pattern_stops_start[pattern + 1] - start):
            node = tables.pattern_stops[start + position]
            departures = tables.pattern_times_start[pattern] + position * n_trips
            visit = visits[cursor[node]]
            visit[0] = tables.departures_s[departures]
            visit[1] = tables.departures_s[departures + n_trips - 1]
            visit[2], visit[3], visit[4] = pattern, position, start + position
            visit[5] = tables.pattern_trips_start[pattern]
            cursor[node] += 1


@kernel
def mirror_times(
    tables: SliceTables,
    mirrored_stops: Int32s,
    mirrored_arrivals_s: Int32s,
    mirrored_departures_s: Int32s,
) -> None:
    """Reverse stops and trips of every pattern and negate the times.

    A departure becomes an arrival: where boarding is NEVER, alighting is UNREACHED, and back.
    """
    for pattern in range(tables.pattern_stops_start.size - 1):
        stops = tables.pattern_stops_start[pattern]
        n_stops = tables.pattern_stops_start[pattern + 1] - stops
        n_trips = tables.pattern_trips_start[pattern + 1] - tables.pattern_trips_start[pattern]
        start = tables.pattern_times_start[pattern]
        for position in range(n_stops):
            turned = n_stops - 1 - position
            mirrored_stops[stops + turned] = tables.pattern_stops[stops + position]
            for trip in range(n_trips):
                turned_trip = n_trips - 1 - trip
                departure_s = tables.departures_s[start + position * n_trips + trip]
                arrival_s = tables.arrivals_s[start + trip * n_stops + position]
                mirrored_arrivals_s[start + turned_trip * n_stops + turned] = (
                    UNREACHED if departure_s == NEVER else -departure_s
                )
                mirrored_departures_s[start + turned * n_trips + turned_trip] = (
                    NEVER if arrival_s == UNREACHED else -arrival_s
                )
