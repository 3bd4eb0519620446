"""On real feeds, less walking and less carbon find journeys that time alone loses."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from feeds import Snapshot, WalkingRules, plain_network, read_feeds
from planner import Criterion, Journey, Network, Planner, Query, offsets_of_stops
from tests.feeds.places import ZONE

pytestmark = pytest.mark.real_data

WALKING, CO2E = Criterion.WALKING, Criterion.CO2E


@pytest.fixture(scope="module")
def ter(real_data: Path) -> Network:
    """Return the trains and coaches of SNCF TER, changes and walks by the rules of the batch."""
    paths = [("ter", real_data / "alsace" / "sncf_ter_202501.zip")]
    return plain_network(read_feeds(paths, range(2024, 2027)), WalkingRules())


def question(network: Network, from_: str, to: str, when: str) -> Query:
    """Ask for a departure from a stop to a stop."""
    start, end = (network.stops_of_place(place) for place in (from_, to))
    assert start is not None
    assert end is not None
    return Query(
        offsets_of_stops(network, start, leaving=True),
        offsets_of_stops(network, end, leaving=False),
        int(datetime.fromisoformat(when).replace(tzinfo=ZONE).timestamp()),
    )


def search(network: Network, asked: Query, *criteria: Criterion) -> list[tuple[str, int, int, int]]:
    """Return the clock times, changes, seconds walked and grams of the journeys."""
    planner = Planner(network)
    found = planner.search(replace(asked, criteria=frozenset(criteria))).journeys
    return [
        (clocks(j), j.transfers, j.walked_s, planner.emissions.journey_mg(j) // 1000) for j in found
    ]


def clocks(journey: Journey) -> str:
    """Print departure and arrival."""
    ends = (journey.departure_s, journey.arrival_s)
    return "-".join(f"{datetime.fromtimestamp(end, ZONE):%H:%M}" for end in ends)


def test_a_tram_emits_a_third_of_two_buses(alsace: Snapshot) -> None:
    """Schiltigheim to Graffenstaden at the same hours, with as many changes: 0.3 kg, not 0.7.

    Five minutes more on foot would spare 45 g: that is not asked of anybody.
    """
    asked = question(alsace.network, "cts:SQCHA_01", "cts:LAVIG_01", "2026-12-01T18:33:22")
    assert search(alsace.network, asked) == [("18:49-19:49", 2, 666, 662)]
    assert search(alsace.network, asked, CO2E) == [
        ("18:49-19:49", 2, 860, 270),
        ("18:49-19:49", 3, 633, 271),
    ]


def test_leaving_earlier_halves_the_walk(alsace: Snapshot) -> None:
    """Mulhouse to Rouffach: one more change on the way to the main station saves six minutes."""
    asked = question(
        alsace.network, "solea:662", "ter:StopPoint:OCECar TER-87654475", "2026-12-01T15:17:12"
    )
    assert search(alsace.network, asked) == [("16:02-17:00", 2, 607, 786)]
    assert search(alsace.network, asked, WALKING) == [
        ("15:41-17:00", 2, 468, 1154),
        ("15:48-17:00", 3, 240, 923),
    ]


def test_the_shorter_way_by_train_emits_less(ter: Network) -> None:
    """Ancy to Struth by Metz and not by Nancy, as early; by Sarreguemines it is less than half."""
    asked = question(
        ter,
        "ter:StopPoint:OCETrain TER-87192419",
        "ter:StopPoint:OCECar TER-87215699",
        "2025-03-11T07:41:11",
    )
    assert search(ter, asked) == [("08:19-12:21", 2, 60, 6180)]
    assert search(ter, asked, CO2E) == [
        ("08:10-12:21", 2, 60, 5431),
        ("08:10-12:21", 3, 180, 4284),
        ("08:10-12:37", 3, 180, 2860),
    ]


def test_trains_along_the_coast_spare_the_walks_between_coaches(ter: Network) -> None:
    """Martres-Tolosane to Chartres' line by Bordeaux and Nantes: no step on foot, as early."""
    asked = question(
        ter,
        "ter:StopPoint:OCETrain TER-87611087",
        "ter:StopPoint:OCETrain TER-87394130",
        "2025-03-11T09:08:08",
    )
    assert search(ter, asked) == [("13:30-15:02", 6, 483, 18429)]
    assert search(ter, asked, WALKING) == [("13:30-15:02", 6, 0, 23698)]
