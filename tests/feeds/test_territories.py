"""Communes and authorities: which place is in which, and files that are spoilt."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from feeds import NO_COMMUNE, InvalidRegionError, Territories, open_territories, read_territories
from feeds.region import TerritoryFiles
from feeds.territories import save_territories
from tests.feeds.small_region import square, write_territories

FILES = TerritoryFiles("communes.csv", ("communes.geojson",), "authorities.csv", {})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the files of two communes."""
    write_territories(tmp_path)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    """Replace text in a file."""
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new), "utf-8")


def refusal(folder: Path, files: TerritoryFiles = FILES) -> str:
    """Return the sentence with which the files are refused, without the folder."""
    with pytest.raises(InvalidRegionError) as caught:
        read_territories(folder, files)
    return str(caught.value).replace(f"{folder}/", "")


def test_commune_of_a_place(folder: Path) -> None:
    """A place is in the commune whose outline holds it, or in none."""
    found = read_territories(folder, FILES)
    places = np.array([[48.45, 7.7], [48.6, 7.7], [50.0, 7.7]])
    communes = found.communes_at(places[:, 0], places[:, 1])
    assert communes.tolist() == [0, 1, NO_COMMUNE]
    assert found.commune_at(48.6, 7.7) == 1
    assert found.communes[1].name == "Northville"


def test_place_on_a_border(folder: Path) -> None:
    """A place on the border of two communes is in one of them, always the same."""
    assert read_territories(folder, FILES).commune_at(48.515, 7.7) == 1


def test_authority_of_a_commune(folder: Path) -> None:
    """A commune has its authority; no commune has none."""
    found = read_territories(folder, FILES)
    authority = found.authority_of(0)
    assert authority is not None
    assert (authority.name, authority.population) == ("Authority", 2000)
    assert found.authority_of(NO_COMMUNE) is None


def test_authority_in_place_of_an_epci(folder: Path) -> None:
    """An EPCI that left mobility to another authority is that one's; the others are their own."""
    path = folder / "communes.csv"
    rows = path.read_text("utf-8").strip().splitlines()
    rows = [f"{rows[0]},aom_siren", f"{rows[1]},", f"{rows[2]},999000009"]
    path.write_text("\n".join(rows), "utf-8")
    assert refusal(folder) == (
        "communes.csv, line 3, aom_siren: 999000009 is not in authorities.csv"
    )
    with (folder / "authorities.csv").open("a", encoding="utf-8") as file:
        file.write("\n999000009,The region,5000000\n")
    found = read_territories(folder, FILES)
    names = [found.authority_of(commune) for commune in (0, 1)]
    assert [one and one.name for one in names] == ["Authority", "The region"]


def test_point_of_a_commune_is_inside(folder: Path) -> None:
    """The point that stands for a commune lies in it."""
    found = read_territories(folder, FILES)
    assert [found.commune_at(c.lat, c.lon) for c in found.communes] == [0, 1]


def test_outlines_of_communes_that_merged(folder: Path) -> None:
    """The outline of a commune that joined another is part of it."""
    features = [
        square("99001", 48.4, 48.5),
        square("99002", 48.5, 48.6),
        square("99003", 48.6, 48.7),
    ]
    (folder / "communes.geojson").write_text(json.dumps({"features": features}), "utf-8")
    files = TerritoryFiles(FILES.communes, FILES.boundaries, FILES.authorities, {"99003": "99002"})
    assert read_territories(folder, files).commune_at(48.65, 7.7) == 1


def test_saved_and_opened(folder: Path) -> None:
    """What is saved in a snapshot is what is opened from it."""
    before = read_territories(folder, FILES)
    save_territories(before, folder)
    after = open_territories(folder)
    assert isinstance(after, Territories)
    assert after.communes == before.communes
    assert after.authorities == before.authorities
    assert all(a.equals(b) for a, b in zip(after.outlines, before.outlines, strict=True))


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (
            "communes.csv",
            "1200",
            "many",
            "communes.csv, line 2, population_commune: 'many' is not a whole number",
        ),
        ("communes.csv", "Northville", "", "communes.csv, line 3, commune: is missing"),
        ("communes.csv", "insee", "code", "communes.csv, line 2, insee: is missing"),
        (
            "communes.csv",
            "99002,",
            "99009,",
            "communes.csv, line 3, insee: 99009 has no outline in communes.geojson",
        ),
        (
            "authorities.csv",
            "999000001",
            "999000002",
            "communes.csv, line 2, epci_siren: 999000001 is not in authorities.csv",
        ),
        (
            "authorities.csv",
            "2000",
            "2 000",
            "authorities.csv, line 2, Population: '2 000' is not a whole number",
        ),
        ("communes.geojson", "Polygon", "LineString", "communes.geojson, file: is not GeoJSON"),
        (
            "communes.geojson",
            '"features"',
            '"feature"',
            "communes.geojson, file: is not GeoJSON ('features')",
        ),
    ],
)
def test_spoilt_file_is_named(folder: Path, file: str, old: str, new: str, sentence: str) -> None:
    """File, line and column of what is wrong are in the sentence."""
    change(folder / file, old, new)
    assert refusal(folder).startswith(sentence)


@pytest.mark.parametrize("file", ["communes.csv", "authorities.csv", "communes.geojson"])
def test_absent_file_is_named(folder: Path, file: str) -> None:
    """A file that is not there is said to be so."""
    (folder / file).unlink()
    assert refusal(folder).startswith(f"{file}, file: ")


def test_no_commune(folder: Path) -> None:
    """A list of communes that is a header only is refused."""
    (folder / "communes.csv").write_text("insee,commune,population_commune,epci_siren\n")
    assert refusal(folder) == "communes.csv, file: holds no commune"


def test_points_are_no_outlines(folder: Path) -> None:
    """The outline of a commune is an area."""
    point = {"type": "Point", "coordinates": [7.7, 48.5]}
    feature = {"properties": {"code": "99001"}, "geometry": point}
    (folder / "communes.geojson").write_text(json.dumps({"features": [feature]}), "utf-8")
    assert refusal(folder) == "communes.geojson, code 99001: is not a polygon"
