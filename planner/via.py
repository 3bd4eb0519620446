"""Journeys that pass a place on the way: the slice copied into layers, one more for each via.

Who is in layer i has passed the first i vias. A vehicle that calls at the next via exists once more
for each such call, in the next layer from there on; where a stay is asked for, one must alight, and
the change there leads into the next layer. The search itself knows nothing of it: it starts in
layer 0 and ends in the last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.day import DaySlice, reorder
from planner.network import Int32s, Int64s, Network
from planner.packing import finishing, packed
from planner.query import Via
from planner.ragged import ranges, starts_of
from planner.raptor.slicing import SliceTables
from planner.via_bounds import bounded_through


def through(network: Network, day: DaySlice, vias: tuple[Via, ...]) -> DaySlice:
    """Copy a slice into layers."""
    is_via = _calls(network, vias)
    old = day.tables
    pattern, nodes = _copies(network, old, vias, is_via)
    n_stops = np.diff(old.pattern_stops_start)[pattern]
    n_trips = np.diff(old.pattern_trips_start)[pattern]
    sizes = n_stops.astype(np.int64) * n_trips
    times = ranges(old.pattern_times_start[pattern], sizes)
    stops_start = starts_of(n_stops)
    changes = _changes(network, old, vias, is_via)
    tables = SliceTables(
        pattern_stops=nodes,
        pattern_stops_start=stops_start,
        pattern_trips_start=starts_of(n_trips),
        pattern_times_start=np.append(0, np.cumsum(sizes)),
        arrivals_s=old.arrivals_s[times],
        departures_s=old.departures_s[times],
        footpath_to=changes.to_node,
        footpath_s=changes.duration_s,
        footpaths_start=changes.start,
    )
    nowhere = np.zeros(len(tables.footpaths_start) - 1, dtype=np.int32)  # bounds follow
    vehicles = ranges(old.pattern_trips_start[pattern], n_trips)
    parts_start, parts = reorder(day.vehicle_parts_start, vehicles)
    runs = parts_start, day.run_trip[parts], day.run_day[parts]
    arrays = packed(tables, nowhere, np.zeros((2, 1, len(nowhere)), dtype=np.int32), bounded=False)
    arrays = bounded_through(arrays, day.arrays, network, vias)
    return replace(
        day,
        tables=tables,
        arrays=arrays,
        finish=finishing(network, arrays, tables.pattern_trips_start, day.walk_s, runs),
        vehicle_parts_start=runs[0],
        run_trip=runs[1],
        run_day=runs[2],
        run_shift_s=day.run_shift_s[parts],
    )


def ends_through(
    network: Network, vias: tuple[Via, ...], access: Int32s, egress: Int32s
) -> tuple[Int32s, Int32s]:
    """Start in the first layer, end in the last; a via at an end is passed if it needs no stay."""
    is_passed = _ridden_through(vias, _calls(network, vias))
    starts, ends = [], []
    for layer in range(len(vias) + 1):
        shift = np.array([layer * network.n_nodes, 0], dtype=np.int32)
        starts.append(access[np.all(is_passed[:layer, access[:, 0]], axis=0)] + shift)
        ends.append(egress[np.all(is_passed[layer:, egress[:, 0]], axis=0)] + shift)
    return np.concatenate(starts), np.concatenate(ends)


def _ridden_through(vias: tuple[Via, ...], is_via: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Tell for each via which nodes pass it by being there: none where a stay is asked for."""
    return np.asarray(is_via & np.array([[via.stay_s == 0] for via in vias]))


def _calls(network: Network, vias: tuple[Via, ...]) -> npt.NDArray[np.bool_]:
    """Tell for each via which nodes belong to it."""
    return np.array([np.isin(network.node_stop, list(via.stops)) for via in vias])


def _copies(
    network: Network, tables: SliceTables, vias: tuple[Via, ...], is_via: npt.NDArray[np.bool_]
) -> tuple[Int64s, Int32s]:
    """Return the pattern of each copy, and the nodes of all copies one after the other."""
    n_nodes, n_patterns = network.n_nodes, len(tables.pattern_stops_start) - 1
    every = np.arange(n_patterns)
    patterns = [every] * (len(vias) + 1)
    nodes = [tables.pattern_stops + layer * n_nodes for layer in range(len(vias) + 1)]
    ridden = _ridden_through(vias, is_via)
    extra: list[int] = []
    for layer in range(len(vias)):
        at = np.flatnonzero(ridden[layer][tables.pattern_stops])
        passed_by = np.searchsorted(tables.pattern_stops_start, at, side="right") - 1
        for call, pattern in zip(at.tolist(), passed_by.tolist(), strict=True):
            start, end = tables.pattern_stops_start[pattern : pattern + 2]
            stops = tables.pattern_stops[start:end]
            layers = _layers_along(stops, call - int(start), layer, ridden)
            extra.append(pattern)
            nodes.append(stops + layers * n_nodes)
    pattern = np.concatenate([*patterns, np.array(extra, dtype=np.int64)])
    return pattern, np.concatenate(nodes).astype(np.int32)


def _layers_along(
    stops: Int32s, passes_at: int, layer: int, ridden: npt.NDArray[np.bool_]
) -> Int32s:
    """Return the layer at each position of a vehicle that passes the next via at `passes_at`."""
    layers = np.full(len(stops), layer, dtype=np.int32)
    now = layer
    for position in range(passes_at, len(stops)):
        while now < len(ridden) and ridden[now][stops[position]]:
            now += 1
        layers[position] = now
    return layers


@dataclass(frozen=True, slots=True)
class _Changes:
    start: Int32s
    to_node: Int32s
    duration_s: Int32s


def _changes(
    network: Network, tables: SliceTables, vias: tuple[Via, ...], is_via: npt.NDArray[np.bool_]
) -> _Changes:
    """Copy the changes into each layer and lead those that end or start at vias into later ones."""
    n_nodes, n_layers = network.n_nodes, len(vias) + 1
    from_node = np.repeat(np.arange(n_nodes, dtype=np.int32), np.diff(tables.footpaths_start))
    to_node, duration_s = tables.footpath_to, tables.footpath_s
    here = network.node_stop[from_node] == network.node_stop[to_node]
    found: list[tuple[Int32s, Int32s, Int32s]] = []
    for first in range(n_layers):
        for middle in range(first, n_layers):
            for last in range(middle, n_layers):
                fits = np.all(is_via[first:middle, from_node], axis=0)
                fits &= np.all(is_via[middle:last, to_node], axis=0)
                before_s = sum(via.stay_s for via in vias[first:middle])
                after_s = sum(via.stay_s for via in vias[middle:last])
                walk_s = duration_s[fits]
                stay_s = before_s + after_s
                total_s = np.where(here[fits], np.maximum(walk_s, stay_s), walk_s + stay_s)
                found.append(
                    (
                        from_node[fits] + first * n_nodes,
                        to_node[fits] + last * n_nodes,
                        total_s.astype(np.int32),
                    )
                )
    columns = [np.concatenate(column).astype(np.int32) for column in zip(*found, strict=True)]
    order = np.lexsort((columns[2], columns[1], columns[0]))
    counts = np.bincount(columns[0], minlength=n_nodes * n_layers)
    return _Changes(starts_of(counts), columns[1][order], columns[2][order])
