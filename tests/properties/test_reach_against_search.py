"""One scan to everywhere finds the arrivals that a search to each stop finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import Network, Planner, Query, Reach, offsets_of_stops
from tests.support import network as text
from tests.support.random_networks import NAMES, networks

LAYERS = {
    "rides": networks(),
    "footpaths": networks(walks=True),
    "marks": networks(walks=True, loops=True, marks=True),
    "seats": networks(walks=True, seats=True),
    "transfers": networks(walks=True, loops=True, rules=True),
}
LIMIT_S = 3600


def searched(network: Network, origin: int, stop: int, time_s: int, *, arrive_by: bool) -> int:
    """Return the seconds between two stops by searching, -1 beyond the limit."""
    start, end = (stop, origin) if arrive_by else (origin, stop)
    access = offsets_of_stops(network, np.array([start], dtype=np.int32), leaving=True)
    egress = offsets_of_stops(network, np.array([end], dtype=np.int32), leaving=False)
    walks = [offset.duration_s for offset in access if offset.stop == end]
    answer = Planner(network).search(Query(access, egress, time_s, arrive_by=arrive_by))
    rides = [
        time_s - journey.departure_s if arrive_by else journey.arrival_s - time_s
        for journey in answer.journeys
    ]
    seconds = min((*walks, *rides), default=LIMIT_S + 1)
    return seconds if seconds <= LIMIT_S else -1


@pytest.mark.parametrize("arrive_by", [False, True], ids=["leaving", "arriving"])
@pytest.mark.parametrize("layer", LAYERS)
@given(data=st.data())
def test_reach_is_what_searches_find(layer: str, arrive_by: bool, data: st.DataObject) -> None:  # noqa: FBT001
    """The time of every stop is that of the best journey to it (or from it)."""
    network = text.parse(data.draw(LAYERS[layer]), days=(0,))
    name = data.draw(st.sampled_from(NAMES))
    time_s = text.query(network, f"{name} -> Z at 08:{data.draw(st.integers(0, 30)):02}").time_s
    origin = next(s for s in range(network.n_stops) if network.stop_name[s] == name)
    stops = np.array([origin], dtype=np.int32)
    offsets = offsets_of_stops(network, stops, leaving=not arrive_by)
    found = Reach(network).from_place(offsets, time_s, LIMIT_S, arrive_by=arrive_by)
    for stop in range(network.n_stops):
        if stop != origin:
            expected = searched(network, origin, stop, time_s, arrive_by=arrive_by)
            assert found.duration_s[stop] == expected
