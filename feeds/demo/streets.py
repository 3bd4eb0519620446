"""The street map: strokes cut at their crossings into a graph of numbered nodes."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import networkx as nx
from shapely import LineString, STRtree
from shapely import Point as ShapelyPoint
from shapely.geometry.base import BaseGeometry

from feeds.demo.countryside import draw_countryside
from feeds.demo.ground import RIVER_HALF_WIDTH_M, Point, bend, distance_m, elevation_m
from feeds.demo.plan import Plan
from feeds.demo.strokes import DRIVABLE, Stroke, dense
from feeds.demo.towns import draw_town

_NODE_SPACING_M = 90.0
_TOUCH_M = 2.0
"""Strokes that come this close meet; points that are this close are one."""

_CRUISE_M_S = {
    "primary": 10.0,
    "secondary": 8.5,
    "tertiary": 7.5,
    "unclassified": 7.0,
    "residential": 5.5,
}
_ROADS = frozenset({"primary", "secondary", "tertiary", "unclassified"})
_RURAL_FACTOR = 1.75
"""Between settlements a bus drives that much faster than in town on the same kind of road."""

_BUS_DISLIKE = {"residential": 2.2, "unclassified": 1.2}
"""How much longer a bus goes to avoid narrow streets."""


@dataclass(frozen=True)
class Way:
    """One street between its ends, as node numbers."""

    kind: str
    name: str
    nodes: tuple[int, ...]
    tags: dict[str, str]


@dataclass
class StreetMap:
    """Nodes, ways and the graph that buses and trams use.

    Edges of `graph` carry length_m, cruise_s (driving without stops), cost (what a line planner
    minimises) and name.
    """

    sheet: list[Point] = field(default_factory=list)  # nodes on the sheet
    ways: list[Way] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)  # nodes in metres east and north
    elevation_m: list[float] = field(default_factory=list)
    graph: nx.Graph[int] = field(default_factory=nx.Graph)
    names_at: dict[int, list[str]] = field(default_factory=dict)  # streets meeting at a node
    on_roads: list[int] = field(default_factory=list)  # nodes of all but narrow streets
    _grid: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def node_at(self, point: Point) -> int:
        """Return the node at a point of the sheet, a new one when there is none."""
        column, row = int(point[0] // _TOUCH_M), int(point[1] // _TOUCH_M)
        for near_column in (column - 1, column, column + 1):
            for near_row in (row - 1, row, row + 1):
                for node in self._grid.get((near_column, near_row), ()):
                    if distance_m(self.sheet[node], point) <= _TOUCH_M:
                        return node
        self.sheet.append(point)
        self._grid.setdefault((column, row), []).append(len(self.sheet) - 1)
        return len(self.sheet) - 1

    def nearest(self, point: Point) -> int:
        """Return the node on a road that buses like nearest to a point of the sheet."""
        return min(self.on_roads, key=lambda node: (distance_m(self.sheet[node], point), node))


def draw_streets(plan: Plan) -> StreetMap:
    """Draw the plan and find every crossing."""
    rng = random.Random(plan.seed)
    strokes = [stroke for town in plan.towns for stroke in draw_town(town, rng)]
    strokes += draw_countryside(plan, rng)
    streets = StreetMap()
    for stroke, nodes in zip(strokes, _cut(strokes, plan, streets), strict=True):
        if len(nodes) > 1:
            streets.ways.append(Way(stroke.kind, stroke.name, nodes, stroke.tags))
    _keep_connected(streets)
    streets.points = [bend(point) for point in streets.sheet]
    streets.elevation_m = [elevation_m(point, plan.hills) for point in streets.sheet]
    _connect(streets, plan)
    return streets


def _cut(strokes: list[Stroke], plan: Plan, streets: StreetMap) -> list[tuple[int, ...]]:
    """Return the nodes of every stroke, with shared nodes where strokes meet."""
    lines = [LineString(stroke.points) for stroke in strokes]
    crossings: list[list[Point]] = [[] for _ in strokes]
    left, right = STRtree(lines).query(lines, predicate="dwithin", distance=_TOUCH_M)
    for a, b in sorted(zip(left.tolist(), right.tolist(), strict=True)):
        if a < b:
            meetings = _meetings(lines[a], lines[b])
            crossings[a] += meetings
            crossings[b] += meetings
    far = plan.length_m + 5000
    shores = [LineString([(-far, d), (far, d)]) for d in (-RIVER_HALF_WIDTH_M, RIVER_HALF_WIDTH_M)]
    result = []
    for stroke, line, points in zip(strokes, lines, crossings, strict=True):
        junctions = {streets.node_at(point) for point in points}
        banks = [point for shore in shores for point in _points_of(line.intersection(shore))]
        nodes = _along(line, [*points, *banks], streets)
        if stroke.trimmed:
            shared = [index for index, node in enumerate(nodes) if node in junctions]
            nodes = nodes[shared[0] : shared[-1] + 1] if shared else []
        result.append(tuple(nodes))
    return result


def _meetings(a: LineString, b: LineString) -> list[Point]:
    """Return where two strokes cross, or where an end of one touches the other."""
    points = _points_of(a.intersection(b))
    for line, other in ((a, b), (b, a)):
        for end in (line.coords[0], line.coords[-1]):
            point = (end[0], end[1])
            near = other.distance(ShapelyPoint(point)) <= _TOUCH_M
            if near and all(distance_m(point, known) > _TOUCH_M for known in points):
                points.append(point)
    return points


def _points_of(geometry: BaseGeometry) -> list[Point]:
    """Return the points of an intersection; of a shared stretch, its ends."""
    points: list[Point] = []
    for part in getattr(geometry, "geoms", [geometry]):
        if not part.is_empty:
            coords = list(part.coords)
            points += [(x, d) for x, d in {coords[0]: None, coords[-1]: None}]
    return points


def _along(line: LineString, crossings: list[Point], streets: StreetMap) -> list[int]:
    """Return the nodes of a stroke in order: crossings first, its own points between them."""
    marks = [(line.project(ShapelyPoint(point)), point) for point in crossings]
    taken = [mark for mark, _ in marks]
    for point in dense([(x, d) for x, d in line.coords], _NODE_SPACING_M):
        mark = line.project(ShapelyPoint(point))
        if all(abs(mark - other) > 4 * _TOUCH_M for other in taken):
            marks.append((mark, point))
    if line.is_ring:
        marks = [*marks, (line.length, min(marks)[1])]
    nodes: list[int] = []
    for _, point in sorted(marks):
        node = streets.node_at(point)
        if not nodes or nodes[-1] != node:
            nodes.append(node)
    return nodes


def _keep_connected(streets: StreetMap) -> None:
    """Drop streets that nothing leads to, and number the remaining nodes anew."""
    walkable: nx.Graph[int] = nx.Graph()
    for way in streets.ways:
        if way.kind != "rail":
            nx.add_path(walkable, way.nodes)
    reached = max(nx.connected_components(walkable), key=len)
    ways = [way for way in streets.ways if way.kind == "rail" or way.nodes[0] in reached]
    number: dict[int, int] = {}
    for way in ways:
        for node in way.nodes:
            number.setdefault(node, len(number))
    streets.sheet = [streets.sheet[node] for node in number]
    streets.ways = [
        Way(way.kind, way.name, tuple(number[node] for node in way.nodes), way.tags) for way in ways
    ]


def _connect(streets: StreetMap, plan: Plan) -> None:
    """Fill the drivable graph and the names of the streets at every node."""
    degree: Counter[int] = Counter()
    names: dict[int, set[str]] = {}
    for way in streets.ways:
        degree.update(node for edge in pairwise(way.nodes) for node in edge)
        if way.kind in DRIVABLE:
            _add_edges(streets, way, plan)
        if way.name and way.kind not in {"rail", "cycleway"}:
            for node in way.nodes:
                names.setdefault(node, set()).add(way.name)
    whole = max(nx.connected_components(streets.graph), key=len)
    streets.graph = nx.Graph(streets.graph.subgraph(sorted(whole)))
    streets.on_roads = sorted(
        {node for way in streets.ways if way.kind in _ROADS for node in way.nodes} & whole
    )
    streets.names_at = {
        node: sorted(names.get(node, ())) for node in sorted(whole) if degree[node] > 2
    }


def _add_edges(streets: StreetMap, way: Way, plan: Plan) -> None:
    """Add one drivable street to the graph."""
    for a, b in pairwise(way.nodes):
        (x1, d1), (x2, d2) = streets.sheet[a], streets.sheet[b]
        length_m = distance_m(streets.points[a], streets.points[b])
        speed = _CRUISE_M_S[way.kind]
        if plan.settlement_at(((x1 + x2) / 2, (d1 + d2) / 2)) is None:
            speed *= _RURAL_FACTOR
        cruise_s = length_m / speed
        streets.graph.add_edge(
            a,
            b,
            length_m=length_m,
            cruise_s=cruise_s,
            cost=cruise_s * _BUS_DISLIKE.get(way.kind, 1.0),
            name=way.name,
        )
