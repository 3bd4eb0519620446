"""The tables of a day slice packed for the search, both ways round."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from planner.network import Int32s, Network
from planner.ragged import starts_of
from planner.raptor.bounding import least_rides_to
from planner.raptor.kernel import (
    HEAD_CALLS,
    HEAD_N_STOPS,
    HEAD_N_TRIPS,
    HEAD_TRIPS,
    N_HEAD_FIELDS,
    N_VISIT_FIELDS,
    DayArrays,
)
from planner.raptor.legs import Finish
from planner.raptor.slicing import (
    BLOCK_HEAD,
    SliceTables,
    index_visits,
    mirror_times,
    pack_blocks,
    share_profiles,
)

Item = TypeVar("Item", bound=np.generic)


def packed(
    tables: SliceTables, cluster: Int32s, to_go_s: Int32s, *, bounded: bool = True
) -> DayArrays:
    """Pack the tables, their mirror image and bounds (bounds.py); every array is read-only.

    Without `bounded` the number of rides to go is not bounded.
    """
    n_stops = np.diff(tables.pattern_stops_start).astype(np.int64)
    n_trips = np.diff(tables.pattern_trips_start)
    blocks_start = starts_of(BLOCK_HEAD + n_stops + 2 * n_stops * n_trips)
    n_nodes = len(tables.footpaths_start) - 1
    blocks = np.empty((2, int(blocks_start[-1])), dtype=np.int32)
    calls = np.empty((2, len(tables.pattern_stops), 2), dtype=np.int32)
    trips = np.empty((2, int(tables.pattern_trips_start[-1]), 2), dtype=np.int32)
    profiles = np.empty(4 * len(tables.arrivals_s), dtype=np.int32)
    n_profiled = 0
    heads = np.empty((len(n_stops), N_HEAD_FIELDS), dtype=np.int32)
    heads[:, HEAD_CALLS], heads[:, HEAD_N_STOPS] = tables.pattern_stops_start[:-1], n_stops
    heads[:, HEAD_TRIPS], heads[:, HEAD_N_TRIPS] = tables.pattern_trips_start[:-1], n_trips
    visits = np.empty((2, len(tables.pattern_stops), N_VISIT_FIELDS), dtype=np.int32)
    footpaths = np.empty((2, len(tables.footpath_to), 2), dtype=np.int32)
    visits_start = np.empty((2, n_nodes + 1), dtype=np.int32)
    footpaths_start = np.empty((2, n_nodes + 1), dtype=np.int32)
    for way, facing in enumerate((tables, _mirrored(tables))):
        pack_blocks(facing, blocks_start, blocks[way])
        visits_start[way] = starts_of(np.bincount(facing.pattern_stops, minlength=n_nodes))
        index_visits(facing, visits_start[way], visits[way])
        footpaths[way] = _staying_first(facing)
        footpaths_start[way] = facing.footpaths_start
        n_profiled = share_profiles(
            blocks[way], blocks_start, calls[way], trips[way], profiles, n_profiled
        )
    rides_to_go = np.zeros((2, 2, *to_go_s.shape[1:]), dtype=np.uint8)
    for way in (0, 1) if bounded else ():
        least_rides_to(
            blocks[way],
            blocks_start,
            visits[way],
            visits_start[way],
            footpaths[1 - way],
            footpaths_start[1 - way],
            cluster,
            rides_to_go[way, 0],
            rides_to_go[way, 1],
        )
    return DayArrays(
        _frozen(blocks),
        _frozen(blocks_start),
        _frozen(visits),
        _frozen(visits_start),
        _frozen(footpaths),
        _frozen(footpaths_start),
        _frozen(heads),
        _frozen(calls),
        _frozen(trips),
        _frozen(profiles[:n_profiled].copy()),
        _frozen(cluster),
        _frozen(to_go_s),
        _frozen(rides_to_go),
    )


def finishing(
    network: Network,
    arrays: DayArrays,
    trips_start: Int32s,
    walk_s: Int32s,
    vehicles: tuple[Int32s, Int32s, Int32s],
) -> Finish:
    """Gather what turns found rides into journeys; nodes may be layers of the network's.

    `vehicles`: where the runs of each start, then trip and service day of every run.
    """
    layers = (len(arrays.cluster)) // network.n_nodes
    stated = network.stop_wheelchair[network.node_stop]
    access = np.where(stated == 1, 0, 1 + stated // 2).astype(np.int8)
    parts_start, run_trip, run_day = vehicles
    return Finish(
        blocks=arrays.blocks[0],
        blocks_start=arrays.blocks_start,
        footpaths=arrays.footpaths[0],
        footpaths_start=arrays.footpaths_start[0],
        node_stop=np.tile(network.node_stop, layers),
        node_station=np.tile(network.stop_station[network.node_stop], layers),
        node_access=np.tile(access, layers),
        changes_start=np.asarray(network.changes_start),
        change_to=np.asarray(network.change_to),
        walk_s=np.asarray(walk_s),
        change_kind=np.asarray(network.change_kind),
        trips_start=trips_start,
        parts_start=parts_start,
        run_trip=run_trip,
        run_day=run_day,
    )


def _staying_first(tables: SliceTables) -> Int32s:
    """Return the footpaths of each node, the change time at the node itself before the walks."""
    n_nodes = len(tables.footpaths_start) - 1
    from_node = np.repeat(np.arange(n_nodes), np.diff(tables.footpaths_start))
    order = np.lexsort((tables.footpath_to != from_node, from_node))
    return np.column_stack([tables.footpath_to[order], tables.footpath_s[order]])


def _mirrored(tables: SliceTables) -> SliceTables:
    """Turn a day back to front, so that the one search also answers "arrive by"."""
    n_nodes = len(tables.footpaths_start) - 1
    pattern_stops = np.empty_like(tables.pattern_stops)
    arrivals_s, departures_s = np.empty_like(tables.arrivals_s), np.empty_like(tables.arrivals_s)
    mirror_times(tables, pattern_stops, arrivals_s, departures_s)
    from_node = np.repeat(np.arange(n_nodes, dtype=np.int32), np.diff(tables.footpaths_start))
    order = np.argsort(tables.footpath_to, kind="stable")
    return tables._replace(
        pattern_stops=pattern_stops,
        arrivals_s=arrivals_s,
        departures_s=departures_s,
        footpath_to=from_node[order],
        footpath_s=tables.footpath_s[order],
        footpaths_start=starts_of(np.bincount(tables.footpath_to, minlength=n_nodes)),
    )


def _frozen(array: npt.NDArray[Item]) -> npt.NDArray[Item]:
    """Return a read-only view, so that a kernel that writes it does not compile."""
    view = array.view()
    view.flags.writeable = False
    return view
