"""Heights of the ground from a GeoTIFF, by latitude and longitude (decision 0031)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile

from feeds.errors import SourceMissingError
from planner import Float64s

MOST_CELLS = 400_000_000
"""Of a raster: 1.6 GB while it is read."""
_GEOGRAPHIC = 2
"""GTModelTypeGeoKey of rasters in degrees."""
_IS_POINT = 2
_NODATA_TAG = 42113
_DEEPEST_M, _HIGHEST_M = -500.0, 9000.0
"""Nothing on land lies outside: such cells are holes of the raster."""


@dataclass(frozen=True)
class Heights:
    """Heights in metres above the sea; rows go south, columns east."""

    metres: npt.NDArray[np.float32]  # NaN where none is known
    north: float
    west: float
    """Of the middle of the first cell, in degrees."""
    cell_lat: float
    cell_lon: float

    def at(self, lat: Float64s, lon: Float64s) -> Float64s:
        """Return the heights of points between the four cells around each; NaN where unknown."""
        row, column = (self.north - lat) / self.cell_lat, (lon - self.west) / self.cell_lon
        n_rows, n_columns = self.metres.shape
        inside = (row >= 0) & (row <= n_rows - 1) & (column >= 0) & (column <= n_columns - 1)
        row, column = np.where(inside, row, 0), np.where(inside, column, 0)
        top, left = np.floor(row).astype(np.intp), np.floor(column).astype(np.intp)
        below, right = np.minimum(top + 1, n_rows - 1), np.minimum(left + 1, n_columns - 1)
        down, across = row - top, column - left
        upper = self.metres[top, left] * (1 - across) + self.metres[top, right] * across
        lower = self.metres[below, left] * (1 - across) + self.metres[below, right] * across
        found: Float64s = np.where(inside, upper * (1 - down) + lower * down, np.nan)
        return found


def read_heights(path: Path) -> Heights:
    """Read the first image of a GeoTIFF in degrees; each cell becomes the mean of the nine around.

    What is finer than three cells is noise of most rasters, and noise adds up to hills that are
    not there.

    Raises
    ------
    SourceMissingError: the file is absent, no GeoTIFF, not in degrees, too large or compressed in
        a way that is not read.

    """
    try:
        with tifffile.TiffFile(path) as file:
            page = file.pages.first
            tags = {tag.code: tag.value for tag in page.tags.values()}
            geo: dict[str, Any] = getattr(page, "geotiff_tags", {}) or {}
            if page.ndim != 2 or page.size > MOST_CELLS:  # noqa: PLR2004  # rows and columns
                raise _unusable(path, f"has {page.ndim} dimensions and {page.size} cells")
            north, west, cell_lat, cell_lon = _corner(path, geo)
            metres = page.asarray().astype(np.float32)
    except KeyError as error:  # a codec that tifffile has not by itself
        raise _unusable(path, "convert it by `gdal_translate -co COMPRESS=DEFLATE`") from error
    except (OSError, tifffile.TiffFileError, ValueError) as error:
        raise _unusable(path, str(error)) from error
    metres[~((metres > _DEEPEST_M) & (metres < _HIGHEST_M))] = np.nan
    if _NODATA_TAG in tags:
        metres[metres == _number(tags[_NODATA_TAG])] = np.nan
    return Heights(_smoothed(metres), north, west, cell_lat, cell_lon)


def _corner(path: Path, geo: dict[str, Any]) -> tuple[float, float, float, float]:
    """Return the middle of the first cell and the size of a cell, in degrees."""
    if geo.get("GTModelTypeGeoKey") != _GEOGRAPHIC:
        raise _unusable(path, "is not in degrees: convert it by `gdalwarp -t_srs EPSG:4326`")
    scale, tie = geo.get("ModelPixelScale"), geo.get("ModelTiepoint")
    if not scale or not tie or scale[0] <= 0 or scale[1] <= 0:
        raise _unusable(path, "does not say where it lies (ModelPixelScale, ModelTiepoint)")
    middle = 0.0 if geo.get("GTRasterTypeGeoKey") == _IS_POINT else 0.5
    west = tie[3] + (middle - tie[0]) * scale[0]
    north = tie[4] - (middle - tie[1]) * scale[1]
    return north, west, scale[1], scale[0]


def _smoothed(metres: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the mean of the known cells around each that is known."""
    known = np.pad(~np.isnan(metres), 1)
    padded = np.pad(np.nan_to_num(metres), 1)
    n_rows, n_columns = metres.shape
    total, count = np.zeros_like(metres), np.zeros(metres.shape, dtype=np.float32)
    for row in range(3):
        for column in range(3):
            window = slice(row, row + n_rows), slice(column, column + n_columns)
            total += padded[window]
            count += known[window]
    mean: npt.NDArray[np.float32] = (total / np.maximum(count, 1)).astype(np.float32)
    mean[np.isnan(metres)] = np.nan
    return mean


def _number(text: object) -> float:
    try:
        return float(str(text).strip("\x00 "))
    except ValueError:
        return float("nan")


def _unusable(path: Path, reason: str) -> SourceMissingError:
    return SourceMissingError(f"{path} cannot be read as a GeoTIFF of heights ({reason})")
