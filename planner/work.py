"""Work: what a search did, counted by name, so that it can be compared and priced."""

from __future__ import annotations

from operator import add
from typing import NamedTuple


class Work(NamedTuple):
    """Deterministic counters of one search; two runs of a query on a network give the same."""

    departures: int = 0  # departure times searched (1 without a window)
    rounds: int = 0  # RAPTOR rounds run
    patterns_scanned: int = 0
    stop_times_read: int = 0
    footpaths_relaxed: int = 0
    journeys: int = 0  # journeys traced back
    labels_kept: int = 0  # ways to be somewhere, of searches with further criteria
    street_nodes_settled: int = 0  # junctions of streets reached

    def __add__(self, other: Work) -> Work:  # type: ignore[override]  # counters, not a row
        return Work(*map(add, self, other))

    def as_dict(self) -> dict[str, int]:
        """Return the counters by name."""
        return self._asdict()
