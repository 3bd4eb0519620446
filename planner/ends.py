"""The ends of a search as nodes: where one can board first or alight last, and how far off."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np

from planner.network import Int32s, Network
from planner.query import Offset
from planner.ragged import ranges, starts_of


class NodesOfStops:
    """The nodes of every stop of a network."""

    def __init__(self, network: Network) -> None:
        self._nodes = np.argsort(network.node_stop, kind="stable").astype(np.int32)
        self._start = starts_of(np.bincount(network.node_stop, minlength=network.n_stops))

    def of(self, offsets: dict[int, Offset]) -> Int32s:
        """Return rows of (node, seconds)."""
        rows = array("i")
        for stop, offset in offsets.items():
            rows.append(stop)
            rows.append(offset.duration_s)
        ends = np.frombuffer(rows, dtype=np.int32).reshape(-1, 2)
        if len(self._nodes) == len(self._start) - 1:
            return ends
        stops = ends[:, 0]
        counts = self._start[stops + 1] - self._start[stops]
        nodes = self._nodes[ranges(self._start[stops], counts)]
        return np.column_stack([nodes, np.repeat(ends[:, 1], counts)])


def shortest(offsets: Iterable[Offset]) -> dict[int, Offset]:
    """Keep the shortest offset of each stop."""
    best: dict[int, Offset] = {}
    for offset in offsets:
        known = best.get(offset.stop)
        if known is None or offset.duration_s < known.duration_s:
            best[offset.stop] = offset
    return best
