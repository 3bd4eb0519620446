"""Searches of one departure and of a window, from the rounds to the journeys found.

Compiled like the rounds they run (kernel.py), which the cache of this file watches.
"""

import numpy as np

from planner.raptor import kernel as rounds
from planner.raptor import legs as changes
from planner.raptor.compiling import decorators
from planner.raptor.kernel import (
    ALIGHT_POSITION,
    BLOCK_FIRST_TRIP,
    BLOCK_HEAD,
    BLOCK_N_STOPS,
    BLOCK_N_TRIPS,
    BOARD_POSITION,
    DEPARTURES,
    JOURNEY_FIRST_LEG,
    JOURNEY_N_LEGS,
    JOURNEY_START_S,
    LEG_ALIGHT,
    LEG_ARRIVAL_S,
    LEG_BOARD,
    LEG_DEPARTURE_S,
    LEG_FROM,
    LEG_RUN,
    LEG_TO,
    N_LEG_FIELDS,
    RIDE_PATTERN,
    RIDE_TRIP,
    UNREACHED,
    VISIT_PATTERN,
    VISIT_POSITION,
    DayArrays,
    Int32s,
    Int64s,
    Labels,
    Rules,
    aim,
    clear_egress,
    facing_at,
    first_trip_after,
    labels_at,
    run_rounds,
)
from planner.raptor.legs import FREELY, finish, finish_at, scratch_at

kernel, _ = decorators(rounds.__file__, changes.__file__)


