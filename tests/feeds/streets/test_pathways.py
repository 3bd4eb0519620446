"""Ways inside stations: from the entrance to the platform, on foot and in a wheelchair."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from feeds.archive import Archive
from feeds.problems import ProblemLog
from feeds.read import BESIDE, read_beside
from feeds.region import FeedSource
from feeds.streets import StationPaths, StreetReport, build_with_stations, read_pathways
from planner import (
    Anchors,
    Pace,
    Profile,
    StreetGraph,
    StreetNetwork,
    StreetPath,
    Streets,
    put_on_streets,
    steps_of_path,
)
from tests.support.network import parse
from tests.support.streets import lat_lon, osm_text

STREET = """
    A 0,0  B 400,0  C 200,30  D 210,30
    A-B highway=residential name=Rue_de_la_Gare
    C-D railway=platform
"""
STOPS = {
    "S": (200, 30, "1", ""),
    "P1": (190, 30, "0", "low"),
    "P2": (230, 30, "0", "low"),
    "East": (250, 8, "2", "street"),
    "West": (150, 8, "2", "street"),
    "Hall": (200, 20, "3", "street"),
}
PATHWAYS = """
way,West,Hall,1,1,60,,,,,,
east,Hall,East,7,0,,,,,,,
stairs,Hall,P1,2,1,,,-30,,,Voie 1,Sortie
lift,Hall,P1,5,1,,40,,,,,
belt,P1,P2,1,1,48,,,,,Voie 2,Voie 1
"""
"""Entered from the west, left to the east too; down to the platforms by stairs or lift."""


SOURCE = FeedSource("f", "F", "f.zip", "CC0-1.0", "https://f.example/", "https://f.example/")


def tables(folder: Path, pathways: str = PATHWAYS) -> Archive:
    """Write a feed of stops, pathways and levels."""
    rows = ["stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,level_id"]
    for stop, (x_m, y_m, kind, level) in STOPS.items():
        lat, lon = lat_lon(x_m, y_m)
        rows.append(
            f"{stop},{stop},{lat:.7f},{lon:.7f},{kind},{'' if kind == '1' else 'S'},{level}"
        )
    header = "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,length,"
    header += "traversal_time,stair_count,max_slope,min_width,signposted_as,reversed_signposted_as"
    files = {
        "stops": "\n".join(rows),
        "pathways": header + pathways.rstrip(),
        "levels": "level_id,level_index\nstreet,0\nlow,-1",
    }
    for name, content in files.items():
        (folder / f"{name}.txt").write_text(content + "\n", "utf-8")
    return Archive("f", folder)


def read(folder: Path, pathways: str = PATHWAYS) -> StationPaths:
    """Read the station of the feed."""
    wanted = {"stops": ("stop_id",), **BESIDE}
    return read_pathways(SOURCE, read_beside(tables(folder, pathways), ProblemLog("f"), wanted))


def build(folder: Path, pathways: str = PATHWAYS) -> tuple[StreetGraph, StreetReport, Anchors]:
    """Build the street with the station."""
    station = read(folder, pathways)
    path = folder / "street.osm"
    path.write_text(osm_text(STREET), "utf-8")
    return build_with_stations(path, None, [station])


def on_streets(folder: Path, pathways: str = PATHWAYS) -> tuple[Streets, StreetNetwork]:
    """Return the two platforms as stops on the streets."""
    graph, _report, anchors = build(folder, pathways)
    places = {stop: lat_lon(*STOPS[stop][:2]) for stop in ("P1", "P2")}
    network = parse("1: P1 08:00  P2 08:10", positions=places)
    anchors = {stop.replace("f:", "t:"): end for stop, end in anchors.items()}
    put = put_on_streets(graph, network, anchors)
    return Streets(put, network), put


def way(
    streets: Streets, x_m: float, to: int, profile: Profile = Profile.FOOT
) -> StreetPath | None:
    """Return the way from a point of the street to a stop."""
    return streets.path(lat_lon(x_m, 0), to, Pace(profile), 3600)


def test_pathways_are_kept_by_the_cache(tmp_path: Path) -> None:
    """What the cache of reading writes as JSON is the same when it is read back."""
    station = read(tmp_path)
    assert len(station.pathways) == 5
    assert StationPaths.restored(json.loads(json.dumps(asdict(station)))) == station


def test_a_platform_is_reached_by_its_pathways_alone(tmp_path: Path) -> None:
    """Eight metres to the western door, 60 m of corridor, 30 steps: though the street is nearer."""
    found = way(on_streets(tmp_path)[0], 150, 0)
    assert found is not None
    assert found.duration_s == pytest.approx(8 / 1.2 + 60 / 1.2 + 30 * 0.6, abs=1)


def test_an_exit_gate_is_only_left_by(tmp_path: Path) -> None:
    """From the platform one leaves to the east, and comes back by the west."""
    streets, _put = on_streets(tmp_path)
    leaving = streets.path(0, lat_lon(250, 0), Pace(), 3600)
    coming = way(streets, 250, 0)
    assert leaving is not None
    assert coming is not None
    assert leaving.duration_s == pytest.approx(30 * 0.6 + 5 + 8 / 1.2, abs=1)
    assert coming.duration_s > leaving.duration_s + 60


def test_a_wheelchair_takes_the_lift(tmp_path: Path) -> None:
    """Forty seconds as the feed says, and no stairs."""
    streets, put = on_streets(tmp_path)
    found = way(streets, 150, 0, Profile.WHEELCHAIR)
    assert found is not None
    assert found.duration_s == pytest.approx(8 / 0.9 + 60 / 1.2 + 40, abs=1)
    steps = steps_of_path(put.graph, found, Profile.WHEELCHAIR)
    assert [step.kind.name for step in steps] == ["ROAD", "DOOR", "CORRIDOR", "LIFT"]
    assert (steps[3].from_level, steps[3].to_level) == (0, -1)


@pytest.mark.parametrize("change", ["lift,Hall,P1,5,1,,40,,,0.5,,", ""])
def test_without_a_lift_wide_enough_no_wheelchair_gets_there(tmp_path: Path, change: str) -> None:
    """Half a metre is too narrow; no lift is no lift."""
    pathways = PATHWAYS.replace("lift,Hall,P1,5,1,,40,,,,,", change).replace("\n\n", "\n")
    streets, _put = on_streets(tmp_path, pathways)
    assert way(streets, 150, 0, Profile.WHEELCHAIR) is None
    assert way(streets, 150, 0) is not None


def test_signs_are_told_by_direction(tmp_path: Path) -> None:
    """Down to platform 1, then along the sign of platform 2; back the other signs."""
    streets, put = on_streets(tmp_path)
    there, back = way(streets, 150, 1), streets.path(1, lat_lon(150, 0), Pace(), 3600)
    names = []
    for path in (there, back):
        assert path is not None
        names.append([step.name for step in steps_of_path(put.graph, path, Profile.FOOT)])
    street = "Rue de la Gare"
    assert names == [
        [street, "", "", "Voie 1", "Voie 2"],
        ["Voie 1", "Sortie", "", "", street],
    ]


def test_stairs_climb_as_their_steps_are_counted(tmp_path: Path) -> None:
    """A negative number of steps leads down."""
    streets, put = on_streets(tmp_path)
    path = way(streets, 150, 0)
    assert path is not None
    stairs = [s for s in steps_of_path(put.graph, path, Profile.FOOT) if s.kind.name == "STEPS"]
    assert [step.fall_m > 0 and not step.rise_m for step in stairs] == [True]


def test_no_house_stands_on_a_corridor(tmp_path: Path) -> None:
    """A point above the station is matched with the street."""
    graph, _report, _anchors = build(tmp_path)
    streets, _put = on_streets(tmp_path)
    assert streets.street_at(lat_lon(200, 20)) is not None
    assert len(graph.level_node) == len(STOPS) - 1 + 2  # every spot, and both platforms' own ends


def test_a_station_that_nobody_can_enter_is_left_out(tmp_path: Path) -> None:
    """Its platforms stay where streets are nearest, and the report counts what was not used."""
    inside = "\nbelt,P1,P2,1,1,48,,,,,,\nodd,P1,Nowhere,1,1,48,,,,,,\nodder,P1,P2,9,1,48,,,,,,\n"
    _graph, report, anchors = build(tmp_path, inside)
    assert anchors == {}
    assert report.dropped["pathway of a station without an entrance near a street"] == 1
    assert report.dropped["pathway between unknown stops, or of no known mode"] == 2


def test_a_feed_without_pathways_changes_nothing(tmp_path: Path) -> None:
    """The graph is that of the map."""
    plain, _report, anchors = build(tmp_path, "\n")
    assert anchors == {}
    assert plain.n_edges == 2
    assert np.array_equal(replace(plain).level_node, np.zeros(0, dtype=np.int32))
