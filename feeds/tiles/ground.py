"""Layers of the ground from OpenStreetMap: water, green, built-up land, streets, rails."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely

from feeds.errors import SourceMissingError
from feeds.tiles.layer import Layer, Properties, projected, zoom_of_extent
from feeds.tiles.places import PLACE_ZOOM, NamedPlace
from feeds.tiles.transit import LONGEST_NAME

STREET_ZOOM = {
    "motorway": 5,
    "trunk": 6,
    "primary": 8,
    "secondary": 10,
    "tertiary": 11,
    "minor": 13,
    "service": 14,
    "path": 14,
}
"""Kinds of streets that the map tells apart, and from which zoom."""

_STREET_KINDS = {
    **{kind: kind for kind in ("motorway", "trunk", "primary", "secondary", "tertiary")},
    **{f"{kind}_link": kind for kind in ("motorway", "trunk", "primary", "secondary", "tertiary")},
    **dict.fromkeys(("unclassified", "residential", "living_street", "road"), "minor"),
    **dict.fromkeys(("pedestrian", "busway"), "minor"),
    "service": "service",
    **dict.fromkeys(("footway", "path", "cycleway", "steps", "track", "bridleway"), "path"),
}
_RAILS = frozenset({"rail", "light_rail", "subway", "tram", "narrow_gauge", "funicular"})
_WATERWAYS = {"river": 9, "canal": 11, "stream": 13, "ditch": 14, "drain": 14}
_LAND = {
    "natural": {"water": "water", "wood": "wood", "scrub": "grass", "heath": "grass"}
    | {"grassland": "grass", "wetland": "grass"},
    "waterway": {"riverbank": "water", "dock": "water"},
    "landuse": {"reservoir": "water", "basin": "water", "forest": "wood", "meadow": "grass"}
    | {"grass": "grass", "orchard": "grass", "vineyard": "grass", "village_green": "park"}
    | {"recreation_ground": "park", "cemetery": "park", "allotments": "park"}
    | {"residential": "built", "commercial": "built", "industrial": "built", "retail": "built"},
    "leisure": {"park": "park", "garden": "park", "nature_reserve": "wood", "pitch": "park"}
    | {"golf_course": "grass", "playground": "park"},
}
_LAND_ORDER = ("built", "grass", "wood", "park", "water")
_LAND_PIXELS, _LATEST_LAND = 6.0, 14
"""An area is drawn from the zoom on at which it is so many pixels wide."""
_RAIL_ZOOM, _SIDING_ZOOM = 8, 14
_NAMED_FROM = 13


@dataclass
class _Things:
    """Shapes of one layer as they are read."""

    shapes: list[str] = field(default_factory=list)
    """Hexadecimal WKB."""
    told: list[Properties] = field(default_factory=list)
    zooms: list[int] = field(default_factory=list)

    def add(self, shape: str, told: Properties, zoom: int = 0) -> None:
        """Add one."""
        self.shapes.append(shape)
        self.told.append(told)
        self.zooms.append(zoom)


def read_ground(path: Path) -> tuple[list[Layer], list[NamedPlace]]:
    """Read an extract; return `land`, `rivers`, `streets` and `rails`, and the places it names.

    Raises
    ------
    SourceMissingError: the file cannot be read or is not OpenStreetMap.

    """
    reader = _Reader()
    keys = osmium.filter.KeyFilter("highway", "railway", "place", *_LAND)
    try:
        objects = osmium.FileProcessor(str(path)).with_areas(osmium.filter.KeyFilter(*_LAND))
        for thing in objects.with_filter(keys):
            reader.read(thing)
    except (OSError, RuntimeError) as error:
        raise SourceMissingError(f"{path} cannot be read as OpenStreetMap ({error})") from error
    return reader.layers(), reader.places


class _Reader:
    """Sorts the things of an extract into layers."""

    def __init__(self) -> None:
        self.places: list[NamedPlace] = []
        self._wkb = osmium.geom.WKBFactory()
        self._land, self._rivers, self._streets, self._rails = (_Things() for _ in range(4))

    def read(self, thing: Any) -> None:  # noqa: ANN401 - the types of osmium share no base
        """Read one node, way or area."""
        tags = dict(thing.tags)
        if isinstance(thing, osmium.osm.Node):
            self._read_node(thing, tags)
        elif isinstance(thing, osmium.osm.Way):
            self._read_way(thing, tags)
        elif isinstance(thing, osmium.osm.Area):
            kinds = (_LAND[key].get(tags[key]) for key in _LAND if key in tags)
            kind = next((kind for kind in kinds if kind), None)
            if kind is not None:
                self._add_area(thing, {"kind": kind})

    def _read_node(self, node: osmium.osm.Node, tags: Mapping[str, str]) -> None:
        name, kind = tags.get("name"), tags.get("place", "")
        if name and kind in PLACE_ZOOM and node.location.valid():
            self.places.append(NamedPlace(kind, name[:LONGEST_NAME], node.lat, node.lon))

    def _read_way(self, way: osmium.osm.Way, tags: Mapping[str, str]) -> None:
        street = _STREET_KINDS.get(tags.get("highway", ""))
        rail, river = tags.get("railway"), tags.get("waterway", "")
        named: Properties = {"name": tags["name"][:LONGEST_NAME]} if "name" in tags else {}
        if street is not None and tags.get("area") != "yes":
            self._add(self._streets, way, {"kind": street, **named}, STREET_ZOOM[street])
        elif rail in _RAILS and tags.get("tunnel", "no") == "no":
            zoom = _SIDING_ZOOM if "service" in tags else _RAIL_ZOOM
            self._add(self._rails, way, {"kind": "tram" if rail == "tram" else "rail"}, zoom)
        elif river in _WATERWAYS and tags.get("tunnel", "no") == "no":
            self._add(self._rivers, way, {"kind": river, **named}, _WATERWAYS[river])

    def _add(self, things: _Things, way: osmium.osm.Way, told: Properties, zoom: int) -> None:
        """Add the line of a way; one that leaves the extract ends where it does."""
        try:
            things.add(self._wkb.create_linestring(way), told, zoom)
        except (osmium.InvalidLocationError, RuntimeError):
            inside = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
            if len(set(inside)) > 1:
                things.add(shapely.to_wkb(shapely.LineString(inside), hex=True), told, zoom)

    def _add_area(self, area: osmium.osm.Area, told: Properties) -> None:
        """Add an area; one whose outline leaves the extract has no shape, and is not drawn."""
        with suppress(RuntimeError):
            self._land.add(self._wkb.create_multipolygon(area), told)

    def layers(self) -> list[Layer]:
        """Return what was read."""
        return [
            self._land_layer(),
            _line_layer("rivers", self._rivers, 12),
            _line_layer("streets", self._streets, _NAMED_FROM),
            _line_layer("rails", self._rails, 0),
        ]

    def _land_layer(self) -> Layer:
        """Return the areas, the lowest first, each from when it can be seen."""
        shapes = projected(shapely.make_valid(shapely.from_wkb(self._land.shapes)))
        order = sorted(
            range(len(shapes)), key=lambda at: _LAND_ORDER.index(str(self._land.told[at]["kind"]))
        )
        zooms = zoom_of_extent(np.sqrt(shapely.area(shapes)), _LAND_PIXELS)
        return Layer(
            "land",
            2,
            shapes[order],
            [self._land.told[at] for at in order],
            np.minimum(zooms, _LATEST_LAND)[order],
        )


def _line_layer(name: str, things: _Things, named_from: int) -> Layer:
    shapes = projected(shapely.from_wkb(things.shapes))
    return Layer(name, 1, shapes, things.told, np.array(things.zooms, dtype=np.int8), named_from)
