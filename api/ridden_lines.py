"""The lines of rides on the map, encoded; a network's rides come again in answer after answer."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from api.polylines import encoded_e6
from feeds import Snapshot
from planner import Int32s

LINES_KEPT = 8192
"""A line takes about half a kilobyte."""

Ridden = tuple[int, int, int]
"""Pattern, position where one boards, position where one alights."""


class RiddenLines:
    """Encodes lines of one network; safe to call from several threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._network, self._shapes = snapshot.network, snapshot.shapes
        self.encoded = lru_cache(maxsize=LINES_KEPT)(self._encoded)

    def _encoded(self, rides: tuple[Ridden, ...]) -> dict[str, object]:
        """Return the line of rides in one vehicle; nobody changes it."""
        pieces = [self._line_e6(*ride) for ride in rides]
        lat_e6, lon_e6 = (np.concatenate(column) for column in zip(*pieces, strict=True))
        return encoded_e6(lat_e6, lon_e6)

    def _line_e6(self, pattern: int, board: int, alight: int) -> tuple[Int32s, Int32s]:
        """Return the operator's shape, else straight lines from stop to stop."""
        network = self._network
        if self._shapes is not None:
            lat_e6, lon_e6 = self._shapes.line_e6(network, pattern, board, alight)
            if len(lat_e6):
                return lat_e6, lon_e6
        stops = network.stops_of_pattern(pattern)[board : alight + 1]
        lat_e6, lon_e6 = (
            np.rint(degrees[stops] * 1e6).astype(np.int32)
            for degrees in (network.stop_lat, network.stop_lon)
        )
        return lat_e6, lon_e6
