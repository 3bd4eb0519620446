"""Replay a journey on the network, leg by leg, as a traveller would."""

from __future__ import annotations

from itertools import pairwise
from zoneinfo import ZoneInfo

from planner import Journey, Network, Query, Ride, Walk, WalkKind, service_midnight_s


def replay(network: Network, query: Query, journey: Journey) -> None:
    """Fail unless every leg exists, the legs join, and every change can be made."""
    legs = journey.legs
    assert legs, "a journey has legs"
    assert journey.departure_s == legs[0].departure_s
    assert journey.arrival_s == legs[-1].arrival_s
    moment_s = journey.arrival_s if query.arrive_by else journey.departure_s
    late_s = query.time_s - moment_s if query.arrive_by else moment_s - query.time_s
    assert late_s >= 0
    if query.window_s:
        assert late_s <= query.window_s
    for leg in legs:
        if isinstance(leg, Ride):
            replay_ride(network, leg)
        else:
            replay_walk(network, query, leg)
    for before, after in pairwise(legs):
        assert before.to_stop == after.from_stop, "legs join"
        assert before.arrival_s <= after.departure_s, "no leg starts before the last one ends"
    rides = journey.rides
    for before, after in pairwise(rides):
        change_s = footpath_s(network, before.to_stop, after.from_stop)
        assert change_s is not None, "changes follow footpaths"
        assert before.arrival_s + change_s <= after.departure_s, "there is time to change"
        same_run = (before.trip, before.service_day) == (after.trip, after.service_day)
        assert not (same_run and after.board_position >= before.alight_position), "stays seated"
    ends = (rides[0].from_stop, rides[-1].to_stop)
    assert any(o.stop == ends[0] for o in query.access)
    assert any(o.stop == ends[1] for o in query.egress)


def replay_ride(network: Network, ride: Ride) -> None:
    """Fail unless the trip runs that day and calls where and when the ride says."""
    active = network.services_on(ride.service_day)
    assert active is not None
    assert active[network.trip_service[ride.trip]], "the trip runs that day"
    assert ride.board_position < ride.alight_position
    pattern = network.pattern_of_trip(ride.trip)
    stops = network.stops_of_pattern(pattern)
    assert stops[ride.board_position] == ride.from_stop
    assert stops[ride.alight_position] == ride.to_stop
    start = network.pattern_stops_start[pattern]
    assert network.pattern_pickup[start + ride.board_position] != 1
    assert network.pattern_drop_off[start + ride.alight_position] != 1
    zone = ZoneInfo(network.timezone_name[network.timezone_of_trip(ride.trip)])
    midnight_s = service_midnight_s(ride.service_day, zone)
    arrivals_s, departures_s = network.times_of_trip(ride.trip)
    assert ride.departure_s == midnight_s + departures_s[ride.board_position]
    assert ride.arrival_s == midnight_s + arrivals_s[ride.alight_position]


def replay_walk(network: Network, query: Query, walk: Walk) -> None:
    """Fail unless the walk is an offset of the query or a footpath of the network."""
    if walk.kind is WalkKind.ACCESS:
        assert any((o.stop, o.duration_s) == (walk.to_stop, walk.duration_s) for o in query.access)
    elif walk.kind is WalkKind.EGRESS:
        assert any(
            (o.stop, o.duration_s) == (walk.from_stop, walk.duration_s) for o in query.egress
        )
    else:
        assert walk.from_stop is not None
        assert walk.to_stop is not None
        assert footpath_s(network, walk.from_stop, walk.to_stop) == walk.duration_s


def footpath_s(network: Network, from_stop: int, to_stop: int) -> int | None:
    """Return the seconds of the footpath between two stops, or None."""
    for path in range(network.footpaths_start[from_stop], network.footpaths_start[from_stop + 1]):
        if network.footpath_to[path] == to_stop:
            return int(network.footpath_s[path])
    return None
