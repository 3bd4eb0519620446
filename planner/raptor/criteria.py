"""RAPTOR rounds with bags: walking and greenhouse gases as further criteria (McRAPTOR).

Delling, Pajor, Werneck 2012 (McRAPTOR); Delling, Dibbelt, Pajor 2019 (restricted Pareto sets): what
arrives much later, or changes much more often, than a journey of the time-only search is pruned by
bounds that run back from the destination (planner/criteria.py makes them).

Imports numpy and numba only (decision 0006). Times, trips, stops and mirrored days are
those of kernel.py. A label is one way to be somewhere: its time, the minutes walked (each walk to
the next minute), the decagrams emitted (with what the minutes on foot weigh), its number of rides.
A bag is the list of labels of a stop that none dominates: one bag of arrivals in vehicles, one of
moments when one can board. New labels come first, so that those of this round are its beginning.
"""

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit

Int32s: TypeAlias = npt.NDArray[np.int32]
Int64s: TypeAlias = npt.NDArray[np.int64]
UInt8s: TypeAlias = npt.NDArray[np.uint8]
P = ParamSpec("P")
R = TypeVar("R")

MINUTE_S = 60
CHANGE_WORTH_S = 300
"""As in query.py."""
UNREACHED = 2**30
NEVER = -(2**30)
NONE = -1
BLOCK_N_STOPS, BLOCK_N_TRIPS, BLOCK_FIRST_TRIP, BLOCK_HEAD = range(4)
VISIT_FIRST_S, VISIT_LAST_S, VISIT_PATTERN, VISIT_POSITION = range(4)
PATH_TO, PATH_S = range(2)
(
    DEPARTURES,
    ROUNDS,
    PATTERNS_SCANNED,
    STOP_TIMES_READ,
    FOOTPATHS_RELAXED,
    LABELS_KEPT,
    N_COUNTERS,
) = range(7)

LEG_RUN, LEG_BOARD, LEG_ALIGHT, LEG_FROM, LEG_TO, LEG_DEPARTURE_S, LEG_ARRIVAL_S = range(7)
JOURNEY_START_S, JOURNEY_FIRST_LEG, JOURNEY_N_LEGS = range(3)
"""As in kernel.py."""

(
    TIME_S,
    WALKED_MIN,
    EMITTED_DAG,
    N_RIDES,
    NEXT,
    PARENT,
    STOP,
    PATTERN,
    TRIP,
    BOARD,
    ALIGHT,
    N_LABEL_FIELDS,
) = range(12)
"""One label. NEXT: the next of its bag. PARENT: of an arrival, the label that was boarded from; of
a moment to board, the arrival one changed from; at the destination, the arrival. The rest is the
ride of an arrival."""

ABOARD_TRIP, ABOARD_WALKED_MIN, ABOARD_DAG, ABOARD_BOARD, ABOARD_LABEL, N_ABOARD_FIELDS = range(6)
"""One way to be in a vehicle of the pattern that is scanned. ABOARD_DAG: emitted so far, less what
the pattern emits up to where one boarded."""

NO_ROOM = -1


class Timetable(NamedTuple):
    """One direction of a day slice (kernel.DayArrays), and what its walks and rides add."""

    blocks: Int32s
    blocks_start: Int32s
    visits: Int32s
    visits_start: Int32s
    footpaths: Int32s
    footpaths_start: Int32s
    walked_min: Int32s  # parallel to footpaths; all 0 when walking is no criterion
    walked_dag: Int32s  # what they weigh among emissions; all 0 when those are no criterion
    emitted_dag: Int32s  # since the first position of each pattern; all 0 when no criterion
    positions_start: Int32s  # (n_patterns + 1,) into emitted_dag


