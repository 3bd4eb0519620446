"""Heights of the ground: read from a raster, told as climbs, felt as time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import tifffile

from feeds import SourceMissingError
from feeds.streets import build_streets, read_heights
from planner import Pace, Profile, StreetGraph, StreetRouter
from tests.support.streets import osm_text

CELL = 0.0005
NORTH, WEST = 48.01, 6.99
HILL = """
    A 0,0  B 400,0  C 400,10
    A-B highway=residential
    B-C highway=footway
"""


def write(path: Path, metres: npt.NDArray[np.generic], *, model: int = 2, raster: int = 1) -> Path:
    """Write a GeoTIFF whose first cell begins at the north-western corner."""
    keys = (1, 1, 0, 3, 1024, 0, 1, model, 1025, 0, 1, raster, 2048, 0, 1, 4326)
    tags = [
        (33550, 12, 3, (CELL, CELL, 0.0), True),
        (33922, 12, 6, (0.0, 0.0, 0.0, WEST, NORTH, 0.0), True),
        (34735, 3, len(keys), keys, True),
    ]
    tifffile.imwrite(path, metres, metadata=None, extratags=tags, compression="zlib")
    return path


def slope(path: Path) -> Path:
    """Write a plain that rises eastwards by a metre a cell (37 m), as decimetres would not."""
    return write(path, np.tile(np.arange(60, dtype=np.int16), (50, 1)))


def streets(folder: Path, raster: Path | None) -> StreetGraph:
    """Build the street that climbs."""
    path = folder / "hill.osm"
    path.write_text(osm_text(HILL), "utf-8")
    return build_streets(path, None if raster is None else read_heights(raster))[0]


def seconds(graph: StreetGraph, profile: Profile, *, up: bool) -> int:
    """Return how long the street takes."""
    places = [(48.0, 7.0), (48.0, 7.0 + 400 / 74_405)]
    places = places if up else places[::-1]
    router = StreetRouter(graph)
    path = router.path(places, router.ends(places, profile), Pace(profile), 7200)
    assert path is not None
    return path.duration_s


def test_heights_lie_between_the_cells_around(tmp_path: Path) -> None:
    """The middle of a cell has its height, halfway to the next the mean of both."""
    heights = read_heights(slope(tmp_path / "h.tif"))
    lat = np.full(3, 48.0)
    lon = WEST + CELL * np.array([10.5, 11.0, 11.5])
    assert heights.at(lat, lon) == pytest.approx([10, 10.5, 11])


def test_cells_may_be_points(tmp_path: Path) -> None:
    """A raster of points lies half a cell further north-west."""
    raster = write(tmp_path / "h.tif", np.tile(np.arange(60, dtype=np.int16), (50, 1)), raster=2)
    found = read_heights(raster).at(np.array([48.0]), np.array([WEST + CELL * 10.0]))
    assert found == pytest.approx([10])


def test_beside_the_raster_and_in_its_holes_nothing_is_known(tmp_path: Path) -> None:
    """A void of −32,768 m is no height."""
    metres = np.full((50, 60), 100, dtype=np.int16)
    metres[20, 30] = -32768
    heights = read_heights(write(tmp_path / "h.tif", metres))
    hole = NORTH - CELL * 20.5, WEST + CELL * 30.5
    lat, lon = np.array([hole[0], 47.0, hole[0]]), np.array([hole[1], 7.0, WEST + CELL * 5])
    assert np.isnan(heights.at(lat, lon)).tolist() == [True, True, False]
    assert heights.at(lat, lon)[2] == pytest.approx(100)


def test_walkers_and_bikes_are_slower_uphill(tmp_path: Path) -> None:
    """Eleven metres of climb take a minute more on foot, more by bike; down as on the level."""
    level, hill = streets(tmp_path, None), streets(tmp_path, slope(tmp_path / "h.tif"))
    climb_m = float(np.abs(hill.edge_rise_m).max())
    assert climb_m == pytest.approx(400 / 74_405 / CELL, rel=0.01)
    for profile, per_m in ((Profile.FOOT, 6), (Profile.BIKE, 8)):
        usual = seconds(level, profile, up=True)
        assert seconds(hill, profile, up=True) == pytest.approx(usual + per_m * climb_m, abs=1)
        assert seconds(hill, profile, up=False) == usual


def test_the_noise_of_a_raster_bars_no_wheelchair(tmp_path: Path) -> None:
    """Ten metres of path over a step of the raster stay open."""
    metres = np.zeros((50, 60), dtype=np.int16)
    metres[:20] = 8
    graph = streets(tmp_path, write(tmp_path / "h.tif", metres))
    assert (graph.arc_ms[Profile.WHEELCHAIR] >= 0).all()


@pytest.mark.parametrize(
    ("damage", "reason"),
    [("projected", "not in degrees"), ("text", "GeoTIFF"), ("absent", "No such file")],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, damage: str, reason: str) -> None:
    """One sentence names the file and why."""
    path = tmp_path / "h.tif"
    if damage == "projected":
        write(path, np.zeros((5, 5), dtype=np.int16), model=1)
    elif damage == "text":
        path.write_text("no raster", "utf-8")
    with pytest.raises(SourceMissingError, match=reason):
        read_heights(path)


@pytest.mark.real_data
def test_porto_alegre_has_hills(real_data: Path) -> None:
    """The raster of the region covers its streets; slopes are those of a town."""
    folder = real_data / "porto-alegre"
    heights = read_heights(folder / "poa_elevation.tif")
    graph, _report = build_streets(folder / "poa.osm.pbf", heights)
    slopes = np.abs(graph.edge_rise_m) / np.maximum(graph.edge_length_m, 1)
    assert (graph.edge_rise_m != 0).mean() > 0.8
    assert 0.01 < np.median(slopes) < 0.05
