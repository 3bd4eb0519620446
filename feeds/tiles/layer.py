"""A layer of the map before it is cut into tiles, and the projection that tiles are drawn in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

Shapes: TypeAlias = npt.NDArray[np.object_]
"""Shapely geometries, all of one dimension."""
Properties: TypeAlias = Mapping[str, str | int]

TILE_PIXELS = 512
"""Width of a tile on the screen at its own zoom."""


@dataclass(frozen=True)
class Layer:
    """Things of one kind on the unit square of Web Mercator (x east, y south, both 0 to 1)."""

    name: str
    dimension: int
    """0 points, 1 lines, 2 areas."""
    shapes: Shapes
    properties: Sequence[Properties]
    """Parallel to `shapes`."""
    min_zoom: npt.NDArray[np.int8]
    """Zoom from which each is drawn."""
    named_from: int = 0
    """Zoom from which `name` is told: without it more of them are one."""


def projected(shapes: Sequence[Any] | Shapes) -> Shapes:
    """Return shapes in WGS84 degrees (x = longitude) on the unit square of Web Mercator."""
    return np.asarray(shapely.transform(np.array(shapes, dtype=object), _on_unit_square))


def _on_unit_square(lon_lat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    x = (lon_lat[:, 0] + 180.0) / 360.0
    # Beyond 85.05 degrees the square ends.
    lat = np.radians(np.clip(lon_lat[:, 1], -85.05, 85.05))
    y = (1.0 - np.arcsinh(np.tan(lat)) / np.pi) / 2.0
    return np.column_stack([x, y])


def zoom_of_extent(extent: npt.NDArray[np.float64], pixels: float) -> npt.NDArray[np.int8]:
    """Return the first zoom at which an extent on the unit square covers so many pixels."""
    wanted = np.log2(pixels / (TILE_PIXELS * np.maximum(extent, 1e-12)))
    return np.clip(np.ceil(wanted), 0, 127).astype(np.int8)
