"""Rows that break a rule are left out or mended, told once with file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.errors import FeedRefusedError
from feeds.problems import KEPT_PER_RULE, Severity, problems_json
from tests.feeds.small_feed import BAD_TRIP, GOOD, GOOD_TRIP, checked, only, replaced, told, trips

Told = tuple[str, str, int, str]


def test_good_feed_has_no_problem(tmp_path: Path) -> None:
    """A valid feed is used whole and nothing is said."""
    feed, log = checked(tmp_path)
    assert trips(feed) == [GOOD_TRIP, BAD_TRIP]
    assert log.kept == []
    assert log.n_problems == 0
    assert feed.timezone == "Europe/Paris"
    assert list(feed.routes.color) == ["FF0000"]


LEFT_OUT: list[tuple[str, dict[str, str], Told]] = [
    (
        "trip of an unknown service",
        {"trips": replaced("trips", ("L,W,BAD", "L,NEVER,BAD"))},
        ("foreign_key_violation", "trips.txt", 3, "service_id"),
    ),
    (
        "trip of an unknown route",
        {"trips": replaced("trips", ("L,W,BAD", "M,W,BAD"))},
        ("foreign_key_violation", "trips.txt", 3, "route_id"),
    ),
    (
        "last time missing",
        {"stop_times": replaced("stop_times", ("BAD,11:20:00,11:20:00", "BAD,,"))},
        ("missing_trip_edge", "stop_times.txt", 7, "arrival_time"),
    ),
    (
        "departure before arrival",
        {"stop_times": replaced("stop_times", ("11:10:00,11:11:00", "11:11:00,11:10:00"))},
        (
            "stop_time_with_arrival_before_previous_departure_time",
            "stop_times.txt",
            6,
            "arrival_time",
        ),
    ),
    (
        "arrival before the departure at the stop before",
        {"stop_times": replaced("stop_times", ("11:20:00,11:20:00", "11:10:30,11:20:00"))},
        (
            "stop_time_with_arrival_before_previous_departure_time",
            "stop_times.txt",
            7,
            "arrival_time",
        ),
    ),
]


@pytest.mark.parametrize(
    ("tables", "problem"), [c[1:] for c in LEFT_OUT], ids=[c[0] for c in LEFT_OUT]
)
def test_trip_left_out(tmp_path: Path, tables: dict[str, str], problem: Told) -> None:
    """A trip that cannot be ridden is left out and told; the others stay."""
    feed, log = checked(tmp_path, **tables)
    assert trips(feed) == [GOOD_TRIP]
    assert told(log) == [problem]


ROWS: list[tuple[str, dict[str, str], Told]] = [
    (
        "trip without any call",
        {"trips": GOOD["trips"] + "\n        L,W,EMPTY,Gamma", "stop_times": GOOD["stop_times"]},
        ("missing_stop_times_record", "trips.txt", 4, "trip_id"),
    ),
    (
        "call of an unknown trip",
        {"stop_times": GOOD["stop_times"] + "\nGHOST,12:00:00,12:00:00,A,1"},
        ("foreign_key_violation", "stop_times.txt", 8, "trip_id"),
    ),
    (
        "call twice",
        {"stop_times": GOOD["stop_times"] + "\nBAD,11:21:00,11:21:00,C,3"},
        ("duplicate_key", "stop_times.txt", 8, "stop_sequence"),
    ),
    (
        "trip twice",
        {"trips": GOOD["trips"] + "\nL,W,BAD,Elsewhere"},
        ("duplicate_key", "trips.txt", 4, "trip_id"),
    ),
    (
        "stop twice",
        {"stops": GOOD["stops"] + "\nA,Elsewhere,40,7"},
        ("duplicate_key", "stops.txt", 5, "stop_id"),
    ),
    (
        "stop without id",
        {"stops": GOOD["stops"] + "\n,Nowhere,48,7"},
        ("missing_required_field", "stops.txt", 5, "stop_id"),
    ),
    (
        "service twice",
        {"calendar": GOOD["calendar"] + "\nW,0,0,0,0,0,0,1,20260601,20260630"},
        ("duplicate_key", "calendar.txt", 3, "service_id"),
    ),
    (
        "route without type",
        {"routes": GOOD["routes"] + "\nM,OP,2,Other,,"},
        ("missing_required_field", "routes.txt", 3, "route_type"),
    ),
    (
        "route of a type that is no number",
        {"routes": GOOD["routes"] + "\nM,OP,2,Other,bus,"},
        ("invalid_integer", "routes.txt", 3, "route_type"),
    ),
    (
        "stop without place",
        {"stops": GOOD["stops"] + "\nD,Delta,,"},
        ("stop_without_location", "stops.txt", 5, "stop_id"),
    ),
    (
        "latitude beyond the pole",
        {"stops": GOOD["stops"] + "\nD,Delta,480,7"},
        ("number_out_of_range", "stops.txt", 5, "stop_lat"),
    ),
    (
        "longitude that is no number",
        {"stops": GOOD["stops"] + "\nD,Delta,48,east"},
        ("invalid_float", "stops.txt", 5, "stop_lon"),
    ),
    (
        "stop in the sea at 0, 0",
        {"stops": GOOD["stops"] + "\nD,Delta,0,0"},
        ("point_near_origin", "stops.txt", 5, "stop_lat"),
    ),
]


@pytest.mark.parametrize(("tables", "problem"), [c[1:] for c in ROWS], ids=[c[0] for c in ROWS])
def test_row_left_out(tmp_path: Path, tables: dict[str, str], problem: Told) -> None:
    """A row that cannot be used is left out; every trip stays as it was."""
    feed, log = checked(tmp_path, **tables)
    assert trips(feed) == [GOOD_TRIP, BAD_TRIP]
    assert told(log) == [problem]
    assert only(log).severity == Severity.ERROR.value


CALLS: list[tuple[str, tuple[str, str], Told]] = [
    (
        "unknown stop",
        ("B,2", "NOWHERE,2"),
        ("foreign_key_violation", "stop_times.txt", 6, "stop_id"),
    ),
    ("no stop", ("B,2", ",2"), ("missing_required_field", "stop_times.txt", 6, "stop_id")),
    (
        "negative sequence",
        ("B,2", "B,-2"),
        ("number_out_of_range", "stop_times.txt", 6, "stop_sequence"),
    ),
    ("no sequence", ("B,2", "B,"), ("invalid_integer", "stop_times.txt", 6, "stop_sequence")),
    (
        "minute 61",
        ("11:10:00,11:11:00", "11:61:00,11:11:00"),
        ("invalid_time", "stop_times.txt", 6, "arrival_time"),
    ),
    (
        "absurd hour",
        ("11:10:00,11:11:00", "11:10:00,99999999:00:00"),
        ("invalid_time", "stop_times.txt", 6, "departure_time"),
    ),
]


@pytest.mark.parametrize(("change", "problem"), [c[1:] for c in CALLS], ids=[c[0] for c in CALLS])
def test_call_left_out(tmp_path: Path, change: tuple[str, str], problem: Told) -> None:
    """A call that cannot be read is left out; the trip goes on without it."""
    head, tail = GOOD["stop_times"].split("BAD", 1)
    assert change[0] in tail
    feed, log = checked(tmp_path, stop_times=f"{head}BAD{tail.replace(*change, 1)}")
    assert trips(feed) == [GOOD_TRIP, "BAD A 11:00 C 11:20"]
    assert told(log) == [problem]


PARENT = """
    stop_id,stop_name,stop_lat,stop_lon,parent_station
    A,Alpha,48.5,7.7,{}
    B,Beta,48.51,7.71,
    C,Gamma,48.52,7.72,"""

MENDED: list[tuple[str, dict[str, str], Told]] = [
    (
        "parent that is a stop",
        {"stops": PARENT.format("B")},
        ("wrong_parent_location_type", "stops.txt", 2, "parent_station"),
    ),
    (
        "stop without name",
        {"stops": replaced("stops", ("Beta", ""))},
        ("missing_required_field", "stops.txt", 3, "stop_name"),
    ),
    (
        "colour that is none",
        {"routes": replaced("routes", ("ff0000", "red"))},
        ("invalid_color", "routes.txt", 2, "route_color"),
    ),
    (
        "route of an unknown agency",
        {"routes": replaced("routes", ("L,OP", "L,XX"))},
        ("foreign_key_violation", "routes.txt", 2, "agency_id"),
    ),
    (
        "route without a name",
        {"routes": replaced("routes", ("1,Alpha - Gamma", ","))},
        ("route_both_short_and_long_name_missing", "routes.txt", 2, "route_id"),
    ),
    (
        "route of an unknown type",
        {"routes": replaced("routes", (",3,", ",99,"))},
        ("unexpected_enum_value", "routes.txt", 2, "route_type"),
    ),
    (
        "second agency without a clock",
        {"agency": GOOD["agency"] + "\nOQ,Other,https://o.example,Mars/Olympus"},
        ("invalid_timezone", "agency.txt", 3, "agency_timezone"),
    ),
    (
        "time without seconds",
        {"stop_times": replaced("stop_times", ("BAD,11:00:00,11:00:00", "BAD,11:00:00,11:00"))},
        ("invalid_time", "stop_times.txt", 5, "departure_time"),
    ),
    (
        "arrival at the first stop after it was left",
        {"stop_times": replaced("stop_times", ("BAD,11:00:00", "BAD,11:05:00"))},
        (
            "stop_time_with_arrival_before_previous_departure_time",
            "stop_times.txt",
            5,
            "arrival_time",
        ),
    ),
    (
        "departure from the last stop before it was reached",
        {"stop_times": replaced("stop_times", ("11:20:00,11:20:00", "11:20:00,11:15:00"))},
        (
            "stop_time_with_arrival_before_previous_departure_time",
            "stop_times.txt",
            7,
            "departure_time",
        ),
    ),
]


@pytest.mark.parametrize(("tables", "problem"), [c[1:] for c in MENDED], ids=[c[0] for c in MENDED])
def test_field_mended(tmp_path: Path, tables: dict[str, str], problem: Told) -> None:
    """A field that is not essential is mended with a warning; every trip stays."""
    feed, log = checked(tmp_path, **tables)
    assert trips(feed) == [GOOD_TRIP, BAD_TRIP]
    assert told(log) == [problem]
    assert only(log).severity == Severity.WARNING.value
    assert feed.timezone == "Europe/Paris"


def test_unknown_parent(tmp_path: Path) -> None:
    """A parent that is not there is left out; the stop stays."""
    feed, log = checked(tmp_path, stops=PARENT.format("S"))
    assert trips(feed) == [GOOD_TRIP, BAD_TRIP]
    assert told(log) == [("foreign_key_violation", "stops.txt", 2, "parent_station")]
    assert only(log).severity == Severity.ERROR.value


def test_two_clocks_are_refused(tmp_path: Path) -> None:
    """Agencies on two clocks would show wrong hours: the feed is refused, naming the line."""
    agency = GOOD["agency"] + "\nOQ,Other,https://o.example,Europe/London"
    with pytest.raises(FeedRefusedError, match="line 3: agency_timezone 'Europe/London'"):
        checked(tmp_path, agency=agency)


def test_stations_that_are_each_others_parent(tmp_path: Path) -> None:
    """A circle of parents ends: a station has no parent."""
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "A,a,48,7,0,X\nB,b,48,7,,Y\nC,c,48,7,,\nX,x,48,7,1,Y\nY,y,48,7,1,X"
    )
    feed, log = checked(tmp_path, stops=stops)
    assert [row[2:] for row in told(log)] == [(5, "parent_station"), (6, "parent_station")]
    assert list(feed.stops.parent) == [3, 4, -1, -1, -1]


def test_entrances_are_passed_over(tmp_path: Path) -> None:
    """Entrances and nodes of a station are valid and not used: nothing is said."""
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "A,a,48,7,,\nB,b,48,7,,\nC,c,48,7,,S\nS,s,48,7,1,\nE,e,48,7,2,S\nN,n,,,3,S"
    )
    feed, log = checked(tmp_path, stops=stops)
    assert list(feed.stops.id) == ["A", "B", "C", "S"]
    assert log.kept == []


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd"])
def test_no_time_zone(tmp_path: Path, zone: str) -> None:
    """Without a time zone no time means anything: the feed is refused."""
    with pytest.raises(FeedRefusedError, match=r"agency\.txt, line 2: agency_timezone"):
        checked(tmp_path, agency=replaced("agency", ("Europe/Paris", zone)))


def test_no_agency(tmp_path: Path) -> None:
    """A header alone is not an agency."""
    with pytest.raises(FeedRefusedError, match=r"agency\.txt has no row"):
        checked(tmp_path, agency="agency_id,agency_name,agency_timezone")


def test_nothing_usable_left(tmp_path: Path) -> None:
    """A feed of which no trip is left is refused."""
    with pytest.raises(FeedRefusedError, match="no trip is left"):
        checked(tmp_path, trips="route_id,service_id,trip_id\nM,W,GOOD")


def test_trips_on_no_day(tmp_path: Path) -> None:
    """A feed whose trips never run is refused, whatever its other calendars say."""
    calendar = GOOD["calendar"].replace("W,1,1,1,1,1", "W,0,0,0,0,0") + (
        "\nUNUSED,1,1,1,1,1,1,1,20260601,20260630"
    )
    with pytest.raises(FeedRefusedError, match="no trip is left"):
        checked(tmp_path, calendar=calendar)


def test_many_errors_stay_few_words(tmp_path: Path) -> None:
    """A hundred thousand bad rows are counted, the first of them told."""
    ghosts = "\n".join(f"GOOD,10:30:00,10:30:00,X{n},{n}" for n in range(10, 100_010))
    feed, log = checked(tmp_path, stop_times=f"{GOOD['stop_times']}\n{ghosts}")
    assert trips(feed) == [GOOD_TRIP, BAD_TRIP]
    assert log.n_problems == 100_000
    content = problems_json([log])
    assert len(content["problems"]) == KEPT_PER_RULE
    assert content["counts"] == [
        {
            "feed": "x",
            "rule": "foreign_key_violation",
            "severity": "error",
            "count": 100_000,
            "file": "stop_times.txt",
        }
    ]
    assert content["problems"][0] == {
        "feed": "x",
        "file": "stop_times.txt",
        "line": 8,
        "field": "stop_id",
        "rule": "foreign_key_violation",
        "severity": "error",
        "message": "stop_id 'X10' is not a usable stop",
        "value": "X10",
    }
