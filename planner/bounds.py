"""Lower bounds of what a destination still takes, from any node of a day slice.

The nodes are split into clusters by place. For each cluster and node: the least time from one to
the other, riding each segment as fast as its fastest vehicle and never waiting; and the least
number of rides. A label that cannot reach the destination before the best arrival known, or not
with the rides that are left, need not be kept (decision 0017).
"""

from __future__ import annotations

import numpy as np

from planner.network import Float64s, Int32s, Network
from planner.ragged import starts_of
from planner.raptor.bounding import least_times
from planner.raptor.slicing import SliceTables

MOST_CLUSTERS = 64
LEAST_NODES = 8
"""Of a cluster: smaller ones cost more than they save."""


def clusters_of(network: Network) -> Int32s:
    """Return the cluster of every node: halves of halves, by latitude and longitude in turn."""
    lat, lon = network.stop_lat[network.node_stop], network.stop_lon[network.node_stop]
    cluster = np.zeros(network.n_nodes, dtype=np.int32)
    n_clusters, coordinates = 1, (lat, lon)
    while 2 * n_clusters <= MOST_CLUSTERS and network.n_nodes >= 2 * n_clusters * LEAST_NODES:
        cluster = _halved(cluster, coordinates[0])
        coordinates = coordinates[1], coordinates[0]
        n_clusters *= 2
    return cluster


def _halved(cluster: Int32s, coordinate: Float64s) -> Int32s:
    """Split each cluster at the median of a coordinate."""
    order = np.lexsort((coordinate, cluster))
    sizes = np.bincount(cluster)
    rank = np.empty(len(cluster), dtype=np.int64)
    rank[order] = np.arange(len(cluster)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return (2 * cluster + (rank >= sizes[cluster] / 2)).astype(np.int32)


def bounds_of(tables: SliceTables, least_ride_s: Int32s, cluster: Int32s) -> Int32s:
    """Return (2, n_clusters, n_nodes): the least time to a cluster, and from it (mirrored day)."""
    n_nodes = len(cluster)
    ends = np.zeros(len(tables.pattern_stops), dtype=np.bool_)
    ends[tables.pattern_stops_start[1:] - 1] = True
    rides = np.flatnonzero(~ends)
    walked_from = np.repeat(np.arange(n_nodes), np.diff(tables.footpaths_start))
    from_node = np.concatenate([tables.pattern_stops[rides], walked_from]).astype(np.int32)
    to_node = np.concatenate([tables.pattern_stops[rides + 1], tables.footpath_to])
    time_s = np.concatenate([least_ride_s[rides], tables.footpath_s])
    n_clusters = int(cluster.max(initial=0)) + 1
    bounds_s = np.empty((2, n_clusters, n_nodes), dtype=np.int32)
    for way, (start, end) in enumerate(((to_node, from_node), (from_node, to_node))):
        pair = start.astype(np.int64) * n_nodes + end
        order = np.lexsort((time_s, pair))
        order = order[np.append(True, np.diff(pair[order]) != 0)] if len(order) else order
        edges_start = starts_of(np.bincount(start[order], minlength=n_nodes))
        least_times(edges_start, end[order], time_s[order], cluster, bounds_s[way])
    return bounds_s
