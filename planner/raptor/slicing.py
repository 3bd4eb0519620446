"""Compiled steps that cut a day slice: split overtaking trips, lay out times, index visits.

Imports numpy and numba only (see kernel.py for why).
"""

from collections.abc import Callable
from typing import ParamSpec, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit

Int8s: TypeAlias = npt.NDArray[np.int8]
Int32s: TypeAlias = npt.NDArray[np.int32]
Int64s: TypeAlias = npt.NDArray[np.int64]
P = ParamSpec("P")
R = TypeVar("R")

UNREACHED = 2**30
NEVER = -(2**30)
NONE = -1
FORBIDDEN = 1
"""pickup_type and drop_off_type 1 (GTFS reference, stop_times.txt)."""


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile to machine code, cached on disk, without the GIL."""
    compiled: Callable[P, R] = njit(cache=True, nogil=True)(function)
    return compiled


@kernel
def overtakes(
    arrivals_s: Int32s,
    departures_s: Int32s,
    before: int,
    before_shift_s: int,
    after: int,
    after_shift_s: int,
    n_stops: int,
) -> bool:
    """Tell whether the trip whose times start at `after` is earlier than `before` anywhere."""
    for position in range(n_stops):
        if (
            arrivals_s[after + position] + after_shift_s
            < arrivals_s[before + position] + before_shift_s
            or departures_s[after + position] + after_shift_s
            < departures_s[before + position] + before_shift_s
        ):
            return True
    return False


@kernel
def split_overtaking(
    run_pattern: Int32s,
    run_times: Int64s,
    run_shift_s: Int32s,
    n_stops: Int32s,
    arrivals_s: Int32s,
    departures_s: Int32s,
    chain: Int32s,
) -> int:
    """Put each run into the first chain of its pattern whose last run it does not overtake.

    Runs (a trip on a day) are sorted by pattern, then first departure; chains of one pattern get
    consecutive numbers, written to `chain`; returns how many there are. Each chain is a pattern of
    the day slice.
    """
    n_chains, first_of_pattern = 0, 0
    last_run = np.empty(run_pattern.size, dtype=np.int64)
    for run in range(run_pattern.size):
        pattern = run_pattern[run]
        if run == 0 or pattern != run_pattern[run - 1]:
            first_of_pattern = n_chains
        fit = NONE
        for candidate in range(first_of_pattern, n_chains):
            last = last_run[candidate]
            if not overtakes(
                arrivals_s,
                departures_s,
                run_times[last],
                run_shift_s[last],
                run_times[run],
                run_shift_s[run],
                n_stops[pattern],
            ):
                fit = candidate
                break
        if fit == NONE:
            fit = n_chains
            n_chains += 1
        chain[run] = fit
        last_run[fit] = run
    return n_chains


@kernel
def lay_out_times(
    pattern_of_chain: Int32s,
    chain_trips_start: Int32s,
    chain_times_start: Int64s,
    run_times: Int64s,
    run_shift_s: Int32s,
    stops_start: Int32s,
    pickup: Int8s,
    drop_off: Int8s,
    arrivals_s: Int32s,
    departures_s: Int32s,
    slice_arrivals_s: Int32s,
    slice_departures_s: Int32s,
) -> None:
    """Fill arrivals trip after trip and departures position after position.

    Where boarding is forbidden (by rule, or at the last stop) the departure is NEVER, where
    alighting is forbidden (or at the first stop) the arrival is UNREACHED: the search then needs
    no test of its own.
    """
    for chain in range(pattern_of_chain.size):
        stops = stops_start[pattern_of_chain[chain]]
        n_stops = stops_start[pattern_of_chain[chain] + 1] - stops
        first_run = chain_trips_start[chain]
        n_trips = chain_trips_start[chain + 1] - first_run
        start = chain_times_start[chain]
        for trip in range(n_trips):
            source = run_times[first_run + trip]
            shift_s = run_shift_s[first_run + trip]
            for position in range(n_stops):
                can_alight = position > 0 and drop_off[stops + position] != FORBIDDEN
                can_board = position < n_stops - 1 and pickup[stops + position] != FORBIDDEN
                slice_arrivals_s[start + trip * n_stops + position] = (
                    arrivals_s[source + position] + shift_s if can_alight else UNREACHED
                )
                slice_departures_s[start + position * n_trips + trip] = (
                    departures_s[source + position] + shift_s if can_board else NEVER
                )


@kernel
def index_visits(
    pattern_stops: Int32s,
    pattern_stops_start: Int32s,
    visits_start: Int32s,
    visit_pattern: Int32s,
    visit_position: Int32s,
) -> None:
    """List the visits to each stop; `visits_start` holds the offsets on entry and on return."""
    cursor = visits_start[:-1].copy()
    for pattern in range(pattern_stops_start.size - 1):
        start = pattern_stops_start[pattern]
        for position in range(pattern_stops_start[pattern + 1] - start):
            stop = pattern_stops[start + position]
            visit_pattern[cursor[stop]] = pattern
            visit_position[cursor[stop]] = position
            cursor[stop] += 1


@kernel
def mirror_times(
    pattern_stops_start: Int32s,
    pattern_trips_start: Int32s,
    pattern_times_start: Int64s,
    pattern_stops: Int32s,
    arrivals_s: Int32s,
    departures_s: Int32s,
    mirrored_stops: Int32s,
    mirrored_arrivals_s: Int32s,
    mirrored_departures_s: Int32s,
) -> None:
    """Reverse stops and trips of every pattern and negate the times.

    A departure becomes an arrival: where boarding is NEVER, alighting is UNREACHED, and back.
    """
    for pattern in range(pattern_stops_start.size - 1):
        stops = pattern_stops_start[pattern]
        n_stops = pattern_stops_start[pattern + 1] - stops
        n_trips = pattern_trips_start[pattern + 1] - pattern_trips_start[pattern]
        start = pattern_times_start[pattern]
        for position in range(n_stops):
            turned = n_stops - 1 - position
            mirrored_stops[stops + turned] = pattern_stops[stops + position]
            for trip in range(n_trips):
                turned_trip = n_trips - 1 - trip
                departure_s = departures_s[start + position * n_trips + trip]
                arrival_s = arrivals_s[start + trip * n_stops + position]
                mirrored_arrivals_s[start + turned_trip * n_stops + turned] = (
                    UNREACHED if departure_s == NEVER else -departure_s
                )
                mirrored_departures_s[start + turned * n_trips + turned_trip] = (
                    NEVER if arrival_s == UNREACHED else -arrival_s
                )
