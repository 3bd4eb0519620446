"""The network as it is walked in a wheelchair: other times between stops, and some ways less."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.network import FOOTPATH_STREETS, Int32s, Network


def walked_in_wheelchairs(network: Network, footpath_s: Int32s) -> Network:
    """Return a network whose measured footpaths and changes take the times of a wheelchair.

    `footpath_s`: parallel to `footpath_s` of the network, -1 where there is no way. Which vehicles
    and stops a wheelchair can use is a matter of the query's options.
    """
    n_stops = network.n_stops
    from_stop = np.repeat(np.arange(n_stops, dtype=np.int64), np.diff(network.footpaths_start))
    time_of = dict(
        zip((from_stop * n_stops + network.footpath_to).tolist(), footpath_s.tolist(), strict=True)
    )
    change_s = np.array(network.change_s, dtype=np.int32)
    measured = np.flatnonzero(network.change_kind == FOOTPATH_STREETS)
    from_node = np.searchsorted(network.changes_start, measured, side="right") - 1
    pairs = network.node_stop[from_node].astype(np.int64) * n_stops
    pairs += network.node_stop[network.change_to[measured]]
    known_s = change_s[measured].tolist()
    change_s[measured] = [
        time_of.get(pair, before_s) for pair, before_s in zip(pairs.tolist(), known_s, strict=True)
    ]
    walks, changes = footpath_s >= 0, change_s >= 0
    return replace(
        network,
        footpaths_start=_starts(network.footpaths_start, walks),
        footpath_to=network.footpath_to[walks],
        footpath_s=footpath_s[walks],
        footpath_kind=network.footpath_kind[walks],
        changes_start=_starts(network.changes_start, changes),
        change_to=network.change_to[changes],
        change_s=change_s[changes],
        change_kind=network.change_kind[changes],
    )


def _starts(starts: Int32s, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Int32s:
    """Return where the kept rows of each owner begin."""
    n_before = np.concatenate([[0], np.cumsum(kept)])
    return n_before[starts].astype(np.int32)
