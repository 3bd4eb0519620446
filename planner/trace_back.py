"""Rows written by the kernels -> journeys with legs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from planner.buffers import Buffers
from planner.day import DaySlice
from planner.journey import Journey, Leg, Ride, Walk, WalkKind
from planner.network import FOOTPATH_BEELINE, Int64s, Network
from planner.query import Offset
from planner.raptor.legs import (
    N_PARTS,
    N_TRIP_FIELDS,
    NONE,
    OUTLINE_FIRST_LEG,
    OUTLINE_N_LEGS,
    VEHICLE,
    WALK_KIND,
    WALK_S,
    WALK_TO,
    finish,
)


def name_rides(day: DaySlice, buffers: Buffers, n_journeys: int, moves: int) -> None:
    """Name the rides of journeys found by other means.

    `moves`: how far changes are moved to where they are best (legs.AS_FOUND …).
    """
    found = buffers.journeys[:n_journeys]
    written = buffers.legs, buffers.named, buffers.outlines
    finish(day.finish, buffers.scratch, day.anchor_s, moves, found, *written)


def journeys_found(
    network: Network,
    day: DaySlice,
    buffers: Buffers,
    n_journeys: int,
    ends: tuple[dict[int, Offset], dict[int, Offset]],
) -> list[Journey]:
    """Build the journeys whose outlines stand in the buffers; `ends`: access, egress by stop.

    Legs become objects where they are asked for, from rows that are copied here.
    """
    if not n_journeys:
        return []
    outlines = buffers.outlines[:n_journeys].tolist()
    n_legs = outlines[-1][OUTLINE_FIRST_LEG] + outlines[-1][OUTLINE_N_LEGS]
    named = buffers.named[:n_legs].copy()
    access, egress = ends
    journeys = []
    for boards_at, boards_s, alights_at, alights_s, first, n_rides, stays_seated in outlines:
        start, end = access[boards_at], egress[alights_at]
        rides = _Rides(named[first : first + n_rides], start, end)
        departure_s, arrival_s = boards_s - start.duration_s, alights_s + end.duration_s
        if stays_seated:  # nobody keeps a slice for the legs of a journey
            legs = rides.legs(partial(_seated_rides, network, day))
            journeys.append(Journey(departure_s, arrival_s, legs))
        else:
            journeys.append(Journey.later(departure_s, arrival_s, rides.legs))
    return journeys


class _Rides(NamedTuple):
    """The rides of a journey as rows of N_NAMED_FIELDS, and its walks to and from them."""

    rows: Int64s
    start: Offset
    end: Offset

    def legs(
        self, seated_rides: Callable[[list[int]], list[Ride]] | None = None
    ) -> tuple[Leg, ...]:
        """Build the legs; `seated_rides` cuts a ride in a vehicle of several trips."""
        rows, (_, start, end) = self.rows.tolist(), self
        legs: list[Leg] = []
        boards_at, boards_s = rows[0][4], rows[0][6]
        alights_at, alights_s = rows[-1][5], rows[-1][7]
        if start.duration_s:
            left_s = boards_s - start.duration_s
            walk = Walk(WalkKind.ACCESS, None, boards_at, left_s, boards_s, start.estimated)
            legs.append(walk._replace(walked_s=start.walked_s))
        for row in rows:
            if row[N_PARTS] == 1 or seated_rides is None:
                trip, on_day, board, alight, from_, to, left_s, there_s = row[:N_TRIP_FIELDS]
                legs.append(Ride(trip, on_day, board, alight, from_, to, left_s, there_s))
            else:
                legs += seated_rides(row)
            if row[WALK_S] != NONE:
                left_s, is_estimated = row[7], row[WALK_KIND] == FOOTPATH_BEELINE
                there_s = left_s + row[WALK_S]
                legs.append(
                    Walk(WalkKind.FOOTPATH, row[5], row[WALK_TO], left_s, there_s, is_estimated)
                )
        if end.duration_s:
            there_s = alights_s + end.duration_s
            walk = Walk(WalkKind.EGRESS, alights_at, None, alights_s, there_s, end.estimated)
            legs.append(walk._replace(walked_s=end.walked_s))
        return tuple(legs)


def _seated_rides(network: Network, day: DaySlice, row: list[int]) -> list[Ride]:
    """Cut a ride in a vehicle of several runs into one ride for each run."""
    rides: list[Ride] = []
    board, alight = row[2:4]
    first = int(day.vehicle_parts_start[row[VEHICLE]])
    for part in range(first, first + row[N_PARTS]):
        trip = int(day.run_trip[part])
        stops = network.stops_of_pattern(network.pattern_of_trip(trip))
        if board < len(stops) and alight >= 0:
            arrivals_s, departures_s = day.times_of(network, trip, int(day.run_day[part]))
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
