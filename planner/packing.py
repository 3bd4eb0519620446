"""The tables of a day slice packed for the search, both ways round."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.network import Int32s
from planner.ragged import starts_of
from planner.raptor.kernel import N_VISIT_FIELDS, DayArrays
from planner.raptor.slicing import (
    BLOCK_HEAD,
    SliceTables,
    index_visits,
    mirror_times,
    pack_blocks,
)


def packed(tables: SliceTables) -> DayArrays:
    """Pack the tables and their mirror image; every array is read-only."""
    n_stops = np.diff(tables.pattern_stops_start).astype(np.int64)
    n_trips = np.diff(tables.pattern_trips_start)
    blocks_start = starts_of(BLOCK_HEAD + n_stops + 2 * n_stops * n_trips)
    n_nodes = len(tables.footpaths_start) - 1
    blocks = np.empty((2, int(blocks_start[-1])), dtype=np.int32)
    visits = np.empty((2, len(tables.pattern_stops), N_VISIT_FIELDS), dtype=np.int32)
    footpaths = np.empty((2, len(tables.footpath_to), 2), dtype=np.int32)
    visits_start = np.empty((2, n_nodes + 1), dtype=np.int32)
    footpaths_start = np.empty((2, n_nodes + 1), dtype=np.int32)
    for way, facing in enumerate((tables, _mirrored(tables))):
        pack_blocks(facing, blocks_start, blocks[way])
        visits_start[way] = starts_of(np.bincount(facing.pattern_stops, minlength=n_nodes))
        index_visits(facing, visits_start[way], visits[way])
        footpaths[way] = np.column_stack([facing.footpath_to, facing.footpath_s])
        footpaths_start[way] = facing.footpaths_start
    return DayArrays(
        _frozen(blocks),
        _frozen(blocks_start),
        _frozen(visits),
        _frozen(visits_start),
        _frozen(footpaths),
        _frozen(footpaths_start),
    )


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


def _frozen(array: Int32s) -> npt.NDArray[np.int32]:
    """Return a read-only view, so that a kernel that writes it does not compile."""
    view = array.view()
    view.flags.writeable = False
    return view
