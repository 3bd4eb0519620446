"""Parks: from the map and from the table of a region, or refused by line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds import InvalidRegionError
from feeds.column_files import open_columns, save_columns
from feeds.parking import UNKNOWN, ParkKind, Parks, read_parks
from tests.support.streets import lat_lon, osm_text

HEADER = "id,name,lat,lon,capacity,opening_hours,park_ride"
MAP = """
    A 0,0  B 100,0  C 2000,0
    A-B highway=residential
    B: amenity=parking name=Gare capacity=lots opening_hours=when_we_like
    C: amenity=parking park_ride=no
"""


def table(folder: Path, *rows: str) -> Path:
    """Write a table of parks."""
    path = folder / "parking.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    return path


def street_map(folder: Path) -> Path:
    """Write a map with two parks."""
    path = folder / "streets.osm"
    path.write_text(osm_text(MAP), "utf-8")
    return path


def test_odd_tags_count_as_not_said(tmp_path: Path) -> None:
    """A capacity in words and hours that nobody can read do no harm."""
    parks = read_parks(street_map(tmp_path), None)
    assert list(parks.name) == ["Gare", ""]
    assert parks.capacity.tolist() == [UNKNOWN, UNKNOWN]
    assert list(parks.opening_hours) == ["", ""]
    assert parks.park_ride.tolist() == [-1, 0]


def test_the_table_knows_better_than_the_map(tmp_path: Path) -> None:
    """A park of the map beside one of the table is the same."""
    lat, lon = lat_lon(120, 20)
    rows = table(tmp_path, f"g,Parking de la gare,{lat},{lon},80,24/7,yes")
    parks = read_parks(street_map(tmp_path), rows)
    assert list(parks.name) == ["Parking de la gare", ""]
    assert (parks.id[0], parks.capacity[0], parks.park_ride[0]) == ("park:g", 80, 1)
    assert parks.kind.tolist() == [ParkKind.CAR, ParkKind.CAR]


def test_what_is_saved_is_opened(tmp_path: Path) -> None:
    """A snapshot keeps the parks."""
    parks = read_parks(street_map(tmp_path), None)
    folder = tmp_path / "parks"
    folder.mkdir()
    save_columns(parks, folder)
    assert list(open_columns(Parks, folder).name) == list(parks.name)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("a,A,95,7,,,", "line 2, lat: '95' is not a latitude"),
        ("a,A,48,west,,,", "line 2, lon: 'west' is not a longitude"),
        (",A,48,7,,,", "line 2, id: '' must not be empty"),
        ("a,A,48,7,many,,", "line 2, capacity: 'many' is not a whole number"),
        ("a,A,48,7,9,now and then,", "line 2, opening_hours: 'now and then' is not written"),
        ("a,A,48,7,9,,perhaps", "line 2, park_ride: 'perhaps' is neither yes nor no"),
    ],
)
def test_a_wrong_row_is_refused(tmp_path: Path, row: str, told: str) -> None:
    """The table is the region's own: it is put right, not guessed at."""
    with pytest.raises(InvalidRegionError, match=told):
        read_parks(None, table(tmp_path, row))


def test_a_table_without_places_is_refused(tmp_path: Path) -> None:
    """Columns that must be there are named."""
    path = tmp_path / "parking.csv"
    path.write_text("id,name,lat\n", "utf-8")
    with pytest.raises(InvalidRegionError, match="line 1: column lon is missing"):
        read_parks(None, path)
