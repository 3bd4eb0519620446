"""How far an answer knows that a wheelchair can go: yes, no or unknown, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from planner import (
    SURFACE_UNKNOWN,
    Network,
    Ride,
    StreetGraph,
    StreetPath,
    is_known_to_roll,
    obstacles_of,
)

YES, NO, UNKNOWN = "YES", "NO", "UNKNOWN"
Wheelchair: TypeAlias = dict[str, object]

ESTIMATED: Wheelchair = {"accessible": UNKNOWN, "reasons": ["way-unknown"]}
"""Of a leg whose streets are not known."""
_SCORES = {YES: 1.0, UNKNOWN: 0.5, NO: 0.0}
_SAID = {0: UNKNOWN, 1: YES, 2: NO}
"""GTFS values of wheelchair_accessible and wheelchair_boarding."""


def of_rides(network: Network, rides: Sequence[Ride]) -> Wheelchair:
    """Return what the operator says of a vehicle and of where one gets on and off."""
    vehicles = [_SAID[int(network.trip_wheelchair[ride.trip])] for ride in rides]
    stops = [
        _SAID[int(network.stop_wheelchair[stop])]
        for stop in (rides[0].from_stop, rides[-1].to_stop)
    ]
    accessible = _least((*vehicles, *stops))
    reasons = []
    for what, said in (("vehicle", vehicles), ("stop", stops)):
        if NO in said:
            reasons.append(f"{what}-not-accessible")
        elif UNKNOWN in said:
            reasons.append(f"{what}-unknown")
    return {"accessible": accessible, "reasons": reasons}


def of_path(graph: StreetGraph, path: StreetPath) -> Wheelchair:
    """Return what the map says of a way."""
    obstacles = obstacles_of(graph, path)
    if obstacles:
        return {"accessible": NO, "reasons": list(obstacles)}
    if is_known_to_roll(graph, path):
        return {"accessible": YES, "reasons": []}
    return {"accessible": UNKNOWN, "reasons": [SURFACE_UNKNOWN]}


def of_legs(legs: Iterable[Mapping[str, Any]]) -> Wheelchair:
    """Return the least of what is said of the legs, and their product as a score from 0 to 1.

    Legs by bike or car say nothing.
    """
    said = [leg["wheelchair"] for leg in legs if "wheelchair" in leg]
    score = 1.0
    for leg in said:
        score *= _SCORES[leg["accessible"]]
    reasons = dict.fromkeys(reason for leg in said for reason in leg["reasons"])
    accessible = _least(leg["accessible"] for leg in said)
    return {"accessible": accessible, "score": round(score, 3), "reasons": list(reasons)}


def _least(said: Iterable[str]) -> str:
    return min(said, key=_SCORES.__getitem__, default=UNKNOWN)
