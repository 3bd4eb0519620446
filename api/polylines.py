"""Google's encoded polylines, at the precision MOTIS v6 uses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from planner import Int32s

PRECISION = 6
_SCALE = 10**PRECISION
_CHUNK = 0x1F


def encoded(points: Iterable[tuple[float, float]]) -> dict[str, object]:
    """Return (lat, lon) points as MOTIS's EncodedPolyline."""
    text: list[str] = []
    before_lat = before_lon = 0
    for lat, lon in points:
        here_lat, here_lon = round(lat * _SCALE), round(lon * _SCALE)
        text.append(_encoded_number(here_lat - before_lat))
        text.append(_encoded_number(here_lon - before_lon))
        before_lat, before_lon = here_lat, here_lon
    return {"points": "".join(text), "precision": PRECISION, "length": len(text) // 2}


def encoded_e6(lat_e6: Int32s, lon_e6: Int32s) -> dict[str, object]:
    """Return points in millionths of a degree as MOTIS's EncodedPolyline."""
    steps = np.empty(2 * len(lat_e6), dtype=np.int32)
    steps[0::2], steps[1::2] = np.diff(lat_e6, prepend=0), np.diff(lon_e6, prepend=0)
    text = "".join(map(_encoded_number, steps.tolist()))
    return {"points": text, "precision": PRECISION, "length": len(lat_e6)}


@lru_cache(maxsize=1 << 14)
def _encoded_number(value: int) -> str:
    """Return a number in chunks of five bits; steps between points are small and come again."""
    left = ~(value << 1) if value < 0 else value << 1
    characters = []
    while left > _CHUNK:
        characters.append(chr((_CHUNK + 1 | left & _CHUNK) + 63))
        left >>= 5
    characters.append(chr(left + 63))
    return "".join(characters)


NO_GEOMETRY: dict[str, object] = encoded(())
"""Of a leg whose line is not asked for."""
