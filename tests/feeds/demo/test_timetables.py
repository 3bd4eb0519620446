"""The three feeds: complete tables, plausible speeds, vehicles in one place at a time."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from feeds.demo.calendars import days_around
from feeds.demo.gtfs import text_color
from tests.feeds.demo.tables import FEEDS, YEAR, Region, seconds

REQUIRED = {
    "agency": {"agency_id", "agency_name", "agency_url", "agency_timezone"},
    "calendar": {"service_id", "monday", "sunday", "start_date", "end_date"},
    "calendar_dates": {"service_id", "date", "exception_type"},
    "feed_info": {"feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_version"},
    "routes": {"route_id", "agency_id", "route_short_name", "route_type", "route_color"},
    "shapes": {"shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"},
    "stop_times": {"trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"},
    "stops": {"stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station"},
    "trips": {"route_id", "service_id", "trip_id", "block_id", "shape_id", "direction_id"},
}
SPEEDS_KM_H = {"0": (15, 25), "2": (45, 110), "3": (14, 38), "200": (25, 50)}
ONE_WAY_LINES = {"7", "C", "V2"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("name", REQUIRED)
def test_every_table_has_its_columns_and_rows(region: Region, feed: str, name: str) -> None:
    """No table is empty or lacks a column that readers need."""
    rows = region.table(feed, name)
    assert rows
    assert set(rows[0]) >= REQUIRED[name]


@pytest.mark.parametrize("feed", FEEDS)
def test_every_reference_leads_somewhere(region: Region, feed: str) -> None:
    """Trips, calls, stops and shapes name rows that exist, and nothing is left unused."""
    stops = {row["stop_id"]: row for row in region.table(feed, "stops")}
    trips = region.table(feed, "trips")
    served = {row["stop_id"] for row in region.table(feed, "stop_times")}
    assert served == {i for i, row in stops.items() if row["location_type"] == "0"}
    stations = {i for i, row in stops.items() if row["location_type"] == "1"}
    assert {row["parent_station"] for row in stops.values()} - {""} == stations
    pathways = region.table(feed, "pathways") if feed == "ferval" else []
    ends = {row[f"{end}_stop_id"] for row in pathways for end in ("from", "to")}
    assert stops.keys() - served - stations <= ends <= stops.keys()
    assert len({row["trip_id"] for row in trips}) == len(trips) == len(region.calls(feed))
    for column, table in (("route_id", "routes"), ("service_id", "calendar")):
        assert {row[column] for row in trips} == {row[column] for row in region.table(feed, table)}
    assert {row["shape_id"] for row in trips} == {
        row["shape_id"] for row in region.table(feed, "shapes")
    }


@pytest.mark.parametrize("feed", FEEDS)
def test_times_and_distances_rise_along_every_trip(region: Region, feed: str) -> None:
    """A vehicle is never at two stops at once, and never goes back in time or along its shape."""
    for calls in region.calls(feed).values():
        assert len(calls) > 1
        for before, call in pairwise(calls):
            assert seconds(before["departure_time"]) < seconds(call["arrival_time"])
            assert float(before["shape_dist_traveled"]) < float(call["shape_dist_traveled"])
            assert before["stop_id"] != call["stop_id"]
        assert all(seconds(c["arrival_time"]) <= seconds(c["departure_time"]) for c in calls)


@pytest.mark.parametrize("feed", FEEDS)
def test_speeds_are_those_of_the_mode(region: Region, feed: str) -> None:
    """The mean speed of every trip, stops included, is one that its kind of vehicle has."""
    mode = {row["route_id"]: row["route_type"] for row in region.table(feed, "routes")}
    line = {row["trip_id"]: row["route_id"] for row in region.table(feed, "trips")}
    for trip, calls in region.calls(feed).items():
        taken_s = seconds(calls[-1]["arrival_time"]) - seconds(calls[0]["departure_time"])
        km_h = 3.6 * float(calls[-1]["shape_dist_traveled"]) / taken_s
        slowest, fastest = SPEEDS_KM_H[mode[line[trip]]]
        assert slowest <= km_h <= fastest, (trip, km_h)


@pytest.mark.parametrize("feed", FEEDS)
def test_lines_run_both_ways_unless_they_are_loops(region: Region, feed: str) -> None:
    """Who goes out can come back with the same line."""
    directions: dict[str, set[str]] = defaultdict(set)
    for row in region.table(feed, "trips"):
        directions[row["route_id"]].add(row["direction_id"])
    for line, known in directions.items():
        assert known == ({"0"} if line in ONE_WAY_LINES else {"0", "1"}), line


@pytest.mark.parametrize("feed", FEEDS)
def test_a_vehicle_runs_one_trip_at_a_time(region: Region, feed: str) -> None:
    """Trips of a block and service follow each other where the one before ended."""
    place = {r["stop_id"]: r["stop_id"].rpartition("-")[0] for r in region.table(feed, "stops")}
    runs = defaultdict(list)
    for row in region.table(feed, "trips"):
        if row["block_id"]:
            calls = region.calls(feed)[row["trip_id"]]
            start, end = seconds(calls[0]["departure_time"]), seconds(calls[-1]["arrival_time"])
            ends = place[calls[0]["stop_id"]], place[calls[-1]["stop_id"]]
            runs[row["block_id"]].append((start, end, *ends, row["service_id"], row["route_id"]))
    chained = 0
    for trips in runs.values():
        for before, trip in pairwise(sorted(trips)):
            assert before[1] < trip[0]
            assert before[3] == trip[2]
            assert before[4] == trip[4]
            chained += 1
    assert chained > len(runs), "most vehicles run more than one trip"
    assert any(len({trip[5] for trip in trips}) > 1 for trips in runs.values())


@pytest.mark.parametrize("feed", FEEDS)
def test_some_service_runs_on_every_date(region: Region, feed: str) -> None:
    """From January of the year before to December of the year after, no date is empty."""
    running: dict[str, set[str]] = defaultdict(set)
    rules = region.table(feed, "calendar")
    for day in days_around(YEAR):
        for rule in rules:
            if rule[WEEKDAYS[day.weekday()]] == "1":
                running[f"{day:%Y%m%d}"].add(rule["service_id"])
    for row in region.table(feed, "calendar_dates"):
        services = running[row["date"]]
        (services.add if row["exception_type"] == "1" else services.remove)(row["service_id"])
    assert len(running) == (date(YEAR + 2, 1, 1) - date(YEAR - 1, 1, 1)).days
    assert all(running.values())


@pytest.mark.parametrize("feed", FEEDS)
def test_line_colours_can_be_read(region: Region, feed: str) -> None:
    """The text on a line's colour has a contrast of at least 4.5 (WCAG AA)."""
    for row in region.table(feed, "routes"):
        light, dark = sorted(
            (_luminance(row["route_color"]), _luminance(row["route_text_color"])), reverse=True
        )
        assert (light + 0.05) / (dark + 0.05) >= 4.5, row["route_id"]
        assert row["route_text_color"] == text_color(row["route_color"])


