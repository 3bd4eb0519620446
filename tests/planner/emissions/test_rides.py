"""What rides on a network emit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner import Emissions, Network, load_emission_factors
from tests.support.network import answer, parse

PLACES = {"A": (48.0, 7.5), "B": (48.01, 7.5), "C": (48.02, 7.5), "D": (48.2, 7.5)}


def network_of(line_type: int) -> Network:
    """Return a line A - B - C, one kilometre or so from stop to stop."""
    network = parse("L: A 08:00  B 08:05  C 08:10", positions=PLACES)
    return replace(network, line_type=np.full(1, line_type, dtype=np.int32))


def test_a_ride_emits_its_metres_times_the_factor() -> None:
    """Without the operator's line a ride is the straight lines between its stops times 1.15."""
    network = network_of(0)
    emissions = Emissions(network, load_emission_factors())
    (journey,) = answer(network, "A -> C at 07:55").journeys
    (ride,) = journey.rides
    assert emissions.ride_distance_m(ride) == round(2 * 1111.95 * 1.15)
    assert emissions.ride_mg(ride) == emissions.ride_distance_m(ride) * 3800 // 1000
    assert emissions.factor_of(ride)[0] == "tram"


def test_parts_of_a_ride_add_up() -> None:
    """From A to B and from B to C emit together what A to C does, to the milligram."""
    network = network_of(3)
    emissions = Emissions(network, load_emission_factors())
    parts = [
        emissions.journey_mg(answer(network, asked).journeys[0])
        for asked in ("A -> B at 07:55", "B -> C at 07:55", "A -> C at 07:55")
    ]
    assert parts[0] + parts[1] == parts[2] > 0


def test_a_bus_between_distant_stops_is_a_coach() -> None:
    """The average distance between the stops of a line decides, not that of the ride."""
    network = parse("L: A 08:00  B 08:05  D 08:30\n M: A 08:00  B 08:05", positions=PLACES)
    assert Emissions(network, load_emission_factors()).vehicle_of_line == ("coach", "bus")


def test_walking_emits_nothing() -> None:
    """A journey emits what its rides do."""
    network = parse("L: A 08:00  B 08:05\n B ~4min~ C", positions=PLACES)
    emissions = Emissions(network, load_emission_factors())
    walked, ridden = (
        answer(network, asked).journeys[0] for asked in ("A -> C at 07:55", "A -> B at 07:55")
    )
    assert emissions.journey_mg(walked) == emissions.journey_mg(ridden)
