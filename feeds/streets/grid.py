"""Squares of the map and the street segments in them, so that the nearest is found at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner import Float64s, Int32s

CELL_M = 150.0
_DEGREE_M = 111_195
_MOST_CELLS = 40_000_000
"""Larger maps get larger squares: 40 million are 160 MB."""


def segment_grid(
    lat: Float64s, lon: Float64s, points_start: Int32s, left_out: npt.NDArray[np.bool_]
) -> tuple[Float64s, Int32s, Int32s, Int32s]:
    """Return the grid_… arrays of StreetGraph: origin, shape, starts of cells, segments.

    A segment is in every square that its bounding box touches; those of edges `left_out` in none.
    """
    inside = ~np.repeat(left_out, np.diff(points_start))
    inside[points_start[1:] - 1] = False
    segments = np.flatnonzero(inside)
    if not len(segments):
        empty = np.zeros(0, dtype=np.int32)
        return np.array([0.0, 0.0, 1.0, 1.0]), np.zeros(2, np.int32), np.zeros(1, np.int32), empty
    south, west, north, east = lat.min(), lon.min(), lat.max(), lon.max()
    narrow = max(float(np.cos(np.radians(np.abs(lat).max()))), 0.01)
    cell_lat, cell_lon = CELL_M / _DEGREE_M, CELL_M / _DEGREE_M / narrow
    n_cells = ((north - south) / cell_lat + 1) * ((east - west) / cell_lon + 1)
    grow = np.sqrt(max(n_cells / _MOST_CELLS, 1.0))
    cell_lat, cell_lon = cell_lat * grow, cell_lon * grow
    rows = np.floor((lat - south) / cell_lat).astype(np.int64)
    columns = np.floor((lon - west) / cell_lon).astype(np.int64)
    n_rows, n_columns = int(rows.max()) + 1, int(columns.max()) + 1
    cell, owner = _touched(rows, columns, segments, n_columns)
    order = np.argsort(cell, kind="stable")
    starts = np.searchsorted(cell[order], np.arange(n_rows * n_columns + 1)).astype(np.int32)
    return (
        np.array([south, west, cell_lat, cell_lon]),
        np.array([n_rows, n_columns], dtype=np.int32),
        starts,
        owner[order].astype(np.int32),
    )


def _touched(
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    segments: npt.NDArray[np.int64],
    n_columns: int,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return each pair of a cell and a segment whose bounding box touches it."""
    low_row, high_row = (f(rows[segments], rows[segments + 1]) for f in (np.minimum, np.maximum))
    low_col, high_col = (
        f(columns[segments], columns[segments + 1]) for f in (np.minimum, np.maximum)
    )
    height, width = high_row - low_row + 1, high_col - low_col + 1
    counts = height * width
    owner = np.repeat(np.arange(len(segments)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    row = low_row[owner] + within // width[owner]
    column = low_col[owner] + within % width[owner]
    return row * n_columns + column, segments[owner]
