"""What an operator decides: lines, the courses their vehicles take, and when they leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from feeds.demo.calendars import Service

TRAM, RAIL, BUS, COACH = 0, 2, 3, 200
"""GTFS route types (200: coach, extended)."""


@dataclass(frozen=True)
class Course:
    """One way through the streets, with its departures by service.

    `via` names anchors of the plan in order. `departures` are texts, see `departures_s`.
    """

    via: tuple[str, ...]
    departures: dict[str, str]
    direction: int
    headsign: str = ""  # the last stop's name when empty
    through: tuple[str, ...] = ()  # anchors passed without stopping, though named stops
    drop_off_only: bool = False  # at the last stop
    on_request: tuple[str, ...] = ()  # anchors where riders must phone (GTFS rule 2)


@dataclass(frozen=True)
class Line:
    """A line as passengers see it."""

    id: str
    short_name: str
    long_name: str
    mode: int
    color: str
    courses: tuple[Course, ...]
    spacing_m: float = 0.0  # between stops that the plan does not name; 0 = only named ones
    every_s: dict[str, int] = field(default_factory=dict)  # service -> headway of a shuttle
    bikes: int = 0  # GTFS bikes_allowed
    description: str = ""


@dataclass(frozen=True)
class Operator:
    """An operator: its lines, what it calls the anchors it stops at, and how it runs."""

    key: str  # name of the feed file
    name: str
    url: str
    phone: str
    lines: tuple[Line, ...]
    services: tuple[Service, ...]
    stop_names: dict[str, str]  # anchor -> name of the stop there
    stations: frozenset[str]  # anchors whose stops are gathered under a GTFS station
    tick_s: int  # times are multiples of this
    accessible_vehicles: tuple[int, ...]  # GTFS wheelchair_accessible, drawn per vehicle
    accessible_stops: tuple[int, ...]  # GTFS wheelchair_boarding, drawn per stop
    uncrossable: frozenset[str] = frozenset()  # names of stops whose tracks no path joins
    connections: tuple[tuple[str, str], ...] = ()  # names of stops whose vehicles wait


def both_ways(
    via: str,
    there: dict[str, str],
    back: dict[str, str],
    on_request: tuple[str, ...] = (),
) -> tuple[Course, Course]:
    """Return the courses of a line that comes back the way it went (`via`: see `anchors_of`)."""
    anchors = anchors_of(via)
    return (
        Course(anchors, there, 0, on_request=on_request),
        Course(anchors[::-1], back, 1, on_request=on_request),
    )


def anchors_of(via: str) -> tuple[str, ...]:
    """Split "Les_Ormeaux-le-Haut Valmont/gare" into anchors; "_" is a space in a name."""
    return tuple(anchor.replace("_", " ") for anchor in via.split())


def departures_s(text: str) -> Iterator[int]:
    """Yield departures written as "6:10 7:05" or "5:00/15 7:00/7.5 9:00".

    A slash means: from then on one every so many minutes, until the next time.
    """
    words = text.split()
    for word, following in zip(words, [*words[1:], ""], strict=True):
        clock, _, headway_min = word.partition("/")
        start = _seconds(clock)
        yield start
        if headway_min:
            step_s = round(float(headway_min) * 60)
            end = _seconds(following.partition("/")[0])
            yield from range(start + step_s, end - step_s // 2, step_s)


def _seconds(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 3600 + int(minutes) * 60
