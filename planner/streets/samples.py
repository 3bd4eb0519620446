"""Points every few metres along all streets, to tell how far one gets as an area."""

from __future__ import annotations

import numpy as np

from planner.network import Float64s, Int32s
from planner.streets.graph import Profile, StreetGraph
from planner.streets.kernel import CLOSED, DEGREE_M, UNREACHED

EVERY_M = 40.0
"""Between two points: finer than the squares that areas are drawn with."""


class StreetSamples:
    """The points of one street graph; made once, read by every question."""

    def __init__(self, graph: StreetGraph) -> None:
        self._graph = graph
        start = np.asarray(graph.edge_points_start)
        segment = np.setdiff1d(np.arange(len(graph.point_lat)), start[1:] - 1)
        lat, lon = np.asarray(graph.point_lat), np.asarray(graph.point_lon)
        north_m = (lat[segment + 1] - lat[segment]) * DEGREE_M
        east_m = (lon[segment + 1] - lon[segment]) * DEGREE_M * np.cos(np.radians(lat[segment]))
        length_m = np.hypot(north_m, east_m)
        before_m = np.concatenate([[0.0], np.cumsum(length_m)])
        edge = np.asarray(graph.point_edge)[segment]
        first = np.searchsorted(edge, np.arange(graph.n_edges))
        whole_m = np.bincount(edge, weights=length_m, minlength=graph.n_edges)
        n_pieces = np.maximum(np.ceil(length_m / EVERY_M), 1).astype(np.int64)
        owner = np.repeat(np.arange(len(segment)), n_pieces)
        within = np.arange(n_pieces.sum()) - np.repeat(np.cumsum(n_pieces) - n_pieces, n_pieces)
        share = (within + 0.5) / n_pieces[owner]
        self.lat: Float64s = lat[segment][owner] + share * (lat[segment + 1] - lat[segment])[owner]
        self.lon: Float64s = lon[segment][owner] + share * (lon[segment + 1] - lon[segment])[owner]
        self._edge = edge[owner]
        at_m = before_m[:-1][owner] + share * length_m[owner] - before_m[first][self._edge]
        self._fraction: Float64s = at_m / np.maximum(whole_m[self._edge], 1e-9)

    def milliseconds(self, node_ms: Int32s, profile: Profile, *, leaving: bool) -> Float64s:
        """Return when each point is reached from the nodes of its edge, infinity where it is not.

        `leaving`: away from the place that `node_ms` was found for, else towards it.
        """
        best = np.full(len(self._edge), np.inf)
        for entry in (0, 1):
            arc = 2 * self._edge + entry
            node = node_ms[self._graph.arc_to[arc ^ 1]].astype(np.float64)
            arc_ms = self._graph.arc_ms[profile][arc if leaving else arc ^ 1]
            travelled = self._fraction if entry == 0 else 1 - self._fraction
            usable = (node != UNREACHED) & (arc_ms != CLOSED)
            best = np.minimum(best, np.where(usable, node + arc_ms * travelled, np.inf))
        return best
