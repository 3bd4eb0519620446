"""Walks between stops: estimates, change times, and what transfers.txt says instead."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from feeds.footpaths import Walking, walks_between
from feeds.merge import group_stations, merge_stops, merge_transfers
from feeds.near import pairs_within
from feeds.problems import ProblemLog
from planner import FOOTPATH_BEELINE, FOOTPATH_RULE, distance_m
from planner.transfer_rules import rules_by_stops, walks_between_stops
from tests.feeds.small_feed import checked, told

# P and Q are two platforms of S, 111 m apart; B is 222 m from Q, C is far.
STOPS = """
    stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
    P,Station,48.500,7.7,0,S
    Q,Station,48.501,7.7,0,S
    B,Beta,48.503,7.7,0,
    C,Gamma,48.600,7.7,0,
    S,Station,48.5,7.7,1,"""
TIMES = """
    trip_id,arrival_time,departure_time,stop_id,stop_sequence
    GOOD,10:00:00,10:00:00,P,1
    GOOD,10:20:00,10:20:00,C,3"""
TRIPS = "route_id,service_id,trip_id\nL,W,GOOD"
HEADER = "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id\n"
ESTIMATED = {
    "P>Q": "121s?",
    "Q>P": "121s?",
    "Q>B": "241s?",
    "B>Q": "241s?",
    "P>B": "362s?",
    "B>P": "362s?",
}


def walks(
    folder: Path, rules: str = "", *, radius_m: int = 400, change_s: int = 60
) -> dict[str, str]:
    """Return the walks as {"P>Q": "121s?"}; "?" for an estimate, changes of 60 s left out."""
    transfers = {"transfers": HEADER + rules} if rules else {}
    feed, _ = checked(folder, stops=STOPS, trips=TRIPS, stop_times=TIMES, **transfers)
    stops = merge_stops([feed])
    table = walks_between(stops, group_stations(stops).of_stop, Walking(radius_m, change_s))
    by_stops = rules_by_stops(merge_transfers([feed], stops, table))
    walked = walks_between_stops(table, by_stops, len(stops.id)).by_pair()
    marks = {FOOTPATH_BEELINE: "?", FOOTPATH_RULE: ""}
    found = {
        f"{stops.id[a][2:]}>{stops.id[b][2:]}": f"{seconds}s{marks[kind]}"
        for (a, b), (seconds, kind) in walked.items()
    }
    return {pair: walk for pair, walk in found.items() if (pair[0], walk) != (pair[-1], "60s")}


def log_of(folder: Path, rules: str) -> ProblemLog:
    """Return what is said of a feed with these rules."""
    tables = {"stops": STOPS, "trips": TRIPS, "stop_times": TIMES, "transfers": HEADER + rules}
    return checked(folder, **tables)[1]


def test_estimates_within_the_radius(tmp_path: Path) -> None:
    """Stops within the radius are joined both ways at the estimated walking time, flagged."""
    assert walks(tmp_path) == ESTIMATED


def test_radius(tmp_path: Path) -> None:
    """Beyond the radius there is no walk, but within a station there always is."""
    assert set(walks(tmp_path, radius_m=250)) == {"P>Q", "Q>P", "Q>B", "B>Q"}
    assert set(walks(tmp_path, radius_m=0)) == {"P>Q", "Q>P"}


def test_no_change_is_quicker_than_the_regions(tmp_path: Path) -> None:
    """The region's change time holds at a stop and between near ones."""
    found = walks(tmp_path, change_s=200)
    assert found["P>P"] == found["C>C"] == "200s"
    assert found["P>Q"] == "200s?"
    assert found["Q>B"] == "241s?"


def test_minimum_time_between_two_stops(tmp_path: Path) -> None:
    """A minimum time holds one way, shorter or longer than the estimate."""
    assert walks(tmp_path, "P,Q,2,30,") == {**ESTIMATED, "P>Q": "30s"}
    assert walks(tmp_path, "P,Q,2,300,") == {**ESTIMATED, "P>Q": "300s"}


def test_minimum_time_of_a_station(tmp_path: Path) -> None:
    """A rule of a station holds between all its stops and at each of them."""
    found = walks(tmp_path, "S,S,2,180,")
    assert found == {**ESTIMATED, "P>Q": "180s", "Q>P": "180s", "P>P": "180s", "Q>Q": "180s"}


