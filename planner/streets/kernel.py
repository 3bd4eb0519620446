"""Shortest ways along streets compiled by numba (Dijkstra), and the nearest street to a point.

Imports numpy and numba only: numba's disk cache watches this file and no other,
so everything the compiled code depends on is defined here.
An edge is a piece of street between two nodes; it is travelled by two arcs, `2 * edge` from its
first end to its second and `2 * edge + 1` back, so that `arc ^ 1` is the same piece the other way.
Durations are whole milliseconds: they add up exactly, whatever the order.
"""

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit

Int32s: TypeAlias = npt.NDArray[np.int32]
Int64s: TypeAlias = npt.NDArray[np.int64]
UInt8s: TypeAlias = npt.NDArray[np.uint8]
Float64s: TypeAlias = npt.NDArray[np.float64]
P = ParamSpec("P")
R = TypeVar("R")

UNREACHED = 2**30
"""Longer than any way that is looked for (12 days), with room to add an edge."""
CLOSED = -1
"""Duration of an arc that may not be travelled."""
NONE = -1
"""No edge near, no arc before."""
WITHIN = 2
"""A way that stays on one edge."""
DEGREE_M = 111_194.92664455873
"""Metres of one degree on a sphere of 6,371 km."""


class StreetArrays(NamedTuple):
    """The graph as one profile sees it. Every array is read-only."""

    node_arcs_start: Int32s  # (n_nodes + 1,) into node_arcs
    node_arcs: Int32s  # arcs that leave each node
    arc_to: Int32s  # (2 * n_edges,) node where an arc ends
    arc_ms: Int32s  # (2 * n_edges,) CLOSED where the profile may not go
    node_barred: UInt8s  # (n_nodes,) 1: may be reached, not passed (a gate, a raised kerb)
    # Where a turn is forbidden, the node has a copy for those who come by the arc in question: it
    # is reached by that arc alone, and all arcs leave it but those that one may not turn into.
    # Copies are numbered after the nodes of the map; arc_to leads to them.
    map_to: Int32s  # (2 * n_edges,) node of the map where an arc ends
    copies_start: Int32s  # (n_map_nodes + 1,) into copies; (1,) where there are none
    copies: Int32s  # the copies of each node of the map


class SegmentGrid(NamedTuple):
    """Segments of edges by square of the map. A segment is named by its first point."""

    south: float
    west: float
    cell_lat: float  # degrees a row is high
    cell_lon: float  # degrees a column is wide
    n_rows: int
    n_columns: int
    cells_start: Int32s  # (n_rows * n_columns + 1,) row after row, into cell_segments
    cell_segments: Int32s
    point_lat: Float64s  # points of edges one edge after the other
    point_lon: Float64s
    point_edge: Int32s
    edge_points_start: Int32s  # (n_edges + 1,)


class Ends(NamedTuple):
    """Where ways begin or lead to: points on edges. Parallel arrays."""

    edge: Int32s  # NONE where no street is near
    fraction: Float64s  # along the edge, 0 at its first end
    away_ms: Int32s  # between the place and that point


class Reached(NamedTuple):
    """What a search knows of the nodes; reset by `forget` from the list of those it touched."""

    ms: Int32s  # (n_nodes,) UNREACHED or the time it takes
    by_arc: Int32s  # (n_nodes,) last arc of the way (first arc when searching backwards)
    by_node: Int32s  # (n_nodes,) node or copy where that arc was taken
    heap: Int64s  # room for two keys per edge and per end where a search begins: ms * 2**32 + node
    touched: Int32s  # (n_nodes,)
    n_touched: Int64s  # (1,)


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile to machine code, cached on disk, without the GIL."""
    compiled: Callable[P, R] = njit(cache=True, nogil=True)(function)
    return compiled


@kernel
def push(heap: Int64s, size: int, key: int) -> int:
    """Put a key into a binary heap of so many keys; return its new size."""
    at = size
    while at > 0:
        parent = (at - 1) >> 1
        if heap[parent] <= key:
            break
        heap[at] = heap[parent]
        at = parent
    heap[at] = key
    return size + 1


@kernel
def pop(heap: Int64s, size: int) -> int:
    """Take the least key out of a heap of so many keys; its size is then one less."""
    least: int = heap[0]
    key: int = heap[size - 1]
    size -= 1
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= key:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = key
    return least


@kernel
def forget(reached: Reached) -> None:
    """Make a search's labels ready for the next one."""
    for i in range(reached.n_touched[0]):
        reached.ms[reached.touched[i]] = UNREACHED
    reached.n_touched[0] = 0


@kernel
def part_ms(arc_ms: int, fraction: float) -> int:
    """Return the time over a part of an arc."""
    return int(np.rint(arc_ms * fraction))


