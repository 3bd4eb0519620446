"""On-demand transport: a ride that is booked, within its areas, hours and notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from api.approaches.approach import Approach, Part, Spot, quickest_rows
from api.on_demand_rides import Connection, OnDemandRides
from api.travelling import FLEX, WALK
from feeds.table import Flags
from planner import Int32s, Offset, Pace, Profile, Streets, TextTable

WALK_TO_GROUP_S = 600
"""How far one walks to a stop of a service that calls at stops only."""
MOST_GROUP_STOPS = 3
"""So many of them, the nearest, are looked at."""
_CAR = Pace(Profile.CAR)

Point = tuple[float, float]


@dataclass(frozen=True)
class Gate:
    """Where the ride begins or ends beside the place: the door itself, or a stop on foot."""

    point: Point
    stop: int | None
    walk_s: int
    drive_s: Int32s
    """To every stop of the network, or from it; -1 out of reach."""

    def spot(self, streets: Streets, names: TextTable) -> Spot | None:
        """Return the stop as a place on the way, None for the door."""
        if self.stop is None:
            return None
        return Spot(names[self.stop], *streets.point_of_stop(self.stop), "TRANSIT")


@dataclass(frozen=True)
class Booked(Approach):
    """By on-demand rides between a place and the stops."""

    rides: Mapping[int, Connection]
    """By number."""
    gates: tuple[Gate, ...]
    ride: Int32s
    """Number of the ride, and its gate, stop and whole duration; parallel arrays."""
    gate: Int32s
    stop: Int32s
    total_s: Int32s
    leaving: bool
    now_s: int
    walk: Pace
    streets: Streets
    names: TextTable
    """Of stops."""
    settled: int
    closed: frozenset[int] = frozenset()
    """Rides that are not used."""

    @property
    def has_hours(self) -> bool:
        """Tell that rides have their hours, where there are some."""
        return bool(len(self.ride))

    def offsets(self) -> Iterable[Offset]:
        """Return the stops with their times."""
        return (Offset(stop, int(self.total_s[row])) for stop, row in self._best.items())

    def parts(self, stop: int) -> tuple[Part, ...]:
        """Return the ride, and the walk to it or from it where it calls at stops only."""
        row = self._best[stop]
        gate, connection = self.gates[self.gate[row]], self.rides[int(self.ride[row])]
        spot = gate.spot(self.streets, self.names)
        ride_s = int(self.total_s[row]) - gate.walk_s
        walk = Part(WALK, self.walk, gate.walk_s)
        if self.leaving:
            ride = Part(FLEX, _CAR, ride_s, start=spot, told=Told(connection))
            return (ride,) if spot is None else (replace(walk, end=spot), ride)
        ride = Part(FLEX, _CAR, ride_s, end=spot, told=Told(connection))
        return (ride,) if spot is None else (ride, replace(walk, start=spot))

    def without_misfit(self, stop: int, start_s: int, end_s: int) -> Approach | None:
        """Leave out a ride that is outside of its hours or too late to be booked."""
        row = self._best[stop]
        walk_s = self.gates[self.gate[row]].walk_s
        begins_s, ends_s = (start_s + walk_s, end_s) if self.leaving else (start_s, end_s - walk_s)
        number = int(self.ride[row])
        if self.rides[number].fits(begins_s, ends_s, self.now_s):
            return None
        return replace(self, closed=self.closed | {number})

    @cached_property
    def _best(self) -> Mapping[int, int]:
        """Row of every stop in reach."""
        rows = np.flatnonzero(~np.isin(self.ride, list(self.closed)))
        best = rows[quickest_rows(self.stop[rows], self.total_s[rows])]
        return {int(stop): int(row) for stop, row in zip(self.stop[best], best, strict=True)}


@dataclass(frozen=True, slots=True)
class Told:
    """What the leg of a ride says, once its times are known."""

    connection: Connection

    def leg(self, start_s: int, end_s: int) -> Mapping[str, object]:
        """Return the members of the leg."""
        return self.connection.members(start_s, end_s)

    def places(self, start_s: int, end_s: int) -> tuple[Mapping[str, object], Mapping[str, object]]:
        """Return the members of where it begins and where it ends."""
        connection = self.connection
        return (
            connection.place_members(connection.start, start_s, end_s),
            connection.place_members(connection.end, start_s, end_s),
        )


@dataclass(frozen=True, slots=True)
class AtPlace:
    """A place from which (or to which) one wants to ride."""

    point: Point
    stops: tuple[int, ...]
    """Those that are at the place."""
    leaving: bool
    walk: Pace
    limit_s: int


def booked(
    rides: OnDemandRides, streets: Streets, at: AtPlace, names: TextTable, now_s: int
) -> Booked:
    """Look for what on-demand rides bring in reach of a place."""
    walks = _walks(streets, at)
    near = np.zeros(streets.n_stops, dtype=np.bool_)
    near[list(walks)] = True
    usable = dict(rides.from_point(at.point, near, leaving=at.leaving))
    gates, settled = _gates(rides, streets, at, walks, usable)
    rows: list[Int32s] = []
    for number, connection in usable.items():
        there = rides.stops_of((connection.end if at.leaving else connection.start).area)
        here = (connection.start if at.leaving else connection.end).area
        members = rides.stops_of(here)
        for index, gate in enumerate(gates):
            if (gate.stop is None) is (here.outline is None):
                continue
            if gate.stop is not None and not members[gate.stop]:
                continue
            stops = np.flatnonzero(there & (gate.drive_s > 0)).astype(np.int32)
            total_s = gate.walk_s + connection.service.durations_s(gate.drive_s[stops])
            stops, total_s = stops[total_s <= at.limit_s], total_s[total_s <= at.limit_s]
            named = np.full((2, len(stops)), [[number], [index]])
            rows.append(np.vstack([named, stops, total_s]).astype(np.int32))
    ride, gate_of, stop, total = np.hstack([np.empty((4, 0), dtype=np.int32), *rows])
    return Booked(
        rides=usable,
        gates=gates,
        ride=ride,
        gate=gate_of,
        stop=stop,
        total_s=total,
        leaving=at.leaving,
        now_s=now_s,
        walk=at.walk,
        streets=streets,
        names=names,
        settled=settled,
    )


def _walks(streets: Streets, at: AtPlace) -> dict[int, int]:
    """Return the stops within a walk of the place, with their seconds."""
    found, _settled = streets.offsets_near(at.point, at.walk, WALK_TO_GROUP_S, leaving=at.leaving)
    walks = {offset.stop: offset.duration_s for offset in found if not offset.estimated}
    return walks | dict.fromkeys(at.stops, 0)


def _gates(
    rides: OnDemandRides,
    streets: Streets,
    at: AtPlace,
    walks: Mapping[int, int],
    usable: Mapping[int, Connection],
) -> tuple[tuple[Gate, ...], int]:
    """Return the door, and the nearest stops of the services that call at stops only; the work."""
    here = [(c.start if at.leaving else c.end).area for c in usable.values()]
    gates: list[Gate] = []
    settled = 0
    if any(area.outline is not None for area in here):
        drive_s, settled = streets.seconds_to_stops(at.point, _CAR, at.limit_s, leaving=at.leaving)
        gates.append(Gate(at.point, None, 0, drive_s))
    members: Flags = np.zeros(streets.n_stops, dtype=np.bool_)
    for area in here:
        if area.outline is None:
            members |= rides.stops_of(area)
    nearest = sorted((walk_s, stop) for stop, walk_s in walks.items() if members[stop])
    for walk_s, stop in nearest[:MOST_GROUP_STOPS]:
        point = streets.point_of_stop(stop)
        drive_s, more = streets.seconds_to_stops(point, _CAR, at.limit_s, leaving=at.leaving)
        settled += more
        gates.append(Gate(point, stop, walk_s, drive_s))
    return tuple(gates), settled


@dataclass(frozen=True, slots=True)
class Span:
    """When a ride from door to door may begin or, `arrive_by`, must have ended."""

    time_s: int
    window_s: int
    arrive_by: bool
    now_s: int

    def start_s(self, connection: Connection, ride_s: int) -> int | None:
        """Return when a ride begins: as soon as possible, or as late; None: it cannot."""
        if self.arrive_by:
            last_s = self.time_s - ride_s
            span_s = last_s - self.window_s, last_s
        else:
            span_s = self.time_s, self.time_s + self.window_s
        return connection.start_s(span_s, ride_s, self.now_s, last=self.arrive_by)


def booked_directly(
    rides: OnDemandRides, streets: Streets, ends: tuple[Point, Point], span: Span, limit_s: int
) -> tuple[Part, int] | None:
    """Return the best on-demand ride from door to door, and when it begins; None: there is none."""
    start, end = ends
    path = streets.path(start, end, _CAR, limit_s)
    if path is None:
        return None
    none = np.zeros(streets.n_stops, dtype=np.bool_)
    found: list[tuple[int, int, int, Connection]] = []
    for number, connection in rides.from_point(start, none, leaving=True):
        ride_s = connection.service.duration_s(path.duration_s)
        if ride_s <= limit_s and rides.holds(connection.end.area, end):
            start_s = span.start_s(connection, ride_s)
            if start_s is not None:
                late_s = -start_s if span.arrive_by else start_s + ride_s
                found.append((late_s, start_s, number, connection))
    if not found:
        return None
    _late_s, start_s, _number, connection = min(found, key=lambda ride: ride[:3])
    ride_s = connection.service.duration_s(path.duration_s)
    return Part(FLEX, _CAR, ride_s, told=Told(connection)), start_s
