"""Named places of an OpenStreetMap extract: points of interest and house numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import osmium

from feeds.errors import SourceMissingError
from planner import Float64s, TextTable

_KINDS = ("amenity", "healthcare", "tourism", "leisure", "shop", "office", "historic", "craft")
"""A thing with a name and one of these keys is a point of interest; the first names its kind."""

_UNNAMED = frozenset(
    {"parking", "parking_space", "bench", "waste_basket", "bicycle_parking", "vending_machine"}
    | {"recycling", "post_box", "telephone", "shelter", "pitch", "garden", "swimming_pool"}
)
"""Kinds that nobody looks for by name."""


@dataclass(frozen=True)
class MapPlaces:
    """What the map names, apart from its streets."""

    name: TextTable
    kind: TextTable  # the value of the key: "hospital", "bakery"
    lat: Float64s
    lon: Float64s
    address_street: TextTable
    address_number: TextTable
    address_lat: Float64s
    address_lon: Float64s


def read_map_places(path: Path) -> MapPlaces:
    """Read the named places and the house numbers of an extract.

    Raises
    ------
    SourceMissingError: the file cannot be read or is not OpenStreetMap.

    """
    named: list[tuple[str, str, float, float]] = []
    numbered: list[tuple[str, str, float, float]] = []
    try:
        objects = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
        for thing in objects.with_filter(osmium.filter.KeyFilter(*_KINDS, "addr:housenumber")):
            where = place_of(thing)
            if where is None:
                continue
            tags = dict(thing.tags)
            kind = next((tags[key] for key in _KINDS if key in tags), "")
            if kind and kind not in _UNNAMED and tags.get("name"):
                named.append((tags["name"], kind, *where))
            if tags.get("addr:street") and tags.get("addr:housenumber"):
                numbered.append((tags["addr:street"], tags["addr:housenumber"], *where))
    except (OSError, RuntimeError) as error:
        raise SourceMissingError(f"{path} cannot be read as OpenStreetMap ({error})") from error
    return _table(named, numbered)


def place_of(thing: object) -> tuple[float, float] | None:
    """Return where a thing is: a node, or the middle of the corners of an outline."""
    if not isinstance(thing, osmium.osm.Node | osmium.osm.Way):
        return None
    if isinstance(thing, osmium.osm.Node):
        return (thing.lat, thing.lon) if thing.location.valid() else None
    corners = [(node.lat, node.lon) for node in thing.nodes if node.location.valid()]
    if not corners:
        return None
    return sum(c[0] for c in corners) / len(corners), sum(c[1] for c in corners) / len(corners)


def _table(
    named: list[tuple[str, str, float, float]], numbered: list[tuple[str, str, float, float]]
) -> MapPlaces:
    return MapPlaces(
        name=TextTable.of(row[0] for row in named),
        kind=TextTable.of(row[1] for row in named),
        lat=np.array([row[2] for row in named], dtype=np.float64),
        lon=np.array([row[3] for row in named], dtype=np.float64),
        address_street=TextTable.of(row[0] for row in numbered),
        address_number=TextTable.of(row[1] for row in numbered),
        address_lat=np.array([row[2] for row in numbered], dtype=np.float64),
        address_lon=np.array([row[3] for row in numbered], dtype=np.float64),
    )
