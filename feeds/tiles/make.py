"""All layers of a network's map, cut into tiles."""

from __future__ import annotations

from pathlib import Path

from feeds.shapes import PatternShapes
from feeds.territories import Territories
from feeds.tiles.archive import MapTiles, packed
from feeds.tiles.ground import read_ground
from feeds.tiles.places import territory_layers
from feeds.tiles.pyramid import cut_tiles
from feeds.tiles.transit import transit_layers
from planner import Network

STREETS_MAX_ZOOM, MAX_ZOOM = 14, 12
"""Deepest zoom with and without streets: a unit of a tile is 40 cm and 1.6 m wide at 48° north,
finer than any of it is known."""


def make_tiles(
    network: Network,
    territories: Territories,
    shapes: PatternShapes | None = None,
    osm: Path | None = None,
) -> MapTiles:
    """Return the tiles of a network, on the ground of an OpenStreetMap extract where there is one.

    Raises
    ------
    SourceMissingError: the extract cannot be read or is not OpenStreetMap.

    """
    ground, named = ([], []) if osm is None else read_ground(osm)
    layers = [*territory_layers(territories, named), *ground, *transit_layers(network, shapes)]
    max_zoom = MAX_ZOOM if osm is None else STREETS_MAX_ZOOM
    return packed(cut_tiles(layers, max_zoom), max_zoom)
