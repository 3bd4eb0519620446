"""Coordinates as people and programs write them."""

from __future__ import annotations


def read_coordinates(text: str) -> tuple[float, float] | None:
    """Read "lat,lon" or "lat,lon,level" in degrees, or return None."""
    parts = text.split(",")
    if len(parts) not in {2, 3}:
        return None
    try:
        lat, lon, *_ = map(float, parts)
    except ValueError:
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None  # noqa: PLR2004  # degrees
