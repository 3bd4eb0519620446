"""Memory of a search, allocated once per thread and reused: nothing is allocated per query."""

from __future__ import annotations

import numpy as np

from planner.day import DaySlice
from planner.network import Int32s, Int64s
from planner.raptor.compiling import addresses
from planner.raptor.kernel import (
    MAX_RIDES,
    N_COUNTERS,
    N_JOURNEY_FIELDS,
    N_LEG_FIELDS,
    N_RIDE_FIELDS,
    NONE,
    UNREACHED,
    LabelArrays,
    labels_of,
)
from planner.raptor.legs import N_NAMED_FIELDS, N_OUTLINE_FIELDS, Scratch


class Buffers:
    """Labels and result rows of one thread on one network."""

    counters: Int64s
    events: Int32s
    """(n, 3), see `collect_departures`."""
    journeys: Int32s
    """(n, N_JOURNEY_FIELDS), see `search_window`."""
    legs: Int32s
    """(n, N_LEG_FIELDS) rides of the journeys."""
    named: Int64s
    """(n, N_NAMED_FIELDS) the same rides with their trips and stops."""
    outlines: Int64s
    """(n, N_OUTLINE_FIELDS) the journeys, finished."""
    scratch: Scratch
    """There are no more stations than nodes."""
    scratch_at: Int64s

    def __init__(self, n_nodes: int) -> None:
        self._n_nodes = n_nodes
        self._labels: LabelArrays | None = None
        self._labels_at: Int64s | None = None
        self.counters = np.zeros(N_COUNTERS, dtype=np.int64)
        self.events = np.empty((1024, 3), dtype=np.int32)
        self.journeys = np.empty((256, N_JOURNEY_FIELDS), dtype=np.int32)
        self.outlines = np.empty((256, N_OUTLINE_FIELDS), dtype=np.int64)
        self.legs = np.empty((1024, N_LEG_FIELDS), dtype=np.int32)
        self.named = np.empty((1024, N_NAMED_FIELDS), dtype=np.int64)
        self.scratch = Scratch(
            np.full(n_nodes, NONE, dtype=np.int32), np.full(n_nodes, NONE, dtype=np.int32)
        )
        self.scratch_at = addresses(self.scratch)

    def labels(self, day: DaySlice) -> LabelArrays:
        """Return two sets of labels with room for the patterns of a slice.

        Their rows hold what the last search left; kernels overwrite it. `egress_s` is UNREACHED
        everywhere.
        """
        labels, n_passed = self._labels, len(day.tables.pattern_stops) + 1
        n_patterns = day.n_patterns
        if labels is None or (
            labels.queue.shape[2] < n_patterns
            or labels.passed.shape[1] < n_passed * (MAX_RIDES + 1)
        ):
            labels = self._labels = self._new_labels(n_patterns, n_passed)
            self._labels_at = None
        return labels

    def labels_at(self, day: DaySlice) -> Int64s:
        """Return where the two sets of labels stand (kernel.labels_at)."""
        labels = self.labels(day)
        if self._labels_at is None:
            one_set = getattr(labels_of, "py_func", labels_of)  # so little is not worth compiling
            self._labels_at = np.stack([addresses(one_set(labels, which)) for which in (0, 1)])
        return self._labels_at

    def take(self, found: list[list[list[int]]]) -> int:
        """Take the rows of journeys found by other means; return how many there are."""
        n_legs = sum(map(len, found))
        while len(found) > len(self.journeys) or n_legs > len(self.legs):
            self.grow_results()
        first = 0
        for journey, rows in enumerate(found):
            self.journeys[journey] = (0, first, len(rows))
            self.legs[first : first + len(rows)] = rows
            first += len(rows)
        return len(found)

    def grow_results(self) -> None:
        """Make room for twice as many journeys and legs."""
        self.journeys = np.empty((2 * len(self.journeys), N_JOURNEY_FIELDS), dtype=np.int32)
        self.outlines = np.empty((len(self.journeys), N_OUTLINE_FIELDS), dtype=np.int64)
        self.legs = np.empty((2 * len(self.legs), N_LEG_FIELDS), dtype=np.int32)
        self.named = np.empty((len(self.legs), N_NAMED_FIELDS), dtype=np.int64)

    def _new_labels(self, n_patterns: int, n_passed: int) -> LabelArrays:
        """Allocate labels."""
        n_nodes, n_rows = self._n_nodes, MAX_RIDES + 1
        return LabelArrays(
            ride_s=np.full((2, n_rows, n_nodes), UNREACHED, dtype=np.int32),
            ready_s=np.full((2, n_rows, n_nodes), UNREACHED, dtype=np.int32),
            ride_from=np.zeros((2, n_rows, n_nodes, N_RIDE_FIELDS), dtype=np.int32),
            ready_from=np.full((2, n_rows, n_nodes), NONE, dtype=np.int32),
            egress=np.full((2, 2, n_nodes), UNREACHED, dtype=np.int32),
            target=np.full((2, 3, n_rows), UNREACHED, dtype=np.int32),
            queue=np.full((2, 3, n_patterns), NONE, dtype=np.int32),
            reached=np.empty((2, 2, n_nodes), dtype=np.int32),
            marks=np.zeros((2, 4, n_nodes), dtype=np.uint8),
            ends=np.zeros((2, n_nodes + 1), dtype=np.int32),
            passed=np.empty((2, n_passed * n_rows), dtype=np.int32),
        )