class Bags(NamedTuple):
    """The memory of a search."""

    labels: Int32s  # (n, N_LABEL_FIELDS)
    n_labels: Int64s  # (1,) how many there are
    arrived: Int32s  # (n_stops + 1,) first label of each bag; last: of the destination
    ready: Int32s  # (n_stops,) first label of each bag
    aboard: Int32s  # (n, N_ABOARD_FIELDS)
    queued_from: Int32s  # (n_patterns,) first position to scan, NONE when not queued
    queue: Int32s  # (n_patterns,)
    ready_stops: Int32s  # (n_stops,) stops with new moments to board
    ridden_stops: Int32s  # (n_stops,) stops with new arrivals
    is_ready: UInt8s  # (n_stops,)
    is_ridden: UInt8s  # (n_stops,)


class Goal(NamedTuple):
    """Where a search ends, and what it must not exceed to be worth anything there."""

    egress_s: Int32s  # (n_stops,) way to the destination, UNREACHED where there is none
    egress_min: Int32s  # (n_stops,) minutes on foot of it; 0 when walking is no criterion
    egress_dag: Int32s  # (n_stops,) what it adds to emissions; 0 when they are no criterion
    to_go_s: Int32s  # (n_stops,) at least so long to the destination
    alight_by_s: Int32s  # (n_rows, n_stops) latest useful arrival, by number of rides
    board_by_s: Int32s  # (n_rows, n_stops) latest useful moment to board, by number of rides
    least_min: int  # of egress_min where there is an egress
    least_dag: int  # of egress_dag where there is an egress
    late_walk_s: int  # at the destination a minute later must spare so much on foot, or
    late_dag: int  # so much of emissions
    most_walked_min: int
    most_emitted_dag: int
    time_only: bool  # at the destination only time counts
    boards_at_once: bool  # the first ride leaves at the very time given (see kernel.py)


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile to machine code, cached on disk, without the GIL."""
    compiled: Callable[P, R] = njit(cache=True, nogil=True)(function)
    return compiled


@kernel
def tighten(
    alight_by_s: Int32s,
    board_by_s: Int32s,
    back_ride_s: Int32s,
    back_ready_s: Int32s,
    max_rides: int,
    n_rounds: int,
) -> None:
    """Raise the latest useful times to those of a search back from the destination.

    `back_ride_s` and `back_ready_s` are labels of kernel.py on the day turned round, started at the
    latest arrival with `max_rides` rides; rows after `n_rounds` were not written, since nothing
    changed any more.
    """
    n_stops = back_ready_s.shape[1]
    for k in range(max_rides + 1):
        row = min(max_rides - k, n_rounds)
        for stop in range(n_stops):
            latest_s = -min(back_ready_s[row, stop], back_ready_s[0, stop])
            alight_by_s[k, stop] = max(alight_by_s[k, stop], latest_s)
            if row > 0:
                board_by_s[k, stop] = max(board_by_s[k, stop], -back_ride_s[row, stop])


@kernel
def empty(bags: Bags) -> None:
    """Forget every label."""
    bags.n_labels[0] = 0
    bags.arrived[:] = NONE
    bags.ready[:] = NONE


@kernel
def is_hardly_better(
    goal: Goal, late_s: int, more_rides: int, less_min: int, less_dag: int
) -> bool:
    """Tell whether what a later journey with more rides spares is not worth it (query.Slack)."""
    if late_s < 0 or more_rides < 0:
        return False
    late_s += more_rides * CHANGE_WORTH_S
    return (
        less_min * MINUTE_S * MINUTE_S <= late_s * goal.late_walk_s
        and less_dag * MINUTE_S <= late_s * goal.late_dag
    )


@kernel
def is_dominated(
    labels: Int32s, row: int, n_rides: int, time_s: int, walked_min: int, emitted_dag: int
) -> bool:
    """Tell whether a label of the bag that begins at `row` is as good in everything."""
    while row != NONE:
        if (
            labels[row, TIME_S] <= time_s
            and labels[row, N_RIDES] <= n_rides
            and labels[row, WALKED_MIN] <= walked_min
            and labels[row, EMITTED_DAG] <= emitted_dag
        ):
            return True
        row = labels[row, NEXT]
    return False


@kernel
def is_beaten(
    bags: Bags, goal: Goal, n_rides: int, time_s: int, walked_min: int, emitted_dag: int
) -> bool:
    """Tell whether a journey to the destination is hardly better than one found before."""
    labels = bags.labels
    row = bags.arrived[bags.arrived.size - 1]
    while row != NONE:
        if is_hardly_better(
            goal,
            time_s - int(labels[row, TIME_S]),
            n_rides - int(labels[row, N_RIDES]),
            int(labels[row, WALKED_MIN]) - walked_min,
            int(labels[row, EMITTED_DAG]) - emitted_dag,
        ):
            return True
        row = labels[row, NEXT]
    return False


@kernel
def put(
    bags: Bags,
    goal: Goal,
    firsts: Int32s,
    at: int,
    n_rides: int,
    time_s: int,
    walked_min: int,
    emitted_dag: int,
    parent: int,
) -> int:
    """Put a label into a bag that does not dominate it, and take out what it dominates.

    From the bag of the destination, what is hardly better goes too.
    Returns its row, NO_ROOM when the memory is full.
    """
    labels = bags.labels
    new = bags.n_labels[0]
    if new == labels.shape[0]:
        return NO_ROOM
    before, row = NONE, firsts[at]
    while row != NONE:
        following = labels[row, NEXT]
        late_s, more = int(labels[row, TIME_S]) - time_s, int(labels[row, N_RIDES]) - n_rides
        less_min = walked_min - int(labels[row, WALKED_MIN])
        less_dag = emitted_dag - int(labels[row, EMITTED_DAG])
        if at == bags.arrived.size - 1:
            goes = is_hardly_better(goal, late_s, more, less_min, less_dag)
        else:
            goes = late_s >= 0 and more >= 0 and less_min <= 0 and less_dag <= 0
        if not goes:
            before = row
        elif before == NONE:
            firsts[at] = following
        else:
            labels[before, NEXT] = following
        row = following
    labels[new, TIME_S], labels[new, WALKED_MIN], labels[new, EMITTED_DAG] = (
        time_s,
        walked_min,
        emitted_dag,
    )
    labels[new, N_RIDES], labels[new, PARENT] = n_rides, parent
    labels[new, NEXT] = firsts[at]
    firsts[at] = new
    bags.n_labels[0] = new + 1
    return int(new)


@kernel
def is_useful(
    bags: Bags, goal: Goal, stop: int, n_rides: int, time_s: int, walked_min: int, emitted_dag: int
) -> bool:
    """Tell whether a label may still lead to a journey that none found so far dominates."""
    walked_min += goal.least_min
    emitted_dag += goal.least_dag
    if walked_min > goal.most_walked_min or emitted_dag > goal.most_emitted_dag:
        return False
    if goal.time_only:
        walked_min, emitted_dag = 0, 0
    return not is_beaten(
        bags, goal, n_rides, int(time_s) + int(goal.to_go_s[stop]), walked_min, emitted_dag
    )


@kernel
def run_rounds(
    day: Timetable,
    bags: Bags,
    goal: Goal,
    latest_s: Int32s,
    starts: Int32s,
    max_rides: int,
    counters: Int64s,
) -> int:
    """Run rounds from rows of (stop, moment to board, minutes walked and emitted before).

    `latest_s`: the latest arrival at the destination that counts, by number of rides. Labels that
    are in the bags are kept, and dominate. Returns NO_ROOM when the memory is full, else 0.
    """
    new_from = bags.n_labels[0]
    n_ready = 0
    for i in range(starts.shape[0]):
        stop, time_s = starts[i, 0], starts[i, 1]
        walked_min, emitted_dag = starts[i, 2], starts[i, 3]
        if time_s > goal.board_by_s[0, stop] or not is_useful(
            bags, goal, stop, 1, time_s, walked_min, emitted_dag
        ):
            continue
        if not goal.boards_at_once and is_dominated(
            bags.labels, bags.ready[stop], 0, time_s, walked_min, emitted_dag
        ):
            continue
        if put(bags, goal, bags.ready, stop, 0, time_s, walked_min, emitted_dag, NONE) == NO_ROOM:
            return NO_ROOM
        if not bags.is_ready[stop]:
            bags.is_ready[stop] = 1
            bags.ready_stops[n_ready] = stop
            n_ready += 1
    k = 0
    while n_ready > 0 and k < max_rides:
        k += 1
        n_queued = queue_patterns(day, bags, new_from, n_ready)
        arrived_from = bags.n_labels[0]
        n_ridden = scan_patterns(day, bags, goal, latest_s, k, n_queued, new_from, counters)
        if n_ridden == NO_ROOM:
            return NO_ROOM
        for i in range(n_ready):
            stop = bags.ready_stops[i]
            bags.is_ready[stop] = 0
            # Who cannot wait here is no better than who comes later.
            while goal.boards_at_once and k == 1 and bags.ready[stop] >= new_from:
                bags.ready[stop] = bags.labels[bags.ready[stop], NEXT]
        new_from = bags.n_labels[0]
        n_ready = 0
        if k < max_rides:
            n_ready = relax_footpaths(day, bags, goal, k, n_ridden, arrived_from, counters)
            if n_ready == NO_ROOM:
                return NO_ROOM
        for i in range(n_ridden):
            bags.is_ridden[bags.ridden_stops[i]] = 0
    for i in range(n_ready):
        bags.is_ready[bags.ready_stops[i]] = 0
    counters[ROUNDS] += k
    counters[DEPARTURES] += 1
    return 0


@kernel
def queue_patterns(day: Timetable, bags: Bags, new_from: int, n_ready: int) -> int:
    """Queue every pattern through a stop with new moments to board, from its first such position.

    Not those whose last vehicle has left.
    """
    n_queued = 0
    labels = bags.labels
    for i in range(n_ready):
        stop = bags.ready_stops[i]
        earliest_s = UNREACHED
        row = bags.ready[stop]
        while row >= new_from:
            earliest_s = min(earliest_s, labels[row, TIME_S])
            row = labels[row, NEXT]
        for visit in range(day.visits_start[stop], day.visits_start[stop + 1]):
            if day.visits[visit, VISIT_LAST_S] < earliest_s:
                continue
            pattern, position = day.visits[visit, VISIT_PATTERN], day.visits[visit, VISIT_POSITION]
            if bags.queued_from[pattern] == NONE:
                bags.queued_from[pattern] = position
                bags.queue[n_queued] = pattern
                n_queued += 1
            elif position < bags.queued_from[pattern]:
                bags.queued_from[pattern] = position
    return n_queued


@kernel
def scan_patterns(
    day: Timetable,
    bags: Bags,
    goal: Goal,
    latest_s: Int32s,
    k: int,
    n_queued: int,
    new_from: int,
    counters: Int64s,
) -> int:
    """Ride the queued patterns in every way that is worth it; return how many stops were reached.

    NO_ROOM when the memory is full.
    """
    n_ridden = 0
    for i in range(n_queued):
        pattern = bags.queue[i]
        block = day.blocks_start[pattern]
        n_stops, n_trips = day.blocks[block + BLOCK_N_STOPS], day.blocks[block + BLOCK_N_TRIPS]
        stops = block + BLOCK_HEAD
        arrivals = stops + n_stops
        departures = arrivals + n_stops * n_trips
        emitted = day.positions_start[pattern]
        n_aboard = 0
        first = bags.queued_from[pattern]
        bags.queued_from[pattern] = NONE
        for position in range(first, n_stops):
            stop = day.blocks[stops + position]
            counters[STOP_TIMES_READ] += max(n_aboard, 1)
            for j in range(n_aboard):
                trip = bags.aboard[j, ABOARD_TRIP]
                n_ridden = alight(
                    bags,
                    goal,
                    latest_s,
                    k,
                    day.blocks[arrivals + trip * n_stops + position],
                    pattern,
                    position,
                    stop,
                    j,
                    n_ridden,
                    day.emitted_dag[emitted + position],
                )
                if n_ridden == NO_ROOM:
                    return NO_ROOM
            if bags.is_ready[stop]:
                row = bags.ready[stop]
                while row >= new_from:
                    start = departures + position * n_trips
                    n_aboard = board(
                        day,
                        bags,
                        goal.boards_at_once and k == 1,
                        start,
                        n_trips,
                        row,
                        position,
                        day.emitted_dag[emitted + position],
                        n_aboard,
                    )
                    if n_aboard == NO_ROOM:
                        return NO_ROOM
                    row = bags.labels[row, NEXT]
    counters[PATTERNS_SCANNED] += n_queued
    return n_ridden


@kernel
def alight(
    bags: Bags,
    goal: Goal,
    latest_s: Int32s,
    k: int,
    arrival_s: int,
    pattern: int,
    position: int,
    stop: int,
    j: int,
    n_ridden: int,
    emitted_here_dag: int,
) -> int:
    """Leave the vehicle where that is worth it, and go to the destination from there.

    Returns how many stops were reached so far, NO_ROOM when the memory is full.
    """
    if arrival_s > goal.alight_by_s[k, stop]:
        return n_ridden
    walked_min = bags.aboard[j, ABOARD_WALKED_MIN]
    emitted_dag = bags.aboard[j, ABOARD_DAG] + emitted_here_dag
    if not is_useful(bags, goal, stop, k, arrival_s, walked_min, emitted_dag) or is_dominated(
        bags.labels, bags.arrived[stop], k, arrival_s, walked_min, emitted_dag
    ):
        return n_ridden
    row = put(
        bags,
        goal,
        bags.arrived,
        stop,
        k,
        arrival_s,
        walked_min,
        emitted_dag,
        bags.aboard[j, ABOARD_LABEL],
    )
    if row == NO_ROOM:
        return NO_ROOM
    bags.labels[row, STOP], bags.labels[row, PATTERN] = stop, pattern
    bags.labels[row, TRIP] = bags.aboard[j, ABOARD_TRIP]
    bags.labels[row, BOARD] = bags.aboard[j, ABOARD_BOARD]
    bags.labels[row, ALIGHT] = position
    if not bags.is_ridden[stop]:
        bags.is_ridden[stop] = 1
        bags.ridden_stops[n_ridden] = stop
        n_ridden += 1
    egress_s = goal.egress_s[stop]
    if egress_s != UNREACHED and arrival_s + egress_s <= latest_s[k]:
        walked_min += goal.egress_min[stop]
        emitted_dag += goal.egress_dag[stop]
        if walked_min <= goal.most_walked_min and emitted_dag <= goal.most_emitted_dag:
            if goal.time_only:
                walked_min, emitted_dag = 0, 0
            worth = k, int(arrival_s) + int(egress_s), walked_min, emitted_dag
            if not is_beaten(bags, goal, *worth) and (
                put(bags, goal, bags.arrived, bags.arrived.size - 1, *worth, row) == NO_ROOM
            ):
                return NO_ROOM
    return n_ridden


@kernel
def board(
    day: Timetable,
    bags: Bags,
    at_once: bool,
    start: int,
    n_trips: int,
    row: int,
    position: int,
    emitted_here_dag: int,
    n_aboard: int,
) -> int:
    """Board the first vehicle from a label, unless one is in as good a one already.

    Returns how many ways to be aboard there are, NO_ROOM when the memory is full.
    """
    labels, aboard = bags.labels, bags.aboard
    ready_s = labels[row, TIME_S]
    trip = first_trip_after(day.blocks, start, n_trips, ready_s)
    if trip == n_trips or (at_once and day.blocks[start + trip] != ready_s):
        return n_aboard
    walked_min = labels[row, WALKED_MIN]
    base_dag = labels[row, EMITTED_DAG] - emitted_here_dag
    kept = 0
    for j in range(n_aboard):
        if (
            aboard[j, ABOARD_TRIP] <= trip
            and aboard[j, ABOARD_WALKED_MIN] <= walked_min
            and aboard[j, ABOARD_DAG] <= base_dag
        ):
            return n_aboard
    for j in range(n_aboard):
        if not (
            trip <= aboard[j, ABOARD_TRIP]
            and walked_min <= aboard[j, ABOARD_WALKED_MIN]
            and base_dag <= aboard[j, ABOARD_DAG]
        ):
            if kept < j:
                for column in range(N_ABOARD_FIELDS):
                    aboard[kept, column] = aboard[j, column]
            kept += 1
    if kept == aboard.shape[0]:
        return NO_ROOM
    aboard[kept, ABOARD_TRIP], aboard[kept, ABOARD_WALKED_MIN] = trip, walked_min
    aboard[kept, ABOARD_DAG], aboard[kept, ABOARD_BOARD] = base_dag, position
    aboard[kept, ABOARD_LABEL] = row
    return kept + 1


@kernel
def first_trip_after(blocks: Int32s, start: int, n_trips: int, ready_s: int) -> int:
    """Return the first of the trips 0..n_trips - 1 that departs at or after `ready_s`."""
    low, high = 0, n_trips
    while low < high:
        middle = (low + high) // 2
        if blocks[start + middle] >= ready_s:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def relax_footpaths(
    day: Timetable,
    bags: Bags,
    goal: Goal,
    k: int,
    n_ridden: int,
    arrived_from: int,
    counters: Int64s,
) -> int:
    """Change or walk one footpath from every new arrival; return how many stops are ready.

    Those who stay at their stop come first: of equals, riding on is better than walking.
    NO_ROOM when the memory is full.
    """
    n_ready = 0
    labels = bags.labels
    for walking in (False, True):
        for i in range(n_ridden):
            stop = bags.ridden_stops[i]
            start, end = day.footpaths_start[stop], day.footpaths_start[stop + 1]
            stays = start < end and day.footpaths[start, PATH_TO] == stop
            if walking:
                start += stays
            else:
                end = start + stays
            row = bags.arrived[stop]
            while row >= arrived_from:
                counters[FOOTPATHS_RELAXED] += end - start
                for path in range(start, end):
                    to = day.footpaths[path, PATH_TO]
                    time_s = labels[row, TIME_S] + day.footpaths[path, PATH_S]
                    if time_s > goal.board_by_s[k, to]:
                        continue
                    walked_min = labels[row, WALKED_MIN] + day.walked_min[path]
                    emitted_dag = labels[row, EMITTED_DAG] + day.walked_dag[path]
                    if is_dominated(
                        labels, bags.ready[to], k, time_s, walked_min, emitted_dag
                    ) or not is_useful(bags, goal, to, k + 1, time_s, walked_min, emitted_dag):
                        continue
                    if (
                        put(bags, goal, bags.ready, to, k, time_s, walked_min, emitted_dag, row)
                        == NO_ROOM
                    ):
                        return NO_ROOM
                    if not bags.is_ready[to]:
                        bags.is_ready[to] = 1
                        bags.ready_stops[n_ready] = to
                        n_ready += 1
                row = labels[row, NEXT]
    return n_ready


@kernel
def search(
    day: Timetable,
    bags: Bags,
    goal: Goal,
    latest_s: Int32s,
    starts: Int32s,
    starts_start: Int32s,
    max_rides: int,
    mirrored: bool,
    journeys: Int32s,
    legs: Int32s,
    counters: Int64s,
) -> int:
    """Search several departures, latest first, keeping the labels; write what each brought.

    The rows of `starts` of departure `d` are (stop, moment to board, minutes walked and emitted
    before) at starts_start[d]..starts_start[d + 1]; row `d` of `latest_s` its latest arrivals by
    number of rides. `mirrored`: rides are turned back to the real day. Returns how many journeys
    there are, NO_ROOM when they, their legs or the labels do not fit; JOURNEY_START_S holds the
    departure.
    """
    n_journeys, n_legs = 0, 0
    for departure in range(starts_start.size - 1):
        before = bags.n_labels[0]
        rows = starts[starts_start[departure] : starts_start[departure + 1]]
        if run_rounds(day, bags, goal, latest_s[departure], rows, max_rides, counters) == NO_ROOM:
            bags.is_ready[:] = 0
            bags.is_ridden[:] = 0
            bags.queued_from[:] = NONE
            return NO_ROOM
        counters[LABELS_KEPT] += bags.n_labels[0] - before
        row = bags.arrived[bags.arrived.size - 1]
        while row >= before:
            k = bags.labels[row, N_RIDES]
            if n_journeys == journeys.shape[0] or n_legs + k > legs.shape[0]:
                return NO_ROOM
            journeys[n_journeys, JOURNEY_START_S] = departure
            journeys[n_journeys, JOURNEY_FIRST_LEG] = n_legs
            journeys[n_journeys, JOURNEY_N_LEGS] = k
            trace(day, bags.labels, row, mirrored, legs[n_legs : n_legs + k])
            n_legs += k
            n_journeys += 1
            row = bags.labels[row, NEXT]
    return n_journeys


@kernel
def trace(day: Timetable, labels: Int32s, row: int, mirrored: bool, legs: Int32s) -> None:
    """Write the rides that led to a label at the destination, in order of travel."""
    row = labels[row, PARENT]
    n_legs = legs.shape[0]
    for i in range(n_legs):
        leg = legs[i] if mirrored else legs[n_legs - 1 - i]
        write_ride(day, labels[row], mirrored, leg)
        row = labels[labels[row, PARENT], PARENT]


@kernel
def write_ride(day: Timetable, ride: Int32s, mirrored: bool, leg: Int32s) -> None:
    """Write one ride, turned back to the real day where it was found on the mirrored one."""
    trip = ride[TRIP]
    block = day.blocks_start[ride[PATTERN]]
    n_stops, n_trips = day.blocks[block + BLOCK_N_STOPS], day.blocks[block + BLOCK_N_TRIPS]
    first_trip = day.blocks[block + BLOCK_FIRST_TRIP]
    stops = block + BLOCK_HEAD
    arrivals = stops + n_stops
    departures = arrivals + n_stops * n_trips
    board_stop, alight_stop = day.blocks[stops + ride[BOARD]], ride[STOP]
    departure_s = day.blocks[departures + ride[BOARD] * n_trips + trip]
    arrival_s = day.blocks[arrivals + trip * n_stops + ride[ALIGHT]]
    if mirrored:
        leg[LEG_RUN] = first_trip + n_trips - 1 - trip
        leg[LEG_BOARD] = n_stops - 1 - ride[ALIGHT]
        leg[LEG_ALIGHT] = n_stops - 1 - ride[BOARD]
        leg[LEG_FROM], leg[LEG_TO] = alight_stop, board_stop
        leg[LEG_DEPARTURE_S], leg[LEG_ARRIVAL_S] = -arrival_s, -departure_s
    else:
        leg[LEG_RUN] = first_trip + trip
        leg[LEG_BOARD], leg[LEG_ALIGHT] = ride[BOARD], ride[ALIGHT]
        leg[LEG_FROM], leg[LEG_TO] = board_stop, alight_stop
        leg[LEG_DEPARTURE_S], leg[LEG_ARRIVAL_S] = departure_s, arrival_s
