"""Ways of an extract -> the street graph: split at junctions, timed for every profile, indexed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from feeds.streets.access import STEEPEST_WHEELCHAIR
from feeds.streets.areas import cross_areas
from feeds.streets.grid import segment_grid
from feeds.streets.heights import Heights
from feeds.streets.pathways import StationPaths, add_stations
from feeds.streets.read_osm import OsmStreets, read_osm
from feeds.streets.report import StreetReport, close_islands, report_of
from feeds.streets.turns import Junctions, forbidden_turns
from planner import (
    Anchors,
    EdgeFlag,
    EdgeKind,
    Float64s,
    Int32s,
    NodeFlag,
    Profile,
    StreetGraph,
    TextTable,
    distance_m,
)

Indices: TypeAlias = npt.NDArray[np.int64]

CLIMB_S_PER_M = {Profile.FOOT: 6.0, Profile.WHEELCHAIR: 15.0, Profile.BIKE: 8.0}
"""What a metre of climb adds: Naismith's rule on foot (600 m an hour); a bike and its rider of
85 kg lifted by about 100 W."""
LIFT_WAIT_MS = 20_000
"""Half of the wait for a lift, added to each edge that touches it."""
_SPLIT = int(NodeFlag.LIFT) | 0b1111
_E7 = 1e-7


@dataclass(frozen=True)
class _Edges:
    """Edges as positions in the ways: edge e is at `first[e]..last[e]` of way `way[e]`."""

    first: Indices
    last: Indices
    way: Indices
    length_m: Float64s


def build_streets(path: Path, heights: Heights | None = None) -> tuple[StreetGraph, StreetReport]:
    """Build the street graph of an OpenStreetMap extract, and of the heights of its ground.

    Raises
    ------
    SourceMissingError: the file cannot be read or is not OpenStreetMap.

    """
    return build_with_stations(path, heights, ())[:2]


def build_with_stations(
    path: Path, heights: Heights | None, stations: Sequence[StationPaths]
) -> tuple[StreetGraph, StreetReport, Anchors]:
    """Build the street graph with the ways inside stations; tell where their platforms are on it.

    Raises
    ------
    SourceMissingError: the file cannot be read or is not OpenStreetMap.

    """
    streets = read_osm(path)
    n_crossed = cross_areas(streets)
    n_ways = len(streets.rules)
    platforms = add_stations(streets, stations)
    edges = _edges(streets)
    node_ref, from_node, to_node = _nodes(streets, edges)
    flags = np.array([streets.node_flags.get(ref, 0) for ref in node_ref.tolist()], dtype=np.uint8)
    rise_m, is_mapped = _rises(streets, edges, heights)
    arc_ms = _durations(streets, edges, (rise_m, is_mapped), flags, (from_node, to_node))
    arc_to = np.empty(2 * len(edges.way), dtype=np.int32)
    arc_to[0::2], arc_to[1::2] = to_node, from_node
    in_station = np.repeat(edges.way >= n_ways, 2)
    as_given = arc_ms[:, in_station].copy()
    pieces = close_islands(arc_ms, arc_to, flags)
    arc_ms[:, in_station] = as_given
    graph = _graph(streets, edges, (node_ref, flags), arc_to, arc_ms, rise_m)
    return graph, report_of(graph, streets, n_crossed, pieces), _anchors(graph, node_ref, platforms)


def _anchors(graph: StreetGraph, node_ref: Indices, platforms: Mapping[str, int]) -> Anchors:
    """Return the edge of each platform's own node, and which end of it the node is."""
    node_of = {ref: node for node, ref in enumerate(node_ref.tolist()) if ref < 0}
    arcs = {
        stop: int(graph.node_arcs[graph.node_arcs_start[node_of[ref]]])
        for stop, ref in platforms.items()
    }
    return {stop: (arc // 2, float(arc % 2)) for stop, arc in arcs.items()}


def _edges(streets: OsmStreets) -> _Edges:
    """Cut every way at its ends and wherever another way or a barrier touches it."""
    refs = streets.refs
    start = np.array(streets.start, dtype=np.int64)
    ids, inverse, counts = np.unique(refs, return_inverse=True, return_counts=True)
    special = np.array(
        [ref for ref, flags in streets.node_flags.items() if flags & _SPLIT], dtype=np.int64
    )
    cut = (counts > 1)[inverse] | np.isin(ids, special)[inverse]
    cut[start[:-1]] = cut[start[1:] - 1] = True
    way_of = np.repeat(np.arange(len(start) - 1), np.diff(start))
    positions = np.flatnonzero(cut)
    same_way = way_of[positions[:-1]] == way_of[positions[1:]]
    first, last = positions[:-1][same_way], positions[1:][same_way]
    lat, lon = _degrees(streets)
    steps_m = np.append(0.0, np.cumsum(distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:])))
    return _Edges(first, last, way_of[first], steps_m[last] - steps_m[first])