@kernel
def reach_node(reached: Reached, node: int, ms: int, arc: int, before: int, size: int) -> int:
    """Lower the label of a node if this is quicker; return the size of the heap."""
    if ms >= reached.ms[node]:
        return size
    if reached.ms[node] == UNREACHED:
        reached.touched[reached.n_touched[0]] = node
        reached.n_touched[0] += 1
    reached.ms[node] = ms
    reached.by_arc[node] = arc
    reached.by_node[node] = before
    return push(reached.heap, size, (ms << 32) | node)


@kernel
def leave(
    streets: StreetArrays,
    reached: Reached,
    ends: Ends,
    end: int,
    after_ms: int,
    size: int,
    backward: bool,
) -> int:
    """Label both ends of the edge where a way begins; return the size of the heap."""
    edge = ends.edge[end]
    if edge == NONE:
        return size
    for ahead in range(2):
        arc = 2 * edge + ahead
        duration_ms = streets.arc_ms[arc ^ 1] if backward else streets.arc_ms[arc]
        if duration_ms != CLOSED:
            left = 1 - ends.fraction[end] if ahead == 0 else ends.fraction[end]
            ms = after_ms + ends.away_ms[end] + part_ms(duration_ms, left)
            size = reach_node(reached, streets.arc_to[arc], ms, NONE, NONE, size)
    return size


@kernel
def within_arc(streets: StreetArrays, edge: int, onward: float) -> int:
    """Return the arc that leads so far onward on an edge; either one to where one stands."""
    if onward > 0 or (onward == 0 and streets.arc_ms[2 * edge] != CLOSED):
        return 2 * edge
    return 2 * edge + 1


@kernel
def takes(streets: StreetArrays, node: int, arc: int) -> bool:
    """Tell whether an arc leaves a node or copy."""
    for at in range(streets.node_arcs_start[node], streets.node_arcs_start[node + 1]):
        if streets.node_arcs[at] == arc:
            return True
    return False


@kernel
def before_arc(streets: StreetArrays, reached: Reached, arc: int) -> int:
    """Return the node, or the copy of it, from which an arc is taken soonest."""
    node: int = streets.map_to[arc ^ 1]
    best = node
    if len(streets.copies_start) > 1:
        for at in range(streets.copies_start[node], streets.copies_start[node + 1]):
            copy = streets.copies[at]
            if reached.ms[copy] < reached.ms[best] and takes(streets, copy, arc):
                best = copy
    return best


@kernel
def way_ms(
    streets: StreetArrays, reached: Reached, a: Ends, i: int, b: Ends, j: int, backward: bool
) -> tuple[int, int]:
    """Return the time from end i of `a` to end j of `b`, and how the last edge is entered.

    0 or 1: by the arc `2 * edge + 0 or 1`, from the node where that arc begins; WITHIN: both are
    on one edge and nothing else is travelled. `backward`: the way leads from b to a.
    """
    best, how = UNREACHED, NONE
    edge = b.edge[j]
    if edge == NONE or a.edge[i] == NONE:
        return best, how
    for entry in range(2):
        arc = 2 * edge + entry
        duration_ms = streets.arc_ms[arc ^ 1] if backward else streets.arc_ms[arc]
        node = before_arc(streets, reached, arc)
        if duration_ms == CLOSED or reached.ms[node] == UNREACHED or streets.node_barred[node]:
            continue
        travelled = b.fraction[j] if entry == 0 else 1 - b.fraction[j]
        ms = reached.ms[node] + part_ms(duration_ms, travelled)
        if ms < best:
            best, how = ms, entry
    if edge == a.edge[i]:
        onward = b.fraction[j] - a.fraction[i]
        arc = within_arc(streets, edge, -onward if backward else onward)
        if streets.arc_ms[arc] != CLOSED:
            ms = a.away_ms[i] + part_ms(streets.arc_ms[arc], abs(onward))
            if ms <= best:
                best, how = ms, WITHIN
    return (best + b.away_ms[j], how) if how != NONE else (UNREACHED, NONE)