@pytest.mark.parametrize("rules", ["S,S,2,180,\nP,Q,2,90,", "P,Q,2,90,\nS,S,2,180,"])
def test_stop_beats_station(tmp_path: Path, rules: str) -> None:
    """The rule of a stop beats that of its station, wherever it stands."""
    found = walks(tmp_path, rules)
    assert (found["P>Q"], found["Q>P"]) == ("90s", "180s")


def test_forbidden(tmp_path: Path) -> None:
    """A forbidden change is no walk, one way only."""
    assert walks(tmp_path, "P,Q,3,,") == {k: v for k, v in ESTIMATED.items() if k != "P>Q"}


def test_forbidden_at_one_stop(tmp_path: Path) -> None:
    """No change at a stop is a rule like any other."""
    feed, log = checked(
        tmp_path, stops=STOPS, trips=TRIPS, stop_times=TIMES, transfers=HEADER + "P,P,3,,"
    )
    assert log.n_problems == 0
    stops = merge_stops([feed])
    table = walks_between(stops, group_stations(stops).of_stop, Walking(400, 60))
    by_stops = rules_by_stops(merge_transfers([feed], stops, table))
    assert (0, 0) in walks_between_stops(table, {}, len(stops.id)).by_pair()
    assert (0, 0) not in walks_between_stops(table, by_stops, len(stops.id)).by_pair()


def test_timed(tmp_path: Path) -> None:
    """A timed change waits: it takes no time."""
    assert walks(tmp_path, "P,Q,1,,") == {**ESTIMATED, "P>Q": "0s"}


def test_recommended(tmp_path: Path) -> None:
    """A recommended change takes the estimated time, however far the stop is."""
    assert walks(tmp_path, "P,Q,0,,") == ESTIMATED
    assert walks(tmp_path, "B,C,,,") == {**ESTIMATED, "B>C": "11685s?"}


def test_minimum_time_without_time(tmp_path: Path) -> None:
    """A minimum time that is not given is estimated, and told."""
    assert walks(tmp_path, "P,Q,2,,") == ESTIMATED
    assert told(log_of(tmp_path, "P,Q,2,,")) == [
        ("missing_required_field", "transfers.txt", 2, "min_transfer_time")
    ]


@pytest.mark.parametrize("rules", ["P,Q,2,60,\nP,Q,2,600,", "P,Q,2,600,\nP,Q,2,60,"])
def test_contradiction(tmp_path: Path, rules: str) -> None:
    """Of two rules for one pair the longer time holds, and the second is told."""
    assert walks(tmp_path, rules)["P>Q"] == "600s"
    assert told(log_of(tmp_path, rules)) == [("duplicate_key", "transfers.txt", 3, "to_stop_id")]


@pytest.mark.parametrize(
    ("rule", "problem", "field"),
    [
        ("P,Q,2,-300,", "number_out_of_range", "min_transfer_time"),
        ("P,Q,2,five,", "number_out_of_range", "min_transfer_time"),
        ("P,X,2,300,", "foreign_key_violation", "to_stop_id"),
        ("P,Q,9,300,", "unexpected_enum_value", "transfer_type"),
        ("P,Q,2,300,BAD", "foreign_key_violation", "from_trip_id"),
        ("P,Q,4,,", "foreign_key_violation", "from_trip_id"),
    ],
)
def test_rule_left_out(tmp_path: Path, rule: str, problem: str, field: str) -> None:
    """A rule that cannot be used changes nothing and is told."""
    assert walks(tmp_path, rule) == ESTIMATED
    assert told(log_of(tmp_path, rule)) == [(problem, "transfers.txt", 2, field)]


def test_pairs_within_are_all_there() -> None:
    """The grid of the earth finds exactly the pairs that the formula finds one by one."""
    random = np.random.default_rng(1)
    lat, lon = random.uniform(44, 50, 300), random.uniform(7, 7.02, 300)
    lat[:150] = random.uniform(48, 48.02, 150)
    first, second, between_m = pairs_within(lat, lon, 700)
    expected = {
        (a, int(b))
        for a in range(300)
        for b in np.flatnonzero(distance_m(float(lat[a]), float(lon[a]), lat, lon) <= 700)
        if a != b
    }
    assert len(expected) > 1000
    assert set(zip(first.tolist(), second.tolist(), strict=True)) == expected
    assert between_m.max() <= 700


def test_no_stop_no_pair() -> None:
    """Nothing has no neighbours."""
    none = np.zeros(0)
    assert [len(column) for column in pairs_within(none, none, 400)] == [0, 0, 0]