def _degrees(streets: OsmStreets) -> tuple[Float64s, Float64s]:
    lat, lon = (
        np.frombuffer(values, dtype=np.int64).astype(np.float64) * _E7
        for values in (streets.lat_e7, streets.lon_e7)
    )
    return lat, lon


def _nodes(streets: OsmStreets, edges: _Edges) -> tuple[Indices, Int32s, Int32s]:
    """Give nodes their numbers in Morton order: neighbours on the map, neighbours in memory.

    Returns the id of each node, and the nodes where edges begin and end.
    """
    refs = streets.refs
    ends = np.concatenate([edges.first, edges.last])
    ids, at = np.unique(refs[ends], return_index=True)
    position = ends[at]
    lat, lon = _degrees(streets)
    order = np.argsort(_morton(lat[position], lon[position]), kind="stable")
    number = np.empty(len(ids), dtype=np.int32)
    number[order] = np.arange(len(ids), dtype=np.int32)
    from_node = number[np.searchsorted(ids, refs[edges.first])]
    to_node = number[np.searchsorted(ids, refs[edges.last])]
    return ids[order], from_node, to_node


def _morton(lat: Float64s, lon: Float64s) -> npt.NDArray[np.uint64]:
    """Interleave the bits of two coordinates, so that near points have near codes."""
    code = np.zeros(len(lat), dtype=np.uint64)
    axes = (
        [
            ((x - x.min(initial=0)) / max(np.ptp(x), 1e-9) * 65535).astype(np.uint64)
            for x in (lat, lon)
        ]
        if len(lat)
        else []
    )
    for shift, axis in enumerate(axes):
        for bit in range(16):
            code |= ((axis >> np.uint64(bit)) & np.uint64(1)) << np.uint64(2 * bit + shift)
    return code


def _rises(
    streets: OsmStreets, edges: _Edges, heights: Heights | None
) -> tuple[Float64s, npt.NDArray[np.bool_]]:
    """Return the climb of every edge in metres, and whether mappers measured it.

    From `ele` of its ends, else from the raster, else from `incline`. Stairs keep their `incline`:
    a raster is too coarse for them, as it is for bridges and tunnels, which lie off the ground.
    """
    slope = np.array([rule.slope or 0.0 for rule in streets.rules])
    rise_m: Float64s = slope[edges.way] * edges.length_m
    is_mapped = np.ones(len(rise_m), dtype=np.bool_)
    if heights is not None:
        lat, lon = _degrees(streets)
        first_m, last_m = (heights.at(lat[at], lon[at]) for at in (edges.first, edges.last))
        off_ground = np.array(
            [
                rule.kind in (EdgeKind.STEPS, EdgeKind.LIFT)
                or bool(rule.flags & (EdgeFlag.BRIDGE | EdgeFlag.TUNNEL))
                for rule in streets.rules
            ],
            dtype=np.bool_,
        )[edges.way]
        known = ~np.isnan(last_m - first_m) & ~off_ground
        rise_m = np.where(known, last_m - first_m, rise_m)
        is_mapped = ~known
    by_ends = _mapped_rises(streets, edges)
    known = ~np.isnan(by_ends)
    return np.where(known, by_ends, rise_m), is_mapped | known


def _mapped_rises(streets: OsmStreets, edges: _Edges) -> Float64s:
    """Return the climb between the mapped heights of both ends, NaN where one has none."""
    refs, heights = streets.refs, streets.elevation_m
    if not heights:
        return np.full(len(edges.way), np.nan)
    ids = np.array(sorted(heights), dtype=np.int64)
    height = np.array([heights[ref] for ref in ids.tolist()])
    ends = []
    for position in (edges.first, edges.last):
        at = np.minimum(np.searchsorted(ids, refs[position]), len(ids) - 1)
        ends.append(np.where(ids[at] == refs[position], height[at], np.nan))
    difference: Float64s = ends[1] - ends[0]
    return difference


