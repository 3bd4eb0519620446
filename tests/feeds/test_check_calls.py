"""Calls are checked: their order, stops and times; what cannot be used is left out and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.problems import Severity
from tests.feeds.small_feed import BAD_TRIP, GOOD, GOOD_TRIP, checked, only, replaced, told, trips


def test_same_call_twice_does_no_harm(tmp_path: Path) -> None:
    """A row that is there twice, word for word, is used once with a warning."""
    _, log = checked(tmp_path, stop_times=GOOD["stop_times"] + "\nBAD,11:20:00,11:20:00,C,3")
    assert told(log) == [("duplicate_key", "stop_times.txt", 8, "stop_sequence")]
    assert only(log).severity == Severity.WARNING.value


def test_calls_of_one_number_follow_their_times(tmp_path: Path) -> None:
    """Where a number is there twice, the times tell which call comes first; both are kept."""
    rows = GOOD["stop_times"].replace("BAD,11:20:00,11:20:00,C,3", "BAD,11:20:00,11:20:00,C,2")
    feed, log = checked(tmp_path, stop_times=rows)
    assert trips(feed) == [GOOD_TRIP, BAD_TRIP]
    assert told(log) == [("duplicate_key", "stop_times.txt", 7, "stop_sequence")]


def test_calls_of_one_number_against_their_times(tmp_path: Path) -> None:
    """An earlier call under the number of another has no place: it is left out."""
    rows = GOOD["stop_times"].replace("BAD,11:20:00,11:20:00,C,3", "BAD,10:50:00,10:50:00,C,2")
    feed, log = checked(tmp_path, stop_times=rows)
    assert trips(feed) == [GOOD_TRIP, "BAD A 11:00 B 11:10/11:11"]
    assert told(log) == [("duplicate_key", "stop_times.txt", 7, "stop_sequence")]


def test_call_at_a_station(tmp_path: Path) -> None:
    """Vehicles call at stops: a call that names a station is left out where it has stops."""
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "A,a,48,7,,\nB,b,48,7,1,\nB1,b,48,7,,B\nC,c,48,7,0,"
    )
    feed, log = checked(tmp_path, stops=stops)
    assert trips(feed) == ["GOOD A 10:00 C 10:20", "BAD A 11:00 C 11:20"]
    assert {row[0] for row in told(log)} == {"wrong_location_type"}


def test_call_at_a_station_without_stops(tmp_path: Path) -> None:
    """A station that has no stop is used as one, so that its vehicles are not lost; it is told."""
    stops = "stop_id,stop_name,stop_lat,stop_lon,location_type\nA,a,48,7,\nB,b,48,7,1\nC,c,48,7,0"
    feed, log = checked(tmp_path, stops=stops)
    assert trips(feed) == [GOOD_TRIP, BAD_TRIP]
    assert told(log) == [
        ("wrong_location_type", "stop_times.txt", line, "stop_id") for line in (3, 6)
    ]


def test_calls_of_a_trip_left_out_are_not_told_again(tmp_path: Path) -> None:
    """A trip that is left out is told once, not once for each of its calls."""
    _, log = checked(tmp_path, trips=replaced("trips", ("L,W,BAD", "L,NEVER,BAD")))
    assert told(log) == [("foreign_key_violation", "trips.txt", 3, "service_id")]


def test_calls_in_any_order(tmp_path: Path) -> None:
    """The order of the rows means nothing, stop_sequence does, however large."""
    lines = GOOD["stop_times"].replace(",3", ",99999999999").strip().splitlines()
    feed, log = checked(tmp_path, stop_times="\n".join([lines[0], *reversed(lines[1:])]))
    assert trips(feed) == [GOOD_TRIP, BAD_TRIP]
    assert {problem.severity for problem in log.kept} == {Severity.WARNING.value}


def test_times_after_midnight(tmp_path: Path) -> None:
    """A trip may pass midnight, and more than once."""
    feed, log = checked(
        tmp_path,
        stop_times=replaced("stop_times", ("BAD,11:20:00,11:20:00", "BAD,49:20:00,49:20:00")),
    )
    assert trips(feed)[1] == "BAD A 11:00 B 11:10/11:11 C 49:20"
    assert log.kept == []


def test_one_of_two_times(tmp_path: Path) -> None:
    """Where only an arrival or a departure is given it is both."""
    feed, _ = checked(
        tmp_path, stop_times=replaced("stop_times", ("11:10:00,11:11:00", ",11:11:00"))
    )
    assert trips(feed)[1] == "BAD A 11:00 B 11:11 C 11:20"


def test_missing_times_are_interpolated_by_distance(tmp_path: Path) -> None:
    """Between known times the others follow the distance along the trip."""
    calls = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n"
        "GOOD,10:00:00,10:00:00,A,1,0\nGOOD,,,B,2,3\nGOOD,10:20:00,10:20:00,C,3,4"
    )
    feed, _ = checked(tmp_path, stop_times=calls)
    assert trips(feed) == ["GOOD A 10:00 B 10:15 C 10:20"]


@pytest.mark.parametrize("distance", ["", "9", "-1"])
def test_missing_times_are_interpolated_evenly(tmp_path: Path, distance: str) -> None:
    """Without a sensible distance the times are spread evenly over the calls."""
    calls = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n"
        "GOOD,09:58:00,10:00:00,A,1,0\n"
        f"GOOD,,,B,2,{distance}\nGOOD,,,A,3,3\nGOOD,10:30:00,10:30:00,C,4,4"
    )
    feed, _ = checked(tmp_path, stop_times=calls)
    assert trips(feed) == ["GOOD A 09:58/10:00 B 10:10 A 10:20 C 10:30"]
