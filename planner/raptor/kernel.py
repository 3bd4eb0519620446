"""RAPTOR rounds compiled by numba (Delling, Pajor, Werneck 2012, Algorithm 1, and rRAPTOR).

Imports numpy and numba only: numba's disk cache watches this file and no other,
so everything the compiled code depends on is defined here.
Ragged tables are a pair: the items of owner `i` are `x[x_start[i]:x_start[i + 1]]`.
Times are int32 seconds since the anchor of the day slice.

Two labels per stop and number of rides keep one-hop footpaths exact without a transitive closure:
`ride_s`, when a vehicle brings us there, and `ready_s`, when we could board there after the change
time or one footpath. From 1 ride on, a row of labels never rises with the number of rides, because
a lower label is written through to the columns on its right; so one comparison tells whether an
arrival beats everything known with as few rides.
"""

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit

Int32s: TypeAlias = npt.NDArray[np.int32]
Int64s: TypeAlias = npt.NDArray[np.int64]
P = ParamSpec("P")
R = TypeVar("R")

UNREACHED = 2**30
"""Later than any time, with room to add a walk without int32 overflow."""
NEVER = -(2**30)
"""Departure where boarding is forbidden: earlier than any time, so never caught."""
NONE = -1
"""No index: not boarded, no parent."""
MAX_RIDES = 15
"""Label rows hold 0 rides to 15 rides: 16 columns of 4 bytes are one cache line."""

DEPARTURES, ROUNDS, PATTERNS_SCANNED, STOP_TIMES_READ, FOOTPATHS_RELAXED, N_COUNTERS = range(6)

RIDE_PATTERN, RIDE_TRIP, BOARD_POSITION, ALIGHT_POSITION, N_RIDE_FIELDS = range(5)

LEG_TRIP, LEG_BOARD, LEG_ALIGHT, LEG_FROM, LEG_TO, N_LEG_FIELDS = range(6)
"""One ride of a traced journey: trip of the slice, positions, stop boarded, stop alighted."""


class DayArrays(NamedTuple):
    """One day slice. Every array is read-only; trips of a pattern never overtake each other."""

    pattern_stops: Int32s  # stop at each position of each pattern
    pattern_stops_start: Int32s  # (n_patterns + 1,)
    pattern_trips_start: Int32s  # (n_patterns + 1,) numbers of the slice's trips
    pattern_times_start: Int64s  # (n_patterns + 1,) into arrivals_s and departures_s
    arrivals_s: Int32s  # trip after trip; UNREACHED where alighting is forbidden
    departures_s: Int32s  # position after position; NEVER where boarding is forbidden
    visit_pattern: Int32s  # pattern of each visit to a stop
    visit_position: Int32s  # and the position in it (a loop visits a stop twice)
    visits_start: Int32s  # (n_stops + 1,)
    footpath_to: Int32s  # the other end; the stop itself: its change time
    footpath_s: Int32s
    footpaths_start: Int32s  # (n_stops + 1,)


