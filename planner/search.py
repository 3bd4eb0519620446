"""The one entry to the search: day slices in a small cache, buffers per thread, journeys out."""

from __future__ import annotations

from planner.journey import Answer
from planner.network import Network
from planner.query import Query


class Planner:
    """Answers queries on one network; safe to call from several threads."""

    def __init__(self, network: Network, *, days_kept: int = 4) -> None:
        self.network = network
        self._days_kept = days_kept

    def search(self, query: Query) -> Answer:
        """Return the journeys of a query.

        Raises
        ------
        InvalidQueryError: a field of the query cannot be searched.
        DateOutsideNetworkError: no calendar covers the day of departure.

        """
        raise NotImplementedError
