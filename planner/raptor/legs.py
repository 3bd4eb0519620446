"""Compiled finish of journeys: better changes between the same vehicles, then names for the rides.

The search keeps any journey of the best
departure, arrival and number of rides. Of the journeys in the same row of patterns with the same
three values, this keeps the one that

1. boards the vehicles between the first and the last as late as the next change allows,
2. never rides past a station and back to it where it could have changed there,
3. walks least between two stops, rather within one station,
4. changes where both stops are stated accessible rather than unknown, rather than not,
5. has the longest margin; of equals the earliest change.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from planner.raptor.compiling import arrays_at, decorators

kernel, inner = decorators()

Int8s: TypeAlias = npt.NDArray[np.int8]
Int32s: TypeAlias = npt.NDArray[np.int32]
Int64s: TypeAlias = npt.NDArray[np.int64]

UNREACHED = 2**30
NEVER = -(2**30)
NONE = -1
BLOCK_HEAD = 3

LEG_RUN, LEG_BOARD, LEG_ALIGHT, LEG_FROM, LEG_TO, LEG_DEPARTURE_S, LEG_ARRIVAL_S = range(7)
"""Fields of a ride found by the search (kernel.LEG_…)."""
AS_FOUND, FREELY, WITHOUT_WALKING_MORE = range(3)
"""How changes may be moved."""
JOURNEY_FIRST_LEG, JOURNEY_N_LEGS = 1, 2
"""Fields of a journey (kernel.JOURNEY_…)."""

OUTLINE_BOARDS_AT, OUTLINE_BOARDS_S, OUTLINE_ALIGHTS_AT, OUTLINE_ALIGHTS_S = range(4)
"""Of a journey: first and last stop of its rides, and the instants."""
OUTLINE_FIRST_LEG, OUTLINE_N_LEGS, OUTLINE_STAYS_SEATED, N_OUTLINE_FIELDS = range(4, 8)
"""Its rows of named rides; 1 where a vehicle goes on as another trip."""

N_TRIP_FIELDS = 8
"""Trip, service day, positions, stops, instants: the fields of a ride in one trip, in order."""
VEHICLE, N_PARTS, WALK_S, WALK_TO, WALK_KIND, N_NAMED_FIELDS = range(8, 14)
"""Vehicle of the slice and its runs; the walk to the next ride (NONE s: same stop, or no next)."""


class Finish(NamedTuple):
    """What the search does not know: stations, trips behind vehicles, walks without margins."""

    blocks: Int32s  # this and the next three: see kernel.DayArrays
    blocks_start: Int32s
    footpaths: Int32s
    footpaths_start: Int32s
    node_stop: Int32s  # of each node of the slice
    node_station: Int32s
    node_access: Int8s  # 0 stated accessible, 1 unknown, 2 stated not to be
    changes_start: Int32s  # of the network, without layers
    change_to: Int32s
    walk_s: Int32s  # of each change
    change_kind: Int8s
    trips_start: Int32s  # (n_patterns + 1,) vehicles of each pattern of the slice
    parts_start: Int32s  # (n_vehicles + 1,)
    run_trip: Int32s
    run_day: Int32s


class Scratch(NamedTuple):
    """Memory of a thread, NONE everywhere between uses."""

    at_node: Int32s
    at_station: Int32s


class Change(NamedTuple):
    """One way to change: the order of the fields is the order of preference, lowest first.

    All are int64, as numba asks of tuples that it compares (`0 + int(…)` widens).
    """

    turns_back: int
    walk_s: int
    leaves_station: int
    inaccessible: int
    minus_margin_s: int
    alight: int
    board: int


read_1 = arrays_at(np.int32, 1, writable=False)
read_2 = arrays_at(np.int32, 2, writable=False)
read_bytes_1 = arrays_at(np.int8, 1, writable=False)
write_1 = arrays_at(np.int32, 1, writable=True)


@inner
def finish_at(at: Int64s) -> Finish:
    """Return the tables from their addresses."""
    return Finish(
        read_1(at[0, 0], (at[0, 1],)),
        read_1(at[1, 0], (at[1, 1],)),
        read_2(at[2, 0], (at[2, 1], at[2, 2])),
        read_1(at[3, 0], (at[3, 1],)),
        read_1(at[4, 0], (at[4, 1],)),
        read_1(at[5, 0], (at[5, 1],)),
        read_bytes_1(at[6, 0], (at[6, 1],)),
        read_1(at[7, 0], (at[7, 1],)),
        read_1(at[8, 0], (at[8, 1],)),
        read_1(at[9, 0], (at[9, 1],)),
        read_bytes_1(at[10, 0], (at[10, 1],)),
        read_1(at[11, 0], (at[11, 1],)),
        read_1(at[12, 0], (at[12, 1],)),
        read_1(at[13, 0], (at[13, 1],)),
        read_1(at[14, 0], (at[14, 1],)),
    )


@inner
def scratch_at(at: Int64s) -> Scratch:
    """Return the memory from its addresses."""
    return Scratch(write_1(at[0, 0], (at[0, 1],)), write_1(at[1, 0], (at[1, 1],)))


@kernel
def finish(
    tables: Finish,
    scratch: Scratch,
    anchor_s: int,
    moves: int,
    journeys: Int32s,
    legs: Int32s,
    named: Int64s,
    outlines: Int64s,
) -> None:
    """Better the rides as far as `moves` lets, then write each as a row of N_NAMED_FIELDS.

    And each journey as a row of N_OUTLINE_FIELDS.
    """
    n_nodes = tables.changes_start.size - 1
    for journey in range(journeys.shape[0]):
        first = journeys[journey, JOURNEY_FIRST_LEG]
        last = first + journeys[journey, JOURNEY_N_LEGS] - 1
        if moves != AS_FOUND:
            for leg in range(last - 1, first, -1):
                board_late(tables, legs, leg)
            for leg in range(first, last):
                most_s = UNREACHED
                if moves == WITHOUT_WALKING_MORE:
                    from_node, to_node = legs[leg, LEG_TO], legs[leg + 1, LEG_FROM]
                    stays = tables.node_stop[from_node] == tables.node_stop[to_node]
                    most_s = 0 if stays else change_time_s(tables, from_node, to_node)
                change_well(tables, scratch, legs, leg, most_s)
        outline = outlines[journey]
        outline[OUTLINE_FIRST_LEG], outline[OUTLINE_N_LEGS] = first, last + 1 - first
        outline[OUTLINE_BOARDS_AT] = tables.node_stop[legs[first, LEG_FROM]]
        outline[OUTLINE_BOARDS_S] = anchor_s + legs[first, LEG_DEPARTURE_S]
        outline[OUTLINE_ALIGHTS_AT] = tables.node_stop[legs[last, LEG_TO]]
        outline[OUTLINE_ALIGHTS_S] = anchor_s + legs[last, LEG_ARRIVAL_S]
        outline[OUTLINE_STAYS_SEATED] = 0
        for leg in range(first, last + 1):
            row, ride = named[leg], legs[leg]
            part = tables.parts_start[ride[LEG_RUN]]
            row[0], row[1] = tables.run_trip[part], tables.run_day[part]
            row[2], row[3] = ride[LEG_BOARD], ride[LEG_ALIGHT]
            row[4], row[5] = tables.node_stop[ride[LEG_FROM]], tables.node_stop[ride[LEG_TO]]
            row[6], row[7] = anchor_s + ride[LEG_DEPARTURE_S], anchor_s + ride[LEG_ARRIVAL_S]
            row[VEHICLE] = ride[LEG_RUN]
            row[N_PARTS] = tables.parts_start[ride[LEG_RUN] + 1] - part
            if row[N_PARTS] > 1:
                outline[OUTLINE_STAYS_SEATED] = 1
            row[WALK_S] = NONE
            if leg < last and tables.node_stop[legs[leg + 1, LEG_FROM]] != row[5]:
                path = tables.changes_start[ride[LEG_TO] % n_nodes]
                while tables.change_to[path] != legs[leg + 1, LEG_FROM] % n_nodes:
                    path += 1
                row[WALK_S], row[WALK_KIND] = tables.walk_s[path], tables.change_kind[path]
                row[WALK_TO] = tables.node_stop[legs[leg + 1, LEG_FROM]]


@kernel
def pattern_of(trips_start: Int32s, vehicle: int) -> int:
    """Return the pattern of a vehicle of the slice."""
    low, high = 0, trips_start.size - 1
    while high - low > 1:
        middle = (low + high) // 2
        if trips_start[middle] <= vehicle:
            low = middle
        else:
            high = middle
    return low


@kernel
def change_time_s(tables: Finish, from_node: int, to_node: int) -> int:
    """Return the time of the quickest change from a node to another; UNREACHED without any."""
    least_s = UNREACHED
    for path in range(tables.footpaths_start[from_node], tables.footpaths_start[from_node + 1]):
        if tables.footpaths[path, 0] == to_node:
            least_s = min(least_s, int(tables.footpaths[path, 1]))
    return least_s


@kernel
def board_late(tables: Finish, legs: Int32s, leg: int) -> None:
    """Take the last vehicle of the ride's pattern from which the next ride is still caught."""
    ride, blocks = legs[leg], tables.blocks
    pattern = pattern_of(tables.trips_start, ride[LEG_RUN])
    block = tables.blocks_start[pattern]
    n_stops, n_trips = blocks[block], blocks[block + 1]
    arrivals = block + BLOCK_HEAD + n_stops
    change_s = change_time_s(tables, ride[LEG_TO], legs[leg + 1, LEG_FROM])
    latest_s = legs[leg + 1, LEG_DEPARTURE_S] - change_s
    trip = ride[LEG_RUN] - tables.trips_start[pattern]
    while (
        trip + 1 < n_trips
        and blocks[arrivals + (trip + 1) * n_stops + ride[LEG_ALIGHT]] <= latest_s
    ):
        trip += 1
    ride[LEG_RUN] = tables.trips_start[pattern] + trip
    ride[LEG_ARRIVAL_S] = blocks[arrivals + trip * n_stops + ride[LEG_ALIGHT]]
    departures = arrivals + n_stops * n_trips
    ride[LEG_DEPARTURE_S] = blocks[departures + ride[LEG_BOARD] * n_trips + trip]


