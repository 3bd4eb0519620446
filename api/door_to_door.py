"""From a door to the stops and from door to door: on foot, in a wheelchair, by bike, by car."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from api.places import PlaceInfo, PlaceKind
from api.plan_request import PlanRequest
from api.service import Service
from api.travelling import BIKE, WALK, Travelling
from planner import (
    DETOUR_FACTOR,
    Journey,
    Network,
    Offset,
    Pace,
    Profile,
    StreetPath,
    Walk,
    distance_m,
    length_of_path,
    offsets_near,
    offsets_of_stops,
    walk_duration_s,
)

PARKING_S = 60
"""To lock a bike at the stop, or to unlock it there."""

_LONGEST_WAY_S = 4 * 3600
"""A way that was searched is found again within this."""

WayKey = tuple[int | None, int | None]
"""Stops at the ends of a leg, None for the origin or the destination."""


@dataclass(frozen=True, slots=True)
class Way:
    """A leg along streets."""

    mode: str
    profile: Profile
    path: StreetPath
    distance_m: float


@dataclass(frozen=True, slots=True)
class InReach:
    """The stops that can be reached from a place, or that lead to it."""

    offsets: tuple[Offset, ...] = ()
    mode_of: Mapping[int, str] = field(default_factory=dict)
    """How each of them is reached."""
    settled: int = 0
    """Junctions of streets reached to know."""


@dataclass(frozen=True, slots=True)
class Direct:
    """Going all the way without transit."""

    mode: str
    duration_s: int
    distance_m: float
    way: Way | None
    """None: a beeline estimate."""


def stops_in_reach(service: Service, request: PlanRequest, *, leaving: bool) -> InReach:
    """Return the stops in reach of the origin (`leaving`) or of the destination."""
    travelling = request.travelling
    if leaving:
        return in_reach(service, travelling, request.origin, request.max_access_s, leaving=True)
    return in_reach(service, travelling, request.destination, request.max_egress_s, leaving=False)


def in_reach(
    service: Service, travelling: Travelling, place: PlaceInfo, limit_s: int, *, leaving: bool
) -> InReach:
    """Return the stops in reach of a place, from it or (not `leaving`) towards it.

    Where several modes lead to a stop the quickest counts.
    """
    best: dict[int, Offset] = {}
    mode_of: dict[int, str] = {}
    settled = 0
    for mode in travelling.access_modes if leaving else travelling.egress_modes:
        offsets, n_settled = _offsets(service, travelling, place, mode, limit_s, leaving=leaving)
        settled += n_settled
        for offset in offsets:
            known = best.get(offset.stop)
            if known is None or offset.duration_s < known.duration_s:
                best[offset.stop], mode_of[offset.stop] = offset, mode
    found = sorted(best.values(), key=lambda offset: (offset.duration_s, offset.stop))
    return InReach(tuple(found), mode_of, settled)


def _offsets(
    service: Service,
    travelling: Travelling,
    place: PlaceInfo,
    mode: str,
    limit_s: int,
    *,
    leaving: bool,
) -> tuple[tuple[Offset, ...], int]:
    """Return the stops in reach by one mode, and how many junctions were looked at."""
    point, streets = (place.lat, place.lon), service.streets
    if mode == BIKE:
        assert streets is not None, "bikes are refused where no streets are known"
        offsets, settled = streets.offsets_near(
            point, travelling.pace_of(mode), limit_s - PARKING_S, leaving=leaving
        )
        parked = (replace(o, duration_s=o.duration_s + PARKING_S) for o in offsets)
        return tuple(parked), settled
    if place.stops:
        network = service.planner_for(travelling).network
        stops = np.array(place.stops, dtype=np.int32)
        offsets = offsets_of_stops(network, stops, leaving=leaving)
        return tuple(offset for offset in offsets if offset.duration_s <= limit_s), 0
    if streets is None:
        return offsets_near(service.snapshot.network, *point, limit_s), 0
    return streets.offsets_near(point, travelling.pace_of(mode), limit_s, leaving=leaving)


def direct_ways(service: Service, request: PlanRequest) -> tuple[Direct, ...]:
    """Return how to go all the way by each mode asked for; only the first page tells."""
    if request.cursor is not None:
        return ()
    found = (_direct(service, request, mode) for mode in request.travelling.direct_modes)
    return tuple(direct for direct in found if direct is not None)


def _direct(service: Service, request: PlanRequest, mode: str) -> Direct | None:
    start, end = ((p.lat, p.lon) for p in (request.origin, request.destination))
    pace, streets = request.travelling.pace_of(mode), service.streets
    if streets is not None and (
        mode != WALK
        or pace.profile is not Profile.FOOT
        or (streets.has_street_near(start, pace) and streets.has_street_near(end, pace))
    ):
        path = streets.path(start, end, pace, request.max_direct_s)
        if path is None:
            return None
        way = Way(mode, pace.profile, path, length_of_path(streets.graph, path))
        return Direct(mode, path.duration_s, way.distance_m, way)
    lat, lon = np.array([end[0]]), np.array([end[1]])
    beeline_m = distance_m(*start, lat, lon)
    duration_s = int(walk_duration_s(beeline_m)[0])
    if duration_s > request.max_direct_s:
        return None
    return Direct(mode, duration_s, float(beeline_m[0]) * DETOUR_FACTOR, None)


def ways_of(
    service: Service,
    request: PlanRequest,
    journeys: Iterable[Journey],
    modes: tuple[Mapping[int, str], Mapping[int, str]],
) -> dict[WayKey, Way]:
    """Return the way of every leg along streets that is measured and not estimated.

    `modes`: how the stops were reached from the origin, and the destination from the stops.
    """
    streets = service.streets
    ways: dict[WayKey, Way] = {}
    if streets is None:
        return ways
    legs = (leg for journey in journeys for leg in journey.legs if isinstance(leg, Walk))
    for leg in legs:
        key = (leg.from_stop, leg.to_stop)
        if key in ways or leg.estimated or not leg.duration_s:
            continue
        mode = WALK
        if leg.from_stop is None and leg.to_stop is not None:
            mode = modes[0].get(leg.to_stop, WALK)
        elif leg.to_stop is None and leg.from_stop is not None:
            mode = modes[1].get(leg.from_stop, WALK)
        pace = request.travelling.pace_of(mode)
        start, end = _ends(service, request, leg, mode)
        path = streets.path(start, end, pace, _LONGEST_WAY_S)
        if path is not None:
            ways[key] = Way(mode, pace.profile, path, length_of_path(streets.graph, path))
    return ways


def _ends(
    service: Service, request: PlanRequest, leg: Walk, mode: str
) -> tuple[tuple[float, float] | int, tuple[float, float] | int]:
    """Return where a leg begins and ends: a stop, or the point that was asked for.

    Whoever leaves from a station walks from the stop of it whose footpath was taken.
    """
    network = service.planner_for(request.travelling).network
    start: tuple[float, float] | int = request.origin.lat, request.origin.lon
    end: tuple[float, float] | int = request.destination.lat, request.destination.lon
    if leg.from_stop is not None:
        start = leg.from_stop
    elif request.origin.stops and mode == WALK and leg.to_stop is not None:
        pairs = [(stop, leg.to_stop) for stop in request.origin.stops]
        start = _quickest(network, pairs)[0]
    if leg.to_stop is not None:
        end = leg.to_stop
    elif request.destination.stops and mode == WALK and leg.from_stop is not None:
        pairs = [(leg.from_stop, stop) for stop in request.destination.stops]
        end = _quickest(network, pairs)[1]
    return start, end


def _quickest(network: Network, pairs: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the pair of stops with the shortest footpath."""
    starts = network.footpaths_start

    def duration_s(pair: tuple[int, int]) -> int:
        rows = slice(int(starts[pair[0]]), int(starts[pair[0] + 1]))
        times = network.footpath_s[rows][network.footpath_to[rows] == pair[1]]
        return int(times.min(initial=_LONGEST_WAY_S))

    return min(pairs, key=duration_s)


def unknown_streets(service: Service, request: PlanRequest) -> tuple[bool, bool]:
    """Tell of the origin and of the destination whether they are points without a street near."""
    streets = service.streets
    if streets is None:
        return False, False
    origin, destination = (
        place.kind is PlaceKind.COORDINATES
        and not streets.has_street_near((place.lat, place.lon), Pace())
        for place in (request.origin, request.destination)
    )
    return origin, destination
