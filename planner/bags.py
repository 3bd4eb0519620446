"""Memory of searches with further criteria, kept per thread and grown as they need."""

from __future__ import annotations

import numpy as np

from planner.errors import InvalidQueryError
from planner.network import Int32s, Int64s
from planner.raptor import criteria
from planner.raptor.criteria import N_ABOARD_FIELDS, N_COUNTERS, N_LABEL_FIELDS, NONE, Bags
from planner.raptor.kernel import MAX_RIDES, N_JOURNEY_FIELDS, N_LEG_FIELDS, UNREACHED
from planner.work import Work

MOST_LABELS = 4_000_000
"""More (180 MB) are refused: the query asks for too much at once."""


class CriteriaBuffers:
    """Bags, bounds and result rows of one thread for slices of so many nodes."""

    bags: Bags
    counters: Int64s
    alight_by_s: Int32s
    """(2, n_rows, n_nodes): for the search, and for the way back of its journeys."""
    board_by_s: Int32s
    journeys: Int32s
    legs: Int32s

    def __init__(self, n_nodes: int) -> None:
        self._n_nodes = n_nodes
        self.counters = np.zeros(N_COUNTERS, dtype=np.int64)
        n_rows = MAX_RIDES + 1
        self.alight_by_s = np.empty((2, n_rows, n_nodes), dtype=np.int32)
        self.board_by_s = np.empty((2, n_rows, n_nodes), dtype=np.int32)
        self.bags = _bags(n_nodes, 0, 1 << 14)
        self._make_rows()

    def fit(self, n_patterns: int) -> None:
        """Make room for slices of `n_patterns` patterns."""
        if len(self.bags.queue) < n_patterns:
            self.bags = _bags(self._n_nodes, n_patterns, len(self.bags.labels))

    def grow(self) -> None:
        """Make room for twice as many labels, journeys and legs.

        Raises
        ------
        InvalidQueryError: there would be more than MOST_LABELS.

        """
        n_labels = 2 * len(self.bags.labels)
        if n_labels > MOST_LABELS:
            raise InvalidQueryError(
                "criteria", "too many journeys to compare: take a shorter window or less slack"
            )
        self.bags = _bags(self._n_nodes, len(self.bags.queue), n_labels)
        self._make_rows()

    def forget_bounds(self, which: int) -> None:
        """Let no moment be useful, before `tighten` raises what is."""
        self.alight_by_s[which] = -UNREACHED
        self.board_by_s[which] = -UNREACHED

    def work(self, n_journeys: int) -> Work:
        """Name the counters."""
        counted = self.counters.tolist()
        return Work(
            departures=counted[criteria.DEPARTURES],
            rounds=counted[criteria.ROUNDS],
            patterns_scanned=counted[criteria.PATTERNS_SCANNED],
            stop_times_read=counted[criteria.STOP_TIMES_READ],
            footpaths_relaxed=counted[criteria.FOOTPATHS_RELAXED],
            labels_kept=counted[criteria.LABELS_KEPT],
            journeys=n_journeys,
        )

    def _make_rows(self) -> None:
        """Allocate result rows in proportion to the labels."""
        n_journeys = len(self.bags.labels) // 16
        self.journeys = np.empty((n_journeys, N_JOURNEY_FIELDS), dtype=np.int32)
        self.legs = np.empty((4 * n_journeys, N_LEG_FIELDS), dtype=np.int32)


def _bags(n_nodes: int, n_patterns: int, n_labels: int) -> Bags:
    """Allocate empty bags."""
    return Bags(
        labels=np.empty((n_labels, N_LABEL_FIELDS), dtype=np.int32),
        n_labels=np.zeros(1, dtype=np.int64),
        arrived=np.full(n_nodes + 1, NONE, dtype=np.int32),
        ready=np.full(n_nodes, NONE, dtype=np.int32),
        aboard=np.empty((n_labels // 16, N_ABOARD_FIELDS), dtype=np.int32),
        queued_from=np.full(n_patterns, NONE, dtype=np.int32),
        queue=np.empty(n_patterns, dtype=np.int32),
        ready_stops=np.empty(n_nodes, dtype=np.int32),
        ridden_stops=np.empty(n_nodes, dtype=np.int32),
        is_ready=np.zeros(n_nodes, dtype=np.uint8),
        is_ridden=np.zeros(n_nodes, dtype=np.uint8),
    )
