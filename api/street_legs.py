"""Legs along streets as MOTIS writes them: line, distance, steps with instructions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from api.approaches.approach import Told
from api.door_to_door import Way
from api.emissions import street_emissions
from api.instructions import instructions
from api.place_responses import at_times, end_place, spot_place, stop_place
from api.places import PlaceInfo
from api.plan_request import PlanRequest
from api.polylines import NO_GEOMETRY, encoded
from api.service import Service
from api.times import show_time
from api.travelling import WALK
from api.wheelchair import ESTIMATED
from api.written_ways import Along
from planner import DETOUR_FACTOR, Walk, WalkKind, distance_m


class StreetLegs:
    """Writes the legs along streets of one answer; a way that several journeys share, once."""

    def __init__(self, service: Service, request: PlanRequest) -> None:
        self._service = service
        self._request = request
        self._instructions = instructions()
        self._origin = end_place(service, request.origin)
        self._destination = end_place(service, request.destination)
        self._written: dict[tuple[int, str, bool], dict[str, object]] = {}

    def legs(self, walk: Walk, ways: Sequence[Way]) -> list[dict[str, object]]:
        """Return the legs along streets of a piece of a journey, one for each way.

        Without a way it is one straight leg, estimated or a rule's.
        """
        is_transfer = walk.kind is WalkKind.FOOTPATH
        drawn = self._request.detailed_transfers if is_transfer else self._request.detailed_legs
        if not ways:
            leg = self._between(walk, None, (walk.departure_s, walk.arrival_s))
            leg |= _straight(self._service, self._request, walk, drawn=drawn)
            leg["wheelchair"] = ESTIMATED
            if walk.estimated:
                leg["estimated"] = True
            return [leg]
        legs, start_s = [], walk.departure_s
        for number, way in enumerate(ways):
            end_s = walk.arrival_s if number == len(ways) - 1 else start_s + way.duration_s
            leg = self._between(walk, way, (start_s, end_s))
            legs.append({**leg, **self._along(way, walk.kind, drawn=drawn), **way.members})
            if way.told is not None:
                _tell(legs[-1], way.told, (start_s, end_s))
            start_s = end_s
        return legs

    def _between(self, walk: Walk, way: Way | None, times_s: tuple[int, int]) -> dict[str, object]:
        """Return the mode, the ends and the times of a leg."""
        start_s, end_s = times_s
        mode = WALK if way is None else way.mode
        return {
            "mode": mode,
            "from": self._start(walk, way, start_s),
            "to": self._end(walk, way, end_s),
            **leg_times(start_s, end_s),
            "realTime": False,
            "emissions": street_emissions(self._service, way),
        }

    def _start(self, walk: Walk, way: Way | None, departure_s: int) -> dict[str, object]:
        """Return where a leg begins: a spot on the way, a stop or the origin."""
        service = self._service
        if way is not None and way.start is not None:
            return spot_place(service, way.start, departure_s=departure_s)
        if walk.from_stop is None:
            return at_times(self._origin, departure_s=departure_s)
        return stop_place(service, walk.from_stop, departure_s=departure_s)

    def _end(self, walk: Walk, way: Way | None, arrival_s: int) -> dict[str, object]:
        """Return where a leg ends: a spot on the way, a stop or the destination."""
        service = self._service
        if way is not None and way.end is not None:
            return spot_place(service, way.end, arrival_s=arrival_s)
        if walk.to_stop is None:
            return at_times(self._destination, arrival_s=arrival_s)
        return stop_place(service, walk.to_stop, arrival_s=arrival_s)

    def _along(self, way: Way, kind: WalkKind, *, drawn: bool) -> dict[str, object]:
        """Return the distance, the line and the steps of a way."""
        key = (id(way.path), way.mode, drawn)
        if key not in self._written:
            ways = self._service.written_ways
            write = ways.kept if kind is WalkKind.FOOTPATH else ways.members
            along = Along(way.path, way.mode, way.profile, way.distance_m, drawn)
            self._written[key] = write(along, self._instructions)
        return self._written[key]


def _tell(leg: dict[str, object], told: Told, times_s: tuple[int, int]) -> None:
    """Add what a leg and its ends say at its times."""
    leg |= told.leg(*times_s)
    for name, members in zip(("from", "to"), told.places(*times_s), strict=True):
        place = leg[name]
        assert isinstance(place, dict), "a place is an object"
        leg[name] = place | dict(members)


def walking_s(legs: Iterable[Mapping[str, object]]) -> int:
    """Return how long one walks on legs that are written."""
    return sum(int(str(leg["duration"])) for leg in legs if leg["mode"] == WALK)


def leg_times(departure_s: int, arrival_s: int) -> dict[str, object]:
    """Return the members about the times of a leg."""
    start, end = show_time(departure_s), show_time(arrival_s)
    return {
        "duration": arrival_s - departure_s,
        "startTime": start,
        "endTime": end,
        "scheduledStartTime": start,
        "scheduledEndTime": end,
        "scheduled": True,
    }


def _straight(
    service: Service, request: PlanRequest, walk: Walk, *, drawn: bool
) -> dict[str, object]:
    """Return the distance and the line of a leg whose streets are not known."""
    points = [
        _position(service, walk.from_stop, request.origin),
        _position(service, walk.to_stop, request.destination),
    ]
    to_lat, to_lon = (np.array([degrees]) for degrees in points[1])
    beeline_m = distance_m(*points[0], to_lat, to_lon)
    return {
        "distance": round(float(beeline_m[0]) * DETOUR_FACTOR),
        "legGeometry": encoded(points) if drawn else NO_GEOMETRY,
    }


def _position(service: Service, stop: int | None, end: PlaceInfo) -> tuple[float, float]:
    """Return where a stop is, or the end of the search that None stands for."""
    if stop is None:
        return end.lat, end.lon
    network = service.snapshot.network
    return float(network.stop_lat[stop]), float(network.stop_lon[stop])
