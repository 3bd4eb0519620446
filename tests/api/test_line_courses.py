"""The ways that a line runs: usual stops in order, branches and loops where some trips differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from api.line_courses import Course, Kind, courses_of, trips_of
from planner import Network
from tests.support.network import parse

BRANCHES = """
    1:  A 08:00  B 08:10  C 08:20  D 08:30
    1:  A 09:00  B 09:10  C 09:20  D 09:30
    1:  A 10:00  B 10:10  X 10:20  Y 10:30
    1:  A 11:00  B 11:10  X 11:20  Y 11:30
    1:  H 12:00  B 12:10  C 12:20
    1:  A 13:00  S 13:05  B 13:10  C 13:20  D 13:30
    1:  D 08:00  C 08:10  B 08:20  A 08:30
    2:  A 08:00  D 09:00
"""


def courses(network: Network) -> list[Course]:
    """Return the directions of the first line."""
    return courses_of(network, trips_of(network, 0, None))


def unsaid(text: str) -> Network:
    """Return a network of whose trips no direction is told."""
    network = parse(text)
    return replace(network, trip_direction=np.full(network.n_trips, -1, dtype=np.int8))


def names(network: Network, stops: object) -> str:
    """Return the names of stops."""
    return " ".join(network.stop_name[int(stop)] for stop in stops)  # type: ignore[attr-defined]


def told(network: Network, course: Course) -> list[tuple[Kind, int, str, int]]:
    """Return the stretches beside the usual way."""
    return [(s.kind, s.position, names(network, s.stops), s.n_trips) for s in course.stretches]


def test_branches_stand_where_they_leave_the_usual_way() -> None:
    """Trips that begin, call or end elsewhere are told at that stop, with how many they are."""
    network = unsaid(BRANCHES)
    forth, back = courses(network)
    assert names(network, network.stops_of_pattern(forth.pattern)) == "A B C D"
    assert told(network, forth) == [
        (Kind.BY, 1, "S", 1),
        (Kind.FROM, 1, "H", 1),
        (Kind.TO, 2, "X Y", 2),
    ]
    assert names(network, network.stops_of_pattern(back.pattern)) == "D C B A"
    assert told(network, back) == []


def test_calls_count_the_trips_at_each_usual_stop() -> None:
    """Trips that end early or leave the usual way do not call at its other stops."""
    forth, _back = courses(unsaid(BRANCHES))
    assert len(forth.trips) == 6
    assert forth.calls == (5, 6, 4, 3)


def test_directions_that_the_feed_tells_are_kept() -> None:
    """Trips of one direction stay together although they share no stop."""
    network = parse("1:  A 08:00  B 08:10\n1:  C 08:00  D 08:10")
    assert [len(course.trips) for course in courses(network)] == [2]
    apart = replace(network, trip_direction=np.array([0, 1], dtype=np.int8))
    assert {course.direction for course in courses(apart)} == {0, 1}


def test_a_direction_that_runs_back_to_front_is_two() -> None:
    """Feeds that give both ways of a line one direction are not believed."""
    network = parse("1:  A 08:00  B 08:10  C 08:20\n1:  C 09:00  B 09:10  A 09:20")
    assert [len(course.trips) for course in courses(network)] == [1, 1]


def test_a_loop_is_one_direction() -> None:
    """A line that passes a stop twice keeps both calls, in order."""
    network = parse(
        "1:  A 08:00  B 08:05  C 08:10  B 08:15  A 08:20\n1:  A 09:00  B 09:05  C 09:10"
    )
    (course,) = courses(network)
    assert names(network, network.stops_of_pattern(course.pattern)) == "A B C B A"
    assert course.calls == (2, 2, 2, 1, 1)


def test_trips_of_a_day_are_those_that_run() -> None:
    """A day beyond the calendars has none."""
    network = parse(BRANCHES)
    assert len(trips_of(network, 0, int(network.first_day[0]))) == 7
    assert trips_of(network, 0, 10) == []
