"""The ends of a search with further criteria: what the way to each node walks and emits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.network import Int32s, Network
from planner.query import Criterion, Offset, Query


@dataclass(frozen=True, slots=True)
class End:
    """The nodes of an end. What is no criterion is 0, and so is every node that is none of it."""

    rows: Int32s
    """(node, seconds)"""
    walked_min: Int32s
    """(n_nodes,)"""
    emitted_dag: Int32s
    """(n_nodes,) with what the minutes on foot weigh."""

    def starts(self, time_s: int) -> Int32s:
        """Return (node, moment to board, minutes walked, emitted) of who is here at a time."""
        nodes = self.rows[:, 0]
        columns = nodes, self.rows[:, 1] + time_s, self.walked_min[nodes], self.emitted_dag[nodes]
        return np.column_stack(columns).astype(np.int32)


def ends_of(
    query: Query, network: Network, rows: Int32s, offsets: dict[int, Offset], n_nodes: int
) -> End:
    """Weigh the nodes of an end by the offsets of their stops; nodes may be of layers (via.py)."""
    walked_min, emitted_dag = (np.zeros(n_nodes, dtype=np.int32) for _ in range(2))
    stops = network.node_stop[rows[:, 0] % network.n_nodes]
    for node, stop in zip(rows[:, 0].tolist(), stops.tolist(), strict=True):
        offset = offsets[stop]
        if Criterion.WALKING in query.criteria:
            walked_min[node] = offset.walked_min
        if Criterion.CO2E in query.criteria:
            emitted_dag[node] = offset.emitted_dag + query.slack.walk_dag * offset.walked_min
    return End(rows, walked_min, emitted_dag)
