"""Draws what is between the towns: villages, roads, the railway, paths, stairs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

from feeds.demo.ground import Point, railway_d
from feeds.demo.names import StreetNames
from feeds.demo.plan import Plan, Station, Village
from feeds.demo.strokes import Stroke, winding

_GREENWAY_M = 46.0
"""Distance of the cycle path from the middle of the river, on the north bank."""


def draw_countryside(plan: Plan, rng: random.Random) -> list[Stroke]:
    """Return every street, road, path and rail outside the towns."""
    strokes = list(_roads(plan, rng))
    for village in plan.villages:
        strokes += _village(village, rng)
    for station in plan.stations:
        strokes += _forecourt(plan, station)
    strokes += _paths(plan)
    strokes.append(_railway(plan))
    return strokes


def _roads(plan: Plan, rng: random.Random) -> Iterator[Stroke]:
    for road in plan.roads:
        points = [plan.anchor(via) if isinstance(via, str) else via for via in road.via]
        pieces = [winding([a, b], rng) for a, b in pairwise(points)]
        joined = [point for piece in pieces for point in piece[:-1]] + [points[-1]]
        tags = {"ref": road.ref} if road.ref else {}
        yield Stroke(road.kind, road.name, tuple(joined), tags)


def _village(village: Village, rng: random.Random) -> Iterator[Stroke]:
    """Draw the street of the church, lanes around it and the green behind."""
    names = StreetNames(rng)
    x, d = village.centre
    reach = rng.uniform(230, 300)
    lean = rng.uniform(-35, 35)
    yield Stroke("residential", "Rue de l’Église", ((x - lean, d - reach), (x + lean, d + reach)))
    depths = (0.5, -0.45, 0.85)[: village.size]
    for depth in depths:
        left, right = rng.uniform(180, 300), rng.uniform(180, 300)
        level = d + depth * reach
        points = (
            (x - left, d + 12 * rng.uniform(-1, 1)),
            (x - left * 0.9, level),
            (x + right * 0.9, level + rng.uniform(-25, 25)),
            (x + right, d + 12 * rng.uniform(-1, 1)),
        )
        yield Stroke("residential", names.old(), points, trimmed=True)
    lane = x + rng.uniform(110, 150)
    yield Stroke("residential", names.new(), ((lane, d - reach), (lane, d + reach)), trimmed=True)
    path = x - rng.uniform(90, 140)
    yield Stroke(
        "footway", "Sentier des Écoliers", ((path, d - reach), (path, d + reach)), trimmed=True
    )


def _forecourt(plan: Plan, station: Station) -> Iterator[Stroke]:
    """Draw the street from a village to its station, and the path over the track."""
    x, rail = station.x, railway_d(station.x)
    village = next((v for v in plan.villages if v.station and abs(v.x - x) < 300), None)
    if village is not None:
        street = (village.centre, (x + 4, rail - 45), (x + 70, rail - 42))
        yield Stroke("tertiary", "Rue de la Gare", street)
    elif plan.settlement_at((x, rail)) is None:
        yield Stroke(
            "unclassified", "Chemin de la Halte", ((x, -1080), (x, rail - 45)), trimmed=False
        )
    yield Stroke("footway", "", ((x + 25, rail - 60), (x + 25, rail + 60)), trimmed=True)


def _paths(plan: Plan) -> Iterator[Stroke]:
    """Draw the cycle path along the river, a footbridge in each town and stairs on each hill."""
    xs = [300 + 100 * step for step in range(int((plan.length_m - 600) / 100) + 1)]
    greenway = tuple((float(x), _GREENWAY_M) for x in xs)
    yield Stroke("cycleway", "Véloroute de la Vérance", greenway, trimmed=True)
    for town in plan.towns:
        x = town.x - town.ring_m * 0.5
        yield Stroke("footway", "Passerelle du Halage", ((x, -150), (x, 150)), trimmed=True)
        for hill_x, hill_d, _, spread_m in plan.hills:
            if abs(hill_x - town.x) < town.edge_m:
                for name, sign in (("Escalier de la Butte", 1), ("Degrés Saint-Michel", -1)):
                    ends: tuple[Point, Point] = (
                        (hill_x - sign * spread_m * 0.6, hill_d - spread_m * 0.6),
                        (hill_x + sign * spread_m * 0.5, hill_d + spread_m * 0.3),
                    )
                    yield Stroke("steps", name, ends, {"handrail": "yes"}, trimmed=True)


def _railway(plan: Plan) -> Stroke:
    """Draw the railway, from over the border to the end of the valley."""
    start = min(station.x for station in plan.stations) - 450
    n_steps = int((plan.length_m + 500 - start) / 100)
    points = tuple((start + 100 * step, railway_d(start + 100 * step)) for step in range(n_steps))
    return Stroke("rail", "Ligne de la Vérance", points, {"gauge": "1435", "electrified": "no"})