def test_what_was_put_in_on_purpose_is_there(region: Region) -> None:
    """The features that later parts are tried on exist (docs/REGIONS.md lists them)."""
    last = {trip: calls[-1] for trip, calls in region.calls("urbain").items()}
    assert any(call["pickup_type"] == "1" for call in last.values())
    calls = region.table("valbus", "stop_times")
    assert {c["stop_id"] for c in calls if c["pickup_type"] == "2"} == {
        "ferme-des-sources-A",
        "ferme-des-sources-B",
    }
    frequency = region.table("urbain", "frequencies")
    assert [(row["headway_secs"], row["exact_times"]) for row in frequency] == [("720", "0")]
    assert {row["transfer_type"] for row in region.table("ferval", "transfers")} == {"0", "2", "3"}
    for feed in ("urbain", "ferval"):
        assert any(seconds(r["departure_time"]) > 86_400 for r in region.table(feed, "stop_times"))
    trains = [row for row in region.table("ferval", "trips") if row["route_id"] in {"F1", "F2"}]
    assert len({row["trip_short_name"] for row in trains}) == len(trains)
    assert all(row["bikes_allowed"] == "1" for row in trains)


@pytest.mark.parametrize("name", ["Mairie", "Église"])
def test_villages_share_stop_names(region: Region, name: str) -> None:
    """The same name stands in several places far apart: merging by name alone would be wrong."""
    lons = sorted(
        float(row["stop_lon"])
        for feed in ("urbain", "valbus")
        for row in region.table(feed, "stops")
        if row["stop_name"] == name
    )
    assert sum(b - a > 0.01 for a, b in pairwise(lons)) >= 3


def test_wheelchair_data_has_every_value(region: Region) -> None:
    """Yes, no and unknown occur for stops and for vehicles; platforms may inherit."""
    stops = {r["wheelchair_boarding"] for f in FEEDS for r in region.table(f, "stops")}
    trips = {r["wheelchair_accessible"] for f in FEEDS for r in region.table(f, "trips")}
    assert stops == {"", "0", "1", "2"}
    assert trips == {"0", "1", "2"}


def _luminance(color: str) -> float:
    """Return the relative luminance of a colour, by the definition of WCAG."""
    parts = [int(color[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
