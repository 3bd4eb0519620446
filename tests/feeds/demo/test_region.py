"""The region as a whole: same bytes for same input, small, complete."""

from __future__ import annotations

from pathlib import Path

from feeds.demo import write_region
from tests.feeds.demo.tables import YEAR, Region

FILES = {
    "authorities.csv",
    "communes.csv",
    "communes.geojson",
    "ferval.zip",
    "heights.tif",
    "parking.csv",
    "streets.osm.gz",
    "urbain.zip",
    "valbus.zip",
}


def test_the_same_seed_and_year_give_the_same_bytes(region: Region, tmp_path: Path) -> None:
    """A second write is identical to the first, file by file."""
    write_region(tmp_path, seed=1, year=YEAR)
    assert {path.name for path in tmp_path.iterdir()} == FILES
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (region.folder / name).read_bytes(), name


def test_another_seed_and_year_give_another_region(region: Region, tmp_path: Path) -> None:
    """A new year moves the calendars, a new seed the streets and the borders; hills stay."""
    write_region(tmp_path, seed=2, year=YEAR + 1)
    for name in FILES - {"communes.csv", "heights.tif", "parking.csv"}:
        assert (tmp_path / name).read_bytes() != (region.folder / name).read_bytes(), name


def test_the_region_is_small(region: Region) -> None:
    """All files together stay far below what a first start may cost."""
    assert sum(path.stat().st_size for path in region.folder.iterdir()) < 2_000_000
