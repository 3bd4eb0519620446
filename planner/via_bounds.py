"""Lower bounds of the way from any layer to a destination, through the vias that are left.

A journey through layers is one of the slice without them that also calls at the vias: what bounds
that one (bounds.py) bounds it too, and so does the way by each via, with the stay there.
"""

from __future__ import annotations

import numpy as np

from planner.network import Int32s, Int64s, Network
from planner.query import Via
from planner.raptor.kernel import UNREACHED, DayArrays


def bounded_through(
    arrays: DayArrays, plain: DayArrays, network: Network, vias: tuple[Via, ...]
) -> DayArrays:
    """Return the arrays of a slice in layers with bounds, from those of the slice without."""
    n_layers = len(vias) + 1
    to_go_s = np.stack(
        [
            _through(plain.to_go_s[0], plain.cluster, network, vias)[::-1],
            _through(plain.to_go_s[1], plain.cluster, network, vias[::-1]),
        ]
    )
    to_go_s = np.ascontiguousarray(to_go_s.transpose(0, 2, 1, 3))
    cluster = np.tile(plain.cluster, n_layers)
    rides_to_go = np.tile(plain.rides_to_go, (1, 1, 1, n_layers))
    to_go_s = to_go_s.reshape(2, to_go_s.shape[1], -1)
    for bound in (cluster, to_go_s, rides_to_go):
        bound.flags.writeable = False
    return arrays._replace(cluster=cluster, to_go_s=to_go_s, rides_to_go=rides_to_go)


def _through(to_go_s: Int32s, cluster: Int32s, network: Network, vias: tuple[Via, ...]) -> Int32s:
    """Return (n_vias + 1, n_clusters, n_nodes): bounds with no via left, the last one, more."""
    plain_s: Int64s = to_go_s.astype(np.int64)
    layers = [plain_s]
    for via in reversed(vias):
        after_s = layers[-1]
        by_via_s = np.full_like(plain_s, UNREACHED)
        for node in np.flatnonzero(np.isin(network.node_stop, list(via.stops))).tolist():
            there_s = plain_s[cluster[node]] + via.stay_s
            by_via_s = np.minimum(by_via_s, there_s[None, :] + after_s[:, node, None])
        layers.append(np.maximum(plain_s, by_via_s))
    return np.minimum(np.stack(layers), UNREACHED).astype(np.int32)
