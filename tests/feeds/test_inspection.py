"""Each rule of a report finds what it is about, and finds nothing in a good feed."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from feeds.inspect import Inspection, Verdict, inspect_feed
from feeds.inspect.columns import COLUMNS
from feeds.inspect.score import score_of
from feeds.problems import ProblemCount
from tests.feeds.small_feed import GOOD, replaced, write_zip

TODAY = date(2026, 6, 10)
ALWAYS = {
    "fares_absent",
    "feed_expiration_date30_days",
    "missing_recommended_file",
    "wheelchair_accessible_unknown",
    "wheelchair_boarding_unknown",
}
"""What is true of the good feed."""
TRAIN = "\nFAST,12:00:00,12:00:00,A,1\nFAST,12:01:00,12:01:00,{},2"
FAST = GOOD["trips"] + "\nL,W,FAST,Gamma"


def spoilt(folder: Path, today: date = TODAY, **tables: str | bytes | None) -> Inspection:
    """Inspect the good feed with some tables replaced."""
    return inspect_feed(write_zip(folder / "x.zip", **tables), today)


def stops(*lines: str, columns: str = "") -> str:
    """Return the good stops with columns and rows after them."""
    head, *rows = GOOD["stops"].strip().splitlines()
    filled = "," * columns.count(",") if columns else ""
    return "\n".join([head + columns, *(row + filled for row in rows), *lines])


def with_column(table: str, column: str, *values: str) -> str:
    """Return a good table with a column more."""
    head, *rows = GOOD[table].strip().splitlines()
    cells = [*values, *[""] * (len(rows) - len(values))]
    return "\n".join(
        [f"{head},{column}", *(f"{row},{cell}" for row, cell in zip(rows, cells, strict=True))]
    )


SHAPES = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled\n"
LINE = SHAPES + "S,48.5,7.7,1,0\nS,48.51,7.71,2,1\nS,48.52,7.72,3,2"
SHAPED = {"trips": with_column("trips", "shape_id", "S", "S")}
FAR = "D,Delta,{},{}"
CASES: list[tuple[str, dict[str, str | bytes | None]]] = [
    ("block_trips_with_overlapping_stop_times", {
        "trips": with_column("trips", "block_id", "1", "1"),
        "stop_times": replaced("stop_times", ("GOOD,10:20:00,10:20:00", "GOOD,11:20:00,11:20:00")),
    }),
    ("decreasing_or_equal_stop_time_distance", {
        "stop_times": with_column("stop_times", "shape_dist_traveled", "0", "5", "3")
    }),
    ("decreasing_shape_distance", {"shapes": LINE.replace("2,1\n", "2,9\n"), **SHAPED}),
    ("duplicate_route_name", {
        "routes": GOOD["routes"] + "\nM,OP,1,Alpha - Gamma,3,ff0000"
    }),
    ("duplicate_stop_place", {"stops": stops("D,Gamma,48.52,7.72")}),
    ("duplicate_trip", {
        "trips": GOOD["trips"] + "\nL,W,TWIN,Gamma",
        "stop_times": GOOD["stop_times"]
        + "\nTWIN,10:00:00,10:00:00,A,1\nTWIN,10:10:00,10:11:00,B,2\nTWIN,10:20:00,10:20:00,C,3",
    }),
    ("empty_row", {"stops": GOOD["stops"] + "\n,,,"}),
    ("fast_travel_between_consecutive_stops", {
        "trips": FAST, "stops": stops("D,Delta,48.55,7.75"),
        "stop_times": GOOD["stop_times"] + TRAIN.format("D"),
    }),
    ("fast_travel_between_far_stops", {
        "trips": FAST, "stops": stops("D,Delta,49.5,7.75"),
        "stop_times": GOOD["stop_times"] + TRAIN.format("D"),
    }),
    ("feed_info_dates_beyond_calendar", {
        "feed_info": "feed_publisher_name,feed_start_date,feed_end_date,feed_contact_email\n"
        "P,20260601,20261231,p@p.example"
    }),
    ("foreign_key_violation", SHAPED),
    ("headsign_missing", {"trips": replaced("trips", ("BAD,Gamma", "BAD,"))}),
    ("invalid_language_code", {"agency": with_column("agency", "agency_lang", "French")}),
    ("invalid_url", {"agency": replaced("agency", ("https://op.example", "op example"))}),
    ("leading_or_trailing_whitespaces", {"stops": replaced("stops", (",Beta", ", Beta"))}),
    ("location_without_parent_station", {
        "stops": stops("E,Door,48.5,7.7,2", columns=",location_type")
    }),
    ("long_stop_at_a_stop", {
        "stop_times": replaced("stop_times", ("10:10:00,10:11:00", "10:10:00,13:11:00"),
                               ("10:20:00,10:20:00", "13:20:00,13:20:00"))
    }),
    ("missing_feed_contact_email_and_url", {
        "feed_info": "feed_publisher_name,feed_start_date,feed_end_date\nP,20260601,20260630"
    }),
    ("missing_feed_info_date", {
        "feed_info": "feed_publisher_name,feed_contact_email\nP,p@p.example"
    }),
    ("missing_stop_times_record", {"trips": FAST}),
    ("mixed_case_recommended_field", {
        "stops": replaced("stops", ("Alpha", "ALPHA"), ("Beta", "BETA"), ("Gamma", "GAMMA"))
    }),
    ("non_ascii_or_non_printable_char", {"stops": replaced("stops", ("Beta", "Be\u200bta"))}),
    ("overlapping_frequency", {
        "frequencies": "trip_id,start_time,end_time,headway_secs\n"
        "BAD,06:00:00,08:00:00,600\nBAD,07:00:00,09:00:00,600"
    }),
    ("platform_without_parent_station", {"stops": with_column("stops", "platform_code", "2")}),
    ("point_near_pole", {"stops": stops("D,Delta,89.9,7.7")}),
    ("route_color_contrast", {"routes": replaced("routes", ("ff0000", "111111"))}),
    ("route_long_name_contains_short_name", {
        "routes": replaced("routes", ("1,Alpha - Gamma", "1,1 Alpha - Gamma"))
    }),
    ("route_short_name_too_long", {
        "routes": replaced("routes", (",1,", ",Line number one,"))
    }),
    ("route_without_trip", {"routes": GOOD["routes"] + "\nM,OP,2,Other,3,"}),
    ("same_name_and_description_for_stop", {
        "stops": with_column("stops", "stop_desc", "Alpha")
    }),
    ("same_stop_twice_in_a_row", {
        "stop_times": replaced("stop_times", ("10:20:00,10:20:00,C", "10:20:00,10:20:00,B"))
    }),
    ("service_has_no_active_day_of_the_week", {
        "calendar": GOOD["calendar"] + "\nX,0,0,0,0,0,0,0,20260601,20260630"
    }),
    ("service_never_runs", {
        "calendar": GOOD["calendar"] + "\nX,0,0,0,0,0,0,0,20260601,20260630",
        "trips": replaced("trips", ("L,W,BAD", "L,X,BAD")),
    }),
    ("single_shape_point", {"shapes": SHAPES + "S,48.5,7.7,1,0", **SHAPED}),
    ("stop_far_from_parent_station", {
        "stops": stops("D,Delta,48.5,7.7,0,S", "S,Station,48.6,7.7,1,",
                       columns=",location_type,parent_station")
    }),
    ("stop_time_timepoint_without_times", {
        "stop_times": with_column("stop_times", "timepoint", "", "1").replace(
            "GOOD,10:10:00,10:11:00", "GOOD,,")
    }),
    ("stop_time_with_only_arrival_or_departure_time", {
        "stop_times": replaced("stop_times", ("GOOD,10:10:00,10:11:00", "GOOD,10:10:00,"))
    }),
    ("stop_too_far_from_shape", {
        "shapes": SHAPES + "S,48.5,7.7,1,0\nS,48.5,7.72,2,1", **SHAPED
    }),
    ("stop_without_stop_time", {"stops": stops("D,Delta,48.5,7.7")}),
    ("swapped_coordinates", {"stops": replaced("stops", ("48.51,7.71", "7.71,48.51"))}),
    ("transfer_distance_too_large", {
        "transfers": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,C,2,9000"
    }),
    ("transfer_faster_than_walking", {
        "transfers": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,B,2,60"
    }),
    ("trip_longer_than_a_day", {
        "stop_times": replaced("stop_times", ("BAD,11:20:00,11:20:00", "BAD,39:20:00,39:20:00"))
    }),
    ("trip_without_boarding", {
        "stop_times": with_column("stop_times", "pickup_type", "1", "1", "1")
    }),
    ("trip_without_shape", {
        "shapes": LINE, "trips": with_column("trips", "shape_id", "S")
    }),
    ("unknown_column", {"stops": with_column("stops", "x_colour", "blue")}),
    ("unknown_file", {"notes": "a\nb"}),
    ("unused_agency", {
        "agency": GOOD["agency"] + "\nOQ,Other,https://o.example,Europe/Paris"
    }),
    ("unused_shape", {
        "shapes": LINE + "\nT,48.5,7.7,1,0\nT,48.51,7.71,2,1", **SHAPED
    }),
    ("unused_station", {"stops": stops("S,Station,48.5,7.7,1", columns=",location_type")}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "tables"), CASES, ids=[rule for rule, _ in CASES])
def test_rule_is_found(tmp_path: Path, rule: str, tables: dict[str, str | bytes | None]) -> None:
    """A feed spoilt in one way is told by the rule of that name; the good trips stay."""
    inspection = spoilt(tmp_path, **tables)
    assert rule in {count.rule for count in inspection.counts} - ALWAYS
    assert inspection.verdict is not Verdict.REJECT
    assert inspection.sizes["trips"] >= 2


def test_good_feed_says_nothing_wrong(tmp_path: Path) -> None:
    """The good feed breaks no rule but those of things that it does not say."""
    inspection = spoilt(tmp_path)
    assert {count.rule for count in inspection.counts} == ALWAYS
    assert inspection.verdict is Verdict.ACCEPT
    assert inspection.sizes == {"stops": 3, "lines": 1, "trips": 2, "stop_times": 6}
    assert (inspection.first_date, inspection.last_date) == (date(2026, 6, 1), date(2026, 6, 30))


DAYS = [
    (date(2027, 6, 30), "expired_calendar", "info"),
    (date(2027, 7, 1), "expired_calendar", "warning"),
    (date(2026, 5, 31), "feed_not_yet_valid", "info"),
    (date(2026, 6, 25), "feed_expiration_date7_days", "warning"),
    (date(2026, 6, 2), "feed_expiration_date30_days", "info"),
]


@pytest.mark.parametrize(("today", "rule", "severity"), DAYS)
def test_validity_depends_on_the_day(tmp_path: Path, today: date, rule: str, severity: str) -> None:
    """What is said of the dates follows from the day of the check."""
    counts = spoilt(tmp_path, today).counts
    assert (rule, severity) in {(count.rule, count.severity) for count in counts}


@pytest.mark.parametrize(
    ("today", "rule"),
    [
        (date(2026, 7, 5), "no_service_in_next_7_days"),
        (date(2026, 7, 5), "no_service_in_next_30_days"),
        (date(2026, 6, 10), "calendar_hole"),
    ],
)
def test_hole_in_the_calendar(tmp_path: Path, today: date, rule: str) -> None:
    """A long time without trips between two times with trips is told, and when it is near."""
    calendar = GOOD["calendar"] + "\nX,1,1,1,1,1,1,1,20260901,20260930"
    trips = replaced("trips", ("L,W,BAD", "L,X,BAD"))
    counts = spoilt(tmp_path, today, calendar=calendar, trips=trips).counts
    assert rule in {count.rule for count in counts}


def test_refused_feed_has_no_score(tmp_path: Path) -> None:
    """A feed that cannot be used is worth nothing, and the report says at which place."""
    inspection = spoilt(tmp_path, stops=replaced("stops", ("stop_lat", "latitude")))
    assert (inspection.verdict, inspection.score) == (Verdict.REJECT, 0)
    problem = inspection.problems[-1]
    assert (problem.rule, problem.file, problem.line, problem.field) == (
        "missing_required_column",
        "stops.txt",
        1,
        "stop_lat",
    )


def test_problem_names_line_and_value(tmp_path: Path) -> None:
    """What is found in trips is told at the line of the row, with the value."""
    swapped = replaced("stops", ("48.51,7.71", "7.71,48.51"))
    problems = spoilt(tmp_path, stops=swapped).problems
    found = {(p.rule, p.file, p.line, p.value) for p in problems}
    assert ("swapped_coordinates", "stops.txt", 3, "B") in found
    assert ("fast_travel_between_far_stops", "stop_times.txt", 3, "B") in found


@pytest.mark.parametrize("content", ["{", "[]", '{"features": [{"geometry": null}]}'])
def test_broken_zones(tmp_path: Path, content: str) -> None:
    """Zones on demand that cannot be read are told and change nothing else."""
    path = write_zip(tmp_path / "x.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("locations.geojson", content)
    inspection = inspect_feed(path, TODAY)
    assert inspection.verdict is Verdict.WARN
    assert "malformed_json" in {count.rule for count in inspection.counts}


def test_zones_that_hold(tmp_path: Path) -> None:
    """A closed area is a zone."""
    ring = [[7.7, 48.5], [7.8, 48.5], [7.8, 48.6], [7.7, 48.5]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    path = write_zip(tmp_path / "x.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "locations.geojson", json.dumps({"features": [{"id": "z", "geometry": geometry}]})
        )
    assert inspect_feed(path, TODAY).verdict is Verdict.ACCEPT


def test_score_weighs_severity_and_share() -> None:
    """A rule costs a quarter of its points for one row, all of them for a whole file."""
    error = ProblemCount("x", "duplicate_key", "error", 100, "stops.txt")
    assert score_of([error], {"stops.txt": 100}) == 80
    assert score_of([error], {"stops.txt": 1_000_000}) == 95
    warning = ProblemCount("x", "duplicate_trip", "warning", 50, "trips.txt")
    assert score_of([error, warning], {"stops.txt": 100, "trips.txt": 100}) == 77
    assert score_of([error] * 9, {"stops.txt": 100}) == 0


def test_required_columns_are_columns_of_gtfs() -> None:
    """Every column that is read is one of the reference."""
    from feeds.read import OPTIONAL, REQUIRED

    for name, columns in {**REQUIRED, **OPTIONAL}.items():
        assert set(columns) <= COLUMNS[name]


@pytest.mark.parametrize(
    ("table", "content", "rule"),
    [
        ("shapes", b"", "empty_file"),
        ("shapes", b"shape_id\n\xe9", "invalid_encoding"),
        ("feed_info", b'feed_lang\n"fr', "csv_parsing_failed"),
    ],
)
def test_file_that_networks_do_without(
    tmp_path: Path, table: str, content: bytes, rule: str
) -> None:
    """A broken file that is not needed is told and passed over: the feed is used."""
    inspection = spoilt(tmp_path, **{table: content})
    assert inspection.verdict is Verdict.WARN
    assert (rule, f"{table}.txt") in {(p.rule, p.file) for p in inspection.problems}


def test_line_end_between_quotes(tmp_path: Path) -> None:
    """A name in quotes may go over two lines."""
    stops_ = replaced("stops", ("Beta", '"Be\nta"'))
    assert spoilt(tmp_path, stops=stops_).verdict is Verdict.ACCEPT
