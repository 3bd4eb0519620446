"""The region as a whole: same bytes for same input, small, complete."""

from __future__ import annotations

from pathlib import Path

from feeds.demo import write_region
from tests.feeds.demo.tables import YEAR, Region

SHARED = (
    *("gbfs", "system_information", "vehicle_types", "station_information", "station_status"),
    *("vehicle_status", "geofencing_zones"),
)
FILES = {
    "authorities.csv",
    "communes.csv",
    "communes.geojson",
    "ferval.zip",
    "heights.tif",
    "live/ferval-alerts.pb",
    "live/urbain-alerts.pb",
    "logos/grand-valmont.svg",
    "logos/val-commun.svg",
    "parking.csv",
    *(f"shared/valvelo/{name}.json" for name in SHARED),
    "streets.osm.gz",
    "taxibus.zip",
    "urbain.zip",
    "valbus.zip",
}


def written(folder: Path) -> set[str]:
    """Return the files of a folder, those of its folders too."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_and_year_give_the_same_bytes(region: Region, tmp_path: Path) -> None:
    """A second write is identical to the first, file by file."""
    write_region(tmp_path, seed=1, year=YEAR)
    assert written(tmp_path) == FILES
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (region.folder / name).read_bytes(), name


def test_another_seed_and_year_give_another_region(region: Region, tmp_path: Path) -> None:
    """A new year moves the calendars, a new seed the streets and the borders; hills stay."""
    write_region(tmp_path, seed=2, year=YEAR + 1)
    by_hand = {name for name in FILES if name.startswith(("shared/", "logos/"))}
    for name in FILES - by_hand - {"communes.csv", "heights.tif", "parking.csv"}:
        assert (tmp_path / name).read_bytes() != (region.folder / name).read_bytes(), name


def test_the_region_is_small(region: Region) -> None:
    """All files together stay far below what a first start may cost."""
    assert sum((region.folder / name).stat().st_size for name in written(region.folder)) < 2_000_000
