"""What a traveller excludes or needs, and how fast he walks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner import InvalidQueryError, Need, Network, Options, Planner
from tests.support.network import parse, query, show

LINES = """
    bus:   A 08:00  B 08:20
    tram:  A 08:00  X 08:05
    train: X 08:10  B 08:15
"""
BY_BUS = ["08:00 A -bus- B 08:20   0 transfers"]
BY_RAIL = ["08:00 A -tram- X 08:05 | 08:10 X -train- B 08:15   1 transfer"]
BUS, TRAM, TRAIN = range(3)


def search(network: Network, options: Options, text: str = "A -> B at 07:50") -> list[str]:
    """Search with options and print the journeys."""
    found = Planner(network).search(replace(query(network, text), options=options))
    return [show(network, journey) for journey in found.journeys]


def with_types(network: Network) -> Network:
    """Make the lines a bus, a tram and a train of two operators."""
    return replace(
        network,
        line_type=np.array([3, 0, 2], dtype=np.int32),
        line_agency=np.array([0, 0, 1], dtype=np.int32),
        line_feed=np.array([0, 1, 1], dtype=np.int32),
        agency_timezone=np.zeros(2, dtype=np.int32),
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (Options(), BY_RAIL + BY_BUS),
        (Options(excluded_types=frozenset({3})), BY_RAIL),
        (Options(excluded_types=frozenset({0})), BY_BUS),
        (Options(excluded_types=frozenset({2, 3})), []),
        (Options(excluded_lines=frozenset({TRAIN})), BY_BUS),
        (Options(excluded_agencies=frozenset({1})), BY_BUS),
        (Options(excluded_feeds=frozenset({0})), BY_RAIL),
        (Options(excluded_stops=frozenset({2})), BY_BUS),
    ],
)
def test_what_is_excluded_is_not_ridden(options: Options, expected: list[str]) -> None:
    """Modes, lines, operators, feeds and stops can be left out."""
    assert search(with_types(parse(LINES)), options) == expected


def test_an_excluded_stop_may_be_passed() -> None:
    """A vehicle may drive through a stop where the traveller does not get off."""
    network = parse("L: A 08:00  X 08:10  B 08:20")
    assert search(network, Options(excluded_stops=frozenset({1}))) == [
        "08:00 A -L- B 08:20   0 transfers"
    ]


@pytest.mark.parametrize(
    ("trips", "need", "expected"),
    [
        ([1, 2, 1], Need.NOT_NEEDED, BY_RAIL + BY_BUS),
        ([1, 2, 1], Need.UNLESS_REFUSED, BY_BUS),
        ([0, 2, 1], Need.UNLESS_REFUSED, BY_BUS),
        ([0, 1, 1], Need.CONFIRMED, BY_RAIL),
        ([0, 0, 1], Need.CONFIRMED, []),
    ],
)
def test_wheelchairs_and_bikes_are_yes_no_or_unknown(
    trips: list[int], need: Need, expected: list[str]
) -> None:
    """What is refused is not ridden; the unknown is, unless a confirmation is needed."""
    stated = np.array(trips, dtype=np.int8)
    network = parse(LINES)
    everywhere = np.ones(network.n_stops, dtype=np.int8)
    for_wheelchairs = replace(network, trip_wheelchair=stated, stop_wheelchair=everywhere)
    assert search(for_wheelchairs, Options(wheelchair=need)) == expected
    assert search(replace(network, trip_bikes=stated), Options(bikes=need)) == expected


@pytest.mark.parametrize(
    ("stated", "need", "expected"),
    [
        (2, Need.UNLESS_REFUSED, BY_BUS),
        (0, Need.UNLESS_REFUSED, BY_RAIL + BY_BUS),
        (0, Need.CONFIRMED, BY_BUS),
    ],
)
def test_stops_without_step_free_access_are_not_used(
    stated: int, need: Need, expected: list[str]
) -> None:
    """Wheelchairs neither board, alight nor change at a stop stated as refused."""
    network = parse(LINES)
    stops = np.array([1, 1, stated], dtype=np.int8)
    trips = np.ones(network.n_trips, dtype=np.int8)
    network = replace(network, stop_wheelchair=stops, trip_wheelchair=trips)
    assert search(network, Options(wheelchair=need)) == expected


CHANGE = """
    T: A 08:00  B 08:10
    U: C 08:14  D 08:30
    U: C 08:20  D 08:40
    B ~4min~ C
"""


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (Options(), "08:10 B ~~ C 08:14 | 08:14 C -U- D 08:30"),
        (Options(transfer_factor=1.5), "08:10 B ~~ C 08:16 | 08:20 C -U- D 08:40"),
        (Options(transfer_factor=0.5), "08:10 B ~~ C 08:12 | 08:14 C -U- D 08:30"),
        (Options(min_transfer_s=300), "08:10 B ~~ C 08:14 | 08:20 C -U- D 08:40"),
        (Options(additional_transfer_s=60), "08:10 B ~~ C 08:14 | 08:20 C -U- D 08:40"),
        (Options(min_transfer_s=240), "08:10 B ~~ C 08:14 | 08:14 C -U- D 08:30"),
    ],
)
def test_changes_take_the_time_asked_for(options: Options, expected: str) -> None:
    """The pace lengthens the walk; margins only lengthen the wait."""
    found = search(parse(CHANGE), options, "A -> D at 07:50")
    assert found == [f"08:00 A -T- B 08:10 | {expected}   1 transfer"]


@pytest.mark.parametrize(
    ("parameter", "options"),
    [
        ("transfer_factor", Options(transfer_factor=0)),
        ("transfer_factor", Options(transfer_factor=float("nan"))),
        ("min_transfer_s", Options(min_transfer_s=-1)),
        ("additional_transfer_s", Options(additional_transfer_s=10**6)),
    ],
)
def test_options_out_of_limits_are_refused(parameter: str, options: Options) -> None:
    """The error names the parameter at fault."""
    with pytest.raises(InvalidQueryError) as caught:
        search(parse(LINES), options)
    assert caught.value.parameter == parameter
