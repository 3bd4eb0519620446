"""Layers of public transport: the lines in their colours, and the stations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from feeds.shapes import PatternShapes
from feeds.tiles.courses import Courses
from feeds.tiles.layer import Layer, projected
from planner import Network

MODES = ("other", "bus", "coach", "ferry", "cable", "tram", "metro", "rail")
"""What the map tells apart, later ones drawn above and named first."""

LONGEST_NAME = 80
"""Letters of a name that a map shows."""

_BASIC = {0: "tram", 1: "metro", 2: "rail", 3: "bus", 4: "ferry", 5: "tram", 6: "cable"}
_BASIC |= {7: "cable", 11: "bus", 12: "rail"}
_BY_HUNDRED = {1: "rail", 2: "coach", 4: "metro", 5: "metro", 6: "metro", 7: "bus", 8: "bus"}
_BY_HUNDRED |= {9: "tram", 10: "ferry", 12: "ferry", 13: "cable", 14: "cable"}
_LINE_ZOOM = {"rail": 5, "coach": 8, "ferry": 8, "cable": 9, "metro": 8, "tram": 9}
_STATION_ZOOM = {"rail": 7, "ferry": 10, "metro": 10, "cable": 11, "tram": 11}
_OTHER_LINES_ZOOM, _OTHER_STATIONS_ZOOM = 10, 12
_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6})")
SAME_LINE_DEGREES = 1e-5
"""Courses of a line this near to each other, about a metre, are drawn as one."""


def mode_of(route_type: int) -> str:
    """Return the mode of a GTFS route type, basic or extended, as the map tells it apart."""
    return _BASIC.get(route_type) or _BY_HUNDRED.get(route_type // 100, "other")


def transit_layers(network: Network, shapes: PatternShapes | None) -> list[Layer]:
    """Return the layers `lines` and `stations`."""
    modes = [mode_of(route_type) for route_type in network.line_type.tolist()]
    pattern_line = network.trip_line[network.pattern_trips_start[:-1]]
    return [
        _lines(network, shapes, modes, pattern_line.tolist()),
        _stations(network, modes, pattern_line.tolist()),
    ]


def _lines(
    network: Network, shapes: PatternShapes | None, modes: list[str], pattern_line: list[int]
) -> Layer:
    """Return one thing per mode, colour and name: where several courses run, one line."""
    on_rails = {pattern for pattern, line in enumerate(pattern_line) if modes[line] == "rail"}
    drawn = Courses(network, shapes, on_rails)
    courses: dict[tuple[str, str, str], list[shapely.LineString]] = {}
    for pattern, line in enumerate(pattern_line):
        found = _COLOUR.fullmatch(network.line_color[line])
        colour = f"#{found[1].lower()}" if found else ""
        key = modes[line], colour, network.line_short_name[line][:LONGEST_NAME]
        course = drawn.course(pattern)
        if course is not None:
            courses.setdefault(key, []).append(course)
    keys = sorted(courses, key=lambda key: (MODES.index(key[0]), key))
    told = ("mode", "colour", "name")
    return Layer(
        "lines",
        1,
        projected([_joined(courses[key]) for key in keys]),
        [{name: text for name, text in zip(told, key, strict=True) if text} for key in keys],
        np.array([_LINE_ZOOM.get(key[0], _OTHER_LINES_ZOOM) for key in keys], dtype=np.int8),
    )


def _joined(courses: Sequence[shapely.LineString]) -> BaseGeometry:
    """Return the lines of courses, drawn once where several run side by side within a metre."""
    distinct = np.unique(shapely.to_wkb(shapely.normalize(np.array(courses, dtype=object))))
    joined = shapely.union_all(shapely.from_wkb(distinct), grid_size=SAME_LINE_DEGREES)
    return shapely.line_merge(joined)


def _stations(network: Network, modes: list[str], pattern_line: list[int]) -> Layer:
    """Return the stations where a vehicle stops, each with its first mode."""
    served = _served(network, modes, pattern_line)
    stations = sorted(served)
    places = np.column_stack([network.station_lon[stations], network.station_lat[stations]])
    return Layer(
        "stations",
        0,
        projected([shapely.Point(place) for place in places.tolist()]),
        [
            {
                "id": network.station_id[station],
                "name": network.station_name[station][:LONGEST_NAME],
                "mode": served[station],
                "rank": int(network.station_departures[station]),
            }
            for station in stations
        ],
        np.array(
            [_STATION_ZOOM.get(served[station], _OTHER_STATIONS_ZOOM) for station in stations],
            dtype=np.int8,
        ),
    )


def _served(network: Network, modes: list[str], pattern_line: list[int]) -> Mapping[int, str]:
    """Return the first mode of each station that has one."""
    rank_of_line = np.array([MODES.index(mode) for mode in modes], dtype=np.int64)
    lengths = np.diff(network.pattern_stops_start)
    rank = np.repeat(rank_of_line[pattern_line], lengths)
    station = network.stop_station[network.pattern_stops]
    best = np.full(len(network.station_id), -1, dtype=np.int64)
    np.maximum.at(best, station, rank)
    return {int(at): MODES[best[at]] for at in np.flatnonzero(best >= 0)}
