"""Real regions with streets, made of the real data folder and one commune of the whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from feeds import Region, load_region


@dataclass(frozen=True)
class RealRegion:
    """A folder of real feeds and the streets they run on."""

    id: str
    folder: str
    feeds: tuple[str, ...]
    streets: str
    timezone: str
    bounds: tuple[float, float, float, float]
    """South, west, north, east."""


REAL_REGIONS = {
    region.id: region
    for region in (
        RealRegion(
            "porto-alegre",
            "porto-alegre",
            ("poa_eptc.zip", "poa_trensurb.zip"),
            "poa.osm.pbf",
            "America/Sao_Paulo",
            (-30.3, -51.4, -29.6, -50.9),
        ),
        RealRegion(
            "laquila",
            "laquila",
            ("laquila_ama_2022.zip",),
            "laquila.osm.pbf",
            "Europe/Rome",
            (41.5, 12.0, 43.0, 14.5),
        ),
        RealRegion(
            "milan",
            "milan",
            ("milano_small_2015.zip",),
            "milano_small.osm.pbf",
            "Europe/Rome",
            (45.0, 8.5, 46.0, 10.0),
        ),
        RealRegion(
            "cobb",
            "flex",
            ("cobblinc_deviated_flex.zip", "cobblinc_bus30.zip"),
            "cobb-county.osm.pbf",
            "America/New_York",
            (33.5, -85.0, 34.2, -84.2),
        ),
        RealRegion(
            "herrenberg",
            "herrenberg",
            ("vvs_bus751.zip", "vvs_bus764.zip"),
            "herrenberg.osm.pbf",
            "Europe/Berlin",
            (48.0, 8.0, 49.2, 10.0),
        ),
    )
}


def write_real_region(real: RealRegion, real_data: Path, folder: Path) -> tuple[Region, Path]:
    """Write a region file and a data folder of links; return the region and that folder."""
    data = folder / "data"
    data.mkdir(parents=True)
    for name in (*real.feeds, real.streets):
        (data / name).symlink_to(real_data / real.folder / name)
    south, west, north, east = real.bounds
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    outline = {
        "type": "Feature",
        "properties": {"code": "99001"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    content = {"type": "FeatureCollection", "features": [outline]}
    (data / "communes.geojson").write_text(json.dumps(content), "utf-8")
    (data / "communes.csv").write_text(
        "insee,commune,population_commune,epci_siren\n99001,Whole,1000,999000001\n", "utf-8"
    )
    (data / "authorities.csv").write_text(
        "N° SIREN,Nom de l’AOM,Population\n999000001,Authority,1000\n", "utf-8"
    )
    path = folder / f"{real.id}.toml"
    path.write_text(_toml(real), "utf-8")
    return load_region(path), data


def _toml(real: RealRegion) -> str:
    south, west, north, east = real.bounds
    feeds = "".join(
        f'[[feeds]]\nid = "f{number}"\noperator = "Operator {number}"\nfile = "{name}"\n'
        f'licence = "unknown"\nurl = "https://op.example/{name}"\n'
        for number, name in enumerate(real.feeds)
    )
    return f"""
id = "{real.id}"
name = "{real.id}"
timezone = "{real.timezone}"
languages = ["fr"]
[bounds]
south = {south}
west = {west}
north = {north}
east = {east}
{feeds}
[streets]
file = "{real.streets}"
licence = "ODbL-1.0"
[territories]
communes = "communes.csv"
boundaries = ["communes.geojson"]
authorities = "authorities.csv"
[replay]
enabled = true
"""
