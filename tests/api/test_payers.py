"""Who a journey is for: the authorities of its ends, and of the lines it rides on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.accounting import UNATTRIBUTED
from api.payers import legs_of
from planner import Journey, Network, Offset, Planner, Query
from tests.support.snapshots import EAST, NOW, two_towns


def test_each_stretch_is_shared_by_the_authorities_of_its_stops() -> None:
    """From Eloi by Yard (both of the East) to Lac, which is nobody's: by metres of the line."""
    snapshot = two_towns()
    network = snapshot.network
    (pattern,) = (
        number
        for number in range(network.n_patterns)
        if [network.stop_id[stop] for stop in network.stops_of_pattern(number)]
        == ["t:Eloi", "t:Yard", "t:Lac"]
    )
    start = int(network.pattern_stops_start[pattern])
    along = network.pattern_distance_m.copy()
    along[start : start + 3] = [0, 4_001, 9_002]  # a shape that winds: longer than straight lines
    snapshot = replace(snapshot, network=replace(network, pattern_distance_m=along))
    weights = legs_of(snapshot, journey(snapshot.network, "t:Eloi", "t:Lac"))
    assert weights == {EAST: 4_001 + 2_501, UNATTRIBUTED: 2_500}


@pytest.mark.parametrize("to", ["t:Gare1", "t:Eloi"])
def test_the_metres_of_a_journey_are_those_of_its_rides(to: str) -> None:
    """No metre is lost or counted twice, however many vehicles are taken."""
    snapshot = two_towns()
    network = snapshot.network
    found = journey(network, "t:Market", to)
    ridden_m = 0
    for ride in found.rides:
        start = int(network.pattern_stops_start[network.pattern_of_trip(ride.trip)])
        board, alight = start + ride.board_position, start + ride.alight_position
        ridden_m += int(network.pattern_distance_m[alight] - network.pattern_distance_m[board])
    assert sum(legs_of(snapshot, found).values()) == ridden_m > 0


def journey(network: Network, origin: str, destination: str) -> Journey:
    """Return the first journey between two stops after 08:00."""
    start, end = (list(network.stop_id).index(name) for name in (origin, destination))
    query = Query((Offset(start, 0),), (Offset(end, 0),), int(NOW.timestamp()))
    return Planner(network).search(query).journeys[0]
