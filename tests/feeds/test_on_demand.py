"""On-demand transport in feeds: areas, windows, booking rules, and what is told of odd rows."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from feeds.checks import check_feed
from feeds.compose import Part, compose
from feeds.feed import Feed
from feeds.on_demand import BookingType, on_demand_from_json, on_demand_json
from feeds.problems import ProblemLog, Rule
from feeds.read import read_tables
from feeds.read_cache import ReadCache, ReadFeed
from feeds.region import FeedSource
from feeds.service_days import week_of
from feeds.shapes import FeedShapes
from feeds.streets import StationPaths
from planner import date_of, day_number

FILES = {
    "agency.txt": """
        agency_id,agency_name,agency_url,agency_timezone
        a,Taxibus,https://taxi.example,Europe/Paris""",
    "calendar.txt": """
        service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
        s,1,1,1,1,1,0,0,20260601,20260630""",
    "routes.txt": """
        route_id,agency_id,route_short_name,route_long_name,route_type
        r,a,TAD,Taxibus des Hauts,715""",
    "trips.txt": """
        route_id,service_id,trip_id,safe_duration_factor,safe_duration_offset
        r,s,t,1.4,5""",
    "booking_rules.txt": """
        booking_rule_id,booking_type,prior_notice_duration_min,message,phone_number,booking_url
        b,1,60,Appelez.,03 00 00 00 42,javascript:alert(1)""",
    "stop_times.txt": """
        trip_id,location_id,stop_sequence,start_pickup_drop_off_window,end_pickup_drop_off_window,pickup_type,drop_off_type,pickup_booking_rule_id
        t,z,1,08:00:00,18:00:00,2,1,b
        t,z,2,08:00:00,18:00:00,1,2,b""",
}
AREA = {
    "id": "z",
    "type": "Feature",
    "properties": {"stop_name": "Hauts"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[7.0, 48.0], [7.1, 48.0], [7.1, 48.1], [7.0, 48.1], [7.0, 48.0]]],
    },
}


