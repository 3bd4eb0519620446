"""The window of a map: which part of the earth it shows, and where on it a place lies."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner import Float64s

WIDTH, HEIGHT = 960, 640
"""Of a drawing, in its own units: pixels on a wide screen."""
MARGIN = 30
CLOSEST = 8
"""Each level shows half as much each way as the one before; 0 shows everything."""
SMALLEST_DEGREES = 0.01
WIDE = 10.0
"""Times the middle distance from the middle place: what is farther does not widen a map."""
_EARTH_M = 40_075_017
_LATEST = 85.0
"""Where the projection ends."""
_SCALE_BAR = 160
"""Longest bar of the scale."""


@dataclass(frozen=True)
class Extent:
    """A rectangle in WGS84 degrees."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True)
class View:
    """A window with its middle, so many units of the drawing per turn of the earth."""

    lat: float
    lon: float
    level: int
    scale: float

    def put(self, lat: Float64s, lon: Float64s) -> tuple[Float64s, Float64s]:
        """Return x (to the right) and y (down) of places, in units of the drawing."""
        x = (np.asarray(lon, dtype=np.float64) - self.lon) / 360 * self.scale + WIDTH / 2
        y = (_down(np.asarray(lat, dtype=np.float64)) - float(_down(np.float64(self.lat)))) * (
            self.scale
        ) + HEIGHT / 2
        return x, y

    def shows(self, x: Float64s, y: Float64s) -> npt.NDArray[np.bool_]:
        """Tell which points of the drawing are in the window."""
        shown: npt.NDArray[np.bool_] = (x >= 0) & (x <= WIDTH) & (y >= 0) & (y <= HEIGHT)
        return shown

    @property
    def corners(self) -> Extent:
        """Return the part of the earth in the window."""
        half = WIDTH / 2 / self.scale * 360
        down = float(_down(np.float64(self.lat)))
        north, south = (_lat(down + sign * HEIGHT / 2 / self.scale) for sign in (-1, 1))
        return Extent(south, self.lon - half, north, self.lon + half)

    def moved(self, right: float, down: float) -> View:
        """Return the window moved by parts of its width and height."""
        lat = _lat(float(_down(np.float64(self.lat))) + down * HEIGHT / self.scale)
        return View(lat, self.lon + right * WIDTH / self.scale * 360, self.level, self.scale)

    def at_level(self, level: int) -> View:
        """Return the window nearer to or farther from its middle."""
        level = min(max(level, 0), CLOSEST)
        return View(self.lat, self.lon, level, self.scale * 2.0 ** (level - self.level))

    @property
    def scale_bar(self) -> tuple[int, float]:
        """Return a round number of metres and how long it is on the drawing."""
        metre = self.scale / (_EARTH_M * math.cos(math.radians(self.lat)))
        longest_m = _SCALE_BAR / metre
        power = 10 ** math.floor(math.log10(longest_m))
        metres = max(int(power * step) for step in (1, 2, 5) if power * step <= longest_m)
        return metres, round(metres * metre, 1)


def extent_of(lat: Float64s, lon: Float64s) -> Extent | None:
    """Return where places are, single ones far from all others left out; None without any."""
    if not len(lat):
        return None
    south, north = _span(lat)
    west, east = _span(lon)
    return Extent(south, west, north, east)


def view_of(extent: Extent) -> View:
    """Return the window that shows all of an extent."""
    top, bottom = (float(_down(np.float64(lat))) for lat in (extent.north, extent.south))
    across = max((extent.east - extent.west) / 360, 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / max(bottom - top, 1e-9))
    return View(_lat((top + bottom) / 2), (extent.west + extent.east) / 2, 0, scale)


def _span(degrees: Float64s) -> tuple[float, float]:
    """Return the least and greatest of degrees that are not far from all the others."""
    middle = float(np.median(degrees))
    reach = max(WIDE * float(np.median(np.abs(degrees - middle))), 5 * SMALLEST_DEGREES)
    kept = degrees[np.abs(degrees - middle) <= reach]
    low, high = float(kept.min()), float(kept.max())
    missing = max(SMALLEST_DEGREES - (high - low), 0) / 2
    return low - missing, high + missing


def _down(lat: Float64s | np.float64) -> Float64s:
    """Return how far south of the equator a latitude is in Mercator's projection, in turns."""
    bound = np.clip(lat, -_LATEST, _LATEST)
    down: Float64s = -np.log(np.tan(np.pi / 4 + np.radians(bound) / 2)) / (2 * np.pi)
    return down


def _lat(down: float) -> float:
    """Return the latitude at a distance from the equator: the inverse of `_down`."""
    return math.degrees(2 * math.atan(math.exp(-down * 2 * math.pi)) - math.pi / 2)