@kernel
def settle(
    streets: StreetArrays,
    reached: Reached,
    size: int,
    limit_ms: int,
    backward: bool,
    targets: Int32s,
    targets_ms: Int32s,
) -> int:
    """Label every node within the limit; return how many nodes were settled.

    With targets (arcs, and the time that each takes from its start) it stops as soon as no other
    way to any of them can be quicker.
    """
    n_settled, best = 0, limit_ms
    n_map_nodes = len(streets.copies_start) - 1 if len(streets.copies_start) > 1 else UNREACHED
    while size > 0:
        key = pop(reached.heap, size)
        size -= 1
        ms, node = key >> 32, key & 0xFFFFFFFF
        if ms > best:
            break
        if ms > reached.ms[node]:
            continue
        n_settled += 1
        if streets.node_barred[node]:
            continue
        for i in range(len(targets)):
            arc = targets[i]
            is_there = node == streets.map_to[arc ^ 1]
            if is_there or (node >= n_map_nodes and takes(streets, node, arc)):
                best = min(best, ms + targets_ms[i])
        for at in range(streets.node_arcs_start[node], streets.node_arcs_start[node + 1]):
            arc = streets.node_arcs[at]
            duration_ms = streets.arc_ms[arc ^ 1] if backward else streets.arc_ms[arc]
            if duration_ms != CLOSED and ms + duration_ms <= best:
                size = reach_node(reached, streets.arc_to[arc], ms + duration_ms, arc, node, size)
    return n_settled


@kernel
def one_to_many(
    streets: StreetArrays,
    reached: Reached,
    origin: Ends,
    targets: Ends,
    limit_ms: int,
    backward: bool,
    found_ms: Int32s,
) -> int:
    """Fill `found_ms` with the times to all targets within the limit, UNREACHED for the others.

    `backward`: from the targets to the origin. Returns how many nodes were settled.
    """
    forget(reached)
    size = leave(streets, reached, origin, 0, 0, 0, backward)
    no_node, no_ms = np.empty(0, np.int32), np.empty(0, np.int32)
    n_settled = settle(streets, reached, size, limit_ms, backward, no_node, no_ms)
    for j in range(len(targets.edge)):
        ms, _how = way_ms(streets, reached, origin, 0, targets, j, backward)
        found_ms[j] = ms if ms <= limit_ms else UNREACHED
    return n_settled


@kernel
def spread(
    streets: StreetArrays,
    reached: Reached,
    ends: Ends,
    after_ms: Int32s,
    limit_ms: int,
    backward: bool,
) -> int:
    """Label every node within the limit of any end, each left after its own time.

    The labels stay in `reached` until the next search. Returns how many nodes were settled.
    """
    forget(reached)
    size = 0
    for i in range(len(ends.edge)):
        size = leave(streets, reached, ends, i, after_ms[i], size, backward)
    no_node, no_ms = np.empty(0, np.int32), np.empty(0, np.int32)
    return settle(streets, reached, size, limit_ms, backward, no_node, no_ms)


@kernel
def many_to_many(
    streets: StreetArrays,
    reached: Reached,
    ends: Ends,
    wanted_start: Int32s,
    wanted: Int32s,
    limit_ms: int,
    found_ms: Int32s,
) -> int:
    """Fill `found_ms`, parallel to `wanted`, with the times from every end to those wanted of it.

    `wanted[wanted_start[i]:wanted_start[i + 1]]` are the ends asked for from end i.
    Returns how many nodes were settled in all.
    """
    n_settled = 0
    no_node, no_ms = np.empty(0, np.int32), np.empty(0, np.int32)
    for i in range(len(ends.edge)):
        if wanted_start[i] == wanted_start[i + 1]:
            continue
        forget(reached)
        size = leave(streets, reached, ends, i, 0, 0, False)
        n_settled += settle(streets, reached, size, limit_ms, False, no_node, no_ms)
        for at in range(wanted_start[i], wanted_start[i + 1]):
            ms, _how = way_ms(streets, reached, ends, i, ends, wanted[at], False)
            found_ms[at] = ms if ms <= limit_ms else UNREACHED
    return n_settled


@kernel
def point_to_point(
    streets: StreetArrays,
    reached: Reached,
    ends: Ends,
    limit_ms: int,
    path: Int32s,
) -> tuple[int, int, int]:
    """Find the quickest way from end 0 to end 1: its time, its arcs written to `path` from 0 on.

    Returns (milliseconds or UNREACHED, number of arcs, nodes settled). The first and the last arc
    are travelled in part; a way within one edge has one arc.
    """
    forget(reached)
    size = leave(streets, reached, ends, 0, 0, 0, False)
    targets, targets_ms = np.empty(2, np.int32), np.empty(2, np.int32)
    edge = ends.edge[1]
    if edge == NONE or ends.edge[0] == NONE:
        return UNREACHED, 0, 0
    for entry in range(2):
        arc_ms = streets.arc_ms[2 * edge + entry]
        travelled = ends.fraction[1] if entry == 0 else 1 - ends.fraction[1]
        targets[entry] = 2 * edge + entry
        targets_ms[entry] = UNREACHED if arc_ms == CLOSED else part_ms(arc_ms, travelled)
    n_settled = settle(streets, reached, size, limit_ms, False, targets, targets_ms)
    ms, how = way_ms(streets, reached, ends, 0, ends, 1, False)
    if ms > limit_ms or how == NONE:
        return UNREACHED, 0, n_settled
    return ms, trace(streets, reached, ends, how, path), n_settled


