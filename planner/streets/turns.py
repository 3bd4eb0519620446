"""The graph as one profile sees it; where a turn is forbidden to cars, nodes are copied."""

from __future__ import annotations

import numpy as np

from planner.network import Int32s
from planner.ragged import ranges, starts_of
from planner.streets.graph import Profile, StreetGraph
from planner.streets.kernel import StreetArrays


def has_turns(graph: StreetGraph, profile: Profile) -> bool:
    """Tell whether some turns are forbidden to a profile."""
    return profile is Profile.CAR and len(graph.turn_from) > 0


def arrays_of(graph: StreetGraph, profile: Profile, *, backward: bool = False) -> StreetArrays:
    """Return the graph as a profile sees it.

    `backward`: for searches from where ways end. There arcs are followed the other way round, so
    that a forbidden turn is met with both of its arcs turned and exchanged.
    """
    barred = (np.asarray(graph.node_flags) >> int(profile) & 1).astype(np.uint8)
    none = np.zeros(1, dtype=np.int32)
    plain = StreetArrays(
        graph.node_arcs_start,
        graph.node_arcs,
        graph.arc_to,
        graph.arc_ms[profile],
        barred,
        graph.arc_to,
        none,
        none,
    )
    if not has_turns(graph, profile):
        return plain
    if backward:
        return _with_copies(plain, graph.turn_to ^ 1, graph.turn_from ^ 1)
    return _with_copies(plain, graph.turn_from, graph.turn_to)


def _with_copies(plain: StreetArrays, turn_from: Int32s, turn_to: Int32s) -> StreetArrays:
    """Copy the node at the end of each arc from which a turn is forbidden."""
    n_nodes = len(plain.node_barred)
    arcs, owner = np.unique(turn_from, return_inverse=True)
    node = plain.map_to[arcs]
    copies = n_nodes + np.arange(len(arcs), dtype=np.int32)
    first, n_leaving = plain.node_arcs_start[node], np.diff(plain.node_arcs_start)[node]
    of_copy = np.repeat(np.arange(len(arcs)), n_leaving)
    leaving = plain.node_arcs[ranges(first, n_leaving)]
    n_arcs = len(plain.arc_to)
    forbidden = owner.astype(np.int64) * n_arcs + turn_to
    kept = ~np.isin(of_copy.astype(np.int64) * n_arcs + leaving, forbidden)
    arc_to = np.array(plain.arc_to, dtype=np.int32)
    arc_to[arcs] = copies
    n_kept = np.bincount(of_copy[kept], minlength=len(arcs))
    ends = plain.node_arcs_start[-1] + np.cumsum(n_kept)
    by_node = np.argsort(node, kind="stable")
    return plain._replace(
        node_arcs_start=np.concatenate([plain.node_arcs_start, ends]).astype(np.int32),
        node_arcs=np.concatenate([plain.node_arcs, leaving[kept]]).astype(np.int32),
        arc_to=arc_to,
        node_barred=np.concatenate([plain.node_barred, plain.node_barred[node]]),
        copies_start=starts_of(np.bincount(node, minlength=n_nodes)),
        copies=copies[by_node],
    )


def at_map_nodes(streets: StreetArrays, ms: Int32s) -> Int32s:
    """Return the times of the nodes of the map: of the copies of each the soonest."""
    if len(streets.copies_start) == 1:
        return ms[: len(streets.node_barred)].copy()
    n_nodes = len(streets.copies_start) - 1
    soonest: Int32s = ms[:n_nodes].copy()
    owner = np.repeat(np.arange(n_nodes), np.diff(streets.copies_start))
    np.minimum.at(soonest, owner, ms[streets.copies])
    return soonest
