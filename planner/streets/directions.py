"""A way along streets as steps that can be told: where to turn, along what, how far."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from typing import NamedTuple

import numpy as np

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

_NAMED_KINDS = {EdgeKind.ROAD, EdgeKind.CYCLEWAY, EdgeKind.PATH, EdgeKind.SQUARE}
_KIND_IF_NAMED = np.array(
    [EdgeKind.ROAD if kind in _NAMED_KINDS else kind for kind in EdgeKind], dtype=np.int8
)


class Step(NamedTuple):
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
    from_level: float = 0.0
    to_level: float = 0.0
    """Floors, as levels.txt numbers them; 0 at the street and where nobody says."""
    is_indoor: bool = False
    """Inside a station: the name is what signs say."""


@dataclass(slots=True)
class _Stretch:
    """Arcs that are told together."""

    first_arc: int = -1
    last_arc: int = -1
    points: list[Point] = field(default_factory=list)
    distance_m: float = 0.0
    rise_m: float = 0.0
    fall_m: float = 0.0
    is_bridge: bool = False
    is_indoor: bool = False

    def extend(self, arc: _Arc, share: float, piece: list[Point]) -> None:
        """Add a share of an arc and the points travelled on it."""
        if self.first_arc < 0:
            self.first_arc = arc.number
        self.last_arc = arc.number
        self.points += [p for p in piece if not self.points or p != self.points[-1]]
        self.distance_m += arc.length_m * share
        self.rise_m += max(arc.rise_m, 0.0) * share
        self.fall_m += max(-arc.rise_m, 0.0) * share
        self.is_bridge |= arc.is_bridge
        self.is_indoor |= arc.is_indoor


def length_of_path(graph: StreetGraph, path: StreetPath) -> float:
    """Return the metres of a way, from door to door."""
    along = zip(path.arcs, shares_of_path(path), strict=True)
    on_street_m = sum(float(graph.edge_length_m[arc // 2]) * share for arc, share in along)
    first, last = end_pieces_of_path(graph, path)
    return _distance_m(path.ends[0], first[0]) + on_street_m + _distance_m(last[-1], path.ends[1])


def steps_of_path(graph: StreetGraph, path: StreetPath, profile: Profile) -> list[Step]:
    """Return the steps of a way."""
    rows = zip(
        _arcs_told(graph, path, profile),
        shares_of_path(path),
        pieces_of_path(graph, path),
        strict=True,
    )
    steps: list[Step] = []
    last: Point | None = None
    for key, group in groupby(rows, key=lambda row: row[0].key):
        stretch = _Stretch()
        for arc, share, piece in group:
            stretch.extend(arc, share, piece)
        name, kind, pushes = key
        if kind == EdgeKind.CORRIDOR and not stretch.distance_m and len(path.arcs) > 1:
            continue  # a platform's own end of the ways that lead to it
        turn = _turn(graph, stretch, EdgeKind(kind), steps, last)
        steps.append(
            Step(
                turn=turn,
                name=graph.name[name],
                kind=EdgeKind(kind),
                distance_m=stretch.distance_m,
                rise_m=stretch.rise_m,
                fall_m=stretch.fall_m,
                points=tuple(stretch.points),
                is_bridge=stretch.is_bridge,
                pushes_bike=pushes,
                from_level=_level(graph, graph.arc_to[stretch.first_arc ^ 1]),
                to_level=_level(graph, graph.arc_to[stretch.last_arc]),
                is_indoor=stretch.is_indoor,
            )
        )
        last = stretch.points[-2] if len(stretch.points) > 1 else last
    return steps


class _Arc(NamedTuple):
    """An arc of a way and what is told of it."""

    key: tuple[int, int, bool]
    """Name, kind, whether a bike is pushed: arcs in a row with the same are one step."""
    number: int
    length_m: float
    rise_m: float
    is_bridge: bool
    is_indoor: bool


def _level(graph: StreetGraph, node: int) -> float:
    """Return the floor of a node, 0 where it is not known."""
    at = int(graph.level_node.searchsorted(node))
    known = at < len(graph.level_node) and graph.level_node[at] == node
    return float(graph.level[at]) if known else 0.0


def _arcs_told(graph: StreetGraph, path: StreetPath, profile: Profile) -> list[_Arc]:
    """Return what is told of the arcs of a way, read from the graph at once."""
    arcs = np.array(path.arcs, dtype=np.int64)
    edges = arcs // 2
    length_m = graph.edge_length_m[edges]
    flags = graph.edge_flags[edges]
    name, kind = graph.edge_name[edges], graph.edge_kind[edges]
    # A named street stays itself where it turns into a path or a square.
    kind = np.where(name > 0, _KIND_IF_NAMED[kind], kind)
    pushed = np.zeros(len(arcs), dtype=np.bool_)
    if profile is Profile.BIKE:
        speed_m_s = length_m * 1000 / np.maximum(graph.arc_ms[Profile.BIKE][arcs], 1)
        pushed = (flags & EdgeFlag.BIKE_PUSHED > 0) & (speed_m_s <= _PUSHED_BELOW_M_S)
    rise_m = graph.edge_rise_m[edges] * np.where(arcs % 2, -1, 1)
    keys = zip(name.tolist(), kind.tolist(), pushed.tolist(), strict=True)
    is_bridge = (flags & EdgeFlag.BRIDGE > 0).tolist()
    is_indoor = (flags & EdgeFlag.STATION > 0).tolist()
    columns = (keys, path.arcs, length_m.tolist(), rise_m.tolist(), is_bridge, is_indoor)
    return [_Arc(*row) for row in zip(*columns, strict=True)]


_PUSHED_BELOW_M_S = 1.05


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
    node = int(graph.arc_to[stretch.first_arc ^ 1])
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
