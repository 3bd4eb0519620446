"""Ways along streets: from a point to stops, between stops, and from door to door."""

from __future__ import annotations

import math
import threading
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planner.network import Int32s
from planner.streets.graph import Profile, StreetGraph
from planner.streets.kernel import (
    NONE,
    UNREACHED,
    Ends,
    Reached,
    SegmentGrid,
    StreetArrays,
    many_to_many,
    nearest,
    one_to_many,
    point_to_point,
    spread,
)
from planner.streets.turns import arrays_of, at_map_nodes, has_turns

Point = tuple[float, float]
"""(lat, lon)."""

MATCH_LIMIT_M = 250
"""How far a place may be from the nearest street that can be used."""

PROFILE_SPEED_M_S = {
    Profile.FOOT: 1.2,
    Profile.WHEELCHAIR: 0.9,
    Profile.BIKE: 4.2,
    Profile.CAR: 13.9,
}
"""Speed on level asphalt (a car: on an open road) that the durations of arcs are made for."""

_AWAY_SPEED_M_S = {Profile.WHEELCHAIR: 0.9}
_ON_FOOT_M_S = 1.2
"""Between a door and the street one walks, whatever one travels on."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Who travels and how fast; `speed_m_s` None: the speed of the profile."""

    profile: Profile = Profile.FOOT
    speed_m_s: float | None = None

    @property
    def slowness(self) -> float:
        """Return by how much durations are multiplied."""
        if self.speed_m_s is None:
            return 1.0
        return PROFILE_SPEED_M_S[self.profile] / self.speed_m_s

    @property
    def beeline_m_s(self) -> float:
        """Return the speed of an estimate along a beeline."""
        return PROFILE_SPEED_M_S[self.profile] / self.slowness

    def seconds(self, ms: int) -> int:
        """Return whole seconds, rounded up, of the milliseconds of arcs."""
        return math.ceil(round(ms * self.slowness) / 1000)

    def milliseconds(self, seconds: int) -> int:
        """Return the milliseconds of arcs that so many seconds allow."""
        return min(int(seconds * 1000 / self.slowness), UNREACHED - 1)


@dataclass(frozen=True, slots=True)
class StreetPath:
    """A way: the arcs it follows, the first and the last of them in part."""

    duration_s: int
    arcs: tuple[int, ...]
    fractions: tuple[float, float]
    """Where it begins and ends, along its first and its last edge (not their arcs)."""
    ends: tuple[Point, Point]
    """The places it joins, as (lat, lon), beside the street."""
    settled: int
    """Nodes settled to find it."""


