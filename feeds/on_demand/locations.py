"""locations.geojson -> a table: one row per area, its geometry as GeoJSON text."""

from __future__ import annotations

import json

import numpy as np
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Polygon, shape

from feeds.archive import Archive
from feeds.errors import FeedRefusedError
from feeds.problems import ProblemLog, Rule, Severity
from feeds.table import Column, Table

FILE = "locations.geojson"
_LARGEST_BYTES = 64 * 1024**2


def read_locations(archive: Archive, log: ProblemLog) -> Table | None:
    """Return the areas of a feed; what cannot be read is told and passed over."""
    if FILE not in archive.names:
        return None
    try:
        features = json.loads(archive.read("locations", ".geojson")[:_LARGEST_BYTES])["features"]
        rows = [_row(feature, number, log) for number, feature in enumerate(features, 1)]
    except (ValueError, KeyError, TypeError, RecursionError, FeedRefusedError) as error:
        reason = f"{FILE} is not a GeoJSON collection ({error}); its areas are not used"
        log.row(Rule.MALFORMED_JSON, (FILE, 0, ""), reason, Severity.WARNING)
        return None
    kept = [row for row in rows if row is not None]
    columns = {
        name: Column([row[number] for row in kept], np.arange(len(kept), dtype=np.int32))
        for number, name in enumerate(("location_id", "location_name", "geometry"))
    }
    return Table(FILE, np.arange(1, len(kept) + 1, dtype=np.int32), columns)


def _row(feature: object, number: int, log: ProblemLog) -> tuple[str, str, str] | None:
    """Return id, name and geometry of an area, None where it is none."""
    try:
        return _read(feature)
    except (AttributeError, LookupError, TypeError, ValueError, ShapelyError) as error:
        reason = f"feature {number} is not an area with an id ({error}); it is not used"
        log.row(Rule.MALFORMED_JSON, (FILE, number, ""), reason, Severity.WARNING)
        return None


def _read(feature: object) -> tuple[str, str, str]:
    if not isinstance(feature, dict):
        raise TypeError("it is not an object")
    outline = shape(feature["geometry"])
    if not isinstance(outline, Polygon | MultiPolygon) or not outline.is_valid:
        raise ValueError(f"a {outline.geom_type} is no valid area")
    name = str((feature.get("properties") or {}).get("stop_name", ""))
    return str(feature["id"]), name, json.dumps(feature["geometry"])
