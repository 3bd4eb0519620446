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

STAIRS, KERB, STEEP_WAY, ROUGH = "stairs", "kerb-or-barrier", "steep", "rough-or-narrow"
SURFACE_UNKNOWN = "surface-unknown"


def obstacles_of(graph: StreetGraph, path: StreetPath) -> tuple[str, ...]:
    """Return what a wheelchair cannot pass on a way, empty where it can."""
    arcs = np.array(path.arcs, dtype=np.int64)
    edges = arcs // 2
    shut = graph.arc_ms[Profile.WHEELCHAIR][arcs] == CLOSED
    stairs = graph.edge_kind[edges] == EdgeKind.STEPS
    slope = np.abs(graph.edge_rise_m[edges]) / np.maximum(graph.edge_length_m[edges], 1.0)
    steep = shut & ~stairs & (slope > STEEP)
    passed = graph.node_flags[graph.arc_to[arcs[:-1]]]
    found = (
        (STAIRS, stairs.any()),
        (KERB, (passed & (1 << Profile.WHEELCHAIR)).any()),
        (STEEP_WAY, steep.any()),
        (ROUGH, (shut & ~stairs & ~steep).any()),
    )
    return tuple(reason for reason, holds in found if holds)


def is_known_to_roll(graph: StreetGraph, path: StreetPath) -> bool:
    """Tell whether the map says of nearly all of a way that wheels roll there."""
    edges = np.array(path.arcs, dtype=np.int64) // 2
    length_m = graph.edge_length_m[edges] * np.array(shares_of_path(path))
    known_m = length_m[(graph.edge_flags[edges] & EdgeFlag.ROLLS) > 0].sum()
    return bool(known_m >= KNOWN_SHARE * length_m.sum())
