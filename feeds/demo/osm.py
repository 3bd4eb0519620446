"""Writes the street map as an OpenStreetMap file: named ways with slopes, water, places."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import quoteattr

from feeds.demo.ground import (
    RIVER_HALF_WIDTH_M,
    Point,
    bend,
    distance_m,
    elevation_m,
    lat_lon,
    railway_d,
)
from feeds.demo.lines import TRAM
from feeds.demo.parking import parking_places
from feeds.demo.plan import Plan, Town
from feeds.demo.streets import StreetMap, Way
from feeds.demo.strokes import arc, dense
from feeds.demo.timetable import Timetable
from feeds.demo.towns import park_area

_STEEP_PERCENT = 3.0
_WATER_STEP_M = 120.0
_LIMITS = {
    "primary": "70",
    "secondary": "50",
    "tertiary": "50",
    "residential": "30",
    "living_street": "20",
}
_SURFACES = {"cycleway": "asphalt", "footway": "fine_gravel", "steps": "concrete"}
_LIT_KINDS = frozenset({"primary", "secondary", "tertiary", "residential", "living_street"})


class OsmWriter:
    """Collects nodes and ways, numbers them and writes them in the order OSM asks for."""

    def __init__(self) -> None:
        self._nodes: list[str] = []
        self._ways: list[str] = []

    def node(self, point: Point, tags: dict[str, str]) -> int:
        """Add a node (metres east and north) and return its id."""
        lat, lon = lat_lon(point)
        node_id = len(self._nodes) + 1
        body = "".join(_tags(tags))
        start = f'<node id="{node_id}" version="1" lat="{lat}" lon="{lon}"'
        self._nodes.append(f"{start}>{body}</node>" if body else f"{start}/>")
        return node_id

    def way(self, nodes: Iterable[int], tags: dict[str, str]) -> None:
        """Add a way through nodes."""
        refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
        self._ways.append(
            f'<way id="{len(self._ways) + 1}" version="1">{refs}{"".join(_tags(tags))}</way>'
        )

    def area(self, points: Iterable[Point], tags: dict[str, str]) -> None:
        """Add a closed way around an area of the sheet."""
        outline = [self.node(bend(point), {}) for point in points]
        self.way([*outline, outline[0]], tags)

    def write(self, path: Path, timestamp: str) -> None:
        """Write a gzipped OSM file, the same bytes for the same content."""
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<osm version="0.6" generator="feeds.demo" timestamp="{timestamp}">',
            *self._nodes,
            *self._ways,
            "</osm>",
        ]
        path.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))


def write_streets(
    path: Path, plan: Plan, streets: StreetMap, timetables: list[Timetable], year: int
) -> None:
    """Write everything that can be walked on, seen from a window or named."""
    writer = OsmWriter()
    crossings = _level_crossings(streets)
    for node, point in enumerate(streets.points):
        writer.node(point, {"railway": "level_crossing"} if node in crossings else {})
    used_by_buses = {
        edge for table in timetables for way in table.shapes.values() for edge in _edges(way.nodes)
    }
    for number, way in enumerate(streets.ways):
        one_way = number % 4 == 0 and used_by_buses.isdisjoint(_edges(way.nodes))
        for nodes, tags in _stretches(streets, way):
            if one_way and way.kind == "residential":
                tags |= {"oneway": "yes", "oneway:bicycle": "no"}
            writer.way([node + 1 for node in nodes], tags)
    _write_tracks(writer, timetables)
    _write_ground(writer, plan)
    _write_places(writer, plan)
    writer.write(path, f"{year}-01-01T00:00:00Z")


def _stretches(streets: StreetMap, way: Way) -> Iterator[tuple[list[int], dict[str, str]]]:
    """Split a way where it steps on or off a bridge, and where its slope changes much."""
    nodes: list[int] = [way.nodes[0]]
    previous: dict[str, str] | None = None
    for edge in pairwise(way.nodes):
        tags = _edge_tags(streets, way, edge)
        if previous is not None and tags != previous:
            yield nodes, previous
            nodes = [edge[0]]
        nodes.append(edge[1])
        previous = tags
    if previous is not None:
        yield nodes, previous


def _edge_tags(streets: StreetMap, way: Way, edge: tuple[int, int]) -> dict[str, str]:
    """Return the OSM tags of one piece of a way."""
    if way.kind == "rail":
        return {"railway": "rail", "name": way.name, "usage": "main", **way.tags}
    a, b = edge
    tags = {"highway": way.kind, "surface": _SURFACES.get(way.kind, "asphalt"), **way.tags}
    if way.name:
        tags["name"] = way.name
    if way.kind in _LIMITS:
        tags["maxspeed"] = _LIMITS[way.kind]
    if way.kind in _LIT_KINDS:
        tags |= {"lit": "yes", "sidewalk": "both"}
    if abs((streets.sheet[a][1] + streets.sheet[b][1]) / 2) < RIVER_HALF_WIDTH_M:
        tags |= {"bridge": "yes", "layer": "1"}
    rise_m = streets.elevation_m[b] - streets.elevation_m[a]
    slope = 100 * rise_m / distance_m(streets.points[a], streets.points[b])
    if way.kind == "steps":
        tags["incline"] = "up" if rise_m > 0 else "down"
    elif abs(slope) >= _STEEP_PERCENT:
        tags["incline"] = f"{slope:.0f}%"
    return tags


def _edges(nodes: tuple[int, ...]) -> set[tuple[int, int]]:
    return {(min(edge), max(edge)) for edge in pairwise(nodes)}


def _level_crossings(streets: StreetMap) -> set[int]:
    """Return the nodes where a street crosses the railway."""
    rails = {node for way in streets.ways if way.kind == "rail" for node in way.nodes}
    return {n for way in streets.ways if way.kind != "rail" for n in way.nodes} & rails


def _write_tracks(writer: OsmWriter, timetables: list[Timetable]) -> None:
    """Add the tram tracks, which lie in the streets."""
    for table in timetables:
        for line in table.operator.lines:
            if line.mode == TRAM:
                nodes = table.shapes[f"{line.id}-1"].nodes
                tags = {"railway": "tram", "name": f"Tram {line.short_name}", "gauge": "1435"}
                writer.way([node + 1 for node in nodes], tags)


def _write_ground(writer: OsmWriter, plan: Plan) -> None:
    """Add the river, the built-up ground, the parks and the woods of the hillsides."""
    ends = (-4000.0, plan.length_m + 4000)
    shores = [
        dense([(ends[0], side), (ends[1], side)], _WATER_STEP_M)
        for side in (-RIVER_HALF_WIDTH_M, RIVER_HALF_WIDTH_M)
    ]
    writer.area(
        [*shores[0], *shores[1][::-1]], {"natural": "water", "water": "river", "name": plan.river}
    )
    middle = dense([(ends[0], 0.0), (ends[1], 0.0)], _WATER_STEP_M)
    line = [writer.node(bend(point), {}) for point in middle]
    writer.way(line, {"waterway": "river", "name": plan.river})
    for town in plan.towns:
        writer.area(town.outline(-180, 175), {"landuse": "residential", "name": town.name})
        outline = [(x, d) for x, d in park_area(town).exterior.coords][:-1]
        name = "Parc des Tilleuls" if town is plan.towns[0] else "Jardin des Lavandières"
        writer.area(dense(outline, _WATER_STEP_M), {"leisure": "park", "name": name})
    for village in plan.villages:
        writer.area(
            arc(village.centre, 330, 0, 352.5), {"landuse": "residential", "name": village.name}
        )
    for number in range(int(plan.length_m / 2600)):
        for side in (1, -1):
            wood = (900 + 2600 * number + 500 * side, side * (2700 + 350 * (number % 3)))
            if all(distance_m(wood, place.centre) > 1600 for place in plan.villages) and all(
                distance_m(wood, town.centre) > town.radius_m + 900 for town in plan.towns
            ):
                writer.area(arc(wood, 600 + 70 * (number % 4), 0, 352.5), {"landuse": "forest"})


_POINTS_OF_INTEREST = {
    "hopital": {"amenity": "hospital"},
    "lycee": {"amenity": "school"},
    "universite": {"amenity": "university"},
    "stade": {"leisure": "stadium"},
    "piscine": {"leisure": "sports_centre", "sport": "swimming"},
    "expo": {"amenity": "exhibition_centre"},
}


def _write_places(writer: OsmWriter, plan: Plan) -> None:
    """Add the names of towns and villages, stations and what people travel to."""
    people = {commune.settlement: commune.population for commune in plan.communes}
    for place in plan.settlements:
        centre = plan.anchor(f"{place.name}/centre") if isinstance(place, Town) else place.centre
        kind = "town" if isinstance(place, Town) else "village"
        tags = {"place": kind, "name": place.name, "population": str(people[place.name])}
        _poi(writer, plan, centre, tags)
        hall = {"amenity": "townhall", "name": f"Mairie de {place.name}"}
        _poi(writer, plan, (centre[0] + 22, centre[1] + 26), hall)
        church = {"amenity": "place_of_worship", "religion": "christian", "name": "Église"}
        _poi(writer, plan, (centre[0] - 30, centre[1] + 60), church)
    for station in plan.stations:
        kind = "station" if station.tracks > 2 else "halt"
        point = (station.x, railway_d(station.x))
        _poi(writer, plan, point, {"railway": kind, "name": station.name})
    for town, names in zip(plan.towns, _NAMES_OF_INTEREST, strict=False):
        for key, name in names.items():
            x, d = plan.anchor(f"{town.name}/{key}")
            tags = _POINTS_OF_INTEREST.get(key, {"shop": "supermarket"})
            _poi(writer, plan, (x + 40, d + 45), {**tags, "name": name})
        x, d = plan.anchor(f"{town.name}/pont-nord")
        _poi(writer, plan, (x + 60, d + 30), {"amenity": "library", "name": "Médiathèque"})
    for park, tags in parking_places(plan):
        _poi(writer, plan, park, tags)


_NAMES_OF_INTEREST: tuple[dict[str, str], ...] = (
    {
        "hopital": "Hôpital Saint-Luc",
        "lycee": "Lycée Olympe-de-Gouges",
        "universite": "Université de la Vérance",
        "stade": "Stade Léo-Vernier",
        "expo": "Parc des Expositions",
        "prairies": "Halles des Prairies",
    },
    {
        "hopital": "Hôpital local",
        "lycee": "Lycée des Frênes",
        "piscine": "Piscine intercommunale",
        "zone": "Marché de la Vérance",
    },
)


def _poi(writer: OsmWriter, plan: Plan, sheet: Point, tags: dict[str, str]) -> None:
    writer.node(bend(sheet), {"ele": f"{elevation_m(sheet, plan.hills):.1f}", **tags})


def _tags(tags: dict[str, str]) -> Iterator[str]:
    for key, value in tags.items():
        yield f'<tag k="{key}" v={quoteattr(value)}/>'
