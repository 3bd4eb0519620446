"""Stations near each other that are not one: what a person may want to join."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz.fuzz import token_sort_ratio

from feeds.merge.names import comparable
from feeds.near import pairs_within
from planner import Network

RADIUS_M = 300
NEXT_DOOR_M = 60
"""So near each other any two stations are worth a look."""
LEAST_LIKENESS = 60
"""Of names further apart, 0 to 100."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two stations, by number, that might be one place."""

    one: int
    other: int
    metres: int
    """Between their nearest stops."""
    likeness: int
    """0 to 100: how alike the names are."""

    @property
    def score(self) -> int:
        """Return 0 to 100: alike names, then near places, make one station likely."""
        return round(self.likeness * (1 - self.metres / (2 * RADIUS_M)))


def station_candidates(network: Network) -> list[Candidate]:
    """Return pairs of stations of different feeds that stand apart, the likeliest first."""
    first, second, metres = pairs_within(network.stop_lat, network.stop_lon, RADIUS_M)
    stations = network.stop_station
    apart = (stations[first] < stations[second]) & (
        network.stop_feed[first] != network.stop_feed[second]
    )
    nearest: dict[tuple[int, int], float] = {}
    for pair, between_m in zip(
        np.column_stack([stations[first], stations[second]])[apart].tolist(),
        metres[apart].tolist(),
        strict=True,
    ):
        key = pair[0], pair[1]
        nearest[key] = min(between_m, nearest.get(key, np.inf))
    found = []
    for (one, other), between_m in nearest.items():
        names = (comparable(network.station_name[station]) for station in (one, other))
        candidate = Candidate(one, other, round(between_m), round(token_sort_ratio(*names)))
        if between_m <= NEXT_DOOR_M or candidate.likeness >= LEAST_LIKENESS:
            found.append(candidate)
    return sorted(found, key=lambda one: (-one.score, one.metres, one.one, one.other))
