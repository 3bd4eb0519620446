"""Feeds side by side in one network: ids, what is inherited, what stands in for what is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from feeds.feed import Feed
from feeds.merge import (
    Overlap,
    group_stations,
    islands,
    merge_lines,
    merge_stops,
    merge_trips,
    overlap_json,
    without_duplicates,
)
from feeds.service_days import only_running, week_of
from planner import date_of
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


def shared(folder: Path, stop_times: str, trips: str, **tables: str) -> tuple[list[Feed], Overlap]:
    """Return the good feed x and another feed y, merged, and what they have in common."""
    (folder / "x").mkdir()
    (folder / "y").mkdir()
    one, _ = checked(folder / "x")
    other, _ = checked(folder / "y", stop_times=stop_times, trips=trips, **tables)
    feeds = [one, replace(other, source=source("y"))]
    stops = merge_stops(feeds)
    cleaned, overlaps = without_duplicates(feeds, stops, group_stations(stops), replayed=False)
    (overlap,) = overlaps
    return cleaned, overlap


OTHER_TRIPS = "route_id,service_id,trip_id\nL,W,{}"
CALLS = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
SAME = CALLS + "T,10:00:30,10:00:30,A,1\nT,10:10:00,10:11:00,B,2\nT,10:20:00,10:20:00,C,3"


def test_same_trip_is_kept_once(tmp_path: Path) -> None:
    """A trip that two feeds hold, a minute apart at most, is kept in the first feed."""
    feeds, overlap = shared(
        tmp_path, SAME.replace("T,", "T,") + "\nU,12:00:00,12:00:00,A,1\nU,12:20:00,12:20:00,C,2",
        OTHER_TRIPS.format("T") + "\nL,W,U",
    )  # fmt: skip
    assert [list(feed.trips.id) for feed in feeds] == [["GOOD", "BAD"], ["U"]]
    (trip,) = overlap.trips
    assert (trip.kept, trip.dropped, trip.whole, trip.difference_s) == ("x:GOOD", "y:T", True, 30)
    assert (trip.from_name, trip.to_name, trip.departure_s) == ("Alpha", "Gamma", 36_030)
    assert trip.days == overlap.busiest_day_trips * 22 == 22
    assert [station.name for station in overlap.stations] == ["Alpha", "Beta", "Gamma"]


def test_contradiction_about_a_train(tmp_path: Path) -> None:
    """A train of one number, minutes apart, is shown as the first feed has it, and told."""
    (tmp_path / "x").mkdir()
    (tmp_path / "y").mkdir()
    times = {"10:00:30": "10:03:00", "10:11:00": "10:11:30", "10:20:00": "10:30:00"}
    later = SAME
    for old, new in times.items():
        later = later.replace(old, new)
    train = "route_id,service_id,trip_id,trip_short_name\nL,W,{},8301"
    one, _ = checked(tmp_path / "x", trips=train.format("GOOD") + "\nL,W,BAD,")
    other, _ = checked(tmp_path / "y", trips=train.format("T"), stop_times=later)
    feeds = [one, replace(other, source=source("y"))]
    stops = merge_stops(feeds)
    cleaned, (overlap,) = without_duplicates(feeds, stops, group_stations(stops), replayed=False)
    assert [list(feed.trips.id) for feed in cleaned] == [["GOOD", "BAD"], []]
    (trip,) = overlap.trips
    assert (trip.kept, trip.dropped, trip.difference_s, trip.n_conflicts) == (
        *("x:GOOD", "y:T", 600, 2),
    )
    worst, mild = trip.conflicts
    assert (worst.place.name, worst.kept_s, worst.dropped_s) == ("Gamma", 37_200, 37_800)
    assert (mild.place.name, mild.dropped_s - mild.kept_s) == ("Alpha", 180)
    written = overlap_json(overlap)
    assert written["conflicting_trips"] == 1
    assert written["conflicts"][0]["conflicts"][0]["dropped_time"] == "10:30:00"
    assert written["stations"][0]["metres"] == 0


def test_fuller_trip_is_kept(tmp_path: Path) -> None:
    """A trip that goes on where the other ends is kept, whichever feed it is of."""
    longer = SAME + "\nT,10:30:00,10:30:00,D,4"
    stops = GOOD["stops"] + "\nD,Delta,48.53,7.73"
    feeds, overlap = shared(tmp_path, longer, OTHER_TRIPS.format("T"), stops=stops)
    assert [list(feed.trips.id) for feed in feeds] == [["BAD"], ["T"]]
    assert (overlap.trips[0].kept, overlap.trips[0].whole) == ("y:T", False)


def test_trip_stays_on_its_other_days(tmp_path: Path) -> None:
    """A copy is hidden on the days on which the other runs, and on these only."""
    calendar = GOOD["calendar"].replace("1,1,1,1,1,0,0", "1,1,1,1,1,1,0")
    feeds, overlap = shared(tmp_path, SAME, OTHER_TRIPS.format("T"), calendar=calendar)
    assert list(feeds[1].trips.id) == ["T"]
    assert overlap.trips[0].days == 22
    days = feeds[1].services.active[:, feeds[1].trips.service[0]]
    first = feeds[1].services.first_day
    weekdays = {date_of(first + int(row)).weekday() for row in np.flatnonzero(days)}
    assert weekdays == {5}


ALONE = [
    ("two minutes later", SAME.replace("10:00:30", "10:02:00").replace("10:11:00", "10:13:00")
     .replace("10:20:00", "10:22:00"), {}),
    ("by rail", SAME, {"routes": GOOD["routes"].replace(",3,", ",2,")}),
    ("in another month", SAME, {"calendar": GOOD["calendar"].replace("202606", "202607")}),
    ("two calls, seconds apart", CALLS + "T,10:00:30,10:00:30,A,1\nT,10:20:00,10:20:00,C,2", {}),
    ("the other way", CALLS + "T,10:00:00,10:00:00,C,1\nT,10:10:00,10:11:00,B,2\n"
     "T,10:20:00,10:20:00,A,3", {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stop_times", "tables"), [c[1:] for c in ALONE], ids=[case[0] for case in ALONE]
)
def test_other_trip_stays(tmp_path: Path, stop_times: str, tables: dict[str, str]) -> None:
    """What only looks like the same trip is kept in both feeds."""
    feeds, overlap = shared(tmp_path, stop_times, OTHER_TRIPS.format("T"), **tables)
    assert [list(feed.trips.id) for feed in feeds] == [["GOOD", "BAD"], ["T"]]
    assert overlap.trips == ()
    assert len(overlap.stations) >= 2


def test_why_stops_of_two_feeds_are_one_station(tmp_path: Path) -> None:
    """Every join across feeds is told with its reason, distance and likeness."""
    stations = group_stations(merge_stops(two(tmp_path)))
    assert [(join.one, join.other, join.reason) for join in stations.joins] == [
        ("x:A", "y:A", "same_name"),
        ("x:B", "y:B", "same_name"),
        ("x:C", "y:C", "same_name"),
    ]
    assert {(join.metres, join.likeness) for join in stations.joins} == {(0, 100)}


def test_islands(tmp_path: Path) -> None:
    """Stations that no ride and no walk joins to the rest are told; a walk is enough."""
    stops_ = GOOD["stops"] + "\nD,Delta,48.60,7.80\nE,Eta,48.61,7.81\nF,Phi,48.62,7.82"
    stop_times = GOOD["stop_times"] + "\nFAR,10:00:00,10:00:00,D,1\nFAR,10:09:00,10:09:00,E,2"
    feed, _ = checked(
        tmp_path, stops=stops_, trips=GOOD["trips"] + "\nL,W,FAR,Eta", stop_times=stop_times
    )
    stops = merge_stops([feed])
    stations = group_stations(stops)
    none = np.zeros(0, dtype=np.int32)
    (island,) = islands([feed], stops, stations, (none, none))
    assert (island.n_stations, island.names, island.feeds) == (2, ("Delta", "Eta"), ("x",))
    assert (island.lat, island.lon) == (48.605, 7.805)
    walk = tuple(np.array([stops.id.index(id_)], dtype=np.int32) for id_ in ("x:C", "x:D"))
    assert islands([feed], stops, stations, (walk[0], walk[1])) == []
