"""The search finds exactly what brute force finds, and every journey can be ridden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import Planner, Query, day_number
from tests.support import network as text
from tests.support import oracle
from tests.support.random_networks import NAMES, networks
from tests.support.rideable import replay

LAYERS = {
    "rides": networks(),
    "footpaths": networks(walks=True),
    "loops": networks(walks=True, loops=True),
    "rules": networks(walks=True, loops=True, rules=True),
}
PLACES = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] != p[1])


def query(network: text.Network, places: tuple[str, str], when: str, transfers: int) -> Query:
    """Make a query between two stops."""
    return text.query(network, f"{places[0]} -> {places[1]} {when}", max_transfers=transfers)


@pytest.mark.parametrize("layer", LAYERS)
@given(data=st.data())
def test_one_departure_gives_the_oracles_front(layer: str, data: st.DataObject) -> None:
    """Leaving at one time, (arrival, transfers) are those of brute force."""
    network = text.parse(data.draw(LAYERS[layer]), days=(0,))
    asked = query(network, data.draw(PLACES), "at 08:03", data.draw(st.integers(0, 4)))
    answer = Planner(network).search(asked)
    day = day_number(text.DAY)
    runs = oracle.runs_of(network, range(day, day + 1))
    found = {(journey.arrival_s, journey.transfers) for journey in answer.journeys}
    assert found == oracle.front_at(network, runs, asked)
    for journey in answer.journeys:
        replay(network, asked, journey)


@pytest.mark.parametrize("layer", LAYERS)
@given(data=st.data())
def test_a_window_gives_the_oracles_front(layer: str, data: st.DataObject) -> None:
    """Over a window, (departure, arrival, transfers) are those of brute force."""
    network = text.parse(data.draw(LAYERS[layer]), days=(0,))
    asked = query(network, data.draw(PLACES), "in 07:58..08:25", data.draw(st.integers(0, 4)))
    answer = Planner(network).search(asked)
    day = day_number(text.DAY)
    runs = oracle.runs_of(network, range(day, day + 1))
    found = {(j.departure_s, j.arrival_s, j.transfers) for j in answer.journeys}
    assert found == oracle.front_in_window(network, runs, asked)
    for journey in answer.journeys:
        replay(network, asked, journey)
