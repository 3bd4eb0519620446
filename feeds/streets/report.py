"""What an import of streets kept and dropped, and how much of it hangs together per profile."""

from __future__ import annotations

from collections import Counter
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


def close_islands(
    arc_ms: Int32s, arc_to: Int32s, node_flags: npt.NDArray[np.uint8]
) -> tuple[int, ...]:
    """Close, for each profile, the arcs of small pieces; return how many pieces were closed."""
    return tuple(
        _close_islands(arc_ms[profile], arc_to, _barred(node_flags, profile)) for profile in Profile
    )


def _barred(node_flags: npt.NDArray[np.uint8], profile: Profile) -> npt.NDArray[np.uint8]:
    return (node_flags >> int(profile) & 1).astype(np.uint8)


def _close_islands(arc_ms: Int32s, arc_to: Int32s, barred: npt.NDArray[np.uint8]) -> int:
    component = _components(arc_ms, arc_to, barred)
    present = np.unique(arc_to[arc_ms >= 0])
    if not len(present):
        return 0
    sizes = np.bincount(component[present], minlength=len(component))
    small = (sizes < LEAST_ISLAND_NODES) & (sizes > 0)
    small[np.argmax(sizes)] = False
    from_node = arc_to.reshape(-1, 2)[:, ::-1].reshape(-1)
    alone = small[component]
    # A barred node ends a street that leads on from its other end: that street stays open.
    shut = (alone[from_node] & (barred[from_node] == 0)) | (alone[arc_to] & (barred[arc_to] == 0))
    shut |= alone[from_node] & alone[arc_to]
    arc_ms[shut] = -1
    return int(small.sum())


def _components(
    arc_ms: Int32s, arc_to: Int32s, barred: npt.NDArray[np.uint8]
) -> npt.NDArray[np.int64]:
    """Return the number of the strongly connected piece of every node."""
    from_node = arc_to.reshape(-1, 2)[:, ::-1].reshape(-1)
    passable = (arc_ms >= 0) & (barred[from_node] == 0)
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(barred)))
    graph.add_edges_from(zip(from_node[passable].tolist(), arc_to[passable].tolist(), strict=True))
    component = np.empty(len(barred), dtype=np.int64)
    for number, nodes in enumerate(nx.strongly_connected_components(graph)):
        component[list(nodes)] = number
    return component


def report_of(
    graph: StreetGraph, streets: OsmStreets, n_across: int, islands: tuple[int, ...]
) -> StreetReport:
    """Return what is said of an import."""
    return StreetReport(
        n_ways=len(streets.rules) - n_across,
        n_nodes=graph.n_nodes,
        n_edges=graph.n_edges,
        n_across_areas=n_across,
        dropped=dict(sorted(streets.dropped.items())),
        connectivity=tuple(
            _connectivity(graph, profile, closed)
            for profile, closed in zip(Profile, islands, strict=True)
        ),
    )


def _connectivity(graph: StreetGraph, profile: Profile, closed: int) -> Connectivity:
    arc_ms = graph.arc_ms[profile]
    component = _components(arc_ms, graph.arc_to, _barred(graph.node_flags, profile))
    ends = component[graph.arc_to].reshape(-1, 2)
    is_open = (arc_ms >= 0).reshape(-1, 2).any(axis=1)
    inside = is_open & (ends[:, 0] == ends[:, 1])
    length_m: Counter[int] = Counter()
    for piece, metres in zip(
        ends[inside, 0].tolist(), graph.edge_length_m[inside].tolist(), strict=True
    ):
        length_m[piece] += metres
    open_m = float(graph.edge_length_m[is_open].sum())
    largest_m = max(length_m.values(), default=0.0)
    return Connectivity(
        profile.name.lower(),
        round(open_m / 1000, 1),
        round(largest_m / open_m, 4) if open_m else 0.0,
        closed,
    )