def _durations(
    streets: OsmStreets,
    edges: _Edges,
    rises: tuple[Float64s, npt.NDArray[np.bool_]],
    flags: npt.NDArray[np.uint8],
    ends: tuple[Int32s, Int32s],
) -> Int32s:
    """Return the milliseconds of every arc for every profile, -1 where it is closed.

    Of climbs only those that mappers measured are too steep for a wheelchair: over a short edge
    the noise of a raster would be a wall.
    """
    rise_m, is_mapped = rises
    speeds = np.array([rule.speeds for rule in streets.rules]).reshape(-1, len(Profile), 2)
    kind = np.array([rule.kind for rule in streets.rules], dtype=np.int8)[edges.way]
    given_s = np.full(len(speeds), np.nan)
    given_s[list(streets.duration_s)] = list(streets.duration_s.values())
    given_s = given_s[edges.way]
    level = (kind != EdgeKind.STEPS) & (kind != EdgeKind.LIFT)
    slope = np.abs(rise_m) / np.maximum(edges.length_m, 1.0)
    lifts = sum(((flags[end] & NodeFlag.LIFT) > 0).astype(float) for end in ends)
    arc_ms = np.full((len(Profile), 2 * len(edges.way)), -1, dtype=np.int32)
    for profile in Profile:
        for direction in (0, 1):
            speed = speeds[edges.way, profile, direction]
            climb_m = np.maximum(rise_m if direction == 0 else -rise_m, 0.0) * level
            with np.errstate(divide="ignore", invalid="ignore"):
                seconds = edges.length_m / speed + climb_m * CLIMB_S_PER_M.get(profile, 0.0)
            seconds = np.where(np.isnan(given_s), seconds, given_s)
            is_open = speed > 0
            if profile is Profile.WHEELCHAIR:
                is_open &= (slope <= STEEPEST_WHEELCHAIR) | ~is_mapped
            ms = np.rint(np.where(is_open, seconds, 0.0) * 1000) + lifts * LIFT_WAIT_MS
            # A piece between two points at the same place still takes a moment.
            arc_ms[profile, direction::2] = np.where(is_open, np.maximum(ms, 1), -1)
    return arc_ms


def _graph(
    streets: OsmStreets,
    edges: _Edges,
    nodes: tuple[Indices, npt.NDArray[np.uint8]],
    arc_to: Int32s,
    arc_ms: Int32s,
    rise_m: Float64s,
) -> StreetGraph:
    """Order edges by their first node and put all arrays together."""
    order = np.argsort(arc_to[1::2], kind="stable")
    arc_order = np.stack([2 * order, 2 * order + 1], axis=1).reshape(-1)
    arc_to, arc_ms = arc_to[arc_order], np.ascontiguousarray(arc_ms[:, arc_order])
    first, last, way = edges.first[order], edges.last[order], edges.way[order]
    lengths = last - first + 1
    points_start = np.append(0, np.cumsum(lengths)).astype(np.int32)
    rows = np.arange(points_start[-1]) + np.repeat(first - points_start[:-1], lengths)
    lat, lon = (degrees[rows] for degrees in _degrees(streets))
    from_node = arc_to.reshape(-1, 2)[:, ::-1].reshape(-1)
    node_arcs = np.argsort(from_node, kind="stable").astype(np.int32)
    n_nodes = len(nodes[1])
    edge_flags = np.array([rule.flags for rule in streets.rules], dtype=np.uint8)[way]
    is_indoor = (edge_flags & EdgeFlag.STATION) > 0
    origin, shape, cells_start, segments = segment_grid(lat, lon, points_start, is_indoor)
    levels = sorted(
        (node, streets.level[ref])
        for node, ref in enumerate(nodes[0].tolist())
        if ref in streets.level
    )
    node_starts = np.searchsorted(from_node[node_arcs], np.arange(n_nodes + 1)).astype(np.int32)
    way_id = np.frombuffer(streets.way_id, dtype=np.int64)[way]
    drives = arc_ms[Profile.CAR] >= 0
    turn_from, turn_to = _turns(
        streets, nodes[0], Junctions(way_id, arc_to, drives, node_starts, node_arcs)
    )
    names = sorted({"", *streets.names})
    number = {name: at for at, name in enumerate(names)}
    name_of_way = np.array([number[name] for name in streets.names], dtype=np.int32)
    return StreetGraph(
        node_arcs_start=node_starts,
        node_arcs=node_arcs,
        node_flags=nodes[1],
        arc_to=arc_to,
        arc_ms=arc_ms,
        edge_length_m=edges.length_m[order],
        edge_rise_m=rise_m[order],
        edge_name=name_of_way[way],
        edge_kind=np.array([rule.kind for rule in streets.rules], dtype=np.int8)[way],
        edge_flags=edge_flags,
        name=TextTable.of(names),
        turn_from=turn_from,
        turn_to=turn_to,
        level_node=np.array([node for node, _level in levels], dtype=np.int32),
        level=np.array([level for _node, level in levels], dtype=np.float64),
        edge_points_start=points_start,
        point_lat=lat,
        point_lon=lon,
        point_edge=np.repeat(np.arange(len(way), dtype=np.int32), lengths),
        grid_origin=origin,
        grid_shape=shape,
        grid_cells_start=cells_start,
        grid_segments=segments,
    )


def _turns(streets: OsmStreets, node_ref: Indices, junctions: Junctions) -> tuple[Int32s, Int32s]:
    """Return the turns that cars may not take, as arcs of the graph."""
    wanted = {turn.via_node for turn in streets.turns}
    node_of = {ref: node for node, ref in enumerate(node_ref.tolist()) if ref in wanted}
    return forbidden_turns(streets.turns, node_of, junctions, streets.dropped)