@kernel
def change_well(tables: Finish, scratch: Scratch, legs: Int32s, leg: int, most_s: int) -> None:
    """Move the change between a ride and the next to where it is best, walking `most_s` at most."""
    ride, after, blocks = legs[leg], legs[leg + 1], tables.blocks
    at_node, at_station = scratch
    if ride[LEG_RUN] == after[LEG_RUN]:
        return  # a stay at a via: the vehicle comes by again
    pattern, next_pattern = (
        pattern_of(tables.trips_start, ride[LEG_RUN]),
        pattern_of(tables.trips_start, after[LEG_RUN]),
    )
    block, next_block = tables.blocks_start[pattern], tables.blocks_start[next_pattern]
    n_stops, next_n_trips = blocks[block], blocks[next_block + 1]
    stops, next_stops = block + BLOCK_HEAD, next_block + BLOCK_HEAD
    arrivals = stops + n_stops * (1 + ride[LEG_RUN] - tables.trips_start[pattern])
    departures = next_stops + blocks[next_block] * (1 + next_n_trips)
    departures += after[LEG_RUN] - tables.trips_start[next_pattern]
    for board in range(after[LEG_ALIGHT]):  # of two calls the later is kept
        node = blocks[next_stops + board]
        at_node[node] = board
        at_station[tables.node_station[node]] = board
    at_station[tables.node_station[after[LEG_TO]]] = after[LEG_ALIGHT]
    best = Change(2, 0, 0, 0, 0, NONE, NONE)
    back_to = NONE
    for alight in range(ride[LEG_BOARD] + 1, n_stops):
        passed = tables.node_station[blocks[stops + alight - 1]]
        back_to = max(back_to, 0 + int(at_station[passed]))
        arrival_s = blocks[arrivals + alight]
        if arrival_s == UNREACHED:
            continue
        if arrival_s > after[LEG_ARRIVAL_S]:
            break
        node = blocks[stops + alight]
        for path in range(tables.footpaths_start[node], tables.footpaths_start[node + 1]):
            to_node, change_s = tables.footpaths[path, 0], tables.footpaths[path, 1]
            board = at_node[to_node]
            if board == NONE:
                continue
            margin_s = blocks[departures + board * next_n_trips] - arrival_s - change_s
            stays = tables.node_stop[node] == tables.node_stop[to_node]
            if margin_s < 0 or (change_s > most_s and not stays):
                continue
            change = Change(
                int(back_to > board),
                0 if stays else 0 + int(change_s),
                int(tables.node_station[node] != tables.node_station[to_node]),
                0 + int(max(tables.node_access[node], tables.node_access[to_node])),
                0 - int(margin_s),
                alight,
                0 + int(board),
            )
            if change < best:  # noqa: PLR1730  # numba has no min of tuples
                best = change
    for board in range(after[LEG_ALIGHT] + 1):
        node = blocks[next_stops + board]
        at_node[node] = NONE
        at_station[tables.node_station[node]] = NONE
    if best.alight != NONE:
        ride[LEG_ALIGHT], after[LEG_BOARD] = best.alight, best.board
        ride[LEG_TO] = blocks[stops + best.alight]
        after[LEG_FROM] = blocks[next_stops + best.board]
        ride[LEG_ARRIVAL_S] = blocks[arrivals + best.alight]
        after[LEG_DEPARTURE_S] = blocks[departures + best.board * next_n_trips]
