"""Legs along streets: the ways of an answer's journeys, and going all the way without transit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from api.approaches.approach import InReach, Part, Spot, Told
from api.approaches.booked import Span, booked_directly
from api.approaches.finding import moment_of
from api.approaches.rented import classes_for, pace_of, ridden_directly
from api.places import PlaceKind
from api.plan_request import PlanRequest
from api.service import Service
from api.travelling import FLEX, RENTAL, WALK
from planner import (
    Journey,
    Network,
    Pace,
    Profile,
    StreetPath,
    Walk,
    distance_m,
    length_of_path,
    walk_duration_s,
)

_LONGEST_WAY_S = 4 * 3600
"""A way that was searched is found again within this."""

EndsInReach = tuple[InReach, InReach]
"""What is in reach of the origin and of the destination."""

Place = tuple[float, float] | int
"""A point (lat, lon) or the number of a stop."""


@dataclass(frozen=True, slots=True)
class Way:
    """A leg along streets, by one mode."""

    mode: str
    profile: Profile
    path: StreetPath
    distance_m: float
    duration_s: int
    """What was searched: parking and the like included."""
    start: Spot | None = None
    end: Spot | None = None
    """None: an end of the leg of the search."""
    members: Mapping[str, object] = field(default_factory=dict)
    """What the leg says beside."""
    told: Told | None = None
    """What it says once its times are known."""


@dataclass(frozen=True, slots=True)
class Direct:
    """Going all the way without transit."""

    mode: str
    duration_s: int
    ways: tuple[Way, ...]
    """None: a beeline estimate."""
    settled: int = 0
    """Junctions of streets reached to know, those of the ways not counted."""
    departure_s: int | None = None
    """None: at the moment asked for."""


def direct_ways(service: Service, request: PlanRequest) -> tuple[Direct, ...]:
    """Return how to go all the way by each mode asked for; only the first page tells."""
    if request.cursor is not None:
        return ()
    found: list[Direct | None] = []
    for mode in request.travelling.direct_modes:
        if mode == RENTAL:
            found += _rented(service, request)
        elif mode == FLEX:
            found += _booked(service, request)
        else:
            found.append(_direct(service, request, mode))
    return tuple(direct for direct in found if direct is not None)


def _booked(service: Service, request: PlanRequest) -> Iterator[Direct]:
    """Go all the way by an on-demand ride, within its hours and notice."""
    assert service.on_demand is not None, "refused where there is none"
    assert service.streets is not None, "refused where no streets are known"
    now_s = int(service.now().timestamp())
    span = Span(request.time_s, request.window_s, request.arrive_by, now_s)
    start, end = ((p.lat, p.lon) for p in (request.origin, request.destination))
    limit_s = request.max_direct_s
    ride = booked_directly(service.on_demand, service.streets, (start, end), span, limit_s)
    if ride is not None:
        ways = _Ways(service, request).along((ride[0],), start, end)
        yield Direct(FLEX, ride[0].duration_s, ways, departure_s=ride[1])


def _rented(service: Service, request: PlanRequest) -> Iterator[Direct]:
    """Go all the way by a shared vehicle, the quickest of each kind."""
    assert service.shared is not None, "rentals are refused where there are none"
    travelling, moment = request.travelling, moment_of(service, request)
    start, end = ((p.lat, p.lon) for p in (request.origin, request.destination))
    finder = _Ways(service, request)
    for kind in classes_for(service.shared.current(), travelling.direct_rentals, moment):
        paces = pace_of(kind, travelling), travelling.pace_of(WALK)
        limit_s = request.max_direct_s
        parts, settled = ridden_directly(kind, (start, end), paces, limit_s, moment)
        ways = finder.along(parts, start, end)
        if ways:
            yield Direct(RENTAL, sum(way.duration_s for way in ways), ways, settled)


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
        metres = length_of_path(streets.graph, path)
        way = Way(mode, pace.profile, path, metres, path.duration_s)
        return Direct(mode, path.duration_s, (way,))
    lat, lon = np.array([end[0]]), np.array([end[1]])
    duration_s = int(walk_duration_s(distance_m(*start, lat, lon), pace.beeline_m_s)[0])
    return Direct(mode, duration_s, ()) if duration_s <= request.max_direct_s else None


def ways_of(
    service: Service, request: PlanRequest, journeys: Iterable[tuple[Journey, EndsInReach]]
) -> dict[Walk, tuple[Way, ...]]:
    """Return the ways of every leg along streets that is measured and not estimated.

    Each journey comes with what it was searched with. One way is looked for once.
    """
    if service.streets is None:
        return {}
    finder = _Ways(service, request)
    ways: dict[Walk, tuple[Way, ...]] = {}
    for journey, ends in journeys:
        for leg in journey.legs:
            if isinstance(leg, Walk) and not leg.estimated and leg.duration_s and leg not in ways:
                ways[leg] = finder.ways(leg, ends)
    return {leg: found for leg, found in ways.items() if found}


class _Ways:
    """Finds the ways of the legs of one answer."""

    def __init__(self, service: Service, request: PlanRequest) -> None:
        self._service = service
        self._request = request
        self._found: dict[tuple[object, ...], tuple[StreetPath, float] | None] = {}
        """Ways with their metres."""

    def ways(self, leg: Walk, ends: EndsInReach) -> tuple[Way, ...]:
        """Return the ways of a leg, one after the other; none where one cannot be found."""
        walk = (Part(WALK, self._request.travelling.pace_of(WALK), leg.duration_s),)
        parts: tuple[Part, ...] = walk
        if leg.from_stop is None and leg.to_stop is not None:
            parts = ends[0].parts(leg.to_stop)
        elif leg.to_stop is None and leg.from_stop is not None:
            parts = ends[1].parts(leg.from_stop)
        start, end = self._ends(leg, on_foot=len(parts) == 1 and parts[0].mode == WALK)
        return self.along(parts, start, end)

    def along(self, parts: Sequence[Part], start: Place, end: Place) -> tuple[Way, ...]:
        """Return the ways of parts between two places; none where one cannot be found."""
        ways = []
        for part in parts:
            way = self._way(part, start, end)
            if way is None:
                return ()
            ways.append(way)
        return tuple(ways)

    def _way(self, part: Part, start: Place, end: Place) -> Way | None:
        """Return a way from the start of a leg or a spot to a spot or the end of the leg."""
        streets = self._service.streets
        assert streets is not None, "legs are estimated where no streets are known"
        begins = start if part.start is None else part.start.point
        leads = end if part.end is None else part.end.point
        key = begins, leads, part.pace
        if key not in self._found:
            path = streets.path(begins, leads, part.pace, _LONGEST_WAY_S)
            measured = None if path is None else (path, length_of_path(streets.graph, path))
            self._found[key] = measured
        found = self._found[key]
        if found is None:
            return None
        return Way(
            part.mode,
            part.pace.profile,
            *found,
            part.duration_s,
            part.start,
            part.end,
            part.members,
            part.told,
        )

    def _ends(self, leg: Walk, *, on_foot: bool) -> tuple[Place, Place]:
        """Return where a leg begins and ends: a stop, or the point that was asked for.

        Whoever leaves from a station walks from the stop of it whose footpath was taken.
        """
        request = self._request
        network = self._service.planner_for(request.travelling).network
        start: Place = request.origin.lat, request.origin.lon
        end: Place = request.destination.lat, request.destination.lon
        if leg.from_stop is not None:
            start = leg.from_stop
        elif request.origin.stops and on_foot and leg.to_stop is not None:
            pairs = [(stop, leg.to_stop) for stop in request.origin.stops]
            start = _quickest(network, pairs)[0]
        if leg.to_stop is not None:
            end = leg.to_stop
        elif request.destination.stops and on_foot and leg.from_stop is not None:
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
