"""Where an operator's vehicles stop: named places on the street map and their platforms."""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from feeds.demo.ground import Point, distance_m
from feeds.demo.lines import RAIL, Course, Line, Operator
from feeds.demo.names import VILLAGE_STOPS, slug, stop_name
from feeds.demo.paths import Path
from feeds.demo.plan import Plan, Town
from feeds.demo.streets import StreetMap

_KERB_M = 6.0
_BEFORE_CROSSING_M = 14.0
_TRACK_SPACING_M = 9.0
_MAX_VILLAGE_STOPS = 3
_MAIN_STATION_TRACKS = 3
_HOUSES_M = 380.0


@dataclass(frozen=True)
class Platform:
    """One GTFS stop of location_type 0."""

    id: str
    code: str  # platform_code, "" at a simple stop
    point: Point


@dataclass
class Place:
    """A named stop: one platform per direction of travel that serves it."""

    id: str
    name: str
    node: int
    point: Point
    is_station: bool
    wheelchair: int
    platforms: dict[int, Platform] = field(default_factory=dict)  # by track or compass quarter


@dataclass(frozen=True)
class Halt:
    """A place on a path."""

    position: int  # in the path's nodes
    place: Place
    platform: Platform
    on_request: bool = False


class StopRegister:
    """Every place of one operator, found or created as its lines are laid out."""

    def __init__(self, operator: Operator, plan: Plan, streets: StreetMap) -> None:
        self.places: list[Place] = []
        self._operator = operator
        self._plan = plan
        self._streets = streets
        self._rng = random.Random(f"{plan.seed} stops of {operator.key}")
        self._by_node: dict[int, Place] = {}
        self._by_anchor: dict[str, Place] = {}
        self._names: Counter[tuple[str, str]] = Counter()

    def halts(self, line: Line, course: Course, path: Path) -> list[Halt]:
        """Return the stops of a course, in order."""
        found: dict[int, Place] = {}
        asked: set[int] = set()
        for position, anchor in zip(path.anchors, course.via, strict=True):
            place = self._place_of_anchor(anchor, path.nodes[position], line)
            if place is not None:
                found[position] = place
                if anchor in course.on_request:
                    asked.add(position)
        if line.spacing_m:
            self._add_known(found, path, line.spacing_m)
            self._fill_gaps(found, path, line.spacing_m)
        return [
            Halt(
                position,
                place,
                self._platform(place, path, position, line, course),
                position in asked,
            )
            for position, place in sorted(found.items())
        ]

    def _place_of_anchor(self, anchor: str, node: int, line: Line) -> Place | None:
        """Return the place an operator has at an anchor; None when it only passes there."""
        if line.mode == RAIL:
            if anchor not in self._by_anchor:
                station = self._plan.station(anchor[1:])
                self._by_anchor[anchor] = self._new_place(
                    station.name, node, is_station=station.tracks >= _MAIN_STATION_TRACKS
                )
            return self._by_anchor[anchor]
        name = self._operator.stop_names.get(anchor)
        if name is None:
            return None
        if anchor not in self._by_anchor:
            place = self._new_place(name, node, is_station=anchor in self._operator.stations)
            self._by_anchor[anchor] = self._by_node[node] = place
        return self._by_anchor[anchor]

    def _new_place(self, name: str, node: int, *, is_station: bool = False) -> Place:
        wheelchair = 1 if is_station else self._rng.choice(self._operator.accessible_stops)
        point = self._streets.points[node]
        place = Place(self._free_id(name, node), name, node, point, is_station, wheelchair)
        self.places.append(place)
        return place

    def _free_id(self, name: str, node: int) -> str:
        """Return an id that says where the place is, and stays when others come and go."""
        settlement = self._plan.settlement_at(self._streets.sheet[node])
        town = slug(settlement.name) if settlement is not None else ""
        wanted = slug(name) if town in slug(name) else f"{town}-{slug(name)}"
        taken = {place.id for place in self.places}
        numbered = (f"{wanted}-no{number}" for number in range(2, len(taken) + 3))
        return wanted if wanted not in taken else next(i for i in numbered if i not in taken)

    def _add_known(self, found: dict[int, Place], path: Path, spacing_m: float) -> None:
        """Stop at the operator's other places on the way, unless a stop is too close."""
        for position, node in enumerate(path.nodes):
            place = self._by_node.get(node)
            if place is not None and position not in found:
                here = path.distance_m[position]
                if all(abs(path.distance_m[other] - here) > spacing_m * 0.5 for other in found):
                    found[position] = place

    def _fill_gaps(self, found: dict[int, Place], path: Path, spacing_m: float) -> None:
        """Create stops at crossings where the next stop would be far."""
        known = sorted(found)
        for a, b in pairwise(known):
            start, gap_m = path.distance_m[a], path.distance_m[b] - path.distance_m[a]
            n_gaps = max(1, round(gap_m / spacing_m))
            for part in range(1, n_gaps):
                target = start + gap_m * part / n_gaps
                position = self._crossing_near(found, path, (a, b), target, spacing_m)
                if position is not None:
                    node = path.nodes[position]
                    name = self._name_at(path, position)
                    self._by_node[node] = found[position] = self._new_place(name, node)

    def _crossing_near(
        self,
        found: dict[int, Place],
        path: Path,
        between: tuple[int, int],
        target: float,
        spacing_m: float,
    ) -> int | None:
        """Return the position of the crossing nearest to a target where a new stop fits."""
        choices = [
            position
            for position in range(between[0] + 1, between[1])
            if abs(path.distance_m[position] - target) < spacing_m * 0.5
            and all(
                abs(path.distance_m[other] - path.distance_m[position]) > spacing_m * 0.55
                for other in found
            )
            and all(
                distance_m(place.point, path.points[position]) > spacing_m * 0.5
                for place in self.places
            )
            and self._name_at(path, position, claim=False)
        ]
        return min(choices, key=lambda p: abs(path.distance_m[p] - target), default=None)

    def _name_at(self, path: Path, position: int, *, claim: bool = True) -> str:
        """Return a free name for a stop at a crossing, "" when there is none."""
        node = path.nodes[position]
        settlement = self._plan.settlement_at(self._streets.sheet[node])
        if settlement is None or node not in self._streets.names_at:
            return ""
        if isinstance(settlement, Town):
            names = self._street_names(path, position, settlement)
        else:
            x, d = settlement.centre
            sheet = self._streets.sheet[node]
            near = distance_m(sheet, (x, d)) < _HOUSES_M
            square = self._operator.stop_names.get(settlement.name, "")
            names = [name for name in VILLAGE_STOPS if near and name not in square]
            offset = len(settlement.name) % 3
            names = names[:1] + names[1 + offset :]
            if (
                sum(n for (s, _), n in self._names.items() if s == settlement.name)
                >= _MAX_VILLAGE_STOPS
            ):
                return ""
        taken = {place.name for place in self.places} if isinstance(settlement, Town) else set()
        for name in names:
            if not self._names[settlement.name, name] and name not in taken:
                self._names[settlement.name, name] += claim
                return name
        return ""

    def _street_names(self, path: Path, position: int, town: Town) -> list[str]:
        """Return what a stop may be called after the streets that cross the path at a node."""
        names_at = self._streets.names_at
        beside = {
            self._streets.graph.edges[edge]["name"]
            for edge in zip(
                path.nodes[position - 1 :], path.nodes[position : position + 2], strict=False
            )
        }
        crossing = [name for name in names_at[path.nodes[position]] if name not in beside]
        along = [name for name in names_at[path.nodes[position]] if name in beside]
        # Streets named after where they lead would make misleading stop names.
        unfit = {town.bypass, *(gate.avenue for gate in town.gates)}
        unfit |= {road.name for road in self._plan.roads}
        return [stop_name(name) for name in (*crossing, *along) if name not in unfit]

    def _platform(
        self, place: Place, path: Path, position: int, line: Line, course: Course
    ) -> Platform:
        """Return where a course stops at a place: by track, or by side of the street."""
        heading = path.heading(position)
        if line.mode == RAIL:
            return self._track(place, heading, line, course)
        quarter = round(math.atan2(heading[1], heading[0]) / (math.pi / 2)) % 4
        if quarter not in place.platforms:
            x, y = path.points[position]
            # Operators never agree to the metre on where their common stop is.
            back = _BEFORE_CROSSING_M + self._rng.uniform(-5, 5)
            back = -back if position == 0 else back
            point = (
                x - heading[0] * back + heading[1] * _KERB_M,
                y - heading[1] * back - heading[0] * _KERB_M,
            )
            letter = "ABCD"[len(place.platforms)]
            code = letter if place.is_station else ""
            place.platforms[quarter] = Platform(f"{place.id}-{letter}", code, point)
        return place.platforms[quarter]

    def _track(self, place: Place, heading: Point, line: Line, course: Course) -> Platform:
        """Return the track of a train: by direction, and at main stations by line."""
        station = self._plan.station(
            next(key[1:] for key, known in self._by_anchor.items() if known is place)
        )
        express = line is not self._operator.lines[0]
        track = min(station.tracks, 1 + course.direction + 2 * express * (station.tracks > 2))
        if track not in place.platforms:
            side = _TRACK_SPACING_M * (track - (station.tracks + 1) / 2)
            east, north = (heading[0], heading[1]) if heading[0] > 0 else (-heading[0], -heading[1])
            point = (place.point[0] - north * side, place.point[1] + east * side)
            code = str(track) if station.tracks > 1 else ""
            place.platforms[track] = Platform(f"{place.id}-{track}", code, point)
        return place.platforms[track]
