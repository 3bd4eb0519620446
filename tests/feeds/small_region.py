"""A region of two communes on disk: its TOML file and a data folder, to be spoilt by tests."""

from __future__ import annotations

import json
from pathlib import Path

from feeds import Region, load_region
from tests.feeds.small_feed import text, write_zip

TOML = """
id = "small"
name = "Small"
timezone = "Europe/Paris"
languages = ["fr"]

[bounds]
south = 48.4
west = 7.6
north = 48.7
east = 7.8

[[feeds]]
id = "x"
operator = "Operator"
file = "x.zip"
licence = "CC0-1.0"
url = "https://op.example/x.zip"
page = "https://op.example"

[territories]
communes = "communes.csv"
boundaries = ["communes.geojson"]
authorities = "authorities.csv"

[replay]
enabled = true

[[examples]]
from = "x:A"
to = "x:C"
title = "Alpha → Gamma"
"""

COMMUNES = """
    insee,commune,population_commune,epci_siren
    99001,Southville,1200,999000001
    99002,Northville,800,999000001"""
AUTHORITIES = """
    N° SIREN,Nom de l’AOM,Population
    999000001,Authority,2000"""


def square(code: str, south: float, north: float) -> dict[str, object]:
    """Return a commune's outline from longitude 7.6 to 7.8."""
    ring = [[7.6, south], [7.8, south], [7.8, north], [7.6, north], [7.6, south]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def write_territories(folder: Path) -> None:
    """Write the files of the communes: A and B lie in Southville, C in Northville."""
    (folder / "communes.csv").write_text(text(COMMUNES), "utf-8")
    (folder / "authorities.csv").write_text(text(AUTHORITIES), "utf-8")
    features = [square("99001", 48.4, 48.515), square("99002", 48.515, 48.7)]
    content = {"type": "FeatureCollection", "features": features}
    (folder / "communes.geojson").write_text(json.dumps(content), "utf-8")


def write_region(folder: Path, *changes: tuple[str, str]) -> Region:
    """Write the region file with some text replaced, and load it."""
    content = TOML
    for old, new in changes:
        assert old in content, old
        content = content.replace(old, new)
    path = folder / "small.toml"
    path.write_text(content, "utf-8")
    return load_region(path)


def write_data(folder: Path, **tables: str | bytes | None) -> Path:
    """Write the data folder, with some tables of its feed replaced."""
    data = folder / "data"
    data.mkdir(exist_ok=True)
    write_zip(data / "x.zip", **tables)
    write_territories(data)
    return data
