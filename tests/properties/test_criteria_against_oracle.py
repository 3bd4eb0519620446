"""Searches with further criteria find exactly what brute force finds, and all can be ridden."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import (
    Criterion,
    Journey,
    Network,
    Offset,
    Options,
    Planner,
    Query,
    Slack,
    Via,
    day_number,
    load_emission_factors,
)
from tests.properties.layers import LAYERS, PLACES, WHEN, small_clusters
from tests.support import criteria_oracle, oracle
from tests.support import network as text
from tests.support.rideable import replay

__all__ = ["small_clusters"]

CRITERIA = st.frozensets(st.sampled_from(Criterion), min_size=1)
SLACKS = st.builds(
    Slack,
    st.sampled_from([0, 300, 600, 3600]),
    st.integers(0, 2),
    st.sampled_from([0, 12, 60]),
    st.sampled_from([0, 1, 20]),
    st.sampled_from([0, 2]),
)
WAYS = st.sampled_from([(None, 0), (None, 0), (0, 0), (0, 40), (30, 5)])
"""What of a way at an end is on foot, at most, and what it emits."""
FACTORS = load_emission_factors()


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("layer", LAYERS)
@settings(max_examples=20)
@given(data=st.data())
def test_the_search_gives_the_oracles_front(layer: str, when: str, data: st.DataObject) -> None:
    """Departure, arrival, changes, walking and emissions are those of brute force."""
    written = data.draw(LAYERS[layer])
    network = with_trams(text.parse(written, days=(0,)))
    from_, to = data.draw(PLACES)
    transfers = data.draw(st.integers(0, 3))
    asked = text.query(network, f"{from_} -> {to} {when}", max_transfers=transfers)
    asked = replace(asked, criteria=data.draw(CRITERIA), slack=data.draw(SLACKS))
    check(written, network, with_vehicles(data, asked))


@pytest.mark.parametrize("when", WHEN)
@settings(max_examples=20)
@given(data=st.data())
def test_options_leave_out_what_they_exclude(when: str, data: st.DataObject) -> None:
    """Excluded lines and stops and margins of changes hold with further criteria too."""
    written = data.draw(LAYERS["all"])
    network = with_trams(text.parse(written, days=(0,)))
    from_, to = data.draw(PLACES)
    options = Options(
        excluded_lines=frozenset(data.draw(st.sets(st.integers(0, 1), max_size=1))),
        excluded_stops=frozenset(data.draw(st.sets(st.integers(0, 4), max_size=1))),
        transfer_factor=data.draw(st.sampled_from([1.0, 0.7, 1.5])),
        min_transfer_s=data.draw(st.sampled_from([0, 120])),
        additional_transfer_s=data.draw(st.sampled_from([0, 60])),
    )
    asked = text.query(network, f"{from_} -> {to} {when}")
    asked = replace(asked, options=options, criteria=data.draw(CRITERIA), slack=data.draw(SLACKS))
    check(written, network, asked)


@pytest.mark.parametrize("when", WHEN)
@settings(max_examples=20)
@given(data=st.data())
def test_vias_are_passed(when: str, data: st.DataObject) -> None:
    """Journeys through places on the way are compared in everything too."""
    written = data.draw(LAYERS["all"])
    network = with_trams(text.parse(written, days=(0,)))
    from_, to = data.draw(PLACES)
    stops = st.frozensets(st.integers(0, 4), min_size=1, max_size=2)
    via = data.draw(st.builds(Via, stops, st.sampled_from([0, 0, 120])))
    asked = text.query(network, f"{from_} -> {to} {when}", max_transfers=3)
    asked = replace(asked, vias=(via,), criteria=data.draw(CRITERIA), slack=data.draw(SLACKS))
    check(written, network, with_vehicles(data, asked))


def with_trams(network: Network) -> Network:
    """Let the first line be a tram, the others coaches."""
    line_type = np.full(len(network.line_type), 3, dtype=np.int32)
    line_type[0] = 0
    return replace(network, line_type=line_type)


def weighed_dag(journey: Journey, asked: Query) -> int:
    """Return what emissions count for: with them, what the minutes on foot weigh."""
    if Criterion.CO2E not in asked.criteria:
        return 0
    return journey.emitted_dag + asked.slack.walk_dag * journey.walked_min


def with_vehicles(data: st.DataObject, asked: Query) -> Query:
    """Let some ways at the ends be by bike or car."""

    def changed(offset: Offset) -> Offset:
        walked_s, emitted_dag = data.draw(WAYS)
        if walked_s is not None:
            walked_s = min(walked_s, offset.duration_s)
        return replace(offset, walked_s=walked_s, emitted_dag=emitted_dag)

    access, egress = (tuple(changed(o) for o in end) for end in (asked.access, asked.egress))
    return replace(asked, access=access, egress=egress)


def check(written: str, network: Network, asked: Query) -> None:
    """Compare the search with brute force and replay what it found."""
    answer = Planner(network).search(asked)
    day = day_number(text.DAY)
    world = oracle.World(network, text.read(written), range(day, day + 1))
    world.leave_out(asked.options)
    found = [
        criteria_oracle.Found(
            journey.departure_s,
            journey.arrival_s,
            journey.transfers,
            journey.walked_min if Criterion.WALKING in asked.criteria else 0,
            weighed_dag(journey, asked),
        )
        for journey in answer.journeys
    ]
    front, may_be_lost = criteria_oracle.expected(world, asked, FACTORS)
    assert len(found) == len(set(found))
    assert set(found) <= front
    assert front - set(found) <= may_be_lost
    for journey in answer.journeys:
        replay(world, asked, journey)
