"""Communes and authorities: the columns of the open data, a valley without gaps, edge cases."""

from __future__ import annotations

import csv
import json
from itertools import combinations

import pytest
from shapely import Point, Polygon, STRtree, union_all
from shapely.geometry import shape

from tests.feeds.demo.tables import FEEDS, Region, Rows


@pytest.fixture(scope="module")
def outlines(region: Region) -> dict[str, Polygon]:
    """Return the outline of each commune by name."""
    collection = json.loads((region.folder / "communes.geojson").read_text(encoding="utf-8"))
    return {f["properties"]["nom"]: shape(f["geometry"]) for f in collection["features"]}


def test_communes_have_the_columns_of_the_open_data(region: Region) -> None:
    """The header of communes.csv is that of the national file, and every row is complete."""
    rows = _rows(region, "communes.csv")
    assert list(rows[0]) == [
        "insee",
        "commune",
        "departement",
        "arrondissement",
        "codes_postaux",
        "population_commune",
        "epci_siren",
        "epci_nom",
        "epci_type",
        "epci_mode_financement",
        "epci_population_totale",
        "epci_population_municipale",
    ]
    assert len(rows) == 18
    assert all(all(row.values()) for row in rows)


def test_authorities_have_the_columns_of_the_open_data(region: Region) -> None:
    """The header of authorities.csv is that of the national file of authorities."""
    rows = _rows(region, "authorities.csv")
    assert list(rows[0]) == [
        "N° SIREN",
        "Nom de l’AOM",
        "Commune principale",
        "Département",
        "Indicateur département",
        "Nom département",
        "Région",
        "Forme juridique",
        "Nombre de membres",
        "Nombre de communes du RT",
        "Population",
        "Surface (km²)",
        "Id réseau",
        "Offres sur le territoire de l’AOM",
    ]
    assert all(row["N° SIREN"].startswith("999") and len(row["N° SIREN"]) == 9 for row in rows)


def test_every_commune_has_an_authority_whose_people_it_counts(region: Region) -> None:
    """Populations of communes add up to that of their grouping, here and there."""
    authorities = {row["N° SIREN"]: row for row in _rows(region, "authorities.csv")}
    communes = _rows(region, "communes.csv")
    for siren, authority in authorities.items():
        members = [row for row in communes if row["epci_siren"] == siren]
        assert len(members) == int(authority["Nombre de membres"])
        assert sum(int(row["population_commune"]) for row in members) == int(
            authority["Population"]
        )
        assert {row["epci_population_totale"] for row in members} == {authority["Population"]}
    assert {row["epci_siren"] for row in communes} == authorities.keys()


def test_communes_tile_the_valley(outlines: dict[str, Polygon]) -> None:
    """Outlines are valid, do not overlap and leave no gap between them."""
    assert all(outline.is_valid for outline in outlines.values())
    smallest = min(outline.area for outline in outlines.values())
    for a, b in combinations(outlines.values(), 2):
        assert a.intersection(b).area < smallest / 1000
    valley = union_all([outline.buffer(1e-6) for outline in outlines.values()])
    assert isinstance(valley, Polygon)
    assert not valley.interiors


def test_stops_are_in_communes_but_for_the_border_halt(
    region: Region, outlines: dict[str, Polygon]
) -> None:
    """One stop lies outside every commune, and one commune has no stop."""
    names = list(outlines)
    tree = STRtree(list(outlines.values()))
    outside, served = set(), set()
    for feed in FEEDS:
        for row in region.table(feed, "stops"):
            point = Point(float(row["stop_lon"]), float(row["stop_lat"]))
            found = tree.query(point, predicate="intersects")
            served.update(names[index] for index in found)
            if not found.size:
                outside.add(row["stop_name"])
    assert outside == {"Col-de-Bréchet-Frontière"}
    assert set(names) - served == {"Haute-Combelle"}


def test_stops_of_a_village_are_in_its_commune(
    region: Region, outlines: dict[str, Polygon]
) -> None:
    """Borders run between settlements, not through them."""
    for row in region.table("urbain", "stops"):
        point = Point(float(row["stop_lon"]), float(row["stop_lat"]))
        if row["stop_id"].startswith("valmont-"):
            assert outlines["Valmont"].contains(point), row["stop_id"]


def _rows(region: Region, name: str) -> Rows:
    with (region.folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