@kernel
def trace(day: DayArrays, labels: Labels, k: int, mirrored: bool, legs: Int32s) -> int:
    """Write the rides of the journey found with k rides, in order of travel; return their number.

    A label carried over from fewer rides keeps its value, so the first row with the value is the
    one whose parent was set. On a mirrored day the rides are turned back.
    """
    stop = labels.target_from[k]
    n_legs = 0
    while k > 0:
        while k > 1 and labels.ride_s[k - 1, stop] == labels.ride_s[k, stop]:
            k -= 1
        ride = labels.ride_from[k, stop]
        pattern = ride[RIDE_PATTERN]
        board = day.blocks[day.blocks_start[pattern] + BLOCK_HEAD + ride[BOARD_POSITION]]
        write_ride(day, ride, board, stop, mirrored, legs[n_legs])
        n_legs += 1
        k -= 1
        while k > 1 and labels.ready_s[k - 1, board] == labels.ready_s[k, board]:
            k -= 1
        stop = labels.ready_from[k, board]
    if not mirrored:
        for i in range(n_legs // 2):
            for column in range(N_LEG_FIELDS):
                other = legs[n_legs - 1 - i, column]
                legs[n_legs - 1 - i, column] = legs[i, column]
                legs[i, column] = other
    return n_legs


@kernel
def write_ride(
    day: DayArrays, ride: Int32s, board: int, alight: int, mirrored: bool, leg: Int32s
) -> None:
    """Write one ride, turned back to the real day where it was found on the mirrored one."""
    pattern, trip = ride[RIDE_PATTERN], ride[RIDE_TRIP]
    block = day.blocks_start[pattern]
    n_stops, n_trips = day.blocks[block + BLOCK_N_STOPS], day.blocks[block + BLOCK_N_TRIPS]
    first_trip = day.blocks[block + BLOCK_FIRST_TRIP]
    arrivals = block + BLOCK_HEAD + n_stops
    departures = arrivals + n_stops * n_trips
    departure_s = day.blocks[departures + ride[BOARD_POSITION] * n_trips + trip]
    arrival_s = day.blocks[arrivals + trip * n_stops + ride[ALIGHT_POSITION]]
    if mirrored:
        leg[LEG_RUN] = first_trip + n_trips - 1 - trip
        leg[LEG_BOARD] = n_stops - 1 - ride[ALIGHT_POSITION]
        leg[LEG_ALIGHT] = n_stops - 1 - ride[BOARD_POSITION]
        leg[LEG_FROM], leg[LEG_TO] = alight, board
        leg[LEG_DEPARTURE_S], leg[LEG_ARRIVAL_S] = -arrival_s, -departure_s
    else:
        leg[LEG_RUN] = first_trip + trip
        leg[LEG_BOARD], leg[LEG_ALIGHT] = ride[BOARD_POSITION], ride[ALIGHT_POSITION]
        leg[LEG_FROM], leg[LEG_TO] = board, alight
        leg[LEG_DEPARTURE_S], leg[LEG_ARRIVAL_S] = departure_s, arrival_s


@kernel
def search_departure(
    day_at: Int64s,
    memory_at: Int64s,
    access: Int32s,
    egress: Int32s,
    time_s: int,
    max_rides: int,
    way: int,
    journeys: Int32s,
    legs: Int32s,
    counters: Int64s,
) -> int:
    """Find the earliest arrivals when leaving at `time_s`, each with its latest departure.

    The first pass runs on the day and gives the arrival A_k for each number of rides: once with the
    least number that can lead there, which visits few stops, then with all, bounded by what the
    first arrived at (decision 0022). For each A_k on the Pareto front a second pass runs on the day
    turned round from A_k with k rides: it finds the latest departure that still arrives then. The
    labels of the first pass bound the second, so it visits little but the stops of the answer. No
    label of such a journey is lost to a tie: when it is set, with fewer rides than k, only arrivals
    with fewer rides are known, and all of those are later than A_k.
    `way` is 1 on the mirrored day; `access` and `egress` are rows of (stop, seconds). Returns the
    number of journeys.
    """
    day, opposite = facing_at(day_at[way]), facing_at(day_at[1 - way])
    labels, back = labels_at(memory_at[0]), labels_at(memory_at[1])
    labels.target_s[:] = UNREACHED
    aim(day, labels, egress)
    ready_s = access[:, 1] + np.int32(time_s)
    aim(opposite, back, access)
    n_journeys, n_legs = 0, 0
    least = max_rides + 1  # beyond it nothing leads there: no round is run
    for i in range(access.shape[0]):
        least = min(least, int(labels.boarding_rides[access[i, 0]]))
    done, limit = 0, least
    while limit <= max_rides and done < max_rides:
        rules = Rules(limit, True, False, 0, False, 0)
        run_rounds(day, labels, labels, access[:, 0].copy(), ready_s, rules, counters)
        for k in range(done + 1, limit + 1):
            if labels.target_s[k] >= labels.target_s[k - 1]:
                continue
            back.target_s[:] = 1 - time_s
            last_s = egress[:, 1] - labels.target_s[k]
            rules = Rules(k, True, True, time_s, False, 0)
            run_rounds(opposite, back, labels, egress[:, 0].copy(), last_s, rules, counters)
            journeys[n_journeys, JOURNEY_START_S] = time_s
            journeys[n_journeys, JOURNEY_FIRST_LEG] = n_legs
            journeys[n_journeys, JOURNEY_N_LEGS] = trace(opposite, back, k, way == 0, legs[n_legs:])
            n_legs += journeys[n_journeys, JOURNEY_N_LEGS]
            n_journeys += 1
        done = limit
        labels.target_s[limit:] = labels.target_s[limit]
        limit = least + 1 if limit == least and n_journeys == 0 else max_rides
    clear_egress(labels, egress)
    clear_egress(back, access)
    counters[DEPARTURES] = 1
    return n_journeys


@kernel
def collect_departures(
    day_at: Int64s, access: Int32s, from_s: int, until_s: int, way: int, events: Int32s
) -> int:
    """Write (departure from the origin, stop, departure of the vehicle) for a window.

    Returns how many there are; only the first `events.shape[0]` are written.
    """
    day = facing_at(day_at[way])
    n_events = 0
    for i in range(access.shape[0]):
        stop, walk_s = access[i, 0], access[i, 1]
        for visit in range(day.visits_start[stop], day.visits_start[stop + 1]):
            block = day.blocks_start[day.visits[visit, VISIT_PATTERN]]
            n_stops, n_trips = day.blocks[block + BLOCK_N_STOPS], day.blocks[block + BLOCK_N_TRIPS]
            departures = block + BLOCK_HEAD + n_stops + n_stops * n_trips
            start = departures + day.visits[visit, VISIT_POSITION] * n_trips
            trip = first_trip_after(day.blocks, start, n_trips, from_s + walk_s)
            while trip < n_trips and day.blocks[start + trip] <= until_s + walk_s:
                if n_events < events.shape[0]:
                    events[n_events, 0] = day.blocks[start + trip] - walk_s
                    events[n_events, 1] = stop
                    events[n_events, 2] = day.blocks[start + trip]
                n_events += 1
                trip += 1
    return n_events


@kernel
def search_window(
    day_at: Int64s,
    memory_at: Int64s,
    egress: Int32s,
    events: Int32s,
    max_rides: int,
    way: int,
    journeys: Int32s,
    legs: Int32s,
    counters: Int64s,
) -> int:
    """Search departures latest first, keeping the labels (rRAPTOR); return how many journeys.

    `events` are those of `collect_departures`, sorted by departure, latest first; those of one
    departure are searched together. The first ride must leave at the very time of the event:
    waiting for one after the window is not leaving within it.
    Returns -1 when the journeys or their legs do not fit.
    """
    day, labels = facing_at(day_at[way]), labels_at(memory_at[0])
    labels.passed[: (day.calls.shape[0] + 1) * (max_rides + 1)] = UNREACHED
    labels.ride_s[: max_rides + 1] = UNREACHED
    labels.ready_s[: max_rides + 1] = UNREACHED
    labels.target_s[:] = UNREACHED
    labels.limit_s[:] = UNREACHED
    aim(day, labels, egress)
    rules = Rules(max_rides, False, False, 0, True, 0)
    n_journeys, n_legs = 0, 0
    known_s = np.full(max_rides + 1, UNREACHED, dtype=np.int32)
    event, n_events = 0, events.shape[0]
    while event < n_events:
        end = event + 1
        while end < n_events and events[end, 0] == events[event, 0]:
            end += 1
        stops, ready_s = events[event:end, 1].copy(), events[event:end, 2].copy()
        run_rounds(day, labels, labels, stops, ready_s, rules, counters)
        for k in range(1, max_rides + 1):
            if labels.target_s[k] < known_s[k] and labels.target_s[k] < labels.target_s[k - 1]:
                if n_journeys == journeys.shape[0] or n_legs + k > legs.shape[0]:
                    clear_egress(labels, egress)
                    return -1
                journeys[n_journeys, JOURNEY_START_S] = events[event, 0]
                journeys[n_journeys, JOURNEY_FIRST_LEG] = n_legs
                n_traced = trace(day, labels, k, way == 1, legs[n_legs:])
                journeys[n_journeys, JOURNEY_N_LEGS] = n_traced
                n_legs += n_traced
                n_journeys += 1
            known_s[k] = labels.target_s[k]
        event = end
    clear_egress(labels, egress)
    return n_journeys


@kernel
def answer_departure(
    day_at: Int64s,
    memory_at: Int64s,
    tables_at: Int64s,
    scratch: Int64s,
    access: Int32s,
    egress: Int32s,
    time_s: int,
    max_rides: int,
    way: int,
    anchor_s: int,
    journeys: Int32s,
    legs: Int32s,
    named: Int64s,
    outlines: Int64s,
    counters: Int64s,
) -> int:
    """Search one departure and finish its journeys; return how many there are."""
    n_journeys = search_departure(
        day_at, memory_at, access, egress, time_s, max_rides, way, journeys, legs, counters
    )
    found = journeys[:n_journeys]
    finish(
        finish_at(tables_at), scratch_at(scratch), anchor_s, FREELY, found, legs, named, outlines
    )
    return n_journeys


@kernel
def answer_window(
    day_at: Int64s,
    memory_at: Int64s,
    tables_at: Int64s,
    scratch: Int64s,
    egress: Int32s,
    events: Int32s,
    max_rides: int,
    way: int,
    anchor_s: int,
    journeys: Int32s,
    legs: Int32s,
    named: Int64s,
    outlines: Int64s,
    counters: Int64s,
) -> int:
    """Search a window and finish its journeys; return how many there are, -1 when too many."""
    n_journeys = search_window(
        day_at, memory_at, egress, events, max_rides, way, journeys, legs, counters
    )
    if n_journeys > 0:
        found = journeys[:n_journeys]
        finish(
            finish_at(tables_at),
            scratch_at(scratch),
            anchor_s,
            FREELY,
            found,
            legs,
            named,
            outlines,
        )
    return n_journeys
