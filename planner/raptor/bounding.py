"""Compiled steps for lower bounds: least times of segments, least times to a cluster of stops.

Imports numpy and numba only (decision 0006).
"""

from collections.abc import Callable
from typing import ParamSpec, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit

Int32s: TypeAlias = npt.NDArray[np.int32]
Int64s: TypeAlias = npt.NDArray[np.int64]
UInt8s: TypeAlias = npt.NDArray[np.uint8]
P = ParamSpec("P")
R = TypeVar("R")

UNREACHED = 2**30
NEVER = -(2**30)
BLOCK_HEAD = 3
MANY = 255
"""Rides to go from where nothing leads to the cluster."""


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile to machine code, cached on disk, without the GIL."""
    compiled: Callable[P, R] = njit(cache=True, nogil=True)(function)
    return compiled


@kernel
def least_rides(
    stops_start: Int32s,
    trips_start: Int32s,
    vehicle_times: Int64s,
    arrivals_s: Int32s,
    departures_s: Int32s,
    least_s: Int32s,
) -> None:
    """Write for each position of each pattern the least time of a ride to the next position.

    Between two trips of a vehicle the second may arrive before the first has left: no time is
    negative.
    """
    for pattern in range(stops_start.size - 1):
        stops = stops_start[pattern]
        for position in range(stops_start[pattern + 1] - stops):
            least_s[stops + position] = UNREACHED
        for trip in range(trips_start[pattern], trips_start[pattern + 1]):
            times = vehicle_times[trip]
            left_s = departures_s[times]
            for position in range(stops_start[pattern + 1] - stops - 1):
                left_s = max(left_s, departures_s[times + position])
                ride_s = max(arrivals_s[times + position + 1] - left_s, 0)
                least_s[stops + position] = min(least_s[stops + position], ride_s)


@kernel
def least_times(
    edges_start: Int32s, edge_to: Int32s, edge_s: Int32s, cluster: Int32s, times_s: Int32s
) -> None:
    """Write to row c the least time from any node of cluster c to each node along the edges.

    Label-correcting with a queue; no time is negative, so it ends.
    """
    n_nodes = cluster.size
    queue = np.empty(n_nodes, dtype=np.int32)
    is_queued = np.zeros(n_nodes, dtype=np.uint8)
    for c in range(times_s.shape[0]):
        head, n_queued = 0, 0
        for node in range(n_nodes):
            times_s[c, node] = UNREACHED
            if cluster[node] == c:
                times_s[c, node] = 0
                queue[n_queued] = node
                is_queued[node] = 1
                n_queued += 1
        while n_queued > 0:
            node = queue[head]
            head = head + 1 if head + 1 < n_nodes else 0
            n_queued -= 1
            is_queued[node] = 0
            for edge in range(edges_start[node], edges_start[node + 1]):
                to, time_s = edge_to[edge], times_s[c, node] + edge_s[edge]
                if time_s < times_s[c, to]:
                    times_s[c, to] = time_s
                    if not is_queued[to]:
                        is_queued[to] = 1
                        tail = head + n_queued
                        queue[tail if tail < n_nodes else tail - n_nodes] = to
                        n_queued += 1


@kernel
def least_rides_to(
    blocks: Int32s,
    blocks_start: Int32s,
    visits: Int32s,
    visits_start: Int32s,
    paths_back: Int32s,
    paths_back_start: Int32s,
    cluster: Int32s,
    alighted: UInt8s,
    boarding: UInt8s,
) -> None:
    """Write to row c how many rides lead to cluster c at least: once alighted, or about to board.

    Breadth first, back from the cluster. `paths_back` holds for each node the nodes from which one
    may change to it. A pattern is scanned once: what lies before a position already scanned was
    reached with as few rides.
    """
    n_nodes = cluster.size
    scanned_to = np.empty(blocks_start.size - 1, dtype=np.int32)
    queue = np.empty(n_nodes, dtype=np.int32)
    for c in range(alighted.shape[0]):
        scanned_to[:] = 0
        n_queued = 0
        for node in range(n_nodes):
            alighted[c, node] = boarding[c, node] = MANY
            if cluster[node] == c:
                alighted[c, node] = 0
                queue[n_queued] = node
                n_queued += 1
        head = 0
        while head < n_queued:
            node = queue[head]
            head += 1
            rides = alighted[c, node] + 1
            for visit in range(visits_start[node], visits_start[node + 1]):
                pattern, position = visits[visit, 2], visits[visit, 3]
                stops = blocks_start[pattern] + BLOCK_HEAD
                n_stops, n_trips = blocks[stops - BLOCK_HEAD], blocks[stops - BLOCK_HEAD + 1]
                arrivals = stops + n_stops
                if blocks[arrivals + position] == UNREACHED or position <= scanned_to[pattern]:
                    continue
                departures = arrivals + n_stops * n_trips
                for earlier in range(scanned_to[pattern], position):
                    board = blocks[stops + earlier]
                    if blocks[departures + earlier * n_trips] != NEVER and (
                        rides < boarding[c, board]
                    ):
                        boarding[c, board] = rides
                        for path in range(paths_back_start[board], paths_back_start[board + 1]):
                            start = paths_back[path, 0]
                            if rides < alighted[c, start]:
                                alighted[c, start] = rides
                                queue[n_queued] = start
                                n_queued += 1
                scanned_to[pattern] = position
