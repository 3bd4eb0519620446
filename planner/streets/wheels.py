"""Whether a way along streets is one for wheelchairs, and what speaks against it."""

from __future__ import annotations

import numpy as np

from planner.streets.graph import EdgeFlag, EdgeKind, Profile, StreetGraph
from planner.streets.kernel import CLOSED
from planner.streets.router import StreetPath, shares_of_path

STEEP = 0.08
"""Slope that a wheelchair may meet on a short ramp, as feeds.streets has it."""
KNOWN_SHARE = 0.9
"""Of the length of a way: where the map says of so much of it that wheels roll, it is known."""

_BARS_WHEELCHAIRS = 1 << Profile.WHEELCHAIR
"""See `NodeFlag`."""

STAIRS, KERB, STEEP_WAY, ROUGH = "stairs", "kerb-or-barrier", "steep", "rough-or-narrow"
SURFACE_UNKNOWN = "surface-unknown"


def obstacles_of(graph: StreetGraph, path: StreetPath) -> tuple[str, ...]:
    """Return what a wheelchair cannot pass on a way, empty where it can."""
    arcs = np.array(path.arcs, dtype=np.int64)
    edges = arcs // 2
    stairs = graph.edge_kind[edges] == EdgeKind.STEPS
    passed = graph.node_flags[graph.arc_to[arcs[:-1]]]
    shut = edges[~stairs & (graph.arc_ms[Profile.WHEELCHAIR][arcs] == CLOSED)]
    slope = np.abs(graph.edge_rise_m[shut]) / np.maximum(graph.edge_length_m[shut], 1.0)
    n_steep = np.count_nonzero(slope > STEEP)
    found = (
        (STAIRS, stairs.any()),
        (KERB, (passed & _BARS_WHEELCHAIRS).any()),
        (STEEP_WAY, n_steep > 0),
        (ROUGH, n_steep < len(shut)),
    )
    return tuple(reason for reason, holds in found if holds)


def is_known_to_roll(graph: StreetGraph, path: StreetPath) -> bool:
    """Tell whether the map says of nearly all of a way that wheels roll there."""
    edges = np.array(path.arcs, dtype=np.int64) // 2
    length_m = graph.edge_length_m[edges] * np.array(shares_of_path(path))
    known_m = length_m[(graph.edge_flags[edges] & EdgeFlag.ROLLS) > 0].sum()
    return bool(known_m >= KNOWN_SHARE * length_m.sum())
