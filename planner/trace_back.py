"""Rows written by the kernels -> journeys with legs."""

from __future__ import annotations

from planner.buffers import Buffers
from planner.day import DaySlice
from planner.journey import Journey, Leg, Ride, Walk, WalkKind
from planner.network import FOOTPATH_BEELINE, Network
from planner.query import Offset
from planner.raptor.kernel import JOURNEY_FIRST_LEG, JOURNEY_N_LEGS
from planner.raptor.legs import (
    N_PARTS,
    N_TRIP_FIELDS,
    NONE,
    VEHICLE,
    WALK_KIND,
    WALK_S,
    WALK_TO,
    finish,
)


def name_rides(day: DaySlice, buffers: Buffers, n_journeys: int) -> None:
    """Name the rides of journeys found by other means, which change where they do."""
    found = buffers.journeys[:n_journeys]
    finish(day.finish, buffers.scratch, day.anchor_s, False, found, buffers.legs, buffers.named)  # noqa: FBT003


def journeys_found(
    network: Network,
    day: DaySlice,
    buffers: Buffers,
    n_journeys: int,
    ends: tuple[dict[int, Offset], dict[int, Offset]],
) -> list[Journey]:
    """Build the journeys whose named rides stand in the buffers; `ends`: access, egress by stop."""
    if not n_journeys:
        return []
    spans = buffers.journeys[:n_journeys].tolist()
    n_legs = spans[-1][JOURNEY_FIRST_LEG] + spans[-1][JOURNEY_N_LEGS]
    rows = buffers.named[:n_legs].tolist()
    return [_journey(network, day, rows[first : first + n], *ends) for _, first, n in spans]


def _journey(
    network: Network,
    day: DaySlice,
    rows: list[list[int]],
    access: dict[int, Offset],
    egress: dict[int, Offset],
) -> Journey:
    """Build a journey from its rides in vehicles."""
    legs: list[Leg] = []
    boards_at, boards_s = rows[0][4], rows[0][6]
    alights_at, alights_s = rows[-1][5], rows[-1][7]
    start, end = access[boards_at], egress[alights_at]
    departure_s, arrival_s = boards_s - start.duration_s, alights_s + end.duration_s
    if start.duration_s:
        legs.append(Walk(WalkKind.ACCESS, None, boards_at, departure_s, boards_s, start.estimated))
    for row in rows:
        if row[N_PARTS] == 1:
            trip, on_day, board, alight, from_, to, left_s, there_s = row[:N_TRIP_FIELDS]
            legs.append(Ride(trip, on_day, board, alight, from_, to, left_s, there_s))
        else:
            legs += _seated_rides(network, day, row)
        if row[WALK_S] != NONE:
            left_s, is_estimated = row[7], row[WALK_KIND] == FOOTPATH_BEELINE
            there_s = left_s + row[WALK_S]
            legs.append(
                Walk(WalkKind.FOOTPATH, row[5], row[WALK_TO], left_s, there_s, is_estimated)
            )
    if end.duration_s:
        legs.append(Walk(WalkKind.EGRESS, alights_at, None, alights_s, arrival_s, end.estimated))
    return Journey(departure_s, arrival_s, tuple(legs))


def _seated_rides(network: Network, day: DaySlice, row: list[int]) -> list[Ride]:
    """Cut a ride in a vehicle of several runs into one ride for each run."""
    rides: list[Ride] = []
    board, alight = row[2:4]
    first = int(day.vehicle_parts_start[row[VEHICLE]])
    for part in range(first, first + row[N_PARTS]):
        trip = int(day.run_trip[part])
        stops = network.stops_of_pattern(network.pattern_of_trip(trip))
        if board < len(stops) and alight >= 0:
            arrivals_s, departures_s = network.times_of_trip(trip)
            start, end = max(board, 0), min(alight, len(stops) - 1)
            zero_s = day.anchor_s + int(day.run_shift_s[part])
            rides.append(
                Ride(
                    trip=trip,
                    service_day=int(day.run_day[part]),
                    board_position=start,
                    alight_position=end,
                    from_stop=int(stops[start]),
                    to_stop=int(stops[end]),
                    departure_s=zero_s + int(departures_s[start]),
                    arrival_s=zero_s + int(arrivals_s[end]),
                    stay_seated=bool(rides),
                )
            )
        board -= len(stops)
        alight -= len(stops)
    return rides
