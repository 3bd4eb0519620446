"""Stations that stand apart although they might be one place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from feeds.station_candidates import station_candidates
from planner import Network
from tests.support.network import parse


def network(lat: float, name: str, feeds: tuple[int, int] = (0, 1)) -> Network:
    """Return two stations, the second so far north of the first and named so."""
    made = parse(
        "1: A 08:00  B 08:10",
        positions={"A": (48.0, 7.0), "B": (lat, 7.0)},
        names={"A": "Gare centrale", "B": name},
    )
    return replace(made, stop_feed=np.array(feeds, dtype=np.int32))


def test_near_stations_with_names_alike_are_told() -> None:
    """Distance, likeness and a score that falls with distance."""
    (found,) = station_candidates(network(48.001, "Gare Centrale"))
    assert (found.metres, found.likeness, found.score) == (111, 100, 82)


def test_what_is_no_candidate() -> None:
    """Too far, another name, or one feed: a person has nothing to decide."""
    assert station_candidates(network(48.01, "Gare centrale")) == []
    assert station_candidates(network(48.001, "Piscine")) == []
    assert station_candidates(network(48.001, "Gare centrale", (0, 0))) == []


def test_stations_next_door_are_told_whatever_their_names() -> None:
    """Within 60 m any two stations of two feeds are worth a look."""
    (found,) = station_candidates(network(48.0003, "Piscine"))
    assert found.metres == 33
