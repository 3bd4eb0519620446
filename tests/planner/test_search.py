"""The rules a traveller expects of a search, one small network each."""

from __future__ import annotations

import pytest

from planner import (
    DateOutsideNetworkError,
    InvalidQueryError,
    NoJourney,
    Offset,
    Planner,
    Query,
)
from tests.support.network import answer, at, clock_of, journeys, parse, query

CHANGE_AT_B = """
    L1: A 08:00  B 08:10  C 08:30
    L1: A 08:20  B 08:30  C 08:50
    L2: B 08:12  D 08:25
    L2: B 08:32  D 08:45
"""


def test_one_ride() -> None:
    """The next vehicle is taken."""
    network = parse(CHANGE_AT_B)
    assert journeys(network, "A -> C at 07:50") == ["08:00 A -L1- C 08:30   0 transfers"]


def test_one_transfer() -> None:
    """A change is made where two lines meet."""
    assert journeys(parse(CHANGE_AT_B), "A -> D at 08:01") == [
        "08:20 A -L1- B 08:30 | 08:32 B -L2- D 08:45   1 transfer"
    ]


def test_window_gives_every_departure() -> None:
    """Each departure of the window that is worth taking is there."""
    assert journeys(parse(CHANGE_AT_B), "A -> D in 07:00..09:00") == [
        "08:00 A -L1- B 08:10 | 08:12 B -L2- D 08:25   1 transfer",
        "08:20 A -L1- B 08:30 | 08:32 B -L2- D 08:45   1 transfer",
    ]


def test_change_time_is_needed() -> None:
    """A change time at the stop is waited for."""
    network = parse(CHANGE_AT_B + "B ~3min~ B")
    assert journeys(network, "A -> D at 07:50") == [
        "08:00 A -L1- B 08:10 | 08:32 B -L2- D 08:45   1 transfer"
    ]


def test_fewer_transfers_are_kept_beside_the_faster_journey() -> None:
    """The front holds the fast journey with a change and the slow one without."""
    network = parse(CHANGE_AT_B + "L3: A 08:00  D 09:00")
    assert journeys(network, "A -> D at 07:50") == [
        "08:00 A -L1- B 08:10 | 08:12 B -L2- D 08:25   1 transfer",
        "08:00 A -L3- D 09:00   0 transfers",
    ]


def test_footpaths_are_one_hop() -> None:
    """Two footpaths are not chained: only what the network states is walked."""
    network = parse("L1: A 08:00 B 08:10\nL2: D 08:30 E 08:40\nB ~2min~ C\nC ~2min~ D")
    assert journeys(network, "A -> E at 07:50") == []


def test_footpath_after_a_later_ride_than_a_walk() -> None:
    """A stop walked to early and ridden to later still starts a footpath (labels are apart).

    C is ready at 08:11 on foot from B; the bus reaches C at 08:15. Only from the bus may one walk
    on to D, since footpaths are one hop.
    """
    network = parse("""
        L1: A 08:00  B 08:10  C 08:15
        L2: D 08:20  E 08:30
        B ~1min> C
        C ~2min> D
    """)
    assert journeys(network, "A -> E at 07:50") == [
        "08:00 A -L1- C 08:15 | 08:15 C ~~ D 08:17 | 08:20 D -L2- E 08:30   1 transfer"
    ]


def test_estimated_walks_are_marked() -> None:
    """A beeline footpath is shown as estimated."""
    network = parse("L1: A 08:00 B 08:10\nL2: C 08:30 D 08:40\nB ~5min?~ C")
    assert "08:10 B ~?~ C 08:15" in journeys(network, "A -> D at 07:50")[0]


def test_waits_overnight() -> None:
    """The last bus of the evening connects to the first of the next morning."""
    network = parse("N: A 23:30 B 23:50\nM: B 06:00 C 06:10")
    assert journeys(network, "A -> C at 23:00") == [
        "23:30 A -N- B 23:50 | 06:00+1d B -M- C 06:10+1d   1 transfer"
    ]


def test_yesterdays_night_bus_is_caught_after_midnight() -> None:
    """A trip of yesterday's service day that leaves past 24:00 is today's."""
    network = parse("N: A 00:30+1d B 00:50+1d", days=(-1, 0))
    assert journeys(network, "A -> B at 00:10") == ["00:30 A -N- B 00:50   0 transfers"]


def test_empty_answers_say_why() -> None:
    """Nothing at all, nothing in the window, or too many changes are told apart."""
    network = parse(CHANGE_AT_B)
    assert answer(network, "D -> A at 07:00").reason is NoJourney.NO_SERVICE_IN_HORIZON
    later = answer(network, "A -> C in 06:00..07:00")
    assert later.reason is NoJourney.ONLY_AFTER_WINDOW
    assert later.next_departure_s is not None
    assert clock_of(later.next_departure_s) == "08:00"
    limited = answer(network, "A -> D at 07:00", max_transfers=0)
    assert limited.reason is NoJourney.TOO_MANY_TRANSFERS
    assert limited.journeys == ()


def test_a_day_without_calendar_is_refused() -> None:
    """A date no feed covers is an error that names the days covered, not an empty answer."""
    network = parse(CHANGE_AT_B, days=(0,))
    asked = query(network, "A -> C at 07:00")
    late = Query(asked.access, asked.egress, asked.time_s + 30 * 86400)
    with pytest.raises(DateOutsideNetworkError) as caught:
        Planner(network).search(late)
    assert caught.value.day == caught.value.last_day + 30


