"""The tiles of a snapshot: one blob of compressed tiles and where each begins, memory-mapped."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MAX_ZOOM = 22
"""No map is drawn beyond."""


@dataclass(frozen=True)
class MapTiles:
    """Tiles by zoom, column and row (XYZ, row 0 in the north); those with nothing on are absent."""

    key: npt.NDArray[np.int64]  # sorted; see `key_of`
    start: npt.NDArray[np.int64]  # (n_tiles + 1,) into blob
    blob: npt.NDArray[np.uint8]  # gzip
    max_zoom: npt.NDArray[np.int64]  # (1,) deepest zoom that was cut: a closer look enlarges it

    def find(self, zoom: int, x: int, y: int) -> bytes | None:
        """Return the gzipped tile, None where nothing is on it or it does not exist."""
        if not (0 <= zoom <= MAX_ZOOM and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
            return None
        key = key_of(zoom, x, y)
        at = int(np.searchsorted(self.key, key))
        if at == len(self.key) or self.key[at] != key:
            return None
        return self.blob[int(self.start[at]) : int(self.start[at + 1])].tobytes()


def key_of(zoom: int, x: int, y: int) -> int:
    """Return the number a tile is looked up by."""
    return zoom << 48 | x << 24 | y


def packed(tiles: Mapping[tuple[int, int, int], bytes], max_zoom: int) -> MapTiles:
    """Compress tiles by (zoom, x, y)."""
    by_key = sorted((key_of(*place), content) for place, content in tiles.items())
    # Without a time in it the same tile is the same bytes.
    contents = [gzip.compress(content, compresslevel=9, mtime=0) for _key, content in by_key]
    return MapTiles(
        key=np.array([key for key, _content in by_key], dtype=np.int64),
        start=np.append(0, np.cumsum([len(content) for content in contents])).astype(np.int64),
        blob=np.frombuffer(b"".join(contents), dtype=np.uint8),
        max_zoom=np.array([max_zoom], dtype=np.int64),
    )