def read(folder: Path, *features: object, **changed: str) -> tuple[Feed, ProblemLog]:
    """Write a feed, some of its tables changed, and read it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in FILES.items():
            rows = changed.get(name.removesuffix(".txt"), text).strip().splitlines()
            archive.writestr(name, "\n".join(row.strip() for row in rows) + "\n")
        collection = {"type": "FeatureCollection", "features": features or (AREA,)}
        archive.writestr("locations.geojson", json.dumps(collection))
        for name, text in changed.items():
            if f"{name}.txt" not in FILES:
                rows = text.strip().splitlines()
                archive.writestr(f"{name}.txt", "\n".join(row.strip() for row in rows) + "\n")
    path = folder / "x.zip"
    path.write_bytes(content.getvalue())
    log = ProblemLog("x")
    tables = read_tables("x", path, log)
    source = FeedSource("x", "Taxibus", "x.zip", "CC0-1.0", "https://x", "https://x")
    return check_feed(source, tables, log, range(2025, 2028)), log


def test_a_feed_of_areas_only_is_read(tmp_path: Path) -> None:
    """No stops, no fixed trip: one service with its days, hours, rule and duration."""
    feed, log = read(tmp_path)
    (service,) = feed.on_demand
    assert (len(feed.trips.id), len(feed.stops.id), log.n_problems) == (0, 0, 0)
    first, second = service.visits
    assert (first.boards, first.alights, second.boards, second.alights) == (
        *(True, False),
        *(False, True),
    )
    assert (first.area.name, first.start_s, first.end_s) == ("Hauts", 8 * 3600, 18 * 3600)
    assert day_number(date_of(feed.services.first_day)) in service.days
    assert service.duration_s(600) == 840 + 300
    assert first.rule is not None
    assert (first.rule.type, first.rule.notice_s) == (BookingType.SAME_DAY, 3600)
    assert first.rule.phone == "03 00 00 00 42"


def test_addresses_that_are_not_of_the_web_lead_nowhere(tmp_path: Path) -> None:
    """A feed cannot put a script behind a link."""
    feed, _log = read(tmp_path)
    rule = feed.on_demand[0].visits[0].rule
    assert rule is not None
    assert rule.booking_url == ""


def test_fixed_trips_of_the_same_feed_stay(tmp_path: Path) -> None:
    """Rows that name stops are a trip as ever; the on-demand rows are no errors of it."""
    feed, log = read(
        tmp_path,
        stops="""
            stop_id,stop_name,stop_lat,stop_lon
            A,Alpha,48.01,7.01
            B,Beta,48.02,7.02""",
        trips="""
            route_id,service_id,trip_id
            r,s,t
            r,s,bus""",
        stop_times="""
            trip_id,arrival_time,departure_time,stop_id,location_id,stop_sequence,start_pickup_drop_off_window,end_pickup_drop_off_window,pickup_type,drop_off_type
            bus,08:00:00,08:00:00,A,,1,,,,
            bus,08:10:00,08:10:00,B,,2,,,,
            t,,,,z,1,08:00:00,18:00:00,2,1
            t,,,,z,2,08:00:00,18:00:00,1,2""",
    )
    assert feed.trips.id.tolist() == ["bus"]
    assert len(feed.on_demand) == 1
    assert log.n_problems == 0


def test_groups_of_stops_are_areas(tmp_path: Path) -> None:
    """location_group_id names some stops; those that do not exist are not among them."""
    feed, _log = read(
        tmp_path,
        stops="""
            stop_id,stop_name,stop_lat,stop_lon
            A,Alpha,48.01,7.01
            B,Beta,48.02,7.02""",
        location_groups="""
            location_group_id,location_group_name
            g,Villages""",
        location_group_stops="""
            location_group_id,stop_id
            g,A
            g,B
            g,Nowhere""",
        stop_times="""
            trip_id,location_group_id,location_id,stop_sequence,start_pickup_drop_off_window,end_pickup_drop_off_window,pickup_type,drop_off_type
            t,g,,1,08:00:00,18:00:00,2,1
            t,,z,2,08:00:00,18:00:00,1,2""",
    )
    area = feed.on_demand[0].visits[0].area
    assert (area.outline, area.stop_ids) == (None, ("x:A", "x:B"))


def test_odd_rows_are_told_and_left_out(tmp_path: Path) -> None:
    """An unknown area and an empty window: what is left is no ride, and the feed has none."""
    stop_times = """
        trip_id,location_id,stop_sequence,start_pickup_drop_off_window,end_pickup_drop_off_window
        t,nowhere,1,08:00:00,18:00:00
        t,z,2,18:00:00,08:00:00
        u,z,1,08:00:00,18:00:00
        u,z,2,08:00:00,18:00:00"""
    trips = """
        route_id,service_id,trip_id
        r,s,t
        r,s,u"""
    feed, log = read(tmp_path, stop_times=stop_times, trips=trips)
    assert [service.trip_id for service in feed.on_demand] == ["x:u"]
    assert [(p.rule, p.line) for p in log.kept] == [
        (Rule.FOREIGN_KEY_VIOLATION.value, 2),
        (Rule.INVALID_TIME.value, 3),
        (Rule.UNUSABLE_TRIP.value, 2),
    ]


def test_an_area_that_is_a_line_is_told(tmp_path: Path) -> None:
    """Only polygons are areas."""
    line = {
        **AREA,
        "id": "l",
        "geometry": {"type": "LineString", "coordinates": [[7, 48], [8, 48]]},
    }
    feed, log = read(tmp_path, AREA, line)
    assert len(feed.on_demand) == 1
    assert [p.message for p in log.kept] == [
        "feature 2 is not an area with an id (a LineString is no valid area); it is not used"
    ]


def test_where_no_duration_is_said_a_ride_takes_half_as_long_again(tmp_path: Path) -> None:
    """Other passengers are picked up on the way."""
    feed, _log = read(tmp_path, trips="route_id,service_id,trip_id\nr,s,t")
    assert feed.on_demand[0].duration_s(600) == 900


def test_what_is_saved_is_opened(tmp_path: Path) -> None:
    """A snapshot keeps services, areas and rules."""
    feed, _log = read(tmp_path)
    content = json.loads(json.dumps(on_demand_json(feed.on_demand)))
    (opened,) = on_demand_from_json(content)
    assert opened == feed.on_demand[0]


def test_a_replayed_week_is_every_week(tmp_path: Path) -> None:
    """Days of a week that is shown again repeat; Sunday stays without service."""
    feed, _log = read(tmp_path)
    monday = feed.services.first_day
    days = week_of(feed, monday).on_demand[0].days
    assert [day in days for day in range(monday + 70, monday + 77)] == [True] * 5 + [False] * 2


REAL = {"aspen_flex": (0, 2), "cobblinc_deviated_flex": (72, 72)}


@pytest.mark.real_data
@pytest.mark.parametrize("name", REAL)
def test_real_feeds_of_before_the_reference_are_read(real_data: Path, name: str) -> None:
    """Aspen's taxi has no fixed trip, Cobb's buses deviate; both name areas in stop_id."""
    log = ProblemLog("x")
    tables = read_tables("x", real_data / "flex" / f"{name}.zip", log)
    source = FeedSource("x", "X", "x.zip", "unknown", "https://x", "https://x")
    feed = check_feed(source, tables, log, range(2020, 2023))
    assert (len(feed.trips.id), len(feed.on_demand)) == REAL[name]


def test_next_version_leaves_the_service_of_this_week(tmp_path: Path) -> None:
    """Of two versions each on-demand service runs on the days for which its version counts."""
    feed, _log = read(tmp_path)
    change = day_number(date(2026, 6, 15))
    (old, new) = compose([Part(feed, None, change), Part(feed, change, None)]).on_demand
    days = {day_number(date(2026, 6, day)) for day in (12, 15)}
    assert {day for day in days if day in old.days} == {day_number(date(2026, 6, 12))}
    assert {day for day in days if day in new.days} == {change}


def test_the_cache_keeps_on_demand_services(tmp_path: Path) -> None:
    """A feed that is not read again has the same areas, windows and booking rules."""
    feed, log = read(tmp_path)
    cache, path = ReadCache(tmp_path / "read", "1"), tmp_path / "x.zip"
    years = range(2025, 2028)
    nothing = FeedShapes(feed.source, {}, {})
    cache.keep(feed.source, path, years, ReadFeed(feed, nothing, StationPaths({}, ()), log))
    kept = cache.find(feed.source, path, years)
    assert kept is not None
    assert on_demand_json(kept.feed.on_demand) == on_demand_json(feed.on_demand)
    assert kept.feed.on_demand
