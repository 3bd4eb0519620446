"""The two ends of a search as nodes: where one can board first, or alight last, and how far off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from planner.network import Int32s, Network
from planner.query import Offset
from planner.ragged import ranges, starts_of


@dataclass(frozen=True, slots=True)
class Ends:
    """Nodes in reach of the origin (or of the destination)."""

    nodes: Int32s
    duration_s: Int32s


class NodesOfStops:
    """The nodes of every stop of a network."""

    def __init__(self, network: Network) -> None:
        self._nodes = np.argsort(network.node_stop, kind="stable").astype(np.int32)
        self._start = starts_of(np.bincount(network.node_stop, minlength=network.n_stops))

    def of(self, offsets: dict[int, Offset]) -> Ends:
        """Return the nodes of stops with their durations."""
        stops = np.fromiter(offsets, dtype=np.int32, count=len(offsets))
        durations = [offset.duration_s for offset in offsets.values()]
        duration_s = np.array(durations, dtype=np.int32)
        if len(self._nodes) == len(self._start) - 1:
            return Ends(stops, duration_s)
        counts = self._start[stops + 1] - self._start[stops]
        nodes = self._nodes[ranges(self._start[stops], counts)]
        return Ends(nodes, np.repeat(duration_s, counts))


def shortest(offsets: Iterable[Offset]) -> dict[int, Offset]:
    """Keep the shortest offset of each stop."""
    best: dict[int, Offset] = {}
    for offset in offsets:
        known = best.get(offset.stop)
        if known is None or offset.duration_s < known.duration_s:
            best[offset.stop] = offset
    return best