class Labels(NamedTuple):
    """What a search knows. Columns are numbers of rides."""

    ride_s: Int32s  # (n_stops, n_columns) UNREACHED or the arrival in a vehicle
    ready_s: Int32s  # (n_stops, n_columns) UNREACHED or when we can board
    ride_from: Int32s  # (n_stops, n_columns, N_RIDE_FIELDS) how a ride label was set
    ready_from: Int32s  # (n_stops, n_columns) stop we walked from, itself when we stayed
    egress_s: Int32s  # (n_stops,) walk to the destination, UNREACHED where there is none
    target_s: Int32s  # (n_columns,) arrival at the destination
    target_from: Int32s  # (n_columns,) last stop of the journey
    queued_from: Int32s  # (n_patterns,) first position to scan, NONE when not queued
    queue: Int32s  # (n_patterns,) the queued patterns
    ready_stops: Int32s  # (n_stops,) stops whose ready label fell in the last round
    ridden_stops: Int32s  # (n_stops,) stops whose ride label fell in this round
    marked: Int32s  # (2, n_stops) NONE, or the round that put the stop into ready/ridden_stops


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile to machine code, cached on disk, without the GIL."""
    compiled: Callable[P, R] = njit(cache=True, nogil=True)(function)
    return compiled


@kernel
def reset(labels: Labels) -> None:
    """Forget the last query; parents need no reset, they are read where a label was set."""
    labels.ride_s[:] = UNREACHED
    labels.ready_s[:] = UNREACHED
    labels.target_s[:] = UNREACHED


@kernel
def search_departure(
    day: DayArrays,
    labels: Labels,
    access_stops: Int32s,
    access_ready_s: Int32s,
    boards_at_once: bool,
    max_rides: int,
    counters: Int64s,
) -> int:
    """Run rounds from stops that can be boarded at given times; return the last round run.

    With `boards_at_once` the first ride must leave at the very time given: a window searches each
    departure by itself, and waiting for one after the window is not leaving within it. For the
    same reason access labels stay in column 0.
    """
    n_ready = 0
    for i in range(access_stops.size):
        stop = access_stops[i]
        if access_ready_s[i] < labels.ready_s[stop, 0]:
            labels.ready_s[stop, 0] = access_ready_s[i]
            labels.ready_from[stop, 0] = NONE
            if labels.marked[0, stop] != 0:
                labels.marked[0, stop] = 0
                labels.ready_stops[n_ready] = stop
                n_ready += 1
    k = 0
    while n_ready > 0 and k < max_rides:
        k += 1
        n_queued = queue_patterns(day, labels, n_ready)
        n_ridden = 0
        for i in range(n_queued):
            pattern = labels.queue[i]
            at_once = boards_at_once and k == 1
            n_ridden = scan_pattern(day, labels, pattern, at_once, k, max_rides, n_ridden, counters)
            labels.queued_from[pattern] = NONE
        n_ready = 0
        if k < max_rides:
            n_ready = relax_footpaths(day, labels, k, max_rides, n_ridden, counters)
        else:
            unmark(labels, n_ridden)
    counters[ROUNDS] += k
    counters[DEPARTURES] += 1
    return k


@kernel
def lower_row(rows: Int32s, stop: int, k: int, time_s: int, max_rides: int) -> None:
    """Write a lower label and carry it to the columns of more rides, while it is lower there."""
    for column in range(k, max_rides + 1):
        if rows[stop, column] <= time_s:
            break
        rows[stop, column] = time_s


@kernel
def queue_patterns(day: DayArrays, labels: Labels, n_ready: int) -> int:
    """Queue every pattern through a stop made ready, from its first such position."""
    n_queued = 0
    for i in range(n_ready):
        stop = labels.ready_stops[i]
        labels.marked[0, stop] = NONE
        for visit in range(day.visits_start[stop], day.visits_start[stop + 1]):
            pattern, position = day.visit_pattern[visit], day.visit_position[visit]
            if labels.queued_from[pattern] == NONE:
                labels.queued_from[pattern] = position
                labels.queue[n_queued] = pattern
                n_queued += 1
            elif position < labels.queued_from[pattern]:
                labels.queued_from[pattern] = position
    return n_queued


@kernel
def scan_pattern(
    day: DayArrays,
    labels: Labels,
    pattern: int,
    at_once: bool,
    k: int,
    max_rides: int,
    n_ridden: int,
    counters: Int64s,
) -> int:
    """Ride one pattern: alight where that improves a label, hop to an earlier trip if we can."""
    stops_start = day.pattern_stops_start[pattern]
    n_stops = day.pattern_stops_start[pattern + 1] - stops_start
    n_trips = day.pattern_trips_start[pattern + 1] - day.pattern_trips_start[pattern]
    times_start = day.pattern_times_start[pattern]
    first = labels.queued_from[pattern]
    trip, boarded = n_trips, NONE
    for position in range(first, n_stops):
        stop = day.pattern_stops[stops_start + position]
        if trip < n_trips:
            arrival_s = day.arrivals_s[times_start + trip * n_stops + position]
            if arrival_s < labels.ride_s[stop, k] and arrival_s < labels.target_s[k]:
                lower_row(labels.ride_s, stop, k, arrival_s, max_rides)
                labels.ride_from[stop, k, RIDE_PATTERN] = pattern
                labels.ride_from[stop, k, RIDE_TRIP] = trip
                labels.ride_from[stop, k, BOARD_POSITION] = boarded
                labels.ride_from[stop, k, ALIGHT_POSITION] = position
                if labels.marked[1, stop] == NONE:
                    labels.marked[1, stop] = k
                    labels.ridden_stops[n_ridden] = stop
                    n_ridden += 1
                arrive(labels, stop, k, arrival_s, max_rides)
        ready_s = labels.ready_s[stop, k - 1]
        if ready_s != UNREACHED:
            departures_start = times_start + position * n_trips
            if trip == n_trips or ready_s <= day.departures_s[departures_start + trip - 1]:
                earlier = first_trip_after(day.departures_s, departures_start, trip, ready_s)
                if earlier < trip and not (
                    at_once and day.departures_s[departures_start + earlier] != ready_s
                ):
                    trip, boarded = earlier, position
    counters[PATTERNS_SCANNED] += 1
    counters[STOP_TIMES_READ] += n_stops - first
    return n_ridden


@kernel
def first_trip_after(departures_s: Int32s, start: int, n_trips: int, ready_s: int) -> int:
    """Return the first of the trips 0..n_trips - 1 that departs at or after `ready_s`."""
    low, high = 0, n_trips
    while low < high:
        middle = (low + high) // 2
        if departures_s[start + middle] >= ready_s:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def arrive(labels: Labels, stop: int, k: int, arrival_s: int, max_rides: int) -> None:
    """Lower the arrival at the destination if the stop has an egress walk."""
    at_target_s = arrival_s + labels.egress_s[stop]
    if at_target_s >= labels.target_s[k]:
        return
    labels.target_from[k] = stop
    for column in range(k, max_rides + 1):
        if labels.target_s[column] <= at_target_s:
            break
        labels.target_s[column] = at_target_s


@kernel
def relax_footpaths(
    day: DayArrays, labels: Labels, k: int, max_rides: int, n_ridden: int, counters: Int64s
) -> int:
    """Change or walk one footpath from every stop reached in round k; return how many are ready."""
    n_ready = 0
    for i in range(n_ridden):
        stop = labels.ridden_stops[i]
        labels.marked[1, stop] = NONE
        ride_s = labels.ride_s[stop, k]
        start, end = day.footpaths_start[stop], day.footpaths_start[stop + 1]
        counters[FOOTPATHS_RELAXED] += end - start
        for path in range(start, end):
            to = day.footpath_to[path]
            ready_s = ride_s + day.footpath_s[path]
            if ready_s < labels.ready_s[to, k] and ready_s < labels.target_s[k]:
                lower_row(labels.ready_s, to, k, ready_s, max_rides)
                labels.ready_from[to, k] = stop
                if labels.marked[0, to] == NONE:
                    labels.marked[0, to] = k
                    labels.ready_stops[n_ready] = to
                    n_ready += 1
    return n_ready


@kernel
def unmark(labels: Labels, n_ridden: int) -> None:
    """Clear the marks of the stops reached in a round that no other follows."""
    for i in range(n_ridden):
        labels.marked[1, labels.ridden_stops[i]] = NONE


@kernel
def trace(day: DayArrays, labels: Labels, k: int, legs: Int32s) -> int:
    """Write the rides of the journey that arrives with k rides, last first; return their number.

    A label carried over from fewer rides keeps its value, so the leftmost column with the value
    is the one whose parent was set.
    """
    stop = labels.target_from[k]
    n_legs = 0
    while k > 0:
        while k > 1 and labels.ride_s[stop, k - 1] == labels.ride_s[stop, k]:
            k -= 1
        ride = labels.ride_from[stop, k]
        pattern = ride[RIDE_PATTERN]
        board = day.pattern_stops[day.pattern_stops_start[pattern] + ride[BOARD_POSITION]]
        legs[n_legs, LEG_TRIP] = day.pattern_trips_start[pattern] + ride[RIDE_TRIP]
        legs[n_legs, LEG_BOARD] = ride[BOARD_POSITION]
        legs[n_legs, LEG_ALIGHT] = ride[ALIGHT_POSITION]
        legs[n_legs, LEG_FROM] = board
        legs[n_legs, LEG_TO] = stop
        n_legs += 1
        k -= 1
        while k > 1 and labels.ready_s[board, k - 1] == labels.ready_s[board, k]:
            k -= 1
        stop = labels.ready_from[board, k]
    return n_legs


@kernel
def collect_departures(
    day: DayArrays,
    access_stops: Int32s,
    access_s: Int32s,
    from_s: int,
    until_s: int,
    events: Int32s,
) -> int:
    """Write (departure from the origin, stop, departure of the vehicle) for a window.

    Returns how many there are; only the first `events.shape[0]` are written.
    """
    n_events = 0
    for i in range(access_stops.size):
        stop, walk_s = access_stops[i], access_s[i]
        for visit in range(day.visits_start[stop], day.visits_start[stop + 1]):
            pattern, position = day.visit_pattern[visit], day.visit_position[visit]
            n_trips = day.pattern_trips_start[pattern + 1] - day.pattern_trips_start[pattern]
            start = day.pattern_times_start[pattern] + position * n_trips
            trip = first_trip_after(day.departures_s, start, n_trips, from_s + walk_s)
            while trip < n_trips and day.departures_s[start + trip] <= until_s + walk_s:
                if n_events < events.shape[0]:
                    events[n_events, 0] = day.departures_s[start + trip] - walk_s
                    events[n_events, 1] = stop
                    events[n_events, 2] = day.departures_s[start + trip]
                n_events += 1
                trip += 1
    return n_events


@kernel
def search_window(
    day: DayArrays,
    labels: Labels,
    events: Int32s,
    max_rides: int,
    journeys: Int32s,
    legs: Int32s,
    counters: Int64s,
) -> int:
    """Search departures latest first, keeping the labels (rRAPTOR); return how many journeys.

    `events` are those of `collect_departures`, sorted by departure, latest first; those of one
    departure are searched together.
    Journey j is `journeys[j] = (departure, arrival, first leg row, number of legs, last stop)`.
    Returns -1 when the journeys or their legs do not fit.
    """
    n_journeys, n_legs = 0, 0
    known_s = np.full(max_rides + 1, UNREACHED, dtype=np.int32)
    event, n_events = 0, events.shape[0]
    while event < n_events:
        end = event + 1
        while end < n_events and events[end, 0] == events[event, 0]:
            end += 1
        stops, ready_s = events[event:end, 1], events[event:end, 2]
        search_departure(day, labels, stops, ready_s, True, max_rides, counters)
        best_s = UNREACHED
        for k in range(1, max_rides + 1):
            arrival_s = labels.target_s[k]
            if arrival_s < known_s[k] and arrival_s < best_s:
                if n_journeys == journeys.shape[0] or n_legs + k > legs.shape[0]:
                    return -1
                journeys[n_journeys, 0] = events[event, 0]
                journeys[n_journeys, 1] = arrival_s
                journeys[n_journeys, 2] = n_legs
                journeys[n_journeys, 3] = trace(day, labels, k, legs[n_legs:])
                journeys[n_journeys, 4] = labels.target_from[k]
                n_legs += journeys[n_journeys, 3]
                n_journeys += 1
            best_s = min(best_s, arrival_s)
            known_s[k] = arrival_s
        event = end
    return n_journeys
