"""The search finds exactly what brute force finds, and every journey can be ridden."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import Network, Options, Planner, Query, Via, day_number
from tests.properties.layers import LAYERS, PLACES, WHEN, small_clusters
from tests.support import network as text
from tests.support import oracle
from tests.support.rideable import replay

__all__ = ["small_clusters"]


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("layer", LAYERS)
@given(data=st.data())
def test_the_search_gives_the_oracles_front(layer: str, when: str, data: st.DataObject) -> None:
    """Departure, arrival and transfers are those of brute force, and each journey is rideable."""
    written = data.draw(LAYERS[layer])
    network = text.parse(written, days=(0,))
    from_, to = data.draw(PLACES)
    transfers = data.draw(st.integers(0, 4))
    asked = text.query(network, f"{from_} -> {to} {when}", max_transfers=transfers)
    check(written, network, asked)


@pytest.mark.parametrize("when", WHEN)
@given(data=st.data())
def test_options_leave_out_what_they_exclude(when: str, data: st.DataObject) -> None:
    """Excluded lines and stops and margins of changes give the front of the network without."""
    written = data.draw(LAYERS["all"])
    network = text.parse(written, days=(0,))
    from_, to = data.draw(PLACES)
    options = Options(
        excluded_lines=frozenset(data.draw(st.sets(st.integers(0, 1), max_size=1))),
        excluded_stops=frozenset(data.draw(st.sets(st.integers(0, 4), max_size=1))),
        transfer_factor=data.draw(st.sampled_from([1.0, 1.0, 0.7, 1.5])),
        min_transfer_s=data.draw(st.sampled_from([0, 0, 120])),
        additional_transfer_s=data.draw(st.sampled_from([0, 0, 60])),
    )
    asked = replace(text.query(network, f"{from_} -> {to} {when}"), options=options)
    check(written, network, asked)


@pytest.mark.parametrize("when", WHEN)
@given(data=st.data())
def test_vias_are_passed(when: str, data: st.DataObject) -> None:
    """Journeys pass each via in turn, with its stay, and none that does is lost."""
    written = data.draw(LAYERS["all"])
    network = text.parse(written, days=(0,))
    from_, to = data.draw(PLACES)
    stops = st.frozensets(st.integers(0, 4), min_size=1, max_size=2)
    vias = data.draw(
        st.lists(st.builds(Via, stops, st.sampled_from([0, 0, 120])), min_size=1, max_size=2)
    )
    asked = replace(text.query(network, f"{from_} -> {to} {when}"), vias=tuple(vias))
    check(written, network, asked)


def check(written: str, network: Network, asked: Query) -> None:
    """Compare the search with brute force and replay what it found."""
    answer = Planner(network).search(asked)
    day = day_number(text.DAY)
    world = oracle.World(network, text.read(written), range(day, day + 1))
    world.leave_out(asked.options)
    found = [(j.departure_s, j.arrival_s, j.transfers) for j in answer.journeys]
    assert sorted(found) == sorted(oracle.expected(world, asked))
    for journey in answer.journeys:
        replay(world, asked, journey)
