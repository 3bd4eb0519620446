"""Communes and the authorities that organise transport in them: who pays for which place."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from shapely import MultiPolygon, Point, Polygon, STRtree, from_wkb, points, to_wkb, union_all
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from feeds.errors import InvalidRegionError
from feeds.region import TerritoryFiles
from planner import Float64s, Int32s

NO_COMMUNE = -1


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority that organises mobility (AOM), by its SIREN number."""

    siren: str
    name: str
    population: int


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune; `authority` is the SIREN of the AOM in charge, `lat`/`lon` a point inside it."""

    code: str
    name: str
    population: int
    authority: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Territories:
    """Communes with outlines, and their authorities.

    `outlines` are parallel to `communes`, in WGS84 degrees (x = longitude).
    """

    communes: tuple[Commune, ...]
    authorities: Mapping[str, Authority]
    outlines: tuple[BaseGeometry, ...]

    def commune_at(self, lat: float, lon: float) -> int:
        """Return the index of the commune a point lies in, or NO_COMMUNE."""
        return int(self.communes_at(np.array([lat]), np.array([lon]))[0])

    def communes_at(self, lat: Float64s, lon: Float64s) -> Int32s:
        """Return the index of the commune of every point, NO_COMMUNE where there is none."""
        found = np.full(len(lat), NO_COMMUNE, dtype=np.int32)
        point, commune = self._tree.query(points(lon, lat), predicate="intersects")
        # A point on a border belongs to the commune that comes last: any rule, always the same.
        order = np.argsort(commune, kind="stable")
        found[point[order]] = commune[order]
        return found

    def authority_of(self, commune: int) -> Authority | None:
        """Return the authority of a commune by index, None for NO_COMMUNE."""
        return None if commune == NO_COMMUNE else self.authorities[self.communes[commune].authority]

    @cached_property
    def _tree(self) -> STRtree:
        return STRtree(self.outlines)


def read_territories(folder: Path, files: TerritoryFiles) -> Territories:
    """Read the files of a region, in the columns of the French open data.

    Raises
    ------
    InvalidRegionError: a file or column is missing, a number is not one, a commune names an
        authority that is not listed, an outline is not a polygon.

    """
    authorities = {
        row.text("N° SIREN"): Authority(
            row.text("N° SIREN"), row.text("Nom de l’AOM"), row.number("Population")
        )
        for row in _rows(folder / files.authorities)
    }
    outlines = _outlines([folder / name for name in files.boundaries], files.merged)
    communes, shapes = [], []
    for row in _rows(folder / files.communes):
        code, epci = row.text("insee"), row.text("epci_siren")
        # An EPCI organises mobility itself unless it says to whom it left that: a region, a union.
        authority = row.optional("aom_siren") or epci
        if authority not in authorities:
            column = "epci_siren" if authority == epci else "aom_siren"
            raise row.error(column, f"{authority} is not in {files.authorities}")
        if code not in outlines:
            raise row.error("insee", f"{code} has no outline in {', '.join(files.boundaries)}")
        inside: Point = outlines[code].representative_point()
        communes.append(
            Commune(
                code=code,
                name=row.text("commune"),
                population=row.number("population_commune"),
                authority=authority,
                lat=inside.y,
                lon=inside.x,
            )
        )
        shapes.append(outlines[code])
    if not communes:
        raise InvalidRegionError(str(folder / files.communes), "file", "holds no commune")
    return Territories(tuple(communes), authorities, tuple(shapes))


def territories_json(territories: Territories) -> dict[str, Any]:
    """Return what `territories.json` of a snapshot holds."""
    return {
        "authorities": [
            {"siren": a.siren, "name": a.name, "population": a.population}
            for a in territories.authorities.values()
        ],
        "communes": [
            {
                "code": c.code,
                "name": c.name,
                "population": c.population,
                "authority": c.authority,
                "lat": c.lat,
                "lon": c.lon,
                "outline": to_wkb(outline, hex=True),
            }
            for c, outline in zip(territories.communes, territories.outlines, strict=True)
        ],
    }


def save_territories(territories: Territories, folder: Path) -> None:
    """Write `territories.json` into an existing folder."""
    content = json.dumps(territories_json(territories), ensure_ascii=False)
    (folder / "territories.json").write_text(content, "utf-8")


def open_territories(folder: Path) -> Territories:
    """Read what `save_territories` wrote; OSError or ValueError where it is not readable."""
    content = json.loads((folder / "territories.json").read_text("utf-8"))
    communes = [dict(commune) for commune in content["communes"]]
    outlines = tuple(from_wkb([commune.pop("outline") for commune in communes]))
    authorities = (Authority(**authority) for authority in content["authorities"])
    return Territories(
        tuple(Commune(**commune) for commune in communes),
        {a.siren: a for a in authorities},
        outlines,
    )


class _Row:
    """One row of a CSV file, which can say where it stands."""

    def __init__(self, path: Path, line: int, values: Mapping[str, str | None]) -> None:
        self._path = path
        self._line = line
        self._values = values

    def text(self, column: str) -> str:
        """Return a value that must be there."""
        value = self.optional(column)
        if not value:
            raise self.error(column, "is missing")
        return value

    def optional(self, column: str) -> str:
        """Return a value, empty where the column or the value is not there."""
        return (self._values.get(column) or "").strip()

    def number(self, column: str) -> int:
        """Return a whole number that must be there."""
        try:
            return int(self.text(column))
        except ValueError as error:
            raise self.error(column, f"{self.text(column)!r} is not a whole number") from error

    def error(self, column: str, reason: str) -> InvalidRegionError:
        """Return the error that names this row and a column."""
        return InvalidRegionError(str(self._path), f"line {self._line}, {column}", reason)


def _rows(path: Path) -> Iterable[_Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            yield from (_Row(path, reader.line_num, values) for values in reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidRegionError(str(path), "file", f"cannot be read ({error})") from error


def _outlines(paths: list[Path], merged: Mapping[str, str]) -> dict[str, BaseGeometry]:
    """Read outlines by INSEE code; those of communes that merged since are joined."""
    parts: dict[str, list[BaseGeometry]] = {}
    for path in paths:
        try:
            features = json.loads(path.read_text("utf-8"))["features"]
            for feature in features:
                code = str(feature["properties"]["code"])
                outline = shape(feature["geometry"])
                if not isinstance(outline, Polygon | MultiPolygon):
                    raise InvalidRegionError(str(path), f"code {code}", "is not a polygon")
                parts.setdefault(merged.get(code, code), []).append(outline)
        except (OSError, ValueError, KeyError, TypeError, ShapelyError) as error:
            raise InvalidRegionError(str(path), "file", f"is not GeoJSON ({error})") from error
    return {code: union_all(outlines) for code, outlines in parts.items()}
