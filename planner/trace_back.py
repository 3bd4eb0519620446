"""Rows written by the kernel -> journeys with legs."""

from __future__ import annotations

from planner.day import DaySlice
from planner.journey import Journey, Leg, Ride, Walk, WalkKind
from planner.network import FOOTPATH_BEELINE, Network
from planner.query import Offset
from planner.raptor.kernel import LEG_ALIGHT, LEG_BOARD, LEG_FROM, LEG_TO, LEG_TRIP


def journey_of_rows(
    network: Network,
    day: DaySlice,
    access: dict[int, Offset],
    egress: dict[int, Offset],
    rows: list[list[int]],
) -> Journey:
    """Build a journey from the rides of the kernel, last ride first."""
    rides = [_ride(network, day, row) for row in reversed(rows)]
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


def _ride(network: Network, day: DaySlice, row: list[int]) -> Ride:
    """Read the real times of a ride back from the network."""
    trip = int(day.run_trip[row[LEG_TRIP]])
    arrivals_s, departures_s = network.times_of_trip(trip)
    service_day = int(day.run_day[row[LEG_TRIP]])
    midnight_s = day.midnights_s[service_day, network.timezone_of_trip(trip)]
    return Ride(
        trip=trip,
        service_day=service_day,
        board_position=row[LEG_BOARD],
        alight_position=row[LEG_ALIGHT],
        from_stop=row[LEG_FROM],
        to_stop=row[LEG_TO],
        departure_s=midnight_s + int(departures_s[row[LEG_BOARD]]),
        arrival_s=midnight_s + int(arrivals_s[row[LEG_ALIGHT]]),
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
