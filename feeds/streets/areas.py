"""Squares and platforms mapped as areas: straight lines across them, from entrance to entrance."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
from shapely import LineString, Polygon, prepare

from feeds.streets.read_osm import OsmStreets

MOST_ENTRANCES = 24
"""Entrances that are joined to each other; of more, this many evenly taken."""
_LEAST_POINTS = 4


def cross_areas(streets: OsmStreets) -> int:
    """Add a way for every two entrances of an area that see each other; return how many.

    An entrance is a node of the outline that another way uses too. The outline itself stays a way.
    """
    refs = streets.refs.copy()
    ids, counts = np.unique(refs, return_counts=True)
    n_added = 0
    for way in range(len(streets.rules)):
        rule = streets.rules[way]
        first, end = streets.start[way], streets.start[way + 1]
        if not rule.is_area or end - first < _LEAST_POINTS or refs[first] != refs[end - 1]:
            continue
        shared = counts[np.searchsorted(ids, refs[first : end - 1])] > 1
        # The node that closes the outline is counted twice by the area itself.
        shared[0] = counts[np.searchsorted(ids, refs[first])] > 2  # noqa: PLR2004
        entrances = first + np.flatnonzero(shared)
        if len(entrances) > MOST_ENTRANCES:
            chosen = np.linspace(0, len(entrances) - 1, MOST_ENTRANCES).round().astype(int)
            entrances = entrances[chosen]
        n_added += _join(streets, way, entrances)
    return n_added


def _join(streets: OsmStreets, way: int, entrances: npt.NDArray[np.intp]) -> int:
    """Add the lines between entrances that stay inside the area."""
    first, end = streets.start[way], streets.start[way + 1]
    outline = [(streets.lon_e7[at], streets.lat_e7[at]) for at in range(first, end)]
    polygon = Polygon(outline, streets.holes.get(way))
    if not polygon.is_valid:
        streets.drop("outline of an area that crosses itself")
        return 0
    prepare(polygon)
    n_added = 0
    for a, b in combinations(entrances.tolist(), 2):
        line = LineString([outline[a - first], outline[b - first]])
        is_side = b - a == 1 or (a == first and b == end - 2)
        if is_side or not polygon.covers(line):
            continue
        streets.rules.append(streets.rules[way])
        streets.names.append(streets.names[way])
        streets.way_id.append(0)
        for at in (a, b):
            streets.ref.append(streets.ref[at])
            streets.lat_e7.append(streets.lat_e7[at])
            streets.lon_e7.append(streets.lon_e7[at])
        streets.start.append(len(streets.ref))
        n_added += 1
    return n_added
