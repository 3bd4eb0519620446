"""Draws a town: old centre within a ring, quays, avenues, bypass, districts of streets, a park."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from shapely import LineString, Polygon, box
from shapely.affinity import rotate
from shapely.geometry.base import BaseGeometry

from feeds.demo.ground import QUAY_M, Point, railway_d
from feeds.demo.names import StreetNames
from feeds.demo.plan import Town
from feeds.demo.strokes import Stroke, arc

_RAILWAY_CLEARANCE_M = 35
_SHORTEST_STREET_M = 90
_CITY_EDGE_M = 1500
MIDDLE_RING_M = 1250
_MISSING_SHARE = 0.12
"""Share of the district streets that were never built: towns are not chessboards."""


def draw_town(town: Town, rng: random.Random) -> list[Stroke]:
    """Return every street of a town."""
    names = StreetNames(rng)
    strokes = [*_thoroughfares(town), *_quays(town), *_park_paths(town)]
    for bank, heart in ((1, 0.52), (-1, -0.5)):
        strokes += _old_quarter(town, bank, heart, names, rng)
    gates = [gate.degrees for gate in town.gates]
    for start, end in zip(gates, [*gates[1:], gates[0] + 360], strict=True):
        strokes += _district(town, (start, end), names, rng)
    return strokes


def _thoroughfares(town: Town) -> Iterator[Stroke]:
    """Draw what buses use: the ring, the main street, the avenues and the bypass."""
    ring, edge = town.ring_m, town.edge_m
    bend = math.degrees(math.asin(QUAY_M / ring))
    west, middle, east = town.bridges
    yield Stroke(
        "tertiary", "Boulevard des Remparts", tuple(arc(town.centre, ring, bend, 180 - bend))
    )
    yield Stroke(
        "tertiary", "Boulevard du Midi", tuple(arc(town.centre, ring, 180 + bend, 360 - bend))
    )
    yield Stroke("tertiary", west, tuple(arc(town.centre, ring, 180 - bend, 180 + bend)))
    yield Stroke("tertiary", east, tuple(arc(town.centre, ring, -bend, bend)))
    north, south = town.axis
    yield Stroke("tertiary", north, ((town.x, ring), (town.x, QUAY_M)))
    yield Stroke("tertiary", middle, ((town.x, QUAY_M), (town.x, -QUAY_M)))
    yield Stroke("tertiary", south, ((town.x, -QUAY_M), (town.x, -ring)))
    for gate in town.gates:
        points = tuple(town.at(gate.degrees, ring + (edge - ring) * part / 3) for part in range(4))
        yield Stroke("secondary", gate.avenue, points)
    # The bypass has no bridge in the west: the river has few.
    western_bank = box(town.x - 2 * edge, -QUAY_M, town.x, QUAY_M)
    kind = "primary" if edge > _CITY_EDGE_M else "secondary"
    yield from _clipped(_bypass(town).difference(western_bank), None, kind, town.bypass)


def _quays(town: Town) -> Iterator[Stroke]:
    """Draw the four quays, each side of the middle bridge, out to the bypass."""
    inside = Polygon(town.outline(-180, 175))
    reach = 2 * town.edge_m
    for bank, names in (
        (1, ("Quai des Tilleuls", "Quai du Levant")),
        (-1, ("Quai Sud", "Quai du Port")),
    ):
        for side, name in zip((-1, 1), names, strict=True):
            line = LineString([(town.x, bank * QUAY_M), (town.x + side * reach, bank * QUAY_M)])
            yield from _clipped(line, inside, "tertiary", name)


def _old_quarter(
    town: Town, bank: int, heart: float, names: StreetNames, rng: random.Random
) -> Iterator[Stroke]:
    """Draw the narrow streets of one bank inside the ring: around its heart and away from it."""
    ring = Polygon(arc(town.centre, town.ring_m, 0, 352.5))
    quarter = ring.intersection(
        box(town.x - 9e3, QUAY_M, town.x + 9e3, 9e3)
        if bank > 0
        else box(town.x - 9e3, -9e3, town.x + 9e3, -QUAY_M)
    )
    centre = (town.x + (0 if bank > 0 else 0.18 * town.ring_m), heart * town.ring_m)
    for share, kind in ((0.2, "pedestrian"), (0.42, "living_street"), (0.68, "residential")):
        circle = LineString(arc(centre, share * town.ring_m, -90, 270))
        yield from _clipped(circle, quarter, kind, names.old())
    n_spokes = 9 if town.ring_m > 400 else 5
    for spoke in range(n_spokes):
        angle = math.radians(90 + 360 * (spoke + rng.uniform(0.25, 0.75)) / n_spokes)
        inner, outer = 0.2 * town.ring_m, 2 * town.ring_m
        line = LineString(
            [
                (centre[0] + inner * math.cos(angle), centre[1] + inner * math.sin(angle)),
                (centre[0] + outer * math.cos(angle), centre[1] + outer * math.sin(angle)),
            ]
        )
        yield from _clipped(
            line, quarter, rng.choice(("residential", "living_street")), names.old()
        )


def _district(
    town: Town, degrees: tuple[float, float], names: StreetNames, rng: random.Random
) -> Iterator[Stroke]:
    """Fill the sector between two avenues with blocks of houses."""
    outside = town.outline(*degrees)
    sector: BaseGeometry = Polygon([*outside, *arc(town.centre, town.ring_m, *degrees[::-1])])
    far = town.edge_m * 1.5
    sector = sector.difference(box(town.x - far, -QUAY_M, town.x + far, QUAY_M))
    land = sector
    rails = LineString([(x, railway_d(x)) for x in _steps(town.x - far, town.x + far)])
    sector = sector.difference(rails.buffer(_RAILWAY_CLEARANCE_M))
    sector = sector.difference(park_area(town))
    for part in getattr(sector, "geoms", [sector]):
        turn = sum(degrees) / 2 + rng.uniform(-12, 12)
        yield from _blocks(town, part, turn, names, rng)
    if town.edge_m > _CITY_EDGE_M:
        middle = LineString(_middle_ring(town, *degrees)).intersection(land)
        name = f"Boulevard {names.person()}"
        for piece in getattr(middle, "geoms", [middle]):
            yield from _clipped(piece, None, "tertiary", name)


def _blocks(
    town: Town, part: BaseGeometry, turn: float, names: StreetNames, rng: random.Random
) -> Iterator[Stroke]:
    """Draw two families of parallel streets across one part of a district."""
    x, d = part.centroid.x, part.centroid.y
    reach = town.edge_m
    for spacing, across in zip(town.block_m, (0, 90), strict=True):
        offset = -reach + rng.uniform(0, spacing)
        while offset < reach:
            line = LineString([(x + offset, d - reach), (x + offset, d + reach)])
            street = rotate(line, turn + across, (x, d))
            name = names.new() if street.intersects(part) else ""
            for stroke in _clipped(street, part, "residential", name):
                if rng.random() > _MISSING_SHARE:
                    yield stroke
            offset += spacing * rng.uniform(0.85, 1.2)


def _park_paths(town: Town) -> Iterator[Stroke]:
    """Draw the paths of the park, from gate to gate."""
    west, south, east, north = park_area(town).bounds
    for points in (
        ((west, south), (east, north)),
        ((west, north), (east, south)),
        ((west - 150, (south + north) / 2), (east + 150, (south + north) / 2)),
    ):
        yield Stroke("footway", "", points, trimmed=True)
    centre = ((west + east) / 2, (south + north) / 2)
    yield Stroke("footway", "", tuple(arc(centre, (north - south) * 0.3, 0, 360)), trimmed=True)
    fence = ((west, south), (west, north), (east, north), (east, south))
    yield Stroke("residential", "Allée du Parc", fence)


def park_area(town: Town) -> Polygon:
    """Return the ground of the town's park on the sheet."""
    west, south, east, north = town.park
    return box(town.x + west, south, town.x + east, north)


def _middle_ring(town: Town, start: float, end: float) -> list[Point]:
    """Return the boulevard halfway between ring and bypass, from one avenue to the next."""
    n_steps = max(2, round((end - start) / 5))
    bearings = (start + (end - start) * step / n_steps for step in range(n_steps + 1))
    return [town.at(bearing, MIDDLE_RING_M) for bearing in bearings]


def _bypass(town: Town) -> LineString:
    """Return the bypass, all around."""
    return LineString(town.outline(-180, 180))


def _clipped(
    line: BaseGeometry, area: BaseGeometry | None, kind: str, name: str
) -> Iterator[Stroke]:
    """Yield the pieces of a line inside an area that are long enough for a street."""
    inside = line if area is None else line.intersection(area)
    for piece in getattr(inside, "geoms", [inside]):
        if piece.length >= _SHORTEST_STREET_M:
            points: tuple[Point, ...] = tuple((x, d) for x, d in piece.coords)
            yield Stroke(kind, name, points)


def _steps(start: float, end: float) -> list[float]:
    """Return positions every 100 m."""
    return [start + step * 100 for step in range(int((end - start) / 100) + 2)]
