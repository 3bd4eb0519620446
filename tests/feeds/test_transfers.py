"""Rules of transfers.txt that name routes or trips reach the planner in its own numbering."""

from __future__ import annotations

from pathlib import Path

from feeds.footpaths import Walking, walks_between
from feeds.frequencies import expand_frequencies
from feeds.merge import group_stations, merge_stops, merge_transfers
from feeds.read import read_tables
from planner import TransferRuleTable
from tests.feeds.small_feed import checked

ROUTES = "route_id,route_type\nL,3\nM,3"
TRIPS = "route_id,service_id,trip_id\nL,W,T1\nM,W,T2"
TIMES = """
    trip_id,arrival_time,departure_time,stop_id,stop_sequence
    T1,10:00:00,10:00:00,A,1
    T1,10:20:00,10:20:00,B,3
    T2,10:30:00,10:30:00,B,1
    T2,10:40:00,10:40:00,C,3"""
HEADER = (
    "from_stop_id,to_stop_id,from_route_id,to_route_id,from_trip_id,to_trip_id,"
    "transfer_type,min_transfer_time\n"
)


def merged(folder: Path, rules: str, **tables: str) -> TransferRuleTable:
    """Return the rules of a small feed."""
    tables = {"routes": ROUTES, "trips": TRIPS, "stop_times": TIMES, **tables}
    feed, log = checked(folder, transfers=HEADER + rules, **tables)
    if "frequencies" in tables:
        feed = expand_frequencies(
            feed, read_tables("x", folder / "x.zip", log).get("frequencies"), log
        )
    stops = merge_stops([feed])
    footpaths = walks_between(stops, group_stations(stops).of_stop, Walking(400, 60))
    return merge_transfers([feed], stops, footpaths)


def test_routes_and_trips_are_numbered(tmp_path: Path) -> None:
    """A rule of a route and one of two trips name lines and trips by their rows."""
    table = merged(tmp_path, "B,B,L,M,,,2,300\nB,B,,,T1,T2,3,")
    assert table.from_line.tolist() == [0, -1]
    assert table.to_line.tolist() == [1, -1]
    assert table.from_trip.tolist() == [-1, 0]
    assert table.to_trip.tolist() == [-1, 1]
    assert table.kind.tolist() == [2, 3]
    assert table.duration_s.tolist() == [300, -1]


def test_seated_rules_need_no_stop(tmp_path: Path) -> None:
    """Types 4 and 5 name two trips; stops that stand beside them say nothing more."""
    table = merged(tmp_path, ",,,,T1,T2,4,\nB,B,,,T1,T2,5,")
    assert table.from_stop.tolist() == table.to_stop.tolist() == [-1, -1]
    assert table.from_trip.tolist() == [0, 0]
    assert table.kind.tolist() == [4, 5]


def test_a_template_stands_for_its_departures(tmp_path: Path) -> None:
    """A rule of a trip of frequencies.txt holds for each of its departures."""
    frequencies = "trip_id,start_time,end_time,headway_secs\nT2,10:00:00,11:00:00,1800"
    table = merged(tmp_path, "B,B,,,T1,T2,3,", frequencies=frequencies)
    assert table.from_trip.tolist() == [0, 0]
    assert table.to_trip.tolist() == [1, 2]


def test_a_file_of_seats_alone_needs_no_stops(tmp_path: Path) -> None:
    """transfers.txt may have no column of stops when all its rules are about staying seated."""
    tables = {"routes": ROUTES, "trips": TRIPS, "stop_times": TIMES}
    rules = "transfer_type,from_trip_id,to_trip_id\n4,T1,T2"
    feed, _ = checked(tmp_path, transfers=rules, **tables)
    assert feed.transfers.to_trip.tolist() == ["T2"]
