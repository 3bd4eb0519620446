"""Writes communes, their outlines and the transport authorities, as French open data has them."""

from __future__ import annotations

import csv
import io
import json
import math
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from shapely import MultiPoint, Polygon, union_all, voronoi_polygons
from shapely.geometry import Point as ShapelyPoint

from feeds.demo.ground import Point, bend, distance_m, lat_lon
from feeds.demo.plan import Commune, Grouping, Plan, Town, Village
from feeds.demo.strokes import dense

_COMMUNE_COLUMNS = (
    "insee,commune,departement,arrondissement,codes_postaux,population_commune,epci_siren,"
    "epci_nom,epci_type,epci_mode_financement,epci_population_totale,epci_population_municipale"
)
_AUTHORITY_COLUMNS = (
    "N° SIREN,Nom de l’AOM,Commune principale,Département,Indicateur département,Nom département,"
    "Région,Forme juridique,Nombre de membres,Nombre de communes du RT,Population,Surface (km²),"
    "Id réseau,Offres sur le territoire de l’AOM"
)
_DEPARTMENT = ("99", "Vérance")
_MUNICIPAL_SHARE = 0.982
"""Municipal population against total population: students and the like are counted twice."""

_SIDE_M = (5300.0, 5100.0)
"""How far the communes reach south and north of the river."""


def write_territories(folder: Path, plan: Plan) -> None:
    """Write communes.geojson, communes.csv and authorities.csv."""
    outlines = commune_outlines(plan)
    _write_outlines(folder / "communes.geojson", plan, outlines)
    total = {grouping.siren: 0 for grouping in plan.groupings}
    for commune in plan.communes:
        total[commune.grouping] += commune.population
    rows = [_commune_row(plan, commune, total) for commune in plan.communes]
    _write_csv(folder / "communes.csv", _COMMUNE_COLUMNS, rows, "\n")
    rows = [_authority_row(plan, grouping, total, outlines) for grouping in plan.groupings]
    _write_csv(folder / "authorities.csv", _AUTHORITY_COLUMNS, rows, "\r\n")


def commune_outlines(plan: Plan) -> dict[str, Polygon]:
    """Return the outline of each commune by code, in metres east and north.

    The valley is shared out by nearest settlement; borders then wander, the same on both sides.
    """
    south, north = _SIDE_M
    east = plan.length_m - 150
    corners = [(150.0, -south), (east, -south), (east, north), (150.0, north), (150.0, -south)]
    ridges = [(x, d * (1 + 0.06 * math.sin(x / 1500 + d / 900))) for x, d in dense(corners, 400)]
    valley = Polygon([bend(point) for point in ridges])
    sites = {commune.code: _sites(plan.settlement(commune.settlement)) for commune in plan.communes}
    every_site = MultiPoint([site for points in sites.values() for site in points])
    cells = voronoi_polygons(every_site, extend_to=valley)
    outlines = {}
    for code, points in sites.items():
        own = [cell for cell in cells.geoms if any(cell.contains(ShapelyPoint(p)) for p in points)]
        share = union_all(own).intersection(valley)
        assert isinstance(share, Polygon)
        corners_of_cell = [(x, y) for x, y in share.exterior.coords]
        outlines[code] = Polygon(
            [
                point
                for a, b in pairwise(corners_of_cell)
                for point in _wandering_border(plan.seed, a, b)[:-1]
            ]
        )
    return outlines


def _sites(settlement: Town | Village) -> list[Point]:
    """Return points that belong to a settlement: a town is more than its centre."""
    points = [settlement.centre]
    if isinstance(settlement, Town):
        points += [settlement.at(degrees, settlement.edge_m * 0.9) for degrees in range(0, 360, 40)]
    return [bend(point) for point in points]


def _wandering_border(seed: int, a: Point, b: Point) -> list[Point]:
    """Return a crooked line between two points, the same from either end."""
    start, end = sorted([_rounded(a), _rounded(b)])
    rng = random.Random(f"{seed} border {start} {end}")
    length = distance_m(start, end)
    n_pieces = max(1, round(length / 350))
    normal = (-(end[1] - start[1]) / (length or 1), (end[0] - start[0]) / (length or 1))
    phase = rng.uniform(0, math.tau)
    points = [start]
    for piece in range(1, n_pieces):
        share = piece / n_pieces
        sway = math.sin(math.pi * share) * min(180.0, length * 0.06)
        sway *= math.sin(phase + share * 7) + rng.uniform(-0.5, 0.5)
        points.append(
            (
                start[0] + (end[0] - start[0]) * share + normal[0] * sway,
                start[1] + (end[1] - start[1]) * share + normal[1] * sway,
            )
        )
    points.append(end)
    return points if _rounded(a) == start else points[::-1]


def _rounded(point: Point) -> Point:
    """Return a point to the decimetre: neighbours compute a corner with other last digits."""
    return (round(point[0], 1), round(point[1], 1))


def _write_outlines(path: Path, plan: Plan, outlines: dict[str, Polygon]) -> None:
    features = []
    for commune in plan.communes:
        ring = [lat_lon((x, y)) for x, y in outlines[commune.code].exterior.coords]
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [[[lon, lat] for lat, lon in ring]]},
                "properties": {"code": commune.code, "nom": commune.settlement},
            }
        )
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False) + "\n", encoding="utf-8")


def _commune_row(plan: Plan, commune: Commune, total: dict[str, int]) -> Sequence[object]:
    grouping = next(g for g in plan.groupings if g.siren == commune.grouping)
    population = total[grouping.siren]
    return (
        commune.code,
        commune.settlement,
        _DEPARTMENT[0],
        "991",
        commune.postcode,
        commune.population,
        grouping.siren,
        grouping.name,
        grouping.form,
        "FPU" if grouping.form == "CA" else "FA",
        population,
        round(population * _MUNICIPAL_SHARE),
    )


def _authority_row(
    plan: Plan, grouping: Grouping, total: dict[str, int], outlines: dict[str, Polygon]
) -> Sequence[object]:
    members = [commune for commune in plan.communes if commune.grouping == grouping.siren]
    surface_km2 = sum(outlines[commune.code].area for commune in members) / 1e6
    number, name = _DEPARTMENT
    return (
        grouping.siren,
        grouping.name,
        grouping.seat,
        f"{number} - {name}",
        number,
        name,
        "Haute-Vérance",
        grouping.form,
        len(members),
        len(members),
        total[grouping.siren],
        f"{surface_km2:.2f}".replace(".", ","),
        grouping.network,
        f"https://mobilites.example/reseaux/{grouping.network}",
    )


def _write_csv(path: Path, header: str, rows: list[Sequence[object]], line_end: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=line_end)
    writer.writerow(header.split(","))
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode())
