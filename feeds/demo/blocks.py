"""Vehicles: which trips one vehicle runs after the other, and what that vehicle offers."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace

from feeds.demo.lines import COACH, RAIL, TRAM, Operator
from feeds.demo.timetable import Trip

_TURNAROUND_S = {TRAM: 180, RAIL: 480}
_BUS_TURNAROUND_S = 240
_LONGEST_WAIT_S = {TRAM: 2400, RAIL: 5400, COACH: 5400}
_LONGEST_BUS_WAIT_S = 2700
"""A vehicle that would wait longer goes back to the depot."""


def in_blocks(operator: Operator, trips: list[Trip], seed: int) -> list[Trip]:
    """Return the trips with the block of their vehicle, train numbers and wheelchair data.

    A vehicle ending at a place takes the next trip that leaves there on the same service. Buses
    change lines so; trams and trains keep to their own kind.
    """
    rng = random.Random(f"{seed} vehicles of {operator.key}")
    waiting: dict[tuple[str, str, str], list[tuple[int, str]]] = defaultdict(list)
    accessible: dict[str, int] = {}
    numbers = {0: 88_501, 1: 88_500}
    result = []
    for trip in sorted(trips, key=lambda t: (t.service, t.calls[0].departure_s, t.id)):
        mode = trip.line.mode
        fleet = trip.line.id if mode == TRAM else str(mode)
        leaves_s, arrives_s = trip.calls[0].departure_s, trip.calls[-1].arrival_s
        queue = waiting[trip.service, fleet, trip.start.id]
        longest_s = _LONGEST_WAIT_S.get(mode, _LONGEST_BUS_WAIT_S)
        ready = [vehicle for vehicle in queue if vehicle[0] <= leaves_s <= vehicle[0] + longest_s]
        if ready:
            vehicle = ready[0]
            queue.remove(vehicle)
            block = vehicle[1]
        else:
            block = f"{operator.key}-{len(accessible) + 1:03d}"
            accessible[block] = 1 if mode == TRAM else rng.choice(operator.accessible_vehicles)
        turnaround_s = _TURNAROUND_S.get(mode, _BUS_TURNAROUND_S)
        waiting[trip.service, fleet, trip.end.id].append((arrives_s + turnaround_s, block))
        number = ""
        if mode == RAIL:
            number = str(numbers[trip.direction])
            numbers[trip.direction] += 2
        if trip.line.every_s:
            block = ""  # a shuttle without timetable has no run to be continued
        result.append(
            replace(trip, block=block, number=number, wheelchair=accessible.get(block, 1))
        )
    return result
