"""Tiles read by a library that is not ours, in units of the tile, y down."""

from __future__ import annotations

import gzip
from typing import Any

import mapbox_vector_tile

from feeds.tiles.archive import MapTiles


def decoded(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """Return the features of each layer."""
    tile = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True})
    return {name: layer["features"] for name, layer in tile.items()}


def tile_of(tiles: MapTiles, zoom: int, x: int, y: int) -> dict[str, list[dict[str, Any]]]:
    """Return the features of each layer of a tile, nothing where it is empty."""
    content = tiles.find(zoom, x, y)
    return {} if content is None else decoded(gzip.decompress(content))
