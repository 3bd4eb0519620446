"""Legs along streets as MOTIS writes them: line, distance, steps with instructions."""

from __future__ import annotations

import numpy as np

from api.door_to_door import Way
from api.instructions import Instructions
from api.place_responses import end_place, stop_place
from api.places import PlaceInfo
from api.plan_request import PlanRequest
from api.polylines import NO_GEOMETRY, encoded
from api.service import Service
from api.times import show_time
from planner import (
    DETOUR_FACTOR,
    EdgeKind,
    Step,
    StreetGraph,
    Walk,
    WalkKind,
    distance_m,
    line_through,
    steps_of_path,
)


class StreetLegs:
    """Writes the legs along streets of one answer; a way that several journeys share, once."""

    def __init__(self, service: Service, request: PlanRequest) -> None:
        self._service = service
        self._request = request
        self._instructions = Instructions()
        self._written: dict[tuple[int, bool], dict[str, object]] = {}

    def leg(self, walk: Walk, way: Way | None) -> dict[str, object]:
        """Return a leg along streets; without a way it is straight, estimated or a rule's."""
        service, request = self._service, self._request
        is_transfer = walk.kind is WalkKind.FOOTPATH
        drawn = request.detailed_transfers if is_transfer else request.detailed_legs
        leg: dict[str, object] = {
            "mode": "WALK" if way is None else way.mode,
            "from": end_place(service, request.origin, departure_s=walk.departure_s)
            if walk.from_stop is None
            else stop_place(service, walk.from_stop, departure_s=walk.departure_s),
            "to": end_place(service, request.destination, arrival_s=walk.arrival_s)
            if walk.to_stop is None
            else stop_place(service, walk.to_stop, arrival_s=walk.arrival_s),
            **leg_times(walk.departure_s, walk.arrival_s),
            "realTime": False,
        }
        if way is None:
            leg |= _straight(service, request, walk, drawn=drawn)
        else:
            leg |= self._along(way, drawn=drawn)
        if walk.estimated:
            leg["estimated"] = True
        return leg

    def _along(self, way: Way, *, drawn: bool) -> dict[str, object]:
        """Return the distance, the line and the steps of a way."""
        streets = self._service.streets
        assert streets is not None, "a way was found on streets"
        key = (id(way), drawn)
        if key not in self._written:
            self._written[key] = self._members(streets.graph, way, drawn=drawn)
        return self._written[key]

    def _members(self, graph: StreetGraph, way: Way, *, drawn: bool) -> dict[str, object]:
        """Return the distance of a way and, where it is drawn, its line and its steps."""
        members: dict[str, object] = {"distance": round(way.distance_m)}
        if not drawn:
            return members | {"legGeometry": NO_GEOMETRY}
        steps = steps_of_path(graph, way.path, way.profile)
        line = line_through(way.path, [step.points for step in steps])
        told = [self._step(step, way) for step in steps]
        return members | {"legGeometry": encoded(line), "steps": told}

    def _step(self, step: Step, way: Way) -> dict[str, object]:
        """Return a MOTIS StepInstruction, with our `instruction`."""
        return {
            "relativeDirection": step.turn.value,
            "distance": round(step.distance_m, 1),
            "fromLevel": 0,
            "toLevel": 0,
            "polyline": encoded(step.points),
            "streetName": step.name,
            "exit": "",
            "stayOn": False,
            "area": step.kind is EdgeKind.SQUARE,
            "elevationUp": round(step.rise_m),
            "elevationDown": round(step.fall_m),
            "instruction": self._instructions.of(step, way.mode),
        }


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
