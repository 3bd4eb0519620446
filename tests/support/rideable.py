"""Replay a journey on the network, leg by leg, as a traveller would."""

from __future__ import annotations

from itertools import pairwise
from zoneinfo import ZoneInfo

from planner import Journey, Network, Query, Ride, Walk, WalkKind, service_midnight_s
from tests.support.oracle import World


def replay(world: World, query: Query, journey: Journey) -> None:
    """Fail unless every leg exists, the legs join, and every change can be made."""
    network, legs = world.network, journey.legs
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
            replay_walk(query, leg)
    for before, after in pairwise(legs):
        assert before.arrival_s <= after.departure_s, "no leg starts before the last one ends"
    rides = journey.rides
    assert not rides[0].stay_seated
    for before, after in pairwise(legs):
        if isinstance(before, Ride) and isinstance(after, Ride) and after.stay_seated:
            continue
        assert before.to_stop == after.from_stop, "legs join"
    for before, after in pairwise(rides):
        replay_change(world, before, after)
        same_run = run_of(world, before) == run_of(world, after)
        if same_run and not any(via.stay_s for via in query.vias):
            assert after.board_position < before.alight_position, "stays seated"
    walks = [leg for leg in legs if isinstance(leg, Walk) and leg.kind is WalkKind.FOOTPATH]
    for walk in walks:
        index = legs.index(walk)
        before, after = legs[index - 1], legs[index + 1]
        assert isinstance(before, Ride)
        assert isinstance(after, Ride)
        assert walk.duration_s <= (change_s(world, before, after) or 0)
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
    first, last = ride.board_position, ride.alight_position
    assert first == 0 or network.pattern_pickup[start + first] != 1
    assert last == len(stops) - 1 or network.pattern_drop_off[start + last] != 1
    zone = ZoneInfo(network.timezone_name[network.timezone_of_trip(ride.trip)])
    midnight_s = service_midnight_s(ride.service_day, zone)
    arrivals_s, departures_s = network.times_of_trip(ride.trip)
    assert ride.departure_s == midnight_s + departures_s[ride.board_position]
    assert ride.arrival_s == midnight_s + arrivals_s[ride.alight_position]


def replay_change(world: World, before: Ride, after: Ride) -> None:
    """Fail unless one can get from one ride to the next in time, or stay seated."""
    one, other = run_of(world, before), run_of(world, after)
    if after.stay_seated:
        assert other in world.next[one], "the vehicle goes on as that trip"
        assert before.alight_position == len(world.runs[one].calls) - 1
        assert after.board_position == 0
        return
    seconds = change_s(world, before, after)
    assert seconds is not None, "the change is not forbidden"
    assert before.arrival_s + seconds <= after.departure_s, "there is time to change"


def change_s(world: World, before: Ride, after: Ride) -> int | None:
    """Return the seconds to change between two rides."""
    return world.change_s(
        run_of(world, before), before.to_stop, run_of(world, after), after.from_stop
    )


def run_of(world: World, ride: Ride) -> int:
    """Return the run of a ride."""
    names = [(run.trip, run.day) for run in world.runs]
    return names.index((ride.trip, ride.service_day))


def replay_walk(query: Query, walk: Walk) -> None:
    """Fail unless a walk at an end is an offset of the query."""
    if walk.kind is WalkKind.ACCESS:
        assert any((o.stop, o.duration_s) == (walk.to_stop, walk.duration_s) for o in query.access)
    elif walk.kind is WalkKind.EGRESS:
        assert any(
            (o.stop, o.duration_s) == (walk.from_stop, walk.duration_s) for o in query.egress
        )
