"""Writes the heights of the valley as a GeoTIFF, as mapping agencies give them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tifffile

from feeds.demo.ground import elevation_m, lat_lon, sheet_of
from feeds.demo.plan import Plan
from feeds.demo.streets import StreetMap

HEIGHTS_FILE = "heights.tif"

_CELL = 0.0006
"""Degrees: 67 m by 45 m."""
_MARGIN = 0.003
_DEGREES = (1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326)
"""GeoKeys: a geographic raster, its cells are areas, WGS 84."""
_SHORTS, _DOUBLES = 3, 12
_SCALE_TAG, _TIE_TAG, _KEYS_TAG = 33550, 33922, 34735


def write_heights(folder: Path, plan: Plan, streets: StreetMap) -> None:
    """Write a raster that covers every street."""
    places = np.array([lat_lon(point) for point in streets.points])
    (south, west), (north, east) = places.min(axis=0) - _MARGIN, places.max(axis=0) + _MARGIN
    north, west = round(float(north), 4), round(float(west), 4)
    lat = north - (np.arange(int((north - south) / _CELL)) + 0.5) * _CELL
    lon = west + (np.arange(int((east - west) / _CELL)) + 0.5) * _CELL
    x, d = sheet_of(*np.meshgrid(lat, lon, indexing="ij"))
    cells = zip(x.ravel().tolist(), d.ravel().tolist(), strict=True)
    heights = [elevation_m(cell, plan.hills) for cell in cells]
    metres = np.array(heights, dtype=np.float32).reshape(x.shape)
    tifffile.imwrite(
        folder / HEIGHTS_FILE,
        metres,
        compression="zlib",
        metadata=None,
        software=False,
        extratags=[
            (_SCALE_TAG, _DOUBLES, 3, (_CELL, _CELL, 0.0), True),
            (_TIE_TAG, _DOUBLES, 6, (0.0, 0.0, 0.0, west, north, 0.0), True),
            (_KEYS_TAG, _SHORTS, len(_DEGREES), _DEGREES, True),
        ],
    )