class StreetRouter:
    """Finds ways on one street graph; safe to call from several threads.

    `n_sources`: from how many ends `spread` may begin at most.
    """

    def __init__(self, graph: StreetGraph, *, n_sources: int = 1) -> None:
        self.graph = graph
        self._n_sources = n_sources
        self._arrays = tuple(arrays_of(graph, profile) for profile in Profile)
        self._arrays_back = tuple(
            arrays_of(graph, profile, backward=True)
            if has_turns(graph, profile)
            else self._arrays[profile]
            for profile in Profile
        )
        south, west, cell_lat, cell_lon = (float(value) for value in graph.grid_origin)
        self._grid = SegmentGrid(
            south,
            west,
            cell_lat,
            cell_lon,
            int(graph.grid_shape[0]),
            int(graph.grid_shape[1]),
            graph.grid_cells_start,
            graph.grid_segments,
            graph.point_lat,
            graph.point_lon,
            graph.point_edge,
            graph.edge_points_start,
        )
        self._local = threading.local()

    def ends(
        self,
        points: Iterable[Point],
        profile: Profile,
        limit_m: float = MATCH_LIMIT_M,
    ) -> Ends:
        """Return the nearest usable street of each (lat, lon); edge -1 where none is near."""
        arc_ms = self._arrays[profile].arc_ms
        found = [nearest(self._grid, arc_ms, lat, lon, float(limit_m)) for lat, lon in points]
        speed_m_s = _AWAY_SPEED_M_S.get(profile, _ON_FOOT_M_S)
        return Ends(
            np.array([edge for edge, _fraction, _m in found], dtype=np.int32),
            np.array([fraction for _edge, fraction, _m in found], dtype=np.float64),
            np.array([round(m / speed_m_s * 1000) for *_rest, m in found], dtype=np.int32),
        )

    def reach(
        self, origin: Ends, targets: Ends, pace: Pace, limit_s: int, *, leaving: bool
    ) -> tuple[Int32s, int]:
        """Return the seconds between one place and each target, -1 beyond the limit.

        `leaving`: from the place to the targets, else from them to it. Also returns how many
        nodes were settled.
        """
        found_ms = np.empty(len(targets.edge), dtype=np.int32)
        settled = one_to_many(
            self._directed(pace.profile, leaving=leaving),
            self._reached(),
            origin,
            targets,
            pace.milliseconds(limit_s),
            not leaving,
            found_ms,
        )
        return _seconds(found_ms, pace), settled

    def between(self, ends: Ends, pairs: tuple[Int32s, Int32s], pace: Pace, limit_s: int) -> Int32s:
        """Return the seconds of each pair of ends (from, to), -1 beyond the limit."""
        order = np.argsort(pairs[0], kind="stable")
        start = np.searchsorted(pairs[0][order], np.arange(len(ends.edge) + 1)).astype(np.int32)
        found_ms = np.empty(len(order), dtype=np.int32)
        many_to_many(
            self._arrays[pace.profile],
            self._reached(),
            ends,
            start,
            pairs[1][order].astype(np.int32),
            pace.milliseconds(limit_s),
            found_ms,
        )
        seconds = np.empty(len(order), dtype=np.int32)
        seconds[order] = _seconds(found_ms, pace)
        return seconds

    def spread(
        self, ends: Ends, after_s: Int32s, pace: Pace, limit_s: int, *, leaving: bool
    ) -> tuple[Int32s, int]:
        """Return the milliseconds to every node from the ends, each left after its own seconds.

        UNREACHED (2**30) beyond the limit. `leaving`: away from the ends, else towards them. Also
        returns how many nodes were settled. What is told of a node holds for one of the arcs that
        leave it at least: for a car not for all where a turn is forbidden.
        """
        reached, streets = self._reached(), self._directed(pace.profile, leaving=leaving)
        settled = spread(
            streets,
            reached,
            ends,
            np.array([pace.milliseconds(int(s)) for s in after_s], dtype=np.int32),
            pace.milliseconds(limit_s),
            not leaving,
        )
        return at_map_nodes(streets, reached.ms), settled

    def path(
        self, places: Sequence[Point], ends: Ends, pace: Pace, limit_s: int
    ) -> StreetPath | None:
        """Return the quickest way between two places and their ends, None beyond the limit."""
        duration_ms, n_arcs, settled = point_to_point(
            self._arrays[pace.profile],
            self._reached(),
            ends,
            pace.milliseconds(limit_s),
            self._arcs(),
        )
        if duration_ms == UNREACHED:
            return None
        return StreetPath(
            pace.seconds(duration_ms),
            tuple(self._arcs()[:n_arcs].tolist()),
            (float(ends.fraction[0]), float(ends.fraction[1])),
            (places[0], places[1]),
            settled,
        )

    def _directed(self, profile: Profile, *, leaving: bool) -> StreetArrays:
        """Return the graph as a profile sees it that leaves a place, or that comes to it."""
        return (self._arrays if leaving else self._arrays_back)[profile]

    def _reached(self) -> Reached:
        """Return this thread's labels."""
        reached: Reached | None = getattr(self._local, "reached", None)
        if reached is None:
            every = (*self._arrays, *self._arrays_back)
            n_nodes = max(len(streets.node_barred) for streets in every)
            n_arcs = max(len(streets.node_arcs) for streets in every)
            reached = self._local.reached = Reached(
                np.full(n_nodes, UNREACHED, dtype=np.int32),
                np.full(n_nodes, NONE, dtype=np.int32),
                np.full(n_nodes, NONE, dtype=np.int32),
                np.empty(n_arcs + 2 * self._n_sources + 8, dtype=np.int64),
                np.empty(n_nodes, dtype=np.int32),
                np.zeros(1, dtype=np.int64),
            )
        return reached

    def _arcs(self) -> Int32s:
        """Return this thread's room for the arcs of a way."""
        arcs: Int32s | None = getattr(self._local, "arcs", None)
        if arcs is None:
            arcs = self._local.arcs = np.empty(len(self._reached().ms) + 2, dtype=np.int32)
        return arcs


