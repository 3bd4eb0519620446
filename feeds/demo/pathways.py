"""The inside of one station: doors, underpass, stairs, lifts (pathways.txt, levels.txt)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feeds.demo.ground import Point, lat_lon
from feeds.demo.stops import Place

STATION = "gare-de-valmont"
LEVELS = (("rez", 0, "Rez-de-chaussée"), ("souterrain", -1, "Passage souterrain"))
PLATFORM_LEVEL, _UNDERPASS_LEVEL = "rez", "souterrain"

_WALKWAY, _STAIRS, _LIFT = 1, 2, 5
_STEPS = 28
_LIFT_S = 50
_DOOR_M, _HALL_M = 45.0, 22.0
"""North and south of the tracks."""
_WITHOUT_LIFT = "4"

Row = Sequence[object]


def spot_rows(place: Place) -> Iterator[Row]:
    """Return the doors and nodes of the station as rows of stops.txt."""
    for key, name, (point, kind, level) in _spots(place):
        yield (f"{STATION}-{key}", name, *lat_lon(point), kind, STATION, "", "", level)


def pathway_rows(place: Place) -> Iterator[Row]:
    """Return the pathways of the station as rows of pathways.txt."""
    for number, row in enumerate(_pathways(place), 1):
        yield (f"{STATION}-{number}", *row)


def _spots(place: Place) -> list[tuple[str, str, tuple[Point, int, str]]]:
    points = [platform.point for platform in place.platforms.values()]
    x = sum(point[0] for point in points) / len(points)
    north, south = max(point[1] for point in points), min(point[1] for point in points)
    middle = (x, (north + south) / 2)
    return [
        ("parvis", f"{place.name}, parvis", ((x, north + _DOOR_M), 2, PLATFORM_LEVEL)),
        ("sud", f"{place.name}, accès sud", ((x, south - _DOOR_M), 2, PLATFORM_LEVEL)),
        ("hall", f"{place.name}, hall", ((x, north + _HALL_M), 3, PLATFORM_LEVEL)),
        ("passage", f"{place.name}, passage souterrain", (middle, 3, _UNDERPASS_LEVEL)),
    ]


def _pathways(place: Place) -> Iterator[Row]:
    ends = {key: f"{STATION}-{key}" for key, _name, _where in _spots(place)}
    trains, out = "Accès aux trains", "Sortie centre-ville"
    yield (ends["parvis"], ends["hall"], _WALKWAY, 1, 23, "", "", trains, out)
    yield (ends["hall"], ends["passage"], _STAIRS, 1, 30, "", -_STEPS, trains, out)
    yield (ends["hall"], ends["passage"], _LIFT, 1, "", _LIFT_S, "", trains, out)
    yield (ends["sud"], ends["passage"], _STAIRS, 1, 40, "", -_STEPS, trains, "Sortie sud")
    for platform in place.platforms.values():
        sign = f"Voie {platform.code}"
        yield (ends["passage"], platform.id, _STAIRS, 1, 12, "", _STEPS, sign, "Sortie")
        if platform.code != _WITHOUT_LIFT:
            yield (ends["passage"], platform.id, _LIFT, 1, "", _LIFT_S, "", sign, "Sortie")
