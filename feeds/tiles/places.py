"""Layers of the territory: borders of communes, and the names of places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from feeds.territories import Territories
from feeds.tiles.layer import Layer, Properties, Shapes, projected

PLACE_ZOOM = {"city": 5, "town": 8, "village": 11, "suburb": 12, "hamlet": 13, "quarter": 13}
PLACE_ZOOM |= {"neighbourhood": 14}
"""Kinds of places of OpenStreetMap that the map names, and from which zoom."""

_COMMUNE_ZOOMS = ((100_000, 5), (30_000, 6), (8_000, 8), (2_000, 10), (0, 11))
"""Inhabitants and the zoom from which a commune of so many is named."""
_OTHER_RANK = {"village": 3, "suburb": 2, "hamlet": 1}
_BORDER_ZOOM = {"authority": 5, "commune": 9}


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that the street map names."""

    kind: str
    name: str
    lat: float
    lon: float


def territory_layers(territories: Territories, named: Sequence[NamedPlace]) -> list[Layer]:
    """Return the layers `region`, `borders` and `places`."""
    outlines = np.array(territories.outlines, dtype=object)
    region = Layer(
        "region", 2, projected([shapely.union_all(outlines)]), [{}], np.zeros(1, dtype=np.int8)
    )
    return [region, _borders(territories, outlines), _places(territories, named)]


def _borders(territories: Territories, outlines: Shapes) -> Layer:
    """Return every border once, for two neighbours share theirs: authorities', then communes'."""
    payer = np.array([commune.authority for commune in territories.communes])
    of_authority = np.array([shapely.union_all(outlines[payer == siren]) for siren in set(payer)])
    parts: list[shapely.LineString] = []
    told: list[Properties] = []
    for kind, areas in (("authority", of_authority), ("commune", outlines)):
        lines = shapely.get_parts(shapely.line_merge(shapely.union_all(shapely.boundary(areas))))
        parts += lines.tolist()
        told += [{"kind": kind}] * len(lines)
    zooms = [_BORDER_ZOOM[str(tags["kind"])] for tags in told]
    return Layer("borders", 1, projected(parts), told, np.array(zooms, dtype=np.int8))


def _places(territories: Territories, named: Sequence[NamedPlace]) -> Layer:
    """Return the communes, named where the street map does, and what else it names."""
    lat, lon = (np.array([getattr(place, axis) for place in named]) for axis in ("lat", "lon"))
    inside = territories.communes_at(lat, lon).tolist() if named else []
    of_commune = {
        (commune, place.name): place for commune, place in zip(inside, named, strict=True)
    }
    points: list[tuple[float, float]] = []
    told: list[Properties] = []
    zooms: list[int] = []
    for number, commune in enumerate(territories.communes):
        place = of_commune.pop((number, commune.name), None)
        points.append((commune.lon, commune.lat) if place is None else (place.lon, place.lat))
        told.append({"name": commune.name, "kind": "commune", "rank": commune.population})
        zooms.append(next(zoom for least, zoom in _COMMUNE_ZOOMS if commune.population >= least))
    for place in of_commune.values():
        points.append((place.lon, place.lat))
        rank = _OTHER_RANK.get(place.kind, 0)
        told.append({"name": place.name, "kind": place.kind, "rank": rank})
        zooms.append(PLACE_ZOOM[place.kind])
    shapes = projected(shapely.points(points).tolist())
    return Layer("places", 0, shapes, told, np.array(zooms, dtype=np.int8))
