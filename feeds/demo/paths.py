"""The way a course takes: streets from anchor to anchor, or track from station to station."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from feeds.demo.ground import Point, distance_m
from feeds.demo.lines import RAIL, Course, Line
from feeds.demo.plan import Plan
from feeds.demo.streets import StreetMap


@dataclass(frozen=True)
class Path:
    """Nodes in order with how far and how long (without stops) they are from the first."""

    nodes: tuple[int, ...]
    points: tuple[Point, ...]  # metres east and north
    distance_m: tuple[float, ...]
    cruise_s: tuple[float, ...]
    anchors: tuple[int, ...]  # position in `nodes` of each anchor of the course

    def heading(self, position: int) -> Point:
        """Return the unit vector of travel at a node: as it is reached, or left at the start."""
        a, b = (position - 1, position) if position else (0, 1)
        (x1, y1), (x2, y2) = self.points[a], self.points[b]
        length = distance_m((x1, y1), (x2, y2))
        return ((x2 - x1) / length, (y2 - y1) / length)


class PathFinder:
    """Finds the path of any course of the plan."""

    def __init__(self, plan: Plan, streets: StreetMap) -> None:
        self._plan = plan
        self._streets = streets
        self._rails = next(way.nodes for way in streets.ways if way.kind == "rail")
        self._node_of_anchor: dict[str, int] = {}

    def path(self, line: Line, course: Course) -> Path:
        """Return the way a course takes."""
        if line.mode == RAIL:
            return self._along_rails(course)
        stops = [self._street_node(anchor) for anchor in course.via]
        nodes, anchors = [stops[0]], [0]
        for a, b in pairwise(stops):
            nodes += self._between(a, b)[1:]
            anchors.append(len(nodes) - 1)
        return self._measured(nodes, anchors)

    def _between(self, a: int, b: int) -> list[int]:
        """Return the cheapest way from one node to another, the same in both directions."""
        way: list[int] = nx.shortest_path(self._streets.graph, min(a, b), max(a, b), weight="cost")
        return way if a <= b else way[::-1]

    def _street_node(self, anchor: str) -> int:
        if anchor not in self._node_of_anchor:
            self._node_of_anchor[anchor] = self._streets.nearest(self._plan.anchor(anchor))
        return self._node_of_anchor[anchor]

    def _along_rails(self, course: Course) -> Path:
        """Return the stretch of track between the first and the last station."""
        sheet = self._streets.sheet
        positions = []
        for anchor in course.via:
            x = self._plan.station(anchor[1:]).x
            near = [abs(sheet[node][0] - x) for node in self._rails]
            positions.append(near.index(min(near)))
        first, last = positions[0], positions[-1]
        step = 1 if last > first else -1
        nodes = [self._rails[position] for position in range(first, last + step, step)]
        return self._measured(nodes, [abs(position - first) for position in positions])

    def _measured(self, nodes: list[int], anchors: list[int]) -> Path:
        points = tuple(self._streets.points[node] for node in nodes)
        distances, cruise = [0.0], [0.0]
        for (a, b), (p, q) in zip(pairwise(nodes), pairwise(points), strict=True):
            edge = self._streets.graph.get_edge_data(a, b) or {"cruise_s": 0.0}
            distances.append(distances[-1] + distance_m(p, q))
            cruise.append(cruise[-1] + edge["cruise_s"])
        return Path(tuple(nodes), points, tuple(distances), tuple(cruise), tuple(anchors))
