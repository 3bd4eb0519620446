"""RAPTOR rounds compiled by numba (Delling, Pajor, Werneck 2012: RAPTOR and rRAPTOR).

Everything the compiled code depends on is defined here or in compiling.py (decision 0043).
Ragged tables are a pair: the items of owner `i` are `x[x_start[i]:x_start[i + 1]]`.
Times are int32 seconds since the anchor of the day slice. A trip here is a vehicle of the slice:
one run, or several joined in-seat; a stop is a node: a stop as some of its trips see it.

Two labels per stop and number of rides keep one-hop footpaths exact without a transitive closure:
`ride_s`, when a vehicle brings us there, and `ready_s`, when we could board there after the change
time or one footpath. A round starts with the labels of one ride less; so one comparison tells
whether an arrival beats everything known with as few rides. One row of labels is read at a time:
it stays in the first-level cache, and a stop that was not made ready by the last round need not be
read at all, since whatever leaves there was ridden before.

There is one direction of search. To arrive by a time, the same rounds run on the mirrored day
(slicing.mirror_times): times negated, patterns and trips reversed, footpaths turned round.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from planner.raptor.compiling import arrays_at, decorators, unowned

kernel, inner = decorators()

Int32s: TypeAlias = npt.NDArray[np.int32]
Int64s: TypeAlias = npt.NDArray[np.int64]
UInt8s: TypeAlias = npt.NDArray[np.uint8]

UNREACHED = 2**30
"""Later than any time, with room to add a walk without int32 overflow."""
NO_WAY = 2**31 - 1
"""Time to go from where nothing leads to the destination: later than UNREACHED from any time."""
MANY = 255
"""Rides to go from there."""
NEVER = -(2**30)
"""Departure where boarding is forbidden: earlier than any time, so never caught."""
NONE = -1
"""No index: not boarded, no parent."""
MAX_RIDES = 15
"""Labels have a row for each number of rides from 0 to 15."""

DEPARTURES, ROUNDS, PATTERNS_SCANNED, STOP_TIMES_READ, FOOTPATHS_RELAXED, N_COUNTERS = range(6)

RIDE_PATTERN, RIDE_TRIP, BOARD_POSITION, ALIGHT_POSITION, N_RIDE_FIELDS = range(5)

LEG_RUN, LEG_BOARD, LEG_ALIGHT, LEG_FROM, LEG_TO, LEG_DEPARTURE_S, LEG_ARRIVAL_S, N_LEG_FIELDS = (
    range(8)
)
"""One ride of a journey: run of the slice, positions, stops, times since the anchor."""

JOURNEY_START_S, JOURNEY_FIRST_LEG, JOURNEY_N_LEGS, N_JOURNEY_FIELDS = range(4)
"""One journey: when the search left the origin, and its rows of legs."""


VISIT_FIRST_S, VISIT_LAST_S, VISIT_PATTERN, VISIT_POSITION = range(4)
"""First and last departure of the visit (NEVER where boarding is forbidden); which it is."""
VISIT_CALL, VISIT_TRIPS, N_VISIT_FIELDS = range(4, 7)
"""The same call in `calls`, and where the trips of its pattern begin in `trips`."""
PATH_TO, PATH_S, N_PATH_FIELDS = range(3)
"""The other end of a footpath (the stop itself: its change time) and its duration."""
BLOCK_N_STOPS, BLOCK_N_TRIPS, BLOCK_FIRST_TRIP, BLOCK_HEAD = range(4)
"""A block starts with its sizes and the number of its first trip."""
HEAD_CALLS, HEAD_N_STOPS, HEAD_TRIPS, HEAD_N_TRIPS, N_HEAD_FIELDS = range(5)
"""Where the calls and trips of a pattern begin, and how many there are."""
CALL_STOP, CALL_MOST_S, N_CALL_FIELDS = range(3)
"""4 x stop + 2 where one may board + 1 where one may alight; how much later than its base
any trip leaves at most."""
TRIP_BASE_S, TRIP_PROFILE, N_TRIP_FIELDS = range(3)
"""A moment of the trip, and where its arrivals and departures begin in `profiles`."""
U = np.uintp
"""An index that is not tested for being negative."""

read_1 = arrays_at(np.int32, 1, writable=False)
read_2 = arrays_at(np.int32, 2, writable=False)
read_bytes_3 = arrays_at(np.uint8, 3, writable=False)
write_1 = arrays_at(np.int32, 1, writable=True)
write_2 = arrays_at(np.int32, 2, writable=True)
write_3 = arrays_at(np.int32, 3, writable=True)
write_bytes_1 = arrays_at(np.uint8, 1, writable=True)


class DayArrays(NamedTuple):
    """One day slice, read-only: as it is, and (axis 0 = 1) mirrored.

    The block of a pattern holds a head, the stop of each position, the arrivals trip after trip
    (UNREACHED where alighting is forbidden), the departures position after position (NEVER where
    boarding is forbidden): what is read together stands together. Trips of a pattern never
    overtake each other. numba takes a microsecond to accept an array, so there are few.
    """

    blocks: Int32s  # (2, n)
    blocks_start: Int32s  # (n_patterns + 1,) the same both ways
    visits: Int32s  # (2, n, N_VISIT_FIELDS); a loop visits a stop twice
    visits_start: Int32s  # (2, n_stops + 1)
    footpaths: Int32s  # (2, n, N_PATH_FIELDS)
    footpaths_start: Int32s  # (2, n_stops + 1)
    heads: Int32s  # (n_patterns, N_HEAD_FIELDS) the same both ways
    calls: Int32s  # (2, n, N_CALL_FIELDS)
    trips: Int32s  # (2, n, N_TRIP_FIELDS)
    profiles: Int32s  # arrival and departure at each position, from the base; of both ways
    cluster: Int32s  # (n_stops,) see to_go_s
    to_go_s: Int32s  # (2, n_clusters, n_stops) at least so long from a stop to a cluster
    rides_to_go: UInt8s  # (2, 2, n_clusters, n_stops) at least so many once alighted, boarding


class LabelArrays(NamedTuple):
    """The memory of two sets of labels (axis 0), for two passes."""

    ride_s: Int32s
    ready_s: Int32s
    ride_from: Int32s
    ready_from: Int32s
    egress: Int32s  # (2, 2, n_stops) walk to the destination, and at least so long to its end
    target: Int32s  # (2, 3, n_rows) time, last stop, limit
    queue: Int32s  # (2, 3, n_patterns) first and last position, queue
    reached: Int32s  # (2, 2, n_stops) ready and ridden stops
    marks: UInt8s  # (2, 4, n_stops) the same as marks; rides to go once alighted, boarding
    passed: Int32s  # (2, n_rows * n) earliest vehicles
    ends: Int32s  # (2, n_stops + 1) how many stops one walks to the destination from, and which


class Labels(NamedTuple):
    """What a search knows. Rows are numbers of rides."""

    ride_s: Int32s  # (n_rows, n_stops) UNREACHED or the arrival in a vehicle
    ready_s: Int32s  # (n_rows, n_stops) UNREACHED or when we can board
    ride_from: Int32s  # (n_rows, n_stops, N_RIDE_FIELDS) how a ride label was set
    ready_from: Int32s  # (n_rows, n_stops) stop we walked from, itself when we stayed
    egress_s: Int32s  # (n_stops,) walk to the destination, UNREACHED where there is none
    to_go_s: Int32s  # (n_stops,) at least so long to the destination
    target_s: Int32s  # (n_rows,) arrival at the destination
    target_from: Int32s  # (n_rows,) last stop of the journey
    limit_s: Int32s  # (n_rows,) what cannot be at the destination before is of no use
    queued_from: Int32s  # (n_patterns,) first position to scan, NONE when not queued
    queued_to: Int32s  # (n_patterns,) last position where one may board
    queue: Int32s  # (n_patterns,) the queued patterns
    ready_stops: Int32s  # (n_stops,) stops whose ready label fell in the last round
    ridden_stops: Int32s  # (n_stops,) stops whose ride label fell in this round
    is_ready: UInt8s  # (n_stops,) 1: the stop is among ready_stops
    is_ridden: UInt8s  # (n_stops,) 1: the stop is among ridden_stops
    alighted_rides: UInt8s  # (n_stops,) at least so many rides still to the destination
    boarding_rides: UInt8s  # (n_stops,) the same when about to board
    passed: Int32s  # earliest trip ridden so far along each position of each pattern (pass_by)
    ends: Int32s  # how many stops one walks to the destination from, and which


class Rules(NamedTuple):
    """How one run of the rounds prunes and boards."""

    max_rides: int
    fresh: bool  # rows hold nothing worth keeping
    bounded: bool  # prune by the labels of the first pass (see search_departure)
    from_s: int  # when the first pass left, if bounded
    boards_at_once: bool  # the first ride leaves at the very time given (see search_window)
    tie_s: int  # keep labels that are less than so much too late (criteria.py: the slack)


@kernel
def facing(day: DayArrays, way: int) -> DayArrays:
    """Return the arrays of one direction, without axis 0."""
    return DayArrays(
        unowned(day.blocks[way]),
        unowned(day.blocks_start),
        unowned(day.visits[way]),
        unowned(day.visits_start[way]),
        unowned(day.footpaths[way]),
        unowned(day.footpaths_start[way]),
        unowned(day.heads),
        unowned(day.calls[way]),
        unowned(day.trips[way]),
        unowned(day.profiles),
        unowned(day.cluster),
        unowned(day.to_go_s[way]),
        unowned(day.rides_to_go[way]),
    )


@kernel
def labels_of(memory: LabelArrays, which: int) -> Labels:
    """Return one set of labels."""
    return Labels(
        unowned(memory.ride_s[which]),
        unowned(memory.ready_s[which]),
        unowned(memory.ride_from[which]),
        unowned(memory.ready_from[which]),
        unowned(memory.egress[which, 0]),
        unowned(memory.egress[which, 1]),
        unowned(memory.target[which, 0]),
        unowned(memory.target[which, 1]),
        unowned(memory.target[which, 2]),
        unowned(memory.queue[which, 0]),
        unowned(memory.queue[which, 1]),
        unowned(memory.queue[which, 2]),
        unowned(memory.reached[which, 0]),
        unowned(memory.reached[which, 1]),
        unowned(memory.marks[which, 0]),
        unowned(memory.marks[which, 1]),
        unowned(memory.marks[which, 2]),
        unowned(memory.marks[which, 3]),
        unowned(memory.passed[which]),
        unowned(memory.ends[which]),
    )


@inner
def facing_at(at: Int64s) -> DayArrays:
    """Return what `facing` does, from its addresses."""
    return DayArrays(
        read_1(at[0, 0], (at[0, 1],)),
        read_1(at[1, 0], (at[1, 1],)),
        read_2(at[2, 0], (at[2, 1], at[2, 2])),
        read_1(at[3, 0], (at[3, 1],)),
        read_2(at[4, 0], (at[4, 1], at[4, 2])),
        read_1(at[5, 0], (at[5, 1],)),
        read_2(at[6, 0], (at[6, 1], at[6, 2])),
        read_2(at[7, 0], (at[7, 1], at[7, 2])),
        read_2(at[8, 0], (at[8, 1], at[8, 2])),
        read_1(at[9, 0], (at[9, 1],)),
        read_1(at[10, 0], (at[10, 1],)),
        read_2(at[11, 0], (at[11, 1], at[11, 2])),
        read_bytes_3(at[12, 0], (at[12, 1], at[12, 2], at[12, 3])),
    )


@inner
def labels_at(at: Int64s) -> Labels:
    """Return what `labels_of` does, from its addresses."""
    return Labels(
        write_2(at[0, 0], (at[0, 1], at[0, 2])),
        write_2(at[1, 0], (at[1, 1], at[1, 2])),
        write_3(at[2, 0], (at[2, 1], at[2, 2], at[2, 3])),
        write_2(at[3, 0], (at[3, 1], at[3, 2])),
        write_1(at[4, 0], (at[4, 1],)),
        write_1(at[5, 0], (at[5, 1],)),
        write_1(at[6, 0], (at[6, 1],)),
        write_1(at[7, 0], (at[7, 1],)),
        write_1(at[8, 0], (at[8, 1],)),
        write_1(at[9, 0], (at[9, 1],)),
        write_1(at[10, 0], (at[10, 1],)),
        write_1(at[11, 0], (at[11, 1],)),
        write_1(at[12, 0], (at[12, 1],)),
        write_1(at[13, 0], (at[13, 1],)),
        write_bytes_1(at[14, 0], (at[14, 1],)),
        write_bytes_1(at[15, 0], (at[15, 1],)),
        write_bytes_1(at[16, 0], (at[16, 1],)),
        write_bytes_1(at[17, 0], (at[17, 1],)),
        write_1(at[18, 0], (at[18, 1],)),
        write_1(at[19, 0], (at[19, 1],)),
    )


@kernel
def run_rounds(
    day: DayArrays,
    labels: Labels,
    bounds: Labels,
    access_stops: Int32s,
    access_ready_s: Int32s,
    rules: Rules,
    counters: Int64s,
) -> None:
    """Run rounds from stops that can be boarded at given times."""
    if rules.fresh:
        labels.ready_s[0, :] = UNREACHED
    n_ready = 0
    for i in range(access_stops.size):
        stop = access_stops[i]
        if access_ready_s[i] < labels.ready_s[0, stop]:
            labels.ready_s[0, stop] = access_ready_s[i]
            labels.ready_from[0, stop] = NONE
            if not labels.is_ready[stop]:
                labels.is_ready[stop] = 1
                labels.ready_stops[n_ready] = stop
                n_ready += 1
    if rules.fresh:
        limit_s = UNREACHED
        for row in range(rules.max_rides + 1):
            if row == 0 or labels.target_s[row] != labels.target_s[row - 1]:
                limit_s = limit_before(day, labels, labels.target_s[row], rules)
            labels.limit_s[row] = limit_s
        labels.passed[: day.calls.shape[0] + 1] = UNREACHED
    k = 0
    while n_ready > 0 and k < rules.max_rides:
        k += 1
        if rules.fresh:
            start_row(labels.ride_s, k)
            start_row(labels.ready_s, k)
        n_queued = queue_patterns(day, labels, k, rules, n_ready)
        n_ridden = scan_patterns(day, labels, bounds, k, rules, n_queued, counters)
        for i in range(n_ready):
            labels.is_ready[labels.ready_stops[i]] = 0
        n_ready = relax_footpaths(day, labels, bounds, k, rules, n_ridden, counters)
    for i in range(n_ready):
        labels.is_ready[labels.ready_stops[i]] = 0
    counters[ROUNDS] += k
    counters[DEPARTURES] += 1


@inner
def start_row(rows: Int32s, k: int) -> None:
    """Let the labels of k rides be those of one ride less."""
    if k > 1:
        for stop in range(rows.shape[1]):
            rows[k, stop] = rows[k - 1, stop]
    else:
        rows[1, :] = UNREACHED


@inner
def lower(rows: Int32s, k: int, stop: np.uintp, time_s: int, rules: Rules) -> None:
    """Lower a label; where rows are kept, those of more rides too: none is later than before."""
    rows[k, stop] = time_s
    if not rules.fresh:
        for more in range(k + 1, rules.max_rides + 1):
            if rows[more, stop] <= time_s:
                break
            rows[more, stop] = time_s


@inner
def queue_patterns(day: DayArrays, labels: Labels, k: int, rules: Rules, n_ready: int) -> int:
    """Queue every pattern through a stop made ready, from its first such position.

    Not those whose last vehicle has left, or whose first leaves after the best arrival, or of which
    none is caught that is earlier than the one ridden on from there before.
    """
    n_queued = 0
    visits = day.visits.reshape(day.visits.size)
    ready_row_s = labels.ready_s[k - 1]
    width = 1 if rules.fresh else rules.max_rides + 1
    next_row = width + (0 if rules.fresh else k)
    for i in range(n_ready):
        stop = U(labels.ready_stops[i])
        rides = k - 1 + int(labels.boarding_rides[stop])
        if rides > rules.max_rides:
            continue
        ready_s = ready_row_s[stop]
        latest_s = labels.limit_s[U(rides)] - labels.to_go_s[stop]
        if ready_s >= latest_s:
            continue
        for visit in range(day.visits_start[stop], day.visits_start[stop + U(1)]):
            row = visit * N_VISIT_FIELDS
            if visits[U(row + VISIT_LAST_S)] < ready_s or visits[U(row)] >= latest_s:
                continue
            pattern, position = U(visits[U(row + VISIT_PATTERN)]), visits[U(row + VISIT_POSITION)]
            passed = labels.passed[U(visits[U(row + VISIT_CALL)] * width + next_row)]
            if passed != UNREACHED and (
                passed == 0
                or leaves_s(day, visits[U(row + VISIT_TRIPS)] + passed - 1, position) < ready_s
            ):
                continue
            if labels.queued_from[pattern] == NONE:
                labels.queued_from[pattern] = labels.queued_to[pattern] = position
                labels.queue[U(n_queued)] = pattern
                n_queued += 1
            elif position < labels.queued_from[pattern]:
                labels.queued_from[pattern] = position
            elif position > labels.queued_to[pattern]:
                labels.queued_to[pattern] = position
    return n_queued


@inner
def scan_patterns(
    day: DayArrays,
    labels: Labels,
    bounds: Labels,
    k: int,
    rules: Rules,
    n_queued: int,
    counters: Int64s,
) -> int:
    """Ride the queued patterns: alight where that improves a label, hop to an earlier trip if any.

    Returns how many stops were reached. One call scans them all: passing the arrays costs more
    than riding a short pattern. Where as early a trip was ridden before with no more rides,
    nothing is left to find: only earlier ones are boarded, and left where that one was boarded.
    """
    n_ridden = 0
    n_read = 0
    calls, trips, profiles = day.calls, day.trips, day.profiles
    width = 1 if rules.fresh else rules.max_rides + 1
    row = 0 if rules.fresh else k
    ride_row_s, ready_row_s = labels.ride_s[k], labels.ready_s[k - 1]
    ride_from = labels.ride_from[k]
    limit_s = labels.limit_s[k]
    for i in range(n_queued):
        pattern = U(labels.queue[i])
        first_call, n_stops = day.heads[pattern, HEAD_CALLS], day.heads[pattern, HEAD_N_STOPS]
        first_trip, n_trips = day.heads[pattern, HEAD_TRIPS], day.heads[pattern, HEAD_N_TRIPS]
        first, last = labels.queued_from[pattern], labels.queued_to[pattern]
        labels.queued_from[pattern] = NONE
        trip, boarded, position = n_trips, NONE, first
        base_s, profile = 0, 0
        while position < n_stops and (position <= last or trip < n_trips):
            call = calls[U(first_call + position), U(CALL_STOP)]
            stop = U(call >> 2)
            passed = (first_call + position) * width + row
            if trip < n_trips:
                arrival_s = base_s + profiles[U(profile + 2 * position)]
                alights = call & 1
                if labels.passed[U(passed)] <= trip or (alights and arrival_s >= limit_s):
                    trip = n_trips  # nothing further on is new, or reached in time
                    if position > last:
                        break
                else:
                    pass_by(labels.passed, passed, trip, passed + width - row)
                    rides = k + int(labels.alighted_rides[stop])
                    if (
                        alights
                        and arrival_s < ride_row_s[stop]
                        and rides <= rules.max_rides
                        and arrival_s + labels.to_go_s[stop] < labels.limit_s[U(rides)]
                        and (
                            not rules.bounded
                            or arrival_s + boarding_bound_s(bounds.ready_s, stop, k, rules)
                            < labels.target_s[U(k)] + rules.tie_s
                        )
                    ):
                        lower(labels.ride_s, k, stop, arrival_s, rules)
                        ride_from[stop, U(RIDE_PATTERN)] = pattern
                        ride_from[stop, U(RIDE_TRIP)] = trip
                        ride_from[stop, U(BOARD_POSITION)] = boarded
                        ride_from[stop, U(ALIGHT_POSITION)] = position
                        if not labels.is_ridden[stop]:
                            labels.is_ridden[stop] = 1
                            labels.ridden_stops[U(n_ridden)] = stop
                            n_ridden += 1
                        egress_s = labels.egress_s[stop]
                        at_target_s = arrival_s + egress_s
                        if egress_s != UNREACHED and at_target_s < labels.target_s[U(k)]:
                            labels.target_from[U(k)] = stop
                            lower_from(labels.target_s, k, at_target_s, rules.max_rides)
                            limit_s = limit_before(day, labels, at_target_s, rules)
                            lower_from(labels.limit_s, k, limit_s, rules.max_rides)
            if labels.is_ready[stop] and call & 2:
                ready_s = ready_row_s[stop]
                before = min(trip, int(labels.passed[U(passed + width)]))
                if before > 0 and ready_s <= leaves_s(day, first_trip + before - 1, position):
                    most_s = calls[U(first_call + position), U(CALL_MOST_S)]
                    found = first_trip_based(trips, first_trip, before - 1, ready_s - most_s)
                    while leaves_s(day, first_trip + found, position) < ready_s:
                        found += 1
                    if not (
                        rules.boards_at_once
                        and k == 1
                        and leaves_s(day, first_trip + found, position) != ready_s
                    ):
                        trip, boarded = found, position
                        base_s = int(trips[U(first_trip + trip), U(TRIP_BASE_S)])
                        profile = int(trips[U(first_trip + trip), U(TRIP_PROFILE)])
            position += 1
        n_read += position - first
    counters[PATTERNS_SCANNED] += n_queued
    counters[STOP_TIMES_READ] += n_read
    return n_ridden


@inner
def leaves_s(day: DayArrays, trip: int, position: int) -> int:
    """Return when a trip leaves a position where one may board."""
    profile = day.trips[U(trip), U(TRIP_PROFILE)]
    base_s = int(day.trips[U(trip), U(TRIP_BASE_S)])
    return base_s + int(day.profiles[U(profile + 2 * position + 1)])


@inner
def first_trip_based(trips: Int32s, first: int, n_trips: int, time_s: int) -> int:
    """Return the first of `n_trips` trips whose base is at `time_s` or later, else `n_trips`."""
    low, high = 0, n_trips
    while low < high:
        middle = (low + high) // 2
        if trips[U(first + middle), U(TRIP_BASE_S)] >= time_s:
            high = middle
        else:
            low = middle + 1
    return low


@inner
def pass_by(passed: Int32s, at: int, trip: int, end: int) -> None:
    """Note that a trip was ridden along a position with so many rides, and with more."""
    for row in range(at, end):
        if passed[U(row)] <= trip:
            break
        passed[U(row)] = trip


@inner
def boarding_bound_s(bound_ready_s: Int32s, stop: np.uintp, k: int, rules: Rules) -> int:
    """Return how long the first pass took to be ready at a stop with the rides left to it.

    The second pass runs back from the destination: it leaves a vehicle where the first boarded.
    """
    ready_s = int(bound_ready_s[rules.max_rides - k, stop])
    return min(ready_s, int(bound_ready_s[0, stop])) - rules.from_s


@inner
def first_trip_after(blocks: Int32s, start: int, n_trips: int, ready_s: int) -> int:
    """Return the first of the trips 0..n_trips - 1 that departs at or after `ready_s`."""
    low, high = 0, n_trips
    while low < high:
        middle = (low + high) // 2
        if blocks[U(start + middle)] >= ready_s:
            high = middle
        else:
            low = middle + 1
    return low


@inner
def limit_before(day: DayArrays, labels: Labels, target_s: int, rules: Rules) -> int:
    """Return the second after the last time before `target_s` that a vehicle leads to the end.

    What cannot be there by then is of no use, as nothing arrives between the two. With a slack
    (criteria.py), and where no end is named, it is the time itself.
    """
    n_ends = labels.ends[0]
    if target_s == UNREACHED or rules.tie_s > 0 or n_ends == 0:
        return target_s + rules.tie_s
    last_s = NEVER
    for i in range(n_ends):
        stop = U(labels.ends[U(i + 1)])
        before_s = target_s - labels.egress_s[stop]
        for visit in range(day.visits_start[stop], day.visits_start[stop + U(1)]):
            pattern = U(day.visits[U(visit), VISIT_PATTERN])
            block = day.blocks_start[pattern]
            n_stops, n_trips = day.blocks[block + BLOCK_N_STOPS], day.blocks[block + BLOCK_N_TRIPS]
            arrivals = block + BLOCK_HEAD + n_stops + day.visits[U(visit), VISIT_POSITION]
            low, high = 0, n_trips
            while low < high:
                middle = (low + high) // 2
                if day.blocks[U(arrivals + middle * n_stops)] < before_s:
                    low = middle + 1
                else:
                    high = middle
            if low > 0:
                arrival_s = day.blocks[U(arrivals + (low - 1) * n_stops)]
                last_s = max(last_s, arrival_s + labels.egress_s[stop])
    return last_s + 1


@inner
def lower_from(target_s: Int32s, k: int, time_s: int, max_rides: int) -> None:
    """Lower the arrival at the destination with k rides and more."""
    for row in range(k, max_rides + 1):
        if target_s[row] <= time_s:
            break
        target_s[row] = time_s


@inner
def relax_footpaths(
    day: DayArrays,
    labels: Labels,
    bounds: Labels,
    k: int,
    rules: Rules,
    n_ridden: int,
    counters: Int64s,
) -> int:
    """Change or walk one footpath from every stop reached in round k; return how many are ready.

    Those who stay at their stop come first: of equals, riding on is better than walking.
    After the last round only the marks are cleared.
    """
    if k == rules.max_rides:
        for i in range(n_ridden):
            labels.is_ridden[U(labels.ridden_stops[i])] = 0
        return 0
    n_ready = 0
    best_s = labels.target_s[k] + rules.tie_s
    n_relaxed = 0
    ride_row_s, ready_row_s, ready_from = labels.ride_s[k], labels.ready_s[k], labels.ready_from[k]
    bound_row_s = bounds.ride_s[rules.max_rides - k]
    paths = day.footpaths.reshape(day.footpaths.size)
    for walking in (False, True):
        for i in range(n_ridden):
            stop = labels.ridden_stops[i]
            labels.is_ridden[U(stop)] = 0
            ride_s = ride_row_s[U(stop)]
            start, end = day.footpaths_start[U(stop)], day.footpaths_start[U(stop + 1)]
            stays = start < end and paths[U(2 * start)] == stop
            if walking:
                start += stays
            else:
                end = start + stays
            n_relaxed += end - start
            for path in range(start, end):
                to = U(paths[U(2 * path + PATH_TO)])
                ready_s = ride_s + paths[U(2 * path + PATH_S)]
                rides = k + int(labels.boarding_rides[to])
                if (
                    ready_s < ready_row_s[to]
                    and rides <= rules.max_rides
                    and ready_s + labels.to_go_s[to] < labels.limit_s[U(rides)]
                    and (not rules.bounded or ready_s + bound_row_s[to] - rules.from_s < best_s)
                ):
                    lower(labels.ready_s, k, to, ready_s, rules)
                    ready_from[to] = stop
                    if not labels.is_ready[to]:
                        labels.is_ready[to] = 1
                        labels.ready_stops[U(n_ready)] = to
                        n_ready += 1
    counters[FOOTPATHS_RELAXED] += n_relaxed
    return n_ready


@kernel
def aim(day: DayArrays, labels: Labels, egress: Int32s) -> None:
    """Let labels end at these (stop, seconds), and bound the way there."""
    labels.to_go_s[:] = NO_WAY
    labels.alighted_rides[:] = MANY
    labels.boarding_rides[:] = MANY
    for i in range(egress.shape[0]):
        stop, walk_s = egress[i, 0], egress[i, 1]
        if labels.egress_s[stop] == UNREACHED:
            labels.ends[0] += 1
            labels.ends[labels.ends[0]] = stop
        labels.egress_s[stop] = walk_s
        cluster = day.cluster[stop]
        is_new, least_s = True, walk_s
        for j in range(egress.shape[0]):
            if day.cluster[egress[j, 0]] == cluster:
                is_new = is_new and j >= i
                least_s = min(least_s, egress[j, 1])
        if is_new:
            for other in range(labels.to_go_s.size):
                time_s = day.to_go_s[cluster, other]
                if time_s != UNREACHED:
                    labels.to_go_s[other] = min(labels.to_go_s[other], time_s + least_s)
            for other in range(labels.to_go_s.size):
                rides = day.rides_to_go[0, cluster, other]
                labels.alighted_rides[other] = min(labels.alighted_rides[other], rides)
                rides = day.rides_to_go[1, cluster, other]
                labels.boarding_rides[other] = min(labels.boarding_rides[other], rides)


@kernel
def clear_egress(labels: Labels, egress: Int32s) -> None:
    """Forget the stops of `aim`."""
    for i in range(egress.shape[0]):
        labels.egress_s[egress[i, 0]] = UNREACHED
    labels.ends[0] = 0
