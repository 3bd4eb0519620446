"""The search finds exactly what brute force finds, and every journey can be ridden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import Planner, day_number
from tests.support import network as text
from tests.support import oracle
from tests.support.random_networks import NAMES, networks
from tests.support.rideable import replay

LAYERS = {
    "rides": networks(),
    "footpaths": networks(walks=True),
    "loops": networks(walks=True, loops=True),
    "marks": networks(walks=True, loops=True, marks=True),
    "transfers": networks(walks=True, loops=True, rules=True),
    "seats": networks(walks=True, loops=True, seats=True),
    "all": networks(walks=True, loops=True, marks=True, rules=True, seats=True),
}
WHEN = ["at 08:03", "in 07:58..08:25", "by 08:25", "arriving 08:05..08:30"]
PLACES = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] != p[1])


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
    answer = Planner(network).search(asked)
    day = day_number(text.DAY)
    world = oracle.World(network, text.read(written), range(day, day + 1))
    found = [(j.departure_s, j.arrival_s, j.transfers) for j in answer.journeys]
    assert sorted(found) == sorted(oracle.expected(world, asked))
    for journey in answer.journeys:
        replay(world, asked, journey)
