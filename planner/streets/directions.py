"""A way along streets as steps that can be told: where to turn, along what, how far."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby

from planner.streets.graph import EdgeFlag, EdgeKind, NodeFlag, Profile, StreetGraph
from planner.streets.kernel import DEGREE_M
from planner.streets.router import (
    StreetPath,
    end_pieces_of_path,
    pieces_of_path,
    shares_of_path,
)

Point = tuple[float, float]


class Turn(Enum):
    """How a step begins; the names are those of MOTIS."""

    DEPART = "DEPART"
    CONTINUE = "CONTINUE"
    SLIGHTLY_LEFT = "SLIGHTLY_LEFT"
    LEFT = "LEFT"
    HARD_LEFT = "HARD_LEFT"
    SLIGHTLY_RIGHT = "SLIGHTLY_RIGHT"
    RIGHT = "RIGHT"
    HARD_RIGHT = "HARD_RIGHT"
    UTURN = "UTURN_LEFT"
    STAIRS = "STAIRS"
    LIFT = "ELEVATOR"


_TURNS = ((20, "CONTINUE"), (50, "SLIGHTLY_"), (120, ""), (160, "HARD_"))
"""Up to so many degrees a turn is called so."""

_NAMED_KINDS = frozenset({EdgeKind.ROAD, EdgeKind.CYCLEWAY, EdgeKind.PATH, EdgeKind.SQUARE})


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of one kind along one street."""

    turn: Turn
    name: str
    """Of the street, "" where it has none."""
    kind: EdgeKind
    distance_m: float
    rise_m: float
    fall_m: float
    """Metres climbed and come down."""
    points: tuple[Point, ...]
    is_bridge: bool = False
    pushes_bike: bool = False
    """One walks beside the bike."""


@dataclass(slots=True)
class _Stretch:
    """Arcs that are told together."""

    arcs: list[int] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    distance_m: float = 0.0
    rise_m: float = 0.0
    fall_m: float = 0.0


def length_of_path(graph: StreetGraph, path: StreetPath) -> float:
    """Return the metres of a way, from door to door."""
    along = zip(path.arcs, shares_of_path(path), strict=True)
    on_street_m = sum(float(graph.edge_length_m[arc // 2]) * share for arc, share in along)
    first, last = end_pieces_of_path(graph, path)
    return _distance_m(path.ends[0], first[0]) + on_street_m + _distance_m(last[-1], path.ends[1])


def steps_of_path(graph: StreetGraph, path: StreetPath, profile: Profile) -> list[Step]:
    """Return the steps of a way."""
    shares, pieces = shares_of_path(path), pieces_of_path(graph, path)
    rows = list(zip(path.arcs, shares, pieces, strict=True))
    steps: list[Step] = []
    last: Point | None = None
    for key, group in groupby(rows, key=lambda row: _told_as(graph, row[0], profile)):
        stretch = _Stretch()
        for arc, share, piece in group:
            _extend(graph, stretch, arc, share, piece)
        turn = _turn(graph, stretch, key[1], steps, last)
        steps.append(
            Step(
                turn=turn,
                name=key[0],
                kind=key[1],
                distance_m=stretch.distance_m,
                rise_m=stretch.rise_m,
                fall_m=stretch.fall_m,
                points=tuple(stretch.points),
                is_bridge=any(graph.edge_flags[a // 2] & EdgeFlag.BRIDGE for a in stretch.arcs),
                pushes_bike=key[2],
            )
        )
        last = stretch.points[-2] if len(stretch.points) > 1 else last
    return steps


def _told_as(graph: StreetGraph, arc: int, profile: Profile) -> tuple[str, EdgeKind, bool]:
    """Return what makes a piece part of the stretch before it."""
    edge = arc // 2
    kind = EdgeKind(int(graph.edge_kind[edge]))
    name = graph.name[int(graph.edge_name[edge])]
    if name and kind in _NAMED_KINDS:
        # A named street stays itself where it turns into a path or a square.
        kind = EdgeKind.ROAD
    pushes = (
        profile is Profile.BIKE
        and bool(graph.edge_flags[edge] & EdgeFlag.BIKE_PUSHED)
        and _speed_m_s(graph, arc) <= _PUSHED_BELOW_M_S
    )
    return name, kind, pushes


_PUSHED_BELOW_M_S = 1.05


def _speed_m_s(graph: StreetGraph, arc: int) -> float:
    ms = float(graph.arc_ms[Profile.BIKE][arc])
    return float(graph.edge_length_m[arc // 2]) / ms * 1000 if ms > 0 else 0.0


def _extend(
    graph: StreetGraph, stretch: _Stretch, arc: int, share: float, piece: list[Point]
) -> None:
    """Add an arc to a stretch."""
    rise_m = float(graph.edge_rise_m[arc // 2]) * share * (-1 if arc % 2 else 1)
    stretch.arcs.append(arc)
    stretch.points += [p for p in piece if not stretch.points or p != stretch.points[-1]]
    stretch.distance_m += float(graph.edge_length_m[arc // 2]) * share
    stretch.rise_m += max(rise_m, 0.0)
    stretch.fall_m += max(-rise_m, 0.0)


def _turn(
    graph: StreetGraph,
    stretch: _Stretch,
    kind: EdgeKind,
    before: list[Step],
    last: Point | None,
) -> Turn:
    """Return how a stretch is entered from the one before it."""
    if kind is EdgeKind.STEPS:
        return Turn.STAIRS
    node = int(graph.arc_to[stretch.arcs[0] ^ 1])
    if kind is EdgeKind.LIFT or (before and graph.node_flags[node] & NodeFlag.LIFT):
        return Turn.LIFT
    if last is None or len(stretch.points) < 2:  # noqa: PLR2004
        return Turn.CONTINUE if before else Turn.DEPART
    corner = stretch.points[0]
    angle = _bearing(corner, stretch.points[1]) - _bearing(last, corner)
    angle = (angle + 180) % 360 - 180
    for most, name in _TURNS:
        if abs(angle) <= most:
            side = "" if name == "CONTINUE" else "LEFT" if angle < 0 else "RIGHT"
            return Turn(name + side)
    return Turn.UTURN


def _bearing(a: Point, b: Point) -> float:
    """Return the direction from a to b in degrees clockwise from north."""
    east = (b[1] - a[1]) * math.cos(math.radians(a[0]))
    return math.degrees(math.atan2(east, b[0] - a[0]))


def _distance_m(a: Point, b: Point) -> float:
    east = (b[1] - a[1]) * math.cos(math.radians(a[0]))
    return math.hypot(b[0] - a[0], east) * DEGREE_M
