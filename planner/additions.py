"""What the walks and rides of a day slice add to further criteria: minutes walked, decagrams."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.day import DaySlice, reorder
from planner.emissions.rides import Emissions
from planner.network import Int32s, Network
from planner.query import MINUTE_S, Criterion, Query
from planner.ragged import ranges
from planner.raptor.criteria import Timetable


@dataclass(frozen=True, slots=True)
class Additions:
    """Arrays beside those of a slice, as they are and (axis 0 = 1) mirrored."""

    walked_min: Int32s
    """(2, n_footpaths) parallel to the footpaths of the slice; margins and waits are no walk."""
    emitted_dag: Int32s
    """(2, n) emitted from the first position of each pattern to every other."""
    positions_start: Int32s
    """(n_patterns + 1,)"""

    def timetable(self, day: DaySlice, way: int, query: Query) -> Timetable:
        """Return one direction of the slice; what is no criterion adds nothing."""
        walking, co2e = (name in query.criteria for name in (Criterion.WALKING, Criterion.CO2E))
        arrays = day.arrays
        walked_min, emitted_dag = self.walked_min[way], self.emitted_dag[way]
        return Timetable(
            arrays.blocks[way],
            arrays.blocks_start,
            arrays.visits[way],
            arrays.visits_start[way],
            arrays.footpaths[way],
            arrays.footpaths_start[way],
            walked_min if walking else np.zeros_like(walked_min),
            walked_min * np.int32(query.slack.walk_dag if co2e else 0),
            emitted_dag if co2e else np.zeros_like(emitted_dag),
            self.positions_start,
        )


def additions_of(network: Network, day: DaySlice, emissions: Emissions) -> Additions:
    """Return what the walks and rides of a slice add, also of one with layers (via.py)."""
    return Additions(
        np.stack([_walked_min(network, day, way) for way in (0, 1)]),
        _emitted_dag(network, day, emissions),
        day.tables.pattern_stops_start,
    )


def _walked_min(network: Network, day: DaySlice, way: int) -> Int32s:
    """Return the minutes walked on every footpath: none where one stays at the stop."""
    starts, footpaths = day.arrays.footpaths_start[way], day.arrays.footpaths[way]
    ends = [np.repeat(np.arange(day.n_nodes), np.diff(starts)), footpaths[:, 0]]
    from_node, to_node = (nodes % network.n_nodes for nodes in (ends if way == 0 else ends[::-1]))
    owners = np.repeat(np.arange(network.n_nodes, dtype=np.int64), np.diff(network.changes_start))
    known = owners * network.n_nodes + network.change_to
    path = np.searchsorted(known, from_node.astype(np.int64) * network.n_nodes + to_node)
    stays = network.node_stop[from_node] == network.node_stop[to_node]
    walked_min: Int32s = np.where(stays, 0, minutes(day.walk_s[path]))
    return walked_min.astype(np.int32)


def _emitted_dag(network: Network, day: DaySlice, emissions: Emissions) -> Int32s:
    """Return running sums along the patterns of the slice, through all trips of a vehicle."""
    tables = day.tables
    first_vehicle = tables.pattern_trips_start[:-1].astype(np.int64)
    _, parts = reorder(day.vehicle_parts_start, first_vehicle)
    pattern = np.searchsorted(network.pattern_trips_start, day.run_trip[parts], side="right") - 1
    lengths = np.diff(network.pattern_stops_start)[pattern]
    rows = ranges(network.pattern_stops_start[pattern], lengths)
    along_dag = emissions.pattern_dag[rows].astype(np.int64)
    hop_dag = np.diff(along_dag, prepend=0)
    hop_dag[np.cumsum(lengths) - lengths] = 0  # nothing is emitted before the first stop of a trip
    total_dag = np.cumsum(hop_dag)
    n_stops = np.diff(tables.pattern_stops_start)
    starts = tables.pattern_stops_start[:-1]
    first_dag = np.repeat(total_dag[starts], n_stops)
    last_dag = np.repeat(total_dag[starts + n_stops - 1], n_stops)
    reversed_rows = np.repeat(2 * starts + n_stops - 1, n_stops) - np.arange(len(total_dag))
    emitted_dag = np.stack([total_dag - first_dag, last_dag - total_dag[reversed_rows]])
    return emitted_dag.astype(np.int32)


def minutes(walk_s: Int32s) -> Int32s:
    """Return walks to the next minute: shorter differences are no reason to go another way."""
    return -(-walk_s // MINUTE_S)
