"""Of the way to a stop only what is on foot counts as walking; what a motor drives emits."""

from __future__ import annotations

import pytest

from api.approaches.approach import InReach, OneLeg, Part, Spot
from api.approaches.weighed import WaysWeighed
from planner import Offset, Pace, load_emission_factors
from tests.support.network import parse, read

LINES = "1: A 08:00  B 08:10"
STOP = read(LINES).stops["B"]
FACTORS = load_emission_factors()
PARK = Spot("P+R", 48.0, 7.5)
E_BIKE = {"rental": {"formFactor": "BICYCLE", "propulsionType": "ELECTRIC_ASSIST"}}


def weigh(*parts: Part, leaving: bool = True) -> tuple[int, int]:
    """Weigh the parts of a way between a place 11.1 km south of stop B and the stop."""
    network = parse(LINES, positions={"A": (48.0, 7.5), "B": (48.1, 7.5)})
    return WaysWeighed(network, FACTORS, (48.0, 7.5), leaving)(parts, STOP)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Part("WALK", Pace(), 600), (600, 0)),
        (Part("BIKE", Pace(), 600), (0, 0)),
        (Part("CAR", Pace(), 600), (0, 198)),  # 11.12 km × 1.3 × 192 g/km, of 1.4 occupants
        (Part("FLEX", Pace(), 600), (0, 277)),  # a taxi with one passenger
        (Part("RENTAL", Pace(), 600, members=E_BIKE), (0, 3)),
    ],
    ids=lambda value: value.mode if isinstance(value, Part) else "",
)
@pytest.mark.parametrize("leaving", [True, False])
def test_a_way_by_one_mode(part: Part, expected: tuple[int, int], *, leaving: bool) -> None:
    """Seconds on foot and tens of grams, the same there and back."""
    assert weigh(part, leaving=leaving) == expected


def test_park_and_ride_walks_from_the_park() -> None:
    """The car goes no further than the park, here where one sets out; the rest is on foot."""
    drive = Part("CAR", Pace(), 120, end=PARK)
    assert weigh(drive, Part("WALK", Pace(), 240, start=PARK)) == (240, 0)


def test_offsets_say_it_where_somebody_asks() -> None:
    """Without a criterion nothing is weighed; a stop where one stands needs no way."""
    network = parse(LINES, positions={"A": (48.0, 7.5), "B": (48.1, 7.5)})
    by_car = OneLeg("CAR", Pace(), (Offset(STOP, 600), Offset(1 - STOP, 0)))
    assert InReach((by_car,)).offsets[1] == Offset(STOP, 600)
    asked = InReach((by_car,), WaysWeighed(network, FACTORS, (48.0, 7.5), leaving=True))
    assert asked.offsets == (Offset(1 - STOP, 0), Offset(STOP, 600, walked_s=0, emitted_dag=198))
