"""Memory of a search, allocated once per thread and reused: nothing is allocated per query."""

from __future__ import annotations

import numpy as np

from planner.network import Int32s, Int64s
from planner.raptor.kernel import (
    MAX_RIDES,
    N_COUNTERS,
    N_JOURNEY_FIELDS,
    N_LEG_FIELDS,
    N_RIDE_FIELDS,
    NONE,
    UNREACHED,
    Labels,
)

SHORT_ROW = 8
"""Label columns for up to 7 rides: half a cache line, enough for nearly every query."""


class Buffers:
    """Labels and result rows of one thread on one network."""

    counters: Int64s
    events: Int32s
    """(n, 3), see `collect_departures`."""
    journeys: Int32s
    """(n, N_JOURNEY_FIELDS), see `search_window`."""
    legs: Int32s
    """(n, N_LEG_FIELDS) rides of the journeys."""

    def __init__(self, n_nodes: int) -> None:
        self._n_nodes = n_nodes
        self._labels: dict[tuple[int, bool], Labels] = {}
        self.counters = np.zeros(N_COUNTERS, dtype=np.int64)
        self.events = np.empty((1024, 3), dtype=np.int32)
        self.journeys = np.empty((256, N_JOURNEY_FIELDS), dtype=np.int32)
        self.legs = np.empty((1024, N_LEG_FIELDS), dtype=np.int32)

    def labels(self, max_rides: int, n_patterns: int, *, back: bool = False) -> Labels:
        """Return labels with room for `max_rides` rides and `n_patterns` patterns.

        Their rows hold what the last search left; kernels reset them. `egress_s` is UNREACHED
        everywhere. `back` returns the second set, for a pass in the opposite direction.
        """
        n_columns = SHORT_ROW if max_rides < SHORT_ROW else MAX_RIDES + 1
        labels = self._labels.get((n_columns, back))
        if labels is None or len(labels.queue) < n_patterns:
            labels = self._new_labels(n_columns, n_patterns)
            self._labels[n_columns, back] = labels
        return labels

    def grow_results(self) -> None:
        """Make room for twice as many journeys and legs."""
        self.journeys = np.empty((2 * len(self.journeys), N_JOURNEY_FIELDS), dtype=np.int32)
        self.legs = np.empty((2 * len(self.legs), N_LEG_FIELDS), dtype=np.int32)

    def _new_labels(self, n_columns: int, n_patterns: int) -> Labels:
        """Allocate labels."""
        n_nodes = self._n_nodes
        return Labels(
            ride_s=np.full((n_nodes, n_columns), UNREACHED, dtype=np.int32),
            ready_s=np.full((n_nodes, n_columns), UNREACHED, dtype=np.int32),
            ride_from=np.zeros((n_nodes, n_columns, N_RIDE_FIELDS), dtype=np.int32),
            ready_from=np.full((n_nodes, n_columns), NONE, dtype=np.int32),
            ride_to_go_s=np.zeros((n_nodes, n_columns), dtype=np.int32),
            ready_to_go_s=np.zeros((n_nodes, n_columns), dtype=np.int32),
            egress_s=np.full(n_nodes, UNREACHED, dtype=np.int32),
            target_s=np.full(n_columns, UNREACHED, dtype=np.int32),
            target_from=np.full(n_columns, NONE, dtype=np.int32),
            queued_from=np.full(n_patterns, NONE, dtype=np.int32),
            queue=np.empty(n_patterns, dtype=np.int32),
            ready_stops=np.empty(n_nodes, dtype=np.int32),
            ridden_stops=np.empty(n_nodes, dtype=np.int32),
            marked=np.full((2, n_nodes), NONE, dtype=np.int32),
        )
