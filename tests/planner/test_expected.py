"""Expected times in place of the timetable: what a planner keeps of them, and where they end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner import Expected, ExpectedRun, Network, Planner, Query, day_number, expected_run
from tests.support.network import DAY, journeys, parse, query

TODAY = day_number(DAY)


def late(network: Network, trip: str, by_s: int, day: int = TODAY) -> Expected:
    """Return that one trip is late all along."""
    number = network.trip_id.find(f"t:{trip}")
    assert number is not None
    moments_s = [(times_s + by_s).tolist() for times_s in network.times_of_trip(number)]
    return Expected({(number, day): expected_run(network, number, (moments_s[0], moments_s[1]))})


def arrivals(planner: Planner, asked: Query) -> list[int]:
    """Return the arrivals found, in minutes after the question."""
    return [(j.arrival_s - asked.time_s) // 60 for j in planner.search(asked).journeys]


def test_each_question_has_its_own_expectations() -> None:
    """The same planner answers by what each query expects, whatever was asked before."""
    network = parse("L:  A 08:00  B 08:10")
    planner, asked = Planner(network), query(network, "A -> B at 07:55")
    five, seven = (replace(asked, expected=late(network, "L.1", s)) for s in (300, 420))
    found = [arrivals(planner, one) for one in (asked, five, asked, seven, five)]
    assert found == [[15], [20], [15], [22], [20]]


def test_of_expectations_only_the_latest_is_kept() -> None:
    """Each new message would else push the slices of other days out."""
    network = parse("L:  A 08:00  B 08:10")
    planner, asked = Planner(network), query(network, "A -> B at 07:55")
    for by_s in range(0, 600, 60):
        planner.search(replace(asked, expected=late(network, "L.1", by_s)))
    assert len(planner._slices) == 1


def test_days_of_which_nothing_is_expected_share_their_slice() -> None:
    """A message about today does not cut next month anew."""
    network = parse("L:  A 08:00  B 08:10")
    planner, asked = Planner(network), query(network, "A -> B at 07:55")
    long_ago = replace(asked, expected=late(network, "L.1", 300, TODAY - 30))
    assert planner.day_slice(long_ago) is planner.day_slice(asked)


def test_a_late_run_of_yesterday_is_still_ridden() -> None:
    """One that was to arrive before midnight and does after."""
    network = parse("L:  A 23:40  B 23:55")
    asked = query(network, "A -> B at 00:01")
    yesterday = late(network, "L.1", 1800, TODAY - 1)
    assert arrivals(Planner(network), replace(asked, expected=yesterday)) == [24]


def test_a_vehicle_that_comes_too_late_does_not_go_on() -> None:
    """Nobody is promised a seat in the next trip of a block that leaves before he is there."""
    network = parse("L@K:  A 08:00  B 08:10\nM@K:  B 08:12  C 08:20\nM:  B 08:40  C 08:50")
    asked = query(network, "A -> C at 07:55")
    assert journeys(network, "A -> C at 07:55")[0].endswith("0 transfers")
    live = replace(asked, expected=late(network, "L.1", 600))
    assert arrivals(Planner(network), live)[0] == 55


def test_what_is_not_estimated_cannot_come_before_what_is() -> None:
    """A delay holds until the timetable has caught up with it; estimates may be early."""
    network = parse("L:  A 08:00  B 08:10/08:12  C 08:20  D 08:40")
    none = [None, None, None, None]
    arrivals_s = [None, 8 * 3600 + 1500, None, None]
    run = expected_run(network, 0, (arrivals_s, none))
    minutes = [(times_s // 60 - 480).tolist() for times_s in (run.arrivals_s, run.departures_s)]
    assert minutes == [[0, 25, 25, 40], [0, 25, 25, 40]]


def test_a_cancelled_run_is_none() -> None:
    """The slice does not hold it; the run of the next day is there."""
    network = parse("L:  A 08:00  B 08:10")
    times_s = network.times_of_trip(0)
    gone = Expected({(0, TODAY): ExpectedRun(*times_s, cancelled=True)})
    asked = replace(query(network, "A -> B at 07:55"), expected=gone)
    assert arrivals(Planner(network), asked) == [24 * 60 + 15]
    assert np.array_equal(network.times_of_trip(0)[0], times_s[0])
