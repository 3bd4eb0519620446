"""Walks between stops along streets: detours, rivers, stations, and where no street is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from feeds.footpaths import WALK_LIMIT_S, Walking, walks_between
from feeds.merge import merge_stops
from planner import FOOTPATH_BEELINE, FOOTPATH_STREETS
from tests.feeds.small_feed import checked
from tests.support.streets import draw, lat_lon

QUAYS = """
    W -60,0  A 0,0  X 1000,0  E 1060,0  B 0,100  F 1060,100
    W-A-X-E highway=residential
    B-F highway=residential
    E-F highway=residential bridge=yes
"""
PLACES = {"P": (0, 0), "Q": (240, 0), "R": (0, 100), "S": (240, 2000)}
"""P and Q on one quay, R across the river from P (the bridge is 1060 m away), S off the map."""


def walks(folder: Path, *, one_station: bool = False) -> dict[str, tuple[int, int]]:
    """Return {"PQ": (seconds, kind)} of the walks between different stops."""
    rows = []
    for name, place in PLACES.items():
        lat, lon = lat_lon(*place)
        rows.append(f"{name},{name},{lat:.7f},{lon:.7f}")
    stops_txt = "stop_id,stop_name,stop_lat,stop_lon\n" + "\n".join(rows)
    times = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "GOOD,10:00:00,10:00:00,P,1\nGOOD,10:05:00,10:05:00,Q,2\n"
        "GOOD,10:10:00,10:10:00,R,3\nGOOD,10:20:00,10:20:00,S,4"
    )
    trips = "route_id,service_id,trip_id\nL,W,GOOD"
    feed, _ = checked(folder, stops=stops_txt, trips=trips, stop_times=times)
    stops = merge_stops([feed])
    graph, _ = draw(folder, QUAYS)
    names = [id_[2:] for id_ in stops.id]
    of_stop = np.arange(len(names), dtype=np.int32)
    if one_station:
        of_stop[:] = 0
    table = walks_between(stops, of_stop, Walking(400, 60, graph))
    columns = (table.from_stop, table.to_stop, table.duration_s, table.kind)
    rows_of = zip(*(column.tolist() for column in columns), strict=True)
    return {names[a] + names[b]: (s, kind) for a, b, s, kind in rows_of if a != b}


def test_walks_follow_streets_where_both_stops_stand_on_known_ones(tmp_path: Path) -> None:
    """240 m along the quay are 200 s, measured; the same both ways."""
    found = walks(tmp_path)
    assert found["PQ"] == found["QP"] == (pytest.approx(200, abs=1), FOOTPATH_STREETS)


def test_a_stop_across_the_river_is_no_change(tmp_path: Path) -> None:
    """100 m as the crow flies, 2.2 km over the bridge."""
    assert "PR" not in walks(tmp_path)


def test_stops_of_one_station_stay_joined(tmp_path: Path) -> None:
    """Where streets do not join the platforms of a station, the estimate does, flagged."""
    found = walks(tmp_path, one_station=True)
    assert found["PR"][1] == FOOTPATH_BEELINE
    assert found["PR"][0] < WALK_LIMIT_S
    assert found["PS"][1] == FOOTPATH_BEELINE


def test_a_table_is_sorted_by_its_stops(tmp_path: Path) -> None:
    """Whoever reads it may rely on the order."""
    found = list(walks(tmp_path, one_station=True))
    assert found == sorted(found)
