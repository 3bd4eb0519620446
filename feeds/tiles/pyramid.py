"""Layers -> tiles of every zoom: clipped from tile to tile, simplified to what a screen shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from feeds.tiles.encode import AREA, EXTENT, encoded_layer
from feeds.tiles.layer import Layer, Properties, Shapes

BUFFER = 64
"""Units that lines and areas reach past their tile: 8 pixels, more than any stroke is wide."""
TOLERANCE = 4.0
"""Units that a simplified line may be off: half a pixel. At the deepest zoom, `FINEST`."""
FINEST = 1.0

Place = tuple[int, int, int]
"""(zoom, x, y)."""


@dataclass(frozen=True)
class _Piece:
    """What of a layer lies on a tile: its things by number, clipped to the tile."""

    layer: Layer
    number: npt.NDArray[np.intp]
    shapes: Shapes


def cut_tiles(layers: Sequence[Layer], max_zoom: int) -> dict[Place, bytes]:
    """Return the tiles with something on them, by (zoom, x, y), down to a zoom."""
    tiles: dict[Place, bytes] = {}
    whole = [
        _Piece(layer, np.arange(len(layer.shapes)), layer.shapes)
        for layer in layers
        if len(layer.shapes)
    ]
    waiting: list[tuple[Place, list[_Piece]]] = [((0, 0, 0), whole)]
    while waiting:
        place, pieces = waiting.pop()
        content = b"".join(_drawn(piece, place, max_zoom) for piece in pieces)
        if content:
            tiles[place] = content
        if place[0] < max_zoom and pieces:
            waiting += _children(place, pieces)
    return tiles


def _drawn(piece: _Piece, place: Place, max_zoom: int) -> bytes:
    """Return a layer of a tile, empty where nothing of it is drawn at this zoom."""
    zoom, x, y = place
    layer = piece.layer
    shown = layer.min_zoom[piece.number] <= zoom
    if not shown.any():
        return b""
    scale = EXTENT * 2.0**zoom
    origin = np.array([x * EXTENT, y * EXTENT])
    shapes = shapely.transform(piece.shapes[shown], lambda unit: unit * scale - origin)
    properties = [layer.properties[number] for number in piece.number[shown].tolist()]
    if zoom < layer.named_from:
        properties = [{k: v for k, v in told.items() if k != "name"} for told in properties]
    if layer.dimension:
        shapes, properties = _together(shapes, properties, layer.dimension)
        tolerance = FINEST if zoom == max_zoom else TOLERANCE
        # Areas must stay valid; lines may be simplified the quick way.
        shapes = shapely.simplify(shapes, tolerance, preserve_topology=layer.dimension == AREA)
    return encoded_layer(layer.name, layer.dimension, shapes, properties)


def _together(
    shapes: Shapes, properties: Sequence[Properties], dimension: int
) -> tuple[Shapes, list[Properties]]:
    """Return one shape for all things of the same properties; lines that meet are joined."""
    seen: dict[tuple[tuple[str, str | int], ...], int] = {}
    group = np.array([seen.setdefault(tuple(told.items()), len(seen)) for told in properties])
    parts, owner = shapely.get_parts(shapes, return_index=True)
    right = shapely.get_dimensions(parts) == dimension
    parts, group = parts[right], group[owner[right]]
    order = np.argsort(group, kind="stable")
    many = shapely.multilinestrings if dimension == 1 else shapely.multipolygons
    joined = np.full(len(seen), None, dtype=np.object_)
    many(parts[order], indices=group[order], out=joined)
    if dimension == 1:
        joined = shapely.line_merge(joined)
    return joined, [dict(told) for told in seen]


def _children(place: Place, pieces: Sequence[_Piece]) -> Iterator[tuple[Place, list[_Piece]]]:
    """Return the four tiles of the next zoom that have something on them."""
    zoom, x, y = place[0] + 1, place[1] * 2, place[2] * 2
    bounds = [shapely.bounds(piece.shapes) for piece in pieces]
    for child in ((zoom, x + right, y + down) for right in (0, 1) for down in (0, 1)):
        clipped = [
            _clipped(piece, around, child) for piece, around in zip(pieces, bounds, strict=True)
        ]
        found = [piece for piece in clipped if len(piece.shapes)]
        if found:
            yield child, found


def _clipped(piece: _Piece, around: npt.NDArray[np.float64], place: Place) -> _Piece:
    """Return what of a piece lies on a tile; points on one tile only."""
    zoom, x, y = place
    width = 2.0**-zoom
    dimension = piece.layer.dimension
    reach = BUFFER / EXTENT if dimension else 0.0
    west, north = (x - reach) * width, (y - reach) * width
    east, south = (x + 1 + reach) * width, (y + 1 + reach) * width
    if not dimension:
        px, py = around[:, 0], around[:, 1]
        inside = np.flatnonzero((px >= west) & (px < east) & (py >= north) & (py < south))
        return _Piece(piece.layer, piece.number[inside], piece.shapes[inside])
    touches = (around[:, 0] <= east) & (around[:, 2] >= west)
    touches &= (around[:, 1] <= south) & (around[:, 3] >= north)
    crosses = (around[:, 0] < west) | (around[:, 2] > east)
    crosses |= (around[:, 1] < north) | (around[:, 3] > south)
    shapes = piece.shapes[touches].copy()
    cut = crosses[touches]
    if dimension == 1:
        shapes[cut] = shapely.clip_by_rect(shapes[cut], west, north, east, south)
    else:
        # Clipping by a rectangle alone may leave areas that no later step can use.
        shapes[cut] = shapely.intersection(shapes[cut], shapely.box(west, north, east, south))
    left = ~shapely.is_empty(shapes)
    return _Piece(piece.layer, piece.number[touches][left], shapes[left])
