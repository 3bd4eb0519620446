"""Days, clocks and odd trips: nights, weekends, changes of clocks, time zones, loops, no time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from planner import Network, NoJourney, Planner, Query, day_number, offsets_of_stops
from planner.text_table import TextTable
from tests.support.network import answer, at, clock_of, journeys, parse

Moment: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""Month and day, hour and minute."""
PARIS = ZoneInfo("Europe/Paris")


def local(day: tuple[int, int], clock: tuple[int, int], *, fold: int = 0) -> int:
    """Return the instant of a clock time in Paris in 2026."""
    return int(datetime(2026, *day, *clock, fold=fold, tzinfo=PARIS).timestamp())


def ask(network: Network, time_s: int, from_: int = 0, to: int = 1) -> list[tuple[int, int]]:
    """Search between two stops and return departures and arrivals."""
    access = offsets_of_stops(network, np.array([from_], dtype=np.int32), leaving=True)
    egress = offsets_of_stops(network, np.array([to], dtype=np.int32), leaving=False)
    found = Planner(network).search(Query(access, egress, time_s)).journeys
    return [(journey.departure_s, journey.arrival_s) for journey in found]


@pytest.mark.parametrize(
    ("asked", "departure", "arrival"),
    [
        # Service midnight of 29 March is 23:00 of the 28th: 00:30 is half past eleven.
        (((3, 28), (22, 0)), ((3, 28), (23, 30)), ((3, 29), (0, 10))),
        (((3, 29), (0, 20)), ((3, 29), (1, 30)), ((3, 29), (3, 30))),
        (((3, 29), (9, 0)), ((3, 29), (10, 0)), ((3, 29), (10, 40))),
    ],
)
def test_the_night_clocks_go_forward(asked: Moment, departure: Moment, arrival: Moment) -> None:
    """Times count from noon minus twelve hours: one hour of travel, whatever the clock shows."""
    network = parse("L: A 00:30 B 01:10\nL: A 02:30 B 03:30\nL: A 10:00 B 10:40")
    network = only_on(network, (3, 29))
    assert ask(network, local(*asked)) == [(local(*departure), local(*arrival))]


def only_on(network: Network, day: tuple[int, int]) -> Network:
    """Make all trips run on one day of 2026 alone."""
    number = day_number(date(2026, *day))
    return replace(
        network,
        first_day=np.array([number], dtype=np.int32),
        service_active=np.full((1, 1), 255, dtype=np.uint8),
    )


def test_the_night_clocks_go_back() -> None:
    """Service midnight of 25 October is one o'clock in summer time: 00:30 is half past one."""
    network = only_on(parse("L: A 00:30 B 02:30"), (10, 25))
    assert ask(network, local((10, 25), (0, 0))) == [
        (local((10, 25), (1, 30)), local((10, 25), (2, 30), fold=1))
    ]


def test_agencies_of_two_time_zones() -> None:
    """Each agency's times are of its own zone; the change between them is an instant."""
    network = parse("P: A 10:00 B 11:00\nL: B 10:30 C 11:00")
    network = replace(
        network,
        timezone_name=TextTable.of(["Europe/Paris", "Europe/London"]),
        agency_timezone=np.array([0, 1], dtype=np.int32),
        line_agency=np.array([0, 1], dtype=np.int32),
    )
    assert journeys(network, "A -> C at 09:00") == [
        "10:00 A -P- B 11:00 | 11:30 B -L- C 12:00   1 transfer"
    ]


def test_a_weekend_without_service_is_waited_for() -> None:
    """The answer to Friday's question is Monday's first train."""
    network = parse("L: A 08:00 B 08:10", days=(-4, 3))
    assert journeys(network, "A -> B at 09:00") == ["08:00+3d A -L- B 08:10+3d   0 transfers"]
    assert journeys(network, "A -> B by 07:00") == ["08:00-4d A -L- B 08:10-4d   0 transfers"]


def test_an_empty_window_says_when_the_next_journey_is() -> None:
    """Days ahead, with the reason that there is none in the window."""
    found = answer(parse("L: A 08:00 B 08:10", days=(0, 3)), "A -> B in 09:00..10:00")
    assert found.reason is NoJourney.ONLY_AFTER_WINDOW
    assert found.next_departure_s is not None
    assert clock_of(found.next_departure_s) == "08:00+3d"


def test_a_trip_of_three_days_is_caught_on_the_way() -> None:
    """A run that started days ago is boarded where it is today."""
    network = parse("L: A 08:00 B 09:00", days=(-3,))
    times = np.array([0, 76 * 3600], dtype=np.int32)
    network = replace(network, arrivals_s=times, departures_s=times)
    assert ask(network, at("00:00") - 3 * 86400) == [(at("00:00") - 3 * 86400, at("04:00"))]
    later = parse("L: A 00:00 B 01:00 C 02:00", days=(-3,))
    times = np.array([0, 75 * 3600, 76 * 3600], dtype=np.int32)
    later = replace(later, arrivals_s=times, departures_s=times)
    assert ask(later, at("02:00"), 1, 2) == [(at("03:00"), at("04:00"))]


def test_a_loop_is_ridden_from_the_later_call() -> None:
    """A line that calls at A twice is left from its second call when that is later."""
    network = parse("L: A 08:00  B 08:10  A 08:20  C 08:30")
    assert journeys(network, "A -> C at 07:50") == ["08:20 A -L- C 08:30   0 transfers"]
    assert journeys(network, "B -> A at 07:50") == ["08:10 B -L- A 08:20   0 transfers"]


def test_a_lollipop_is_ridden_round_its_head() -> None:
    """Out along the stick, round, and back: each pair of calls is a ride in travel order."""
    network = parse("L: A 08:00  B 08:10  C 08:20  D 08:30  B 08:40  A 08:50")
    assert journeys(network, "D -> A at 07:50") == ["08:30 D -L- A 08:50   0 transfers"]
    assert journeys(network, "C -> B at 07:50") == ["08:20 C -L- B 08:40   0 transfers"]
    assert journeys(network, "A -> B at 07:50") == ["08:00 A -L- B 08:10   0 transfers"]


def test_hops_without_time_are_ridden() -> None:
    """Stops a feed puts at the same minute, a change there and a journey of no time at all."""
    network = parse("T: A 08:00  B 08:00  C 08:00\nU: C 08:00  D 08:00")
    assert journeys(network, "A -> D at 08:00") == [
        "08:00 A -T- C 08:00 | 08:00 C -U- D 08:00   1 transfer"
    ]


def test_an_overtaken_train_is_not_waited_in() -> None:
    """The express that leaves later and arrives earlier is taken at the stop it passes."""
    network = parse("L: A 08:00  B 08:20  C 09:00\nL: A 08:10  B 08:15  C 08:30")
    assert journeys(network, "A -> C at 07:50") == ["08:10 A -L- C 08:30   0 transfers"]
