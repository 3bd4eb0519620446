"""Strokes: streets, rails and paths as they are drawn, before their crossings are known."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from itertools import pairwise

from feeds.demo.ground import Point, distance_m

DRIVABLE = ("primary", "secondary", "tertiary", "unclassified", "residential")
"""Values of OSM `highway` that buses may use here, from the widest to the narrowest."""


@dataclass(frozen=True)
class Stroke:
    """One street, path or railway drawn on the sheet."""

    kind: str  # OSM value of `highway`, or "rail"
    name: str
    points: tuple[Point, ...]
    tags: dict[str, str] = field(default_factory=dict)
    trimmed: bool = False  # cut what sticks out before its first and after its last crossing


def arc(centre: Point, radius_m: float, from_degrees: float, to_degrees: float) -> list[Point]:
    """Return points every few degrees along a circle."""
    n_steps = max(2, round(abs(to_degrees - from_degrees) / 7.5))
    angles = (
        math.radians(from_degrees + (to_degrees - from_degrees) * step / n_steps)
        for step in range(n_steps + 1)
    )
    x, d = centre
    return [(x + radius_m * math.cos(angle), d + radius_m * math.sin(angle)) for angle in angles]


def dense(points: tuple[Point, ...] | list[Point], step_m: float) -> list[Point]:
    """Add points so that none is further than `step_m` from the next."""
    result = [points[0]]
    for a, b in pairwise(points):
        n_steps = max(1, math.ceil(distance_m(a, b) / step_m))
        result += [
            (a[0] + (b[0] - a[0]) * step / n_steps, a[1] + (b[1] - a[1]) * step / n_steps)
            for step in range(1, n_steps + 1)
        ]
    return result


def winding(points: list[Point], rng: random.Random, sway_m: float = 45) -> tuple[Point, ...]:
    """Make a country road of straight pieces: it sways and its corners are rounded."""
    swayed = [points[0]]
    for a, b in pairwise(points):
        n_pieces = max(1, round(distance_m(a, b) / 650))
        for piece in range(1, n_pieces):
            share = piece / n_pieces
            swayed.append(
                (
                    a[0] + (b[0] - a[0]) * share + rng.uniform(-sway_m, sway_m),
                    a[1] + (b[1] - a[1]) * share + rng.uniform(-sway_m, sway_m),
                )
            )
        swayed.append(b)
    return tuple(_rounded(_rounded(swayed)))


def _rounded(points: list[Point]) -> list[Point]:
    """Cut every corner once (Chaikin); the ends stay."""
    result = [points[0]]
    for a, b in pairwise(points):
        result += [
            (a[0] * 0.75 + b[0] * 0.25, a[1] * 0.75 + b[1] * 0.25),
            (a[0] * 0.25 + b[0] * 0.75, a[1] * 0.25 + b[1] * 0.75),
        ]
    return [*result, points[-1]]
