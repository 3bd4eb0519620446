"""Google's encoded polylines, at the precision MOTIS v6 uses."""

from __future__ import annotations

from collections.abc import Iterable

PRECISION = 6
_SCALE = 10**PRECISION
_CHUNK = 0x1F


def encoded(points: Iterable[tuple[float, float]]) -> dict[str, object]:
    """Return (lat, lon) points as MOTIS's EncodedPolyline."""
    text, before, n_points = [], (0, 0), 0
    for lat, lon in points:
        here = round(lat * _SCALE), round(lon * _SCALE)
        text += [_encoded_number(now - then) for now, then in zip(here, before, strict=True)]
        before = here
        n_points += 1
    return {"points": "".join(text), "precision": PRECISION, "length": n_points}


def _encoded_number(value: int) -> str:
    left = ~(value << 1) if value < 0 else value << 1
    characters = []
    while left > _CHUNK:
        characters.append(chr((_CHUNK + 1 | left & _CHUNK) + 63))
        left >>= 5
    characters.append(chr(left + 63))
    return "".join(characters)


NO_GEOMETRY: dict[str, object] = encoded(())
"""Of a leg whose line is not asked for."""