@pytest.mark.parametrize(
    ("parameter", "changed"),
    [
        ("access", {"access": ()}),
        ("egress", {"egress": ()}),
        ("access", {"access": (Offset(0, -1),)}),
        ("max_transfers", {"max_transfers": 15}),
        ("window_s", {"window_s": -1}),
    ],
)
def test_queries_out_of_limits_are_refused(parameter: str, changed: dict[str, object]) -> None:
    """The error names the parameter at fault."""
    good = {"access": (Offset(0, 0),), "egress": (Offset(1, 0),), "time_s": at("08:00")}
    with pytest.raises(InvalidQueryError) as caught:
        Planner(parse(CHANGE_AT_B)).search(Query(**{**good, **changed}))  # type: ignore[arg-type]
    assert caught.value.parameter == parameter


def test_the_limit_of_transfers_is_searchable() -> None:
    """The widest label rows work: 14 transfers over 15 lines."""
    names = "ABCDEFGHIJKLMNOP"
    lines = [f"L{i}: {names[i]} 08:{2 * i:02}  {names[i + 1]} 08:{2 * i + 1:02}" for i in range(15)]
    found = journeys(parse("\n".join(lines)), "A -> P at 08:00", max_transfers=14)
    assert len(found) == 1
    assert found[0].endswith("14 transfers")


def test_work_is_counted_the_same_twice() -> None:
    """Counters are deterministic: the ledger prices them."""
    network = parse(CHANGE_AT_B)
    first = answer(network, "A -> D in 07:00..09:00").work
    assert first == answer(network, "A -> D in 07:00..09:00").work
    assert first.departures == 2
    assert first.stop_times_read > 0
    assert first.journeys == 2


def test_the_latest_departure_is_given() -> None:
    """Leaving earlier for the same arrival is not offered: the second pass boards late."""
    network = parse("""
        F: A 08:00  B 08:10
        F: A 08:20  B 08:30
        R: B 09:00  C 09:30
    """)
    assert journeys(network, "A -> C at 07:50") == [
        "08:20 A -F- B 08:30 | 09:00 B -R- C 09:30   1 transfer"
    ]


def test_arrive_by_mirrors_the_day() -> None:
    """The latest departure that is in time is found, with the earliest arrival it allows."""
    network = parse(CHANGE_AT_B + "B ~1min~ B")
    assert journeys(network, "A -> D by 09:00") == [
        "08:20 A -L1- B 08:30 | 08:32 B -L2- D 08:45   1 transfer"
    ]
    assert journeys(network, "A -> D arriving 08:00..09:00") == [
        "08:00 A -L1- B 08:10 | 08:12 B -L2- D 08:25   1 transfer",
        "08:20 A -L1- B 08:30 | 08:32 B -L2- D 08:45   1 transfer",
    ]
    today = parse(CHANGE_AT_B, days=(0,))
    assert answer(today, "A -> D by 08:00").reason is NoJourney.NO_SERVICE_IN_HORIZON


def test_a_destination_without_egress_walk_is_not_reached_before_time_zero() -> None:
    """On the mirrored day times are negative: no egress must still mean not arrived."""
    network = parse("L1: A 08:00 B 08:05\nL2: D 08:00 C 08:05")
    assert journeys(network, "A -> C by 08:25") == []


@pytest.mark.parametrize(
    "when", ["at 07:50", "in 07:50..08:10", "by 08:40", "arriving 08:20..08:40"]
)
def test_riding_on_is_better_than_walking(when: str) -> None:
    """Of two ways that are as fast, the one that stays in the vehicle to the stop of the change."""
    network = parse("""
        T: A 08:00  B 08:10  C 08:15
        U: C 08:20  D 08:40
        B ~5min~ C
    """)
    assert journeys(network, f"A -> D {when}") == [
        "08:00 A -T- C 08:15 | 08:20 C -U- D 08:40   1 transfer"
    ]


@pytest.mark.parametrize(
    "when", ["at 07:50", "in 07:50..08:10", "by 08:45", "arriving 08:30..08:45"]
)
def test_an_earlier_trip_is_boarded_where_it_is_caught(when: str) -> None:
    """The line is reached at B for its second trip and at C for its first: boarded at C."""
    network = parse("""
        S: A 08:00  B 08:25
        Q: A 08:00  C 08:28
        L: B 08:20  C 08:30  D 08:40
        L: B 08:40  C 08:50  D 09:00
    """)
    assert journeys(network, f"A -> D {when}") == [
        "08:00 A -Q- C 08:28 | 08:30 C -L- D 08:40   1 transfer"
    ]


def test_a_line_is_boarded_further_on_where_its_next_vehicle_comes_too_late() -> None:
    """The vehicle caught first is worth nothing, the one caught a walk further on is the best."""
    network = parse("""
        L0: A 08:20  D 09:00
        P1: A 07:50  B 08:20  D 08:30
        P1: A 08:30  B 09:30  D 09:40
        A ~5min~ B
    """)
    assert journeys(network, "A -> D at 08:00") == [
        "08:15 * ~~ B 08:20 | 08:20 B -P1- D 08:30   0 transfers"
    ]


def test_trips_take_the_time_that_is_their_own() -> None:
    """The second trip is slower from B on: at C its passengers miss the first vehicle."""
    network = parse("""
        L: A 08:00  B 08:10  C 08:20
        L: A 09:00  B 09:10  C 09:40
        X: C 09:30  D 09:45
        X: C 10:00  D 10:15
    """)
    assert journeys(network, "A -> D at 08:30") == [
        "09:00 A -L- C 09:40 | 10:00 C -X- D 10:15   1 transfer"
    ]
