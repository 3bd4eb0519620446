"""Trips: when each vehicle is where, from distances, speeds, traffic and time at stops."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass

from feeds.demo.lines import COACH, RAIL, TRAM, Course, Line, Operator, departures_s
from feeds.demo.paths import Path, PathFinder
from feeds.demo.plan import Plan
from feeds.demo.stops import Halt, Place, StopRegister
from feeds.demo.streets import StreetMap

_TRAM_CRUISE_M_S = 9.4
_TRAIN_CRUISE_M_S = 30.0
_LOST_PER_STOP_S = {TRAM: 14, RAIL: 55, COACH: 20}
_LOST_PER_BUS_STOP_S = 15
_DWELL_S = {TRAM: 20, RAIL: 60, COACH: 0}
_BUS_DWELL_S = 15
_MAIN_STATION_DWELL_S = 120

_TRAFFIC_HOURS = (0.0, 6.5, 8.0, 9.5, 16.0, 17.5, 19.0, 21.0)
_TRAFFIC = (0.90, 0.95, 1.12, 1.0, 1.03, 1.13, 1.02, 0.92)
"""Driving time on a working day, against the time at nine thirty."""

_WORKING_DAYS = frozenset({"SCO", "VAC", "SEM", "ECOLE", "MERCREDI", "LAV", "VEN"})


@dataclass(frozen=True)
class Call:
    """A vehicle at a stop."""

    halt: Halt
    arrival_s: int
    departure_s: int
    distance_m: float
    pickup: int  # GTFS pickup_type
    drop_off: int


@dataclass(frozen=True)
class Trip:
    """One run of a vehicle."""

    id: str
    line: Line
    service: str
    direction: int
    headsign: str
    shape: str
    calls: tuple[Call, ...]
    number: str = ""  # of a train
    block: str = ""
    wheelchair: int = 0

    @property
    def start(self) -> Place:
        """Where the vehicle must be."""
        return self.calls[0].halt.place

    @property
    def end(self) -> Place:
        """Where the vehicle is afterwards."""
        return self.calls[-1].halt.place


@dataclass(frozen=True)
class Timetable:
    """Everything one operator runs."""

    operator: Operator
    places: list[Place]
    trips: list[Trip]
    shapes: dict[str, Path]


def timetable(operator: Operator, plan: Plan, streets: StreetMap) -> Timetable:
    """Lay out the lines of an operator and let its vehicles run."""
    finder = PathFinder(plan, streets)
    register = StopRegister(operator, plan, streets)
    trips: list[Trip] = []
    shapes: dict[str, Path] = {}
    for line in operator.lines:
        for number, course in enumerate(line.courses, 1):
            shape = f"{line.id}-{number}"
            shapes[shape] = finder.path(line, course)
            halts = register.halts(line, course, shapes[shape])
            trips += _trips(operator, line, course, shape, (shapes[shape], halts))
    return Timetable(operator, register.places, trips, shapes)


def _trips(
    operator: Operator, line: Line, course: Course, shape: str, way: tuple[Path, list[Halt]]
) -> list[Trip]:
    path, halts = way
    headsign = course.headsign or halts[-1].place.name
    trips = []
    for service, text in course.departures.items():
        for departure_s in departures_s(text):
            busy = service in _WORKING_DAYS
            calls = _calls(operator, line, course, path, halts, departure_s, busy=busy)
            clock = f"{departure_s // 3600:02d}{departure_s // 60 % 60:02d}"
            trip_id = f"{shape}-{service}-{clock}"
            trips.append(Trip(trip_id, line, service, course.direction, headsign, shape, calls))
    return trips


def _calls(
    operator: Operator,
    line: Line,
    course: Course,
    path: Path,
    halts: list[Halt],
    departure_s: int,
    *,
    busy: bool,
) -> tuple[Call, ...]:
    """Return the calls of one trip; times are multiples of the operator's tick."""
    traffic = _traffic(departure_s) if busy and line.mode not in {TRAM, RAIL} else 1.0
    tick = operator.tick_s
    lost_s = _LOST_PER_STOP_S.get(line.mode, _LOST_PER_BUS_STOP_S)
    clock = float(departure_s)
    calls: list[Call] = []
    for index, halt in enumerate(halts):
        last = index == len(halts) - 1
        arrival_s = departure_s
        if calls:
            before = calls[-1].halt.position
            clock += _drive_s(line, path, before, halt.position) * traffic + lost_s
            arrival_s = max(round(clock / tick) * tick, calls[-1].departure_s + tick)
        dwell_s = _dwell_s(line, halt) if index and not last else 0
        clock += dwell_s
        calls.append(
            Call(
                halt,
                arrival_s,
                max(arrival_s, round(clock / tick) * tick) if dwell_s else arrival_s,
                path.distance_m[halt.position],
                pickup=1 if last and course.drop_off_only else 2 * halt.on_request,
                drop_off=2 * halt.on_request,
            )
        )
    return tuple(calls)


def _drive_s(line: Line, path: Path, start: int, end: int) -> float:
    """Return the seconds between two positions of a path without stopping."""
    if line.mode in {TRAM, RAIL}:
        speed = _TRAM_CRUISE_M_S if line.mode == TRAM else _TRAIN_CRUISE_M_S
        return (path.distance_m[end] - path.distance_m[start]) / speed
    return path.cruise_s[end] - path.cruise_s[start]


def _dwell_s(line: Line, halt: Halt) -> int:
    if line.mode == RAIL and halt.place.is_station:
        return _MAIN_STATION_DWELL_S
    return _DWELL_S.get(line.mode, _BUS_DWELL_S)


def _traffic(departure_s: int) -> float:
    """Return the driving time at an hour, against the time at nine thirty."""
    hour = departure_s / 3600
    right = bisect(_TRAFFIC_HOURS, hour)
    if right == len(_TRAFFIC_HOURS):
        return _TRAFFIC[-1]
    share = (hour - _TRAFFIC_HOURS[right - 1]) / (_TRAFFIC_HOURS[right] - _TRAFFIC_HOURS[right - 1])
    return _TRAFFIC[right - 1] + share * (_TRAFFIC[right] - _TRAFFIC[right - 1])
