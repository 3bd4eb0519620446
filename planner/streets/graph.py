"""The street graph: every array of it, saved as one folder and memory-mapped."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum, IntFlag
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.errors import InvalidNetworkError
from planner.network import Float64s, Int8s, Int32s, UInt8s
from planner.text_table import TextTable

STREETS_LAYOUT_VERSION = 2
"""Raised whenever a field below is added, removed or changes meaning."""


class Profile(IntEnum):
    """Who travels on streets; the rows of `StreetGraph.arc_ms`."""

    FOOT = 0
    WHEELCHAIR = 1
    BIKE = 2
    CAR = 3


class EdgeKind(IntEnum):
    """What a piece of street is to whoever is told the way."""

    ROAD = 0
    PATH = 1
    CYCLEWAY = 2
    STEPS = 3
    CROSSING = 4
    PLATFORM = 5
    SQUARE = 6
    LIFT = 7
    GATE = 8
    ESCALATOR = 9
    MOVING_WALKWAY = 10
    CORRIDOR = 11
    DOOR = 12


class EdgeFlag(IntFlag):
    """Where a piece of street runs."""

    BRIDGE = 1
    TUNNEL = 2
    BIKE_PUSHED = 4
    """Cyclists walk beside their bike in one direction at least."""
    ROLLS = 8
    """The map says that wheelchairs may go there, or names a surface on which wheels roll."""
    STATION = 16
    """Inside a station: its name is what signs there say, and no place beside it is matched."""


class NodeFlag(IntFlag):
    """What stands at a node; the first four bits bar a profile: `1 << profile`."""

    LIFT = 16
    CROSSING = 32


@dataclass(frozen=True)
class StreetGraph:
    """Nodes, edges and their two arcs (`2 * edge` along, `2 * edge + 1` against).

    Ragged tables are a pair: the items of owner `i` are `x[x_start[i]:x_start[i + 1]]`.
    """

    node_arcs_start: Int32s  # (n_nodes + 1,)
    node_arcs: Int32s  # arcs that leave each node
    node_flags: UInt8s  # NodeFlag
    arc_to: Int32s  # (2 * n_edges,) node where an arc ends
    arc_ms: Int32s  # (n_profiles, 2 * n_edges) at the speeds of feeds.streets; -1: closed
    edge_length_m: Float64s
    edge_rise_m: Float64s  # from its first end to its second
    edge_name: Int32s  # index into name
    edge_kind: Int8s  # EdgeKind
    edge_flags: UInt8s  # EdgeFlag
    name: TextTable  # names of streets; 0 is ""

    # Turns that cars may not take: arriving by the one arc, leaving by the other. Parallel arrays.
    turn_from: Int32s
    turn_to: Int32s

    # Floors: the nodes whose floor is known, in rising order, and the floor of each.
    level_node: Int32s
    level: Float64s

    # Geometry: the points of an edge from its first end to its second, both included.
    edge_points_start: Int32s
    point_lat: Float64s
    point_lon: Float64s
    point_edge: Int32s

    # Segments by square of the map; a segment is named by its first point.
    grid_origin: Float64s  # (4,) south, west, degrees a row is high, degrees a column is wide
    grid_shape: Int32s  # (2,) rows, columns
    grid_cells_start: Int32s
    grid_segments: Int32s

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_flags)

    @property
    def n_edges(self) -> int:
        """Number of edges."""
        return len(self.edge_length_m)


def save_streets(graph: StreetGraph, folder: Path) -> None:
    """Write one `.npy` file per array into an existing, empty folder."""
    np.save(folder / "layout_version.npy", np.array([STREETS_LAYOUT_VERSION]))
    for field in fields(graph):
        value = getattr(graph, field.name)
        if isinstance(value, TextTable):
            np.save(folder / f"{field.name}.blob.npy", value.blob)
            np.save(folder / f"{field.name}.starts.npy", value.starts)
        else:
            np.save(folder / f"{field.name}.npy", value)


def open_streets(folder: Path) -> StreetGraph:
    """Memory-map a folder written by `save_streets`; pages are shared between processes.

    Raises
    ------
    InvalidNetworkError: a file is missing or unreadable, or the layout is another version.

    """
    try:
        version = int(np.load(folder / "layout_version.npy")[0])
        if version != STREETS_LAYOUT_VERSION:
            raise InvalidNetworkError(
                f"{folder} has layout {version}, this program reads {STREETS_LAYOUT_VERSION}"
            )
        values: dict[str, Any] = {}
        for field in fields(StreetGraph):
            if field.type == "TextTable":
                blob = _map(folder / f"{field.name}.blob.npy")
                starts = _map(folder / f"{field.name}.starts.npy")
                values[field.name] = TextTable(blob, starts, np.empty(0, dtype=np.int32))
            else:
                values[field.name] = _map(folder / f"{field.name}.npy")
    except (OSError, ValueError) as error:
        raise InvalidNetworkError(f"{folder} holds no readable streets: {error}") from error
    return StreetGraph(**values)


def _map(file: Path) -> npt.NDArray[Any]:
    """Memory-map one array read-only."""
    return np.asarray(np.load(file, mmap_mode="r"))
