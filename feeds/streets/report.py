"""What an import of streets kept and dropped, and how much of it hangs together per profile."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

from feeds.streets.read_osm import OsmStreets
from planner import Int32s, Profile, StreetGraph

LEAST_ISLAND_NODES = 10
"""A smaller piece that cannot be left, or not be reached, is closed: an unlinked platform, a drive
at the edge of the extract. Places beside it are then matched with a street that leads on."""


@dataclass(frozen=True, slots=True)
class Connectivity:
    """How much of the streets of a profile hangs together."""

    profile: str
    open_km: float
    largest_share: float
    """Share of the open kilometres that lies in the largest piece where every point can be
    reached from every other."""
    islands_closed: int


@dataclass(frozen=True, slots=True)
class StreetReport:
    """What is said of an import."""

    n_ways: int
    n_nodes: int
    n_edges: int
    n_across_areas: int
    """Straight lines added across squares and platforms."""
    dropped: dict[str, int]
    connectivity: tuple[Connectivity, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return what `streets.json` holds."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of the streets of one profile that hang together."""

    of_node: npt.NDArray[np.int64]
    """Number of the piece of each node: all its nodes can be reached from each other."""
    islands_closed: int


def close_islands(
    arc_ms: Int32s, arc_to: Int32s, node_flags: npt.NDArray[np.uint8]
) -> tuple[Pieces, ...]:
    """Close, for each profile, the arcs of small pieces; return the pieces."""
    return tuple(
        _close_islands(arc_ms[profile], arc_to, (node_flags >> int(profile) & 1).astype(np.bool_))
        for profile in Profile
    )


def _close_islands(arc_ms: Int32s, arc_to: Int32s, barred: npt.NDArray[np.bool_]) -> Pieces:
    piece = _components(arc_ms, arc_to, barred)
    present = np.unique(arc_to[arc_ms >= 0])
    if not len(present):
        return Pieces(piece, 0)
    sizes = np.bincount(piece[present], minlength=len(piece))
    small = (sizes < LEAST_ISLAND_NODES) & (sizes > 0)
    small[np.argmax(sizes)] = False
    from_node = arc_to.reshape(-1, 2)[:, ::-1].reshape(-1)
    alone = small[piece]
    # A barred node ends a street that leads on from its other end: that street stays open.
    shut = (alone[from_node] & ~barred[from_node]) | (alone[arc_to] & ~barred[arc_to])
    shut |= alone[from_node] & alone[arc_to]
    arc_ms[shut] = -1
    return Pieces(piece, int(small.sum()))


def _components(
    arc_ms: Int32s, arc_to: Int32s, barred: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Return the number of the strongly connected piece of every node."""
    from_node = arc_to.reshape(-1, 2)[:, ::-1].reshape(-1)
    passable = (arc_ms >= 0) & ~barred[from_node]
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(barred)))
    graph.add_edges_from(zip(from_node[passable].tolist(), arc_to[passable].tolist(), strict=True))
    component = np.empty(len(barred), dtype=np.int64)
    for number, nodes in enumerate(nx.strongly_connected_components(graph)):
        component[list(nodes)] = number
    return component


def report_of(
    graph: StreetGraph, streets: OsmStreets, n_across: int, pieces: tuple[Pieces, ...]
) -> StreetReport:
    """Return what is said of an import."""
    return StreetReport(
        n_ways=len(streets.rules) - n_across,
        n_nodes=graph.n_nodes,
        n_edges=graph.n_edges,
        n_across_areas=n_across,
        dropped=dict(sorted(streets.dropped.items())),
        connectivity=tuple(
            _connectivity(graph, profile, of_profile)
            for profile, of_profile in zip(Profile, pieces, strict=True)
        ),
    )


def _connectivity(graph: StreetGraph, profile: Profile, pieces: Pieces) -> Connectivity:
    ends = pieces.of_node[graph.arc_to].reshape(-1, 2)
    is_open = (graph.arc_ms[profile] >= 0).reshape(-1, 2).any(axis=1)
    inside = is_open & (ends[:, 0] == ends[:, 1])
    length_m = np.bincount(ends[inside, 0], weights=graph.edge_length_m[inside])
    open_m = float(graph.edge_length_m[is_open].sum())
    largest_m = float(length_m.max(initial=0.0))
    return Connectivity(
        profile.name.lower(),
        round(open_m / 1000, 1),
        round(largest_m / open_m, 4) if open_m else 0.0,
        pieces.islands_closed,
    )
