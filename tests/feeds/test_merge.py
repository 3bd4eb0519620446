"""Feeds side by side in one network: ids, what is inherited, what stands in for what is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from feeds.feed import Feed
from feeds.merge import merge_lines, merge_stops, merge_trips
from feeds.service_days import only_running, week_of
from tests.feeds.small_feed import GOOD, checked, replaced, source

PLATFORMS = """
    stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding,platform_code
    A,Alpha,48.5,7.7,0,S,,1
    B,Beta,48.51,7.71,0,S,2,2
    C,Gamma,48.52,7.72,0,,,
    S,Station,48.5,7.7,1,,1,"""


def two(folder: Path, **tables: str) -> list[Feed]:
    """Return two feeds of the same content, x and y."""
    feed, _ = checked(folder, **tables)
    return [feed, replace(feed, source=source("y"))]


def test_ids_are_those_of_the_feed(tmp_path: Path) -> None:
    """Two feeds may use the same ids: in the network they differ."""
    feeds = two(tmp_path)
    stops = merge_stops(feeds)
    lines = merge_lines(feeds, "Europe/Paris")
    trips = merge_trips(feeds, stops)
    assert stops.id == ["x:A", "x:B", "x:C", "y:A", "y:B", "y:C"]
    assert lines.id == ["x:L", "y:L"]
    assert lines.agency_id == ["x:OP", "y:OP"]
    assert trips.id == ["x:GOOD", "x:BAD", "y:GOOD", "y:BAD"]


def test_rows_refer_to_their_own_feed(tmp_path: Path) -> None:
    """Lines, agencies, services and stops of the second feed are its own."""
    feeds = two(tmp_path)
    stops = merge_stops(feeds)
    trips = merge_trips(feeds, stops)
    lines = merge_lines(feeds, "Europe/Paris")
    assert trips.line.tolist() == [0, 0, 1, 1]
    assert trips.service.tolist() == [0, 0, 1, 1]
    assert trips.stop.tolist() == [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]
    assert trips.times_start.tolist() == [0, 3, 6, 9, 12]
    assert lines.agency.tolist() == lines.feed.tolist() == [0, 1]
    assert stops.feed.tolist() == [0, 0, 0, 1, 1, 1]


def test_wheelchair_is_inherited(tmp_path: Path) -> None:
    """A platform that says nothing has its station's access; one that does keeps its own."""
    stops = merge_stops(two(tmp_path, stops=PLATFORMS))
    assert stops.wheelchair.tolist() == [1, 2, 0, 1, 2, 0]


def test_platforms_and_parents(tmp_path: Path) -> None:
    """Parents are places of their own, with the stops behind them."""
    stops = merge_stops(two(tmp_path, stops=PLATFORMS))
    assert stops.platform == ["1", "2", "", "1", "2", ""]
    assert stops.parent_id == ["x:S", "y:S"]
    assert stops.parent_name == ["Station", "Station"]
    assert stops.parent.tolist() == [0, 0, -1, 1, 1, -1]
    assert [members.tolist() for members in stops.members[1]] == [[3], [4], [5], [3, 4]]


def test_rail_is_where_trains_call(tmp_path: Path) -> None:
    """A stop is at the railway when a train calls there, a bus does not count."""
    routes = GOOD["routes"] + "\nR,OP,T,Train,2,"
    calls = "\nRAIL,9:00:00,9:00:00,B,1\nRAIL,9:10:00,9:10:00,C,2"
    stops = merge_stops(
        two(
            tmp_path,
            routes=routes,
            trips=GOOD["trips"] + "\nR,W,RAIL,",
            stop_times=GOOD["stop_times"] + calls,
        )
    )
    assert stops.rail.tolist() == [False, True, True] * 2


def test_headsign_is_the_last_stop_where_none_is_given(tmp_path: Path) -> None:
    """A trip without headsign shows where it goes."""
    feeds = two(tmp_path, trips=replaced("trips", ("BAD,Gamma", "BAD,")))
    assert merge_trips(feeds, merge_stops(feeds)).headsign == ["Gamma"] * 4


def test_train_number_as_headsign(tmp_path: Path) -> None:
    """A headsign of digits is the number of the train; the last stop is shown."""
    feeds = two(tmp_path, trips=replaced("trips", ("BAD,Gamma", "BAD,96217")))
    trips = merge_trips(feeds, merge_stops(feeds))
    assert trips.headsign == ["Gamma"] * 4
    assert trips.short_name == ["", "96217", "", "96217"]


def test_blocks_of_two_feeds_differ(tmp_path: Path) -> None:
    """Trips of one vehicle share a number, within their feed only."""
    text = "route_id,service_id,trip_id,block_id\nL,W,GOOD,7\nL,W,BAD,7\nL,W,ALONE,"
    calls = "\nALONE,9:00:00,9:00:00,B,1\nALONE,9:10:00,9:10:00,C,2"
    feeds = two(tmp_path, trips=text, stop_times=GOOD["stop_times"] + calls)
    block = merge_trips(feeds, merge_stops(feeds)).block.tolist()
    assert block[0] == block[1] != block[3]
    assert block[3] == block[4]
    assert block[2] == block[5] == -1


def test_time_zone_of_the_region_comes_first(tmp_path: Path) -> None:
    """Feeds on other clocks keep them; zone 0 is the region's."""
    feeds = two(tmp_path)
    feeds[1] = replace(feeds[1], timezone="Europe/London")
    lines = merge_lines(feeds, "Europe/Paris")
    assert lines.timezone_name == ["Europe/Paris", "Europe/London"]
    assert lines.agency_timezone.tolist() == [0, 1]


def test_capitals_are_undone(tmp_path: Path) -> None:
    """Stops, headsigns and line names of a feed in capitals read as names."""
    shout = {
        name: GOOD[name].replace("Alpha", "ALPHA").replace("Beta", "BETA").replace("Gamma", "GAMMA")
        for name in ("stops", "trips", "routes")
    }
    feeds = two(tmp_path, **shout)
    stops = merge_stops(feeds)
    assert stops.name[:3] == ["Alpha", "Beta", "Gamma"]
    assert merge_trips(feeds, stops).headsign[0] == "Gamma"
    assert merge_lines(feeds, "Europe/Paris").long_name[0] == "Alpha - Gamma"


def test_feed_that_runs_nothing(tmp_path: Path) -> None:
    """A feed without a trip in the week that is shown keeps its stops and adds no trip."""
    feeds = two(tmp_path)
    feeds[1] = only_running(week_of(feeds[1], feeds[1].services.last_day + 1))
    stops = merge_stops(feeds)
    trips = merge_trips(feeds, stops)
    assert stops.id[3:] == ["y:A", "y:B", "y:C"]
    assert trips.id == ["x:GOOD", "x:BAD"]
    assert trips.times_start.tolist() == [0, 3, 6]
    assert merge_lines(feeds, "Europe/Paris").id == ["x:L"]
