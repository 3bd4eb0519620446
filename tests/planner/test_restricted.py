"""The network for wheelchairs and for bikes that come along."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner import Network, Offset, Planner, Query, for_wheelchairs, with_bikes
from tests.support.network import parse

TEXT = """
    R: A 08:00  B 08:10
    R: A 08:20  B 08:30
"""


def arrivals(network: Network) -> int:
    """Return how many journeys there are from A to B in the morning."""
    time_s = int(np.datetime64("2026-06-10T05:00").astype("datetime64[s]").astype(int))
    answer = Planner(network).search(
        Query((Offset(0, 0),), (Offset(1, 0),), time_s, window_s=4 * 3600)
    )
    return len(answer.journeys)


def with_trips(**columns: list[int]) -> Network:
    """Return the network with columns of its trips replaced."""
    arrays = {name: np.array(values, dtype=np.int8) for name, values in columns.items()}
    return replace(parse(TEXT), **arrays)  # type: ignore[arg-type]


def test_trips_that_say_no_to_wheelchairs_are_left_out() -> None:
    """What says nothing stays."""
    network = with_trips(trip_wheelchair=[2, 0])
    assert arrivals(network) == 2
    assert arrivals(for_wheelchairs(network, None)) == 1


def test_stops_that_say_no_are_not_used() -> None:
    """Nobody boards where wheelchairs cannot."""
    network = replace(parse(TEXT), stop_wheelchair=np.array([2, 0], dtype=np.int8))
    assert arrivals(for_wheelchairs(network, None)) == 0


def test_footpaths_without_a_way_are_left_out() -> None:
    """-1 is no way; the others take their own time."""
    network = parse(TEXT + "    A ~2min~ B\n")
    duration_s = np.array(network.footpath_s) * 2
    rows = np.flatnonzero(np.asarray(network.footpath_to) == 1)
    duration_s[rows[0]] = -1
    kept = for_wheelchairs(network, duration_s.astype(np.int32))
    assert len(kept.footpath_s) == len(network.footpath_s) - 1
    assert kept.footpaths_start[-1] == len(kept.footpath_s)


def test_bikes_need_a_trip_that_says_yes() -> None:
    """What says nothing is left out: nobody wants to be refused on the platform."""
    network = with_trips(trip_bikes=[1, 0])
    assert arrivals(with_bikes(network)) == 1
