"""A national feed is cut to the region: calls inside stay, two at least."""

from __future__ import annotations

from pathlib import Path

from feeds.clip import clip
from feeds.region import Bounds
from tests.feeds.small_feed import GOOD, checked, trips

STOPS = """
    stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
    A,Alpha,48.5,7.7,0,
    B,Beta,48.51,7.71,0,S
    C,Gamma,48.52,7.72,0,S
    S,Station,49.9,9.9,1,"""
AROUND_B_AND_C = Bounds(48.505, 7, 49, 8)


def test_calls_outside_are_dropped(tmp_path: Path) -> None:
    """Stops outside are gone, trips go from the first stop inside to the last."""
    feed, _ = checked(tmp_path)
    feed = clip(feed, AROUND_B_AND_C)
    assert list(feed.stops.id) == ["B", "C"]
    assert trips(feed) == ["GOOD B 10:10/10:11 C 10:20", "BAD B 11:10/11:11 C 11:20"]


def test_trip_with_one_call_inside_is_dropped(tmp_path: Path) -> None:
    """A trip that calls once inside leads nowhere."""
    stop_times = GOOD["stop_times"] + "\nON,12:00:00,12:00:00,A,1\nON,12:10:00,12:10:00,B,2"
    feed, _ = checked(tmp_path, trips=GOOD["trips"] + "\nL,W,ON,", stop_times=stop_times)
    assert len(feed.trips.id) == 3
    assert list(clip(feed, AROUND_B_AND_C).trips.id) == ["GOOD", "BAD"]


def test_parent_of_a_stop_inside_stays(tmp_path: Path) -> None:
    """A station keeps its stops inside, wherever its own point lies."""
    feed, _ = checked(tmp_path, stops=STOPS)
    stops = clip(feed, AROUND_B_AND_C).stops
    assert list(stops.id) == ["B", "C", "S"]
    assert list(stops.parent) == [2, 2, -1]


def test_transfers_follow_their_stops(tmp_path: Path) -> None:
    """A rule between stops inside stays, one with a stop outside is gone."""
    rules = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,B,2,60\nB,C,2,90"
    feed, _ = checked(tmp_path, transfers=rules)
    transfers = clip(feed, AROUND_B_AND_C).transfers
    assert transfers.from_stop.tolist() == [0]
    assert transfers.to_stop.tolist() == [1]
    assert transfers.duration_s.tolist() == [90]


def test_nothing_inside(tmp_path: Path) -> None:
    """A feed of elsewhere is empty, not an error."""
    feed, _ = checked(tmp_path)
    assert len(clip(feed, Bounds(0, 0, 1, 1)).trips.id) == 0