@kernel
def trace(streets: StreetArrays, reached: Reached, ends: Ends, how: int, path: Int32s) -> int:
    """Write the arcs of the way that was found; return their number."""
    first, last = ends.edge[0], ends.edge[1]
    if how == WITHIN:
        path[0] = within_arc(streets, last, ends.fraction[1] - ends.fraction[0])
        return 1
    path[0] = 2 * last + how
    n_arcs = 1
    node = before_arc(streets, reached, path[0])
    while reached.by_arc[node] != NONE:
        path[n_arcs] = reached.by_arc[node]
        node = reached.by_node[node]
        n_arcs += 1
    ahead_ms, back_ms = streets.arc_ms[2 * first], streets.arc_ms[2 * first + 1]
    ahead = ends.away_ms[0] + part_ms(ahead_ms, 1 - ends.fraction[0])
    leaves_ahead = (
        ahead_ms != CLOSED
        and streets.arc_to[2 * first] == node
        and (
            streets.arc_to[2 * first + 1] != node
            or back_ms == CLOSED
            or ahead <= ends.away_ms[0] + part_ms(back_ms, ends.fraction[0])
        )
    )
    path[n_arcs] = 2 * first if leaves_ahead else 2 * first + 1
    n_arcs += 1
    path[:n_arcs] = path[:n_arcs][::-1].copy()
    return n_arcs


@kernel
def nearest(
    grid: SegmentGrid, arc_ms: Int32s, lat: float, lon: float, limit_m: float
) -> tuple[int, float, float]:
    """Return (edge, fraction along it, metres away) of the nearest edge that is not closed.

    Distances are measured on a plane that touches the earth at the point. NONE: nothing within
    the limit.
    """
    best_m, segment = limit_m, NONE
    lon_m = DEGREE_M * np.cos(np.radians(lat))
    rows = int(limit_m / (DEGREE_M * grid.cell_lat)) + 1
    columns = int(limit_m / (lon_m * grid.cell_lon)) + 1
    row = int(np.floor((lat - grid.south) / grid.cell_lat))
    column = int(np.floor((lon - grid.west) / grid.cell_lon))
    for r in range(max(row - rows, 0), min(row + rows + 1, grid.n_rows)):
        for c in range(max(column - columns, 0), min(column + columns + 1, grid.n_columns)):
            cell = r * grid.n_columns + c
            for at in range(grid.cells_start[cell], grid.cells_start[cell + 1]):
                s = grid.cell_segments[at]
                edge = grid.point_edge[s]
                if arc_ms[2 * edge] == CLOSED and arc_ms[2 * edge + 1] == CLOSED:
                    continue
                away_m = to_segment(grid, s, lat, lon, lon_m)[0]
                if away_m < best_m or (away_m == best_m and (segment == NONE or s < segment)):
                    best_m, segment = away_m, s
    if segment == NONE:
        return NONE, 0.0, 0.0
    return grid.point_edge[segment], fraction_at(grid, segment, lat, lon, lon_m), best_m


@kernel
def to_segment(
    grid: SegmentGrid, segment: int, lat: float, lon: float, lon_m: float
) -> tuple[float, float]:
    """Return (metres from a point to a segment, share of the segment before its nearest point)."""
    ax = (grid.point_lon[segment] - lon) * lon_m
    ay = (grid.point_lat[segment] - lat) * DEGREE_M
    bx = (grid.point_lon[segment + 1] - lon) * lon_m
    by = (grid.point_lat[segment + 1] - lat) * DEGREE_M
    squared = (bx - ax) ** 2 + (by - ay) ** 2
    share = 0.0
    if squared > 0:
        share = min(max(-(ax * (bx - ax) + ay * (by - ay)) / squared, 0.0), 1.0)
    return np.hypot(ax + share * (bx - ax), ay + share * (by - ay)), share


@kernel
def fraction_at(grid: SegmentGrid, segment: int, lat: float, lon: float, lon_m: float) -> float:
    """Return how far along its edge the point of a segment nearest to a point lies."""
    edge = grid.point_edge[segment]
    share = to_segment(grid, segment, lat, lon, lon_m)[1]
    before_m, whole_m = 0.0, 0.0
    for s in range(grid.edge_points_start[edge], grid.edge_points_start[edge + 1] - 1):
        length_m = np.hypot(
            (grid.point_lon[s + 1] - grid.point_lon[s]) * lon_m,
            (grid.point_lat[s + 1] - grid.point_lat[s]) * DEGREE_M,
        )
        if s < segment:
            before_m += length_m
        elif s == segment:
            before_m += share * length_m
        whole_m += length_m
    return min(before_m / whole_m, 1.0) if whole_m > 0 else 0.0