def points_of_path(graph: StreetGraph, path: StreetPath) -> list[Point]:
    """Return the line of a way as (lat, lon), from door to door."""
    return line_through(path, pieces_of_path(graph, path))


def line_through(path: StreetPath, pieces: Iterable[Sequence[Point]]) -> list[Point]:
    """Return the line of a way from door to door; `pieces` are its points on the streets."""
    points = [path.ends[0]]
    for piece in pieces:
        points += [point for point in piece if point != points[-1]]
    if path.ends[1] != points[-1] or len(points) == 1:
        points.append(path.ends[1])
    return points


def pieces_of_path(graph: StreetGraph, path: StreetPath) -> list[list[Point]]:
    """Return the points travelled on each arc of a way, the first and the last cut."""
    return [_piece_of_path(graph, path, number) for number in range(len(path.arcs))]


def end_pieces_of_path(graph: StreetGraph, path: StreetPath) -> tuple[list[Point], list[Point]]:
    """Return the points travelled on the first arc and on the last one."""
    return _piece_of_path(graph, path, 0), _piece_of_path(graph, path, len(path.arcs) - 1)


def _piece_of_path(graph: StreetGraph, path: StreetPath, number: int) -> list[Point]:
    return _piece(
        graph,
        path.arcs[number],
        path.fractions[0] if number == 0 else None,
        path.fractions[1] if number == len(path.arcs) - 1 else None,
    )


def shares_of_path(path: StreetPath) -> list[float]:
    """Return the share of each arc's length that a way travels."""
    shares = [1.0] * len(path.arcs)
    start, end = (
        fraction if path.arcs[at] % 2 == 0 else 1 - fraction
        for at, fraction in zip((0, -1), path.fractions, strict=True)
    )
    shares[-1] = end
    shares[0] -= start
    return shares


def _piece(graph: StreetGraph, arc: int, start: float | None, end: float | None) -> list[Point]:
    """Return the points of an arc between two fractions of its edge (None: its whole end)."""
    edge = arc // 2
    rows = slice(graph.edge_points_start[edge], graph.edge_points_start[edge + 1])
    line = list(zip(graph.point_lat[rows].tolist(), graph.point_lon[rows].tolist(), strict=True))
    if start is not None or end is not None:
        if arc % 2:
            start, end = end, start
        line = _cut(line, 0.0 if start is None else start, 1.0 if end is None else end)
    return line[::-1] if arc % 2 else line


def _cut(line: list[Point], low: float, high: float) -> list[Point]:
    """Return the part of a line between two fractions of its length."""
    east = math.cos(math.radians(line[0][0]))
    along = [0.0]
    for (lat, lon), (to_lat, to_lon) in pairwise(line):
        along.append(along[-1] + math.hypot(to_lat - lat, (to_lon - lon) * east))
    if not along[-1]:
        return [line[0], line[-1]]
    low, high = low * along[-1], high * along[-1]
    inside = [point for point, at in zip(line, along, strict=True) if low < at < high]
    return [_at(line, along, low), *inside, _at(line, along, high)]


def _at(line: list[Point], along: list[float], length: float) -> Point:
    """Return the point of a line after so much of its length."""
    after = min(max(bisect_right(along, length), 1), len(along) - 1)
    whole = along[after] - along[after - 1]
    share = (length - along[after - 1]) / whole if whole else 0.0
    (lat, lon), (to_lat, to_lon) = line[after - 1], line[after]
    return lat + share * (to_lat - lat), lon + share * (to_lon - lon)


def point_of_edge(graph: StreetGraph, edge: int, fraction: float) -> Point:
    """Return the point of an edge at a fraction of its length."""
    return _piece(graph, 2 * edge, fraction, None)[0]


def _seconds(ms: Int32s, pace: Pace) -> Int32s:
    seconds: Int32s = np.ceil(np.rint(ms * pace.slowness) / 1000).astype(np.int32)
    seconds[ms == UNREACHED] = -1
    return seconds
