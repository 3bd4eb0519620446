"""The slow twin of searches with further criteria: every way to ride, compared in everything.

Optimise nothing here. One forward enumeration serves every kind of query; what the query asks for
is picked from all that can be ridden. It shares no code with the planner but the network's arrays
and the emission factors.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from planner import Criterion, EmissionFactors, Offset, Query
from tests.support.oracle import World, change_through_s, is_ridden_through, stay_s


class Found(NamedTuple):
    """What a journey is worth."""

    departure_s: int
    arrival_s: int
    transfers: int
    walked_min: int
    emitted_dag: int


class Aboard(NamedTuple):
    """Somewhere in a vehicle: at a call of a run, so many vias passed."""

    run: int
    position: int
    passed: int


Way = tuple[int, int, int, bool]
"""How one got there: minus the departure, minutes walked, tens of grams emitted; and whether one
left a vehicle only to board it again."""
Ways = dict[Aboard, set[Way]]


def expected(world: World, query: Query, factors: EmissionFactors) -> tuple[set[Found], set[Found]]:
    """Return what the search must find, and what of it may be lost.

    Lost may be what can be had by leaving a vehicle only to board it again, which emits less.
    """
    every = everything(world, query, factors)
    front = best_of({journey for journey, _ in every}, query)
    return front, {journey for journey, boards_again in every if boards_again}


def best_of(found: set[Found], query: Query) -> set[Found]:
    """Return what the query asks for of all journeys."""
    if query.arrive_by:
        last_s, span_s = query.time_s, query.window_s
        found = {j for j in found if j.arrival_s <= last_s}
        if span_s:
            found = {j for j in found if j.arrival_s >= last_s - span_s}
    else:
        found = {j for j in found if j.departure_s >= query.time_s}
        if query.window_s:
            found = {j for j in found if j.departure_s <= query.time_s + query.window_s}
    good = {j for j in found if not any(is_too_much_worse(j, other, query) for other in found)}
    front = {j for j in good if not any(beats(other, j, query) for other in good)}
    if query.window_s:
        return front
    best: dict[tuple[int, ...], Found] = {}
    for journey in front:
        key = (*journey[2:], journey.departure_s if query.arrive_by else journey.arrival_s)
        known = best.get(key)
        if known is None or better_end(journey, known, query):
            best[key] = journey
    return set(best.values())


def better_end(one: Found, other: Found, query: Query) -> bool:
    """Of journeys worth the same, the one that arrives earlier (leaves later) counts."""
    if query.arrive_by:
        return one.arrival_s < other.arrival_s
    return one.departure_s > other.departure_s


def is_too_much_worse(one: Found, other: Found, query: Query) -> bool:
    """Tell whether the slack leaves `one` out because there is `other`."""
    slack = query.slack
    no_worse_ends = (
        not query.window_s
        or (query.arrive_by and other.arrival_s <= one.arrival_s)
        or (not query.arrive_by and other.departure_s >= one.departure_s)
    )
    if query.arrive_by:
        gain_s = other.departure_s - one.departure_s
    else:
        gain_s = one.arrival_s - other.arrival_s
    too_slow = gain_s > slack.time_s and other.transfers <= one.transfers
    too_many = gain_s >= 0 and other.transfers + slack.transfers < one.transfers
    return no_worse_ends and (too_slow or too_many)


def beats(one: Found, other: Found, query: Query) -> bool:
    """Tell whether one journey is as good in everything that counts, or hardly worse.

    For each minute that the other arrives later (with `arrive_by` leaves earlier) it must spare so
    much on foot or of emissions; a change counts as five minutes. Without a window only the arrival
    counts (with `arrive_by` only the departure).
    """
    if one == other:
        return False
    pairs = [(one.transfers, other.transfers)]
    if query.window_s or not query.arrive_by:
        pairs.append((one.arrival_s, other.arrival_s))
    if query.window_s or query.arrive_by:
        pairs.append((-one.departure_s, -other.departure_s))
    if any(a > b for a, b in pairs):
        return False
    later_s = one.departure_s - other.departure_s
    if not query.arrive_by:
        later_s = other.arrival_s - one.arrival_s
    later_min = Fraction(later_s + 300 * (other.transfers - one.transfers), 60)
    spared_s = 60 * (one.walked_min - other.walked_min)
    spared_dag = one.emitted_dag - other.emitted_dag
    hardly = spared_s <= later_min * query.slack.late_walk_s
    hardly &= spared_dag <= later_min * query.slack.late_dag
    equal = spared_s == spared_dag == later_min == 0 and all(a == b for a, b in pairs)
    return hardly and not equal


def everything(world: World, query: Query, factors: EmissionFactors) -> list[tuple[Found, bool]]:
    """List what every journey is worth, but for those that leave earlier, walk and emit more."""
    ways = board_first(world, query)
    found = []
    for transfers in range(query.max_transfers + 1):
        ways = ride_on(world, query, ways, factors)
        for aboard, reached in ways.items():
            call = world.runs[aboard.run].calls[aboard.position]
            for offset in query.egress:
                if offset.stop == call.stop and stay_s(query.vias[aboard.passed :], call.stop) == 0:
                    found += [
                        (
                            Found(
                                -way[0],
                                call.arrives_s + offset.duration_s,
                                transfers,
                                way[1] + on_foot(query, offset),
                                way[2] + emitted_at_end(query, offset),
                            ),
                            way[3],
                        )
                        for way in reached
                    ]
        ways = change(world, query, ways)
    return found


def walking(query: Query, duration_s: int) -> int:
    """Count the minutes of a walk, if they count: each begun one."""
    return math.ceil(duration_s / 60) if Criterion.WALKING in query.criteria else 0


def on_foot(query: Query, offset: Offset) -> int:
    """Count the minutes on foot at an end, if they count."""
    return walking(query, offset.duration_s if offset.walked_s is None else offset.walked_s)


def emitted_at_end(query: Query, offset: Offset) -> int:
    """Count what the way at an end emits and what its minutes on foot weigh, if that counts."""
    if Criterion.CO2E not in query.criteria:
        return 0
    walked_s = offset.duration_s if offset.walked_s is None else offset.walked_s
    return offset.emitted_dag + query.slack.walk_dag * math.ceil(walked_s / 60)


def board_first(world: World, query: Query) -> Ways:
    """List every first boarding, straight from the origin."""
    ways: Ways = {}
    for number, run in enumerate(world.runs):
        for position, call in enumerate(run.calls[:-1]):
            for offset in query.access if call.may_board else ():
                for passed in range(len(query.vias) + 1):
                    if offset.stop == call.stop and stay_s(query.vias[:passed], call.stop) == 0:
                        way = (
                            offset.duration_s - call.leaves_s,
                            on_foot(query, offset),
                            emitted_at_end(query, offset),
                            False,
                        )
                        if not leaves_after_the_window(query, -way[0]):
                            add(ways, Aboard(number, position, passed), way)
    return ways


def leaves_after_the_window(query: Query, departure_s: int) -> bool:
    """Tell whether leaving then is no answer, so that nothing else is worse for it."""
    if query.arrive_by or not query.window_s:
        return False
    return departure_s > query.time_s + query.window_s


def ride_on(world: World, query: Query, boarded: Ways, factors: EmissionFactors) -> Ways:
    """Ride to every later call where one may alight, staying seated where one may."""
    ways: Ways = {}
    for start, reached in boarded.items():
        ahead = [(start, 0)]
        while ahead:
            here, emitted_dag = ahead.pop()
            run, passed = world.runs[here.run], here.passed
            for position in range(here.position + 1, len(run.calls)):
                call = run.calls[position]
                while passed < len(query.vias) and is_ridden_through(query.vias[passed], call):
                    passed += 1
                mg = emitted_dag + emitted(world, query, here, position, factors)
                for way in reached if call.may_alight else ():
                    ridden = (way[0], way[1], way[2] + mg, way[3])
                    add(ways, Aboard(here.run, position, passed), ridden)
            last = len(run.calls) - 1
            mg = emitted_dag + emitted(world, query, here, last, factors)
            for after in world.next[here.run]:
                first = world.runs[after].calls[0]
                seated = passed
                while seated < len(query.vias) and is_ridden_through(query.vias[seated], first):
                    seated += 1
                ahead.append((Aboard(after, 0, seated), mg))
    return ways


def emitted(
    world: World, query: Query, start: Aboard, position: int, factors: EmissionFactors
) -> int:
    """Return the tens of grams of a ride in one run, if they count."""
    if Criterion.CO2E not in query.criteria:
        return 0
    network, trip = world.network, world.runs[start.run].trip
    pattern = network.pattern_of_trip(trip)
    first, end = network.pattern_stops_start[pattern : pattern + 2].tolist()
    metres = network.pattern_distance_m[first:end].tolist()
    vehicle = {0: "tram", 3: "coach"}[int(network.line_type[network.trip_line[trip]])]
    mg_per_km = factors.vehicles[vehicle].mg_per_km
    here, there = (metres[at] * mg_per_km // 1000 // 10_000 for at in (start.position, position))
    return there - here


def change(world: World, query: Query, ways: Ways) -> Ways:
    """Change to every vehicle that is caught."""
    boarded: Ways = {}
    for aboard, reached in ways.items():
        from_call = world.runs[aboard.run].calls[aboard.position]
        for number, run in enumerate(world.runs):
            for position, call in enumerate(run.calls[:-1]):
                for passed in range(aboard.passed, len(query.vias) + 1) if call.may_board else ():
                    one = aboard.run, from_call.stop, aboard.passed
                    other = number, call.stop, passed
                    change_s = change_through_s(world, query, one, other)
                    if change_s is None or from_call.arrives_s + change_s > call.leaves_s:
                        continue
                    walk_s = world.walk_s(aboard.run, from_call.stop, number, call.stop) or 0
                    walk_s = 0 if from_call.stop == call.stop else walk_s
                    walk = Offset(call.stop, walk_s)
                    more = on_foot(query, walk), emitted_at_end(query, walk)
                    for way in reached:
                        key = Aboard(number, position, passed)
                        again = number == aboard.run and position >= aboard.position
                        on = way[0], way[1] + more[0], way[2] + more[1], way[3] or again
                        add(boarded, key, on)
    return boarded


def add(ways: Ways, key: Aboard, way: Way) -> None:
    """Keep a way that none there is as good as, and drop those it is as good as."""
    known = ways.setdefault(key, set())
    alike = {other for other in known if other[3] == way[3]}
    if any(all(a <= b for a, b in zip(other, way, strict=True)) for other in alike):
        return
    known -= {other for other in alike if all(a <= b for a, b in zip(way, other, strict=True))}
    known.add(way)
