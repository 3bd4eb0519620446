"""Less walking, less carbon: journeys that time alone would lose, within a slack."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner import Criterion, InvalidQueryError, Network, Offset, Planner, Query, Slack
from tests.support.network import parse, query, read, show

WALKING, CO2E = Criterion.WALKING, Criterion.CO2E
LINES = """
    tram: A 08:00  X 08:20
    bus:  A 08:00  B 08:10
    foot: X 08:30  C 08:40
    tram: B 08:20  C 08:50
    B ~12min~ C
"""
WALK = "08:00 A -bus- B 08:10 | 08:10 B ~~ * 08:22   0 transfers"
BUS_TRAM = "08:00 A -bus- B 08:10 | 08:20 B -tram- C 08:50   1 transfer"
TRAM_FOOT = "08:00 A -tram- X 08:20 | 08:30 X -foot- C 08:40   1 transfer"


def network() -> Network:
    """Return the lines above: the bus is a coach (5 km from stop to stop), all others trams."""
    made = parse(LINES, days=(0,))
    types = [3 if made.line_id[line] == "t:bus" else 0 for line in range(len(made.line_type))]
    return replace(made, line_type=np.array(types, dtype=np.int32))


def asked(text: str, *criteria: Criterion, slack: Slack | None = None) -> Query:
    """Return a question that compares these too."""
    return replace(query(network(), text), criteria=frozenset(criteria), slack=slack or Slack())


def search(question: Query) -> list[str]:
    """Search and print the journeys."""
    return [show(network(), journey) for journey in Planner(network()).search(question).journeys]


def test_time_alone_loses_both() -> None:
    """Whoever asks for nothing else walks twelve minutes and arrives first."""
    assert search(asked("A -> C at 07:55")) == [WALK]


def test_less_walking_is_found() -> None:
    """With walking as a criterion, riding on is answered too: the earliest that walks not."""
    assert search(asked("A -> C at 07:55", WALKING)) == [WALK, TRAM_FOOT]


def test_less_carbon_is_found() -> None:
    """With CO2e as a criterion, trams all the way are answered, and not the bus and tram."""
    assert search(asked("A -> C at 07:55", CO2E)) == [WALK, TRAM_FOOT]
    found = Planner(network()).search(asked("A -> C at 07:55", CO2E)).journeys
    assert found[0].emitted_dag > found[1].emitted_dag > 0


@pytest.mark.parametrize(
    "when", ["at 07:55", "by 08:55", "in 07:50..08:10", "arriving 08:00..09:00"]
)
def test_every_way_of_asking_finds_them(when: str) -> None:
    """Forward, backward and over windows of both."""
    assert TRAM_FOOT in search(asked(f"A -> C {when}", WALKING, CO2E))


def test_what_arrives_too_late_is_left_out() -> None:
    """The tram arrives 18 minutes later: within a slack of 18 minutes, not of less."""
    in_time = asked("A -> C at 07:55", WALKING, slack=Slack(time_s=18 * 60))
    too_late = asked("A -> C at 07:55", WALKING, slack=Slack(time_s=18 * 60 - 1))
    assert search(in_time) == [WALK, TRAM_FOOT]
    assert search(too_late) == [WALK]


def test_what_changes_too_often_is_left_out() -> None:
    """One change more than the best needs is within a slack of one, not of none."""
    none = Slack(time_s=3600, transfers=0)
    assert search(asked("A -> C at 07:55", WALKING, slack=none)) == [WALK]


def test_the_latest_departure_is_given() -> None:
    """Of journeys worth the same the one that leaves last is answered, though more ride earlier."""
    lines = "1: A 08:00  X 08:10\n1: A 08:20  X 08:30\n2: X 08:40  C 08:50"
    question = replace(query(parse(lines), "A -> C at 07:55"), criteria=frozenset({WALKING}))
    [journey] = Planner(parse(lines)).search(question).journeys
    assert show(parse(lines), journey).startswith("08:20 A")


def test_who_must_leave_in_the_window_may_come_by_the_start_again() -> None:
    """Being at the origin later, by a loop, is worth something to who could not wait there."""
    made = parse("1: A 08:00  B 08:10  A 08:20\n2: A 08:30  C 08:40", days=(0,))
    question = query(made, "A -> C in 07:55..08:05")
    question = replace(question, criteria=frozenset({WALKING}))
    [journey] = Planner(made).search(question).journeys
    assert show(made, journey).startswith("08:00 A -1- A 08:20 | 08:30 A -2- C")


def test_nobody_leaves_a_vehicle_to_board_it_again() -> None:
    """It would emit less to walk beside a bus that waits, but no one is sent that way."""
    lines = "1: A 08:00  B 08:10/08:30  C 08:31/08:50  D 09:00\nB ~5min~ C"
    question = replace(query(parse(lines), "A -> D at 07:55"), criteria=frozenset({CO2E}))
    [journey] = Planner(parse(lines)).search(question).journeys
    assert len(journey.rides) == 1


def test_margins_are_no_walking() -> None:
    """Time added to a change is not walked, nor is waiting at the stop."""
    lines = "1: A 08:00  B 08:10\n2: B 08:20  C 08:30\n3: X 08:20  C 08:29\nB ~4min~ X"
    made = parse(lines)
    question = replace(query(made, "A -> C at 07:55"), criteria=frozenset({WALKING}))
    slow = replace(question, options=replace(question.options, additional_transfer_s=240))
    walked = [j.walked_s for j in Planner(made).search(slow).journeys]
    assert sorted(walked) == [0, 240]


def test_seconds_and_grams_are_no_choice() -> None:
    """Walks are compared by started minutes: 20 seconds less are not worth 10 minutes."""
    lines = "1: A 08:00  B 08:10\n1: A 08:10  C 08:20\nB ~100s~ D\nC ~{}s~ D"
    for walk_s, n_found in ((80, 1), (60, 2)):
        made = parse(lines.format(walk_s))
        asked_ = replace(query(made, "A -> D at 07:55"), criteria=frozenset({WALKING}))
        asked_ = replace(asked_, slack=Slack(late_walk_s=0))
        assert len(Planner(made).search(asked_).journeys) == n_found


def count(written: str, when: str, criterion: Criterion, slack: Slack) -> int:
    """Return how many journeys are answered."""
    made = parse(written, days=(0,))
    question = replace(query(made, when), criteria=frozenset({criterion}), slack=slack)
    return len(Planner(made).search(question).journeys)


@pytest.mark.parametrize(("late_walk_s", "n_found"), [(0, 2), (6, 2), (7, 1), (60, 1)])
def test_coming_later_must_spare_enough_walking(late_walk_s: int, n_found: int) -> None:
    """Nine minutes later for one less on foot: worth it where 6 s a minute are asked, not 7."""
    lines = "1: A 08:00  B 08:10\n1: A 08:10  C 08:20\nB ~2min~ D\nC ~1min~ D"
    slack = Slack(late_walk_s=late_walk_s)
    assert count(lines, "A -> D at 07:55", WALKING, slack) == n_found


@pytest.mark.parametrize(("late_walk_s", "n_found"), [(11, 2), (12, 1)])
def test_changing_more_must_spare_enough_walking(late_walk_s: int, n_found: int) -> None:
    """A change for a minute less on foot, at the same arrival, asks for as much as five minutes."""
    lines = """
        1: A 08:00  B 08:10
        1: A 08:00  X 08:05
        2: X 08:08  C 08:11
        B ~2min~ D
        C ~1min~ D
    """
    slack = Slack(late_walk_s=late_walk_s)
    assert count(lines, "A -> D at 07:55", WALKING, slack) == n_found


@pytest.mark.parametrize(("walk_dag", "n_found"), [(0, 2), (3, 2), (4, 1)])
def test_nobody_walks_a_stretch_of_bus_for_a_few_grams(walk_dag: int, n_found: int) -> None:
    """Five minutes on foot spare 190 g of coach: worth it at 30 g a minute, not at 40 g."""
    lines = "1: A 08:00  B 08:10  C 08:13\nB ~5min~ C"
    assert count(lines, "A -> C at 08:00", CO2E, Slack(walk_dag=walk_dag)) == n_found


def test_ways_by_bike_are_not_walked_and_those_by_car_emit() -> None:
    """Of the way to the first stop only what is on foot counts as walking; a car adds its grams."""
    lines = "1: A 08:00  C 08:20\n1: B 08:05  C 08:30"
    made = parse(lines, days=(0,))
    stop = read(lines).stops
    question = replace(
        query(made, "A -> C at 07:30"),
        access=(Offset(stop["A"], 600, walked_s=60, emitted_dag=300), Offset(stop["B"], 300)),
    )
    less_walking, less_carbon = (
        Planner(made).search(replace(question, criteria=frozenset({one}))).journeys
        for one in (WALKING, CO2E)
    )
    assert [j.walked_s for j in less_walking] == [60]
    assert [(j.walked_s, j.emitted_dag) for j in less_carbon] == [(60, 319), (300, 19)]


@pytest.mark.parametrize(
    ("slack", "reason"),
    [
        (Slack(time_s=-1), "slack: time_s must be 0..14400"),
        (Slack(transfers=7), "slack: transfers must be 0..6"),
        (Slack(late_walk_s=61), "slack: late_walk_s must be 0..60"),
    ],
)
def test_a_slack_outside_its_limits_is_refused(slack: Slack, reason: str) -> None:
    """One sentence names the field."""
    with pytest.raises(InvalidQueryError, match=reason):
        search(asked("A -> C at 07:55", WALKING, slack=slack))


def test_memory_grows_as_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that does not fit is run again with room; one that is too large is refused."""
    from planner import bags

    question = asked("A -> C in 07:50..08:30", WALKING, CO2E)
    expected = search(question)
    planner = Planner(network())
    planner.search(question)
    [kept] = planner._criteria._local.buffers.values()
    small = bags._bags(network().n_nodes, 9, 4)
    kept.bags = small
    assert [show(network(), j) for j in planner.search(question).journeys] == expected
    assert len(kept.bags.labels) > 4
    monkeypatch.setattr(bags, "MOST_LABELS", 4)
    kept.bags = small
    with pytest.raises(InvalidQueryError, match="criteria: too many journeys to compare"):
        planner.search(question)
