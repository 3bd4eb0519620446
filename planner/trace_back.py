"""Rows written by the kernel -> journeys with legs."""

from __future__ import annotations

from planner.day import DaySlice
from planner.journey import Journey, Leg, Ride, Walk, WalkKind
from planner.network import FOOTPATH_BEELINE, Network
from planner.query import Offset


def journey_of_rows(
    network: Network,
    day: DaySlice,
    access: dict[int, Offset],
    egress: dict[int, Offset],
    rows: list[list[int]],
) -> Journey:
    """Build a journey from the rides written by the kernel."""
    rides = [_ride(day, row) for row in rows]
    legs: list[Leg] = []
    start = access[rides[0].from_stop]
    if start.duration_s:
        legs.append(_walk_to_ride(start, rides[0]))
    for index, ride in enumerate(rides):
        if index and rides[index - 1].to_stop != ride.from_stop:
            legs.append(_walk_between(network, rides[index - 1], ride))
        legs.append(ride)
    end = egress[rides[-1].to_stop]
    if end.duration_s:
        legs.append(_walk_from_ride(end, rides[-1]))
    return Journey(legs[0].departure_s, legs[-1].arrival_s, tuple(legs))


def _ride(day: DaySlice, row: list[int]) -> Ride:
    """Name the trip of a ride and give its times as instants."""
    run, board, alight, from_stop, to_stop, departure_s, arrival_s = row
    return Ride(
        trip=int(day.run_trip[run]),
        service_day=int(day.run_day[run]),
        board_position=board,
        alight_position=alight,
        from_stop=from_stop,
        to_stop=to_stop,
        departure_s=day.anchor_s + departure_s,
        arrival_s=day.anchor_s + arrival_s,
    )


def _walk_to_ride(start: Offset, ride: Ride) -> Walk:
    """Walk from the origin so as to reach the stop when the vehicle leaves."""
    departure_s = ride.departure_s - start.duration_s
    return Walk(WalkKind.ACCESS, None, start.stop, departure_s, ride.departure_s, start.estimated)


def _walk_from_ride(end: Offset, ride: Ride) -> Walk:
    """Walk to the destination on arrival."""
    arrival_s = ride.arrival_s + end.duration_s
    return Walk(WalkKind.EGRESS, end.stop, None, ride.arrival_s, arrival_s, end.estimated)


def _walk_between(network: Network, before: Ride, after: Ride) -> Walk:
    """Walk the footpath between two rides, on arrival."""
    start, end = network.footpaths_start[before.to_stop : before.to_stop + 2]
    path = int(start) + network.footpath_to[start:end].tolist().index(after.from_stop)
    return Walk(
        WalkKind.FOOTPATH,
        before.to_stop,
        after.from_stop,
        before.arrival_s,
        before.arrival_s + int(network.footpath_s[path]),
        estimated=bool(network.footpath_kind[path] == FOOTPATH_BEELINE),
    )
