"""Points on streets before the doors of stations, made nodes of the street."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from feeds.streets.read_osm import OsmStreets
from planner import MATCH_LIMIT_M, EdgeFlag, EdgeKind, Float64s, Profile

_E7 = 1e-7
_DEGREE_M = 111_195.0


@dataclass(frozen=True, slots=True)
class Door:
    """A point of a way: between the nodes at `position - 1` and `position`."""

    position: int
    lat_e7: int
    lon_e7: int


def nearest_points(streets: OsmStreets, places: Sequence[tuple[float, float]]) -> list[Door | None]:
    """Return the nearest point of a street that one walks on, None where none is near."""
    end = _walkable_segments(streets)
    if not len(end):
        return [None] * len(places)
    lat, lon = (
        np.frombuffer(values, dtype=np.int64).astype(np.float64) * _E7
        for values in (streets.lat_e7, streets.lon_e7)
    )
    return [_nearest(end, lat, lon, place) for place in places]


def _walkable_segments(streets: OsmStreets) -> npt.NDArray[np.int64]:
    """Return the position of the second node of each segment of a street outside of stations."""
    usable = np.array(
        [
            any(rule.speeds[Profile.FOOT])
            and rule.kind is not EdgeKind.PLATFORM
            and not rule.flags & EdgeFlag.STATION
            for rule in streets.rules
        ],
        dtype=np.bool_,
    )
    start = np.array(streets.start, dtype=np.int64)
    owner = np.repeat(np.arange(len(usable)), np.diff(start))
    is_second = np.ones(len(owner), dtype=np.bool_)
    is_second[start[:-1]] = False
    return np.flatnonzero(is_second & usable[owner])


def _nearest(
    end: npt.NDArray[np.int64], lat: Float64s, lon: Float64s, place: tuple[float, float]
) -> Door | None:
    east_m = _DEGREE_M * np.cos(np.radians(place[0]))
    high = 2 * MATCH_LIMIT_M / _DEGREE_M
    near = end[np.abs(lat[end] - place[0]) < high]
    ax, ay = (lon[near - 1] - place[1]) * east_m, (lat[near - 1] - place[0]) * _DEGREE_M
    bx, by = (lon[near] - place[1]) * east_m, (lat[near] - place[0]) * _DEGREE_M
    squared = np.maximum((bx - ax) ** 2 + (by - ay) ** 2, 1e-9)
    share = np.clip(-(ax * (bx - ax) + ay * (by - ay)) / squared, 0.0, 1.0)
    away_m = np.hypot(ax + share * (bx - ax), ay + share * (by - ay))
    if not len(near) or away_m.min() > MATCH_LIMIT_M:
        return None
    best = int(np.argmin(away_m))
    at, part = int(near[best]), float(share[best])
    between = (
        round(float(axis[at - 1] + part * (axis[at] - axis[at - 1])) / _E7) for axis in (lat, lon)
    )
    return Door(at, *between)


def put_in(streets: OsmStreets, doors: Sequence[Door]) -> list[int]:
    """Make each point a node of its way; return the nodes, in the order of the doors."""
    nodes = [streets.new_node() for _door in doors]
    for node, door in zip(nodes, doors, strict=True):
        streets.place[node] = door.lat_e7, door.lon_e7
    order = sorted(
        range(len(doors)), key=lambda at: (doors[at].position, _along(streets, doors[at]))
    )
    positions = np.array([doors[at].position for at in order], dtype=np.int64)
    for name, values in (
        ("ref", [nodes[at] for at in order]),
        ("lat_e7", [doors[at].lat_e7 for at in order]),
        ("lon_e7", [doors[at].lon_e7 for at in order]),
    ):
        before = np.frombuffer(getattr(streets, name), dtype=np.int64)
        streets.replace_column(name, np.insert(before, positions, values))
    start = np.array(streets.start, dtype=np.int64)
    streets.start = (start + np.searchsorted(positions, start, side="left")).tolist()
    return nodes


def _along(streets: OsmStreets, door: Door) -> float:
    """Return how far from the first node of its segment a point lies (in no unit)."""
    before = door.position - 1
    lat, lon = streets.lat_e7[before], streets.lon_e7[before]
    return float((door.lat_e7 - lat) ** 2 + (door.lon_e7 - lon) ** 2)
