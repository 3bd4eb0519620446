"""Compiled listing of vehicles: rows of runs that a passenger may stay seated through.

Imports numpy and numba only (decision 0006).
"""

from collections.abc import Callable
from typing import ParamSpec, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit

Flags: TypeAlias = npt.NDArray[np.bool_]
Int32s: TypeAlias = npt.NDArray[np.int32]
P = ParamSpec("P")
R = TypeVar("R")

MOST_ROWS = 64
"""From one first run: trains that split, join and split again have two rows, four, eight …"""


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile to machine code, cached on disk, without the GIL."""
    compiled: Callable[P, R] = njit(cache=True, nogil=True)(function)
    return compiled


@kernel
def list_rows(
    next_start: Int32s,
    next_run: Int32s,
    has_previous: Flags,
    is_listed: Flags,
    lengths: Int32s,
    parts: Int32s,
) -> tuple[int, int]:
    """List the rows of linked runs, each from one that none leads to until one that leads to none.

    The runs that may follow run `r` are next_run[next_start[r]:next_start[r + 1]]; no row comes
    back to a run. From one run MOST_ROWS rows are listed; runs that are in none begin rows of their
    own, so that every run is in one. The lengths of the rows and their runs, one row after the
    other, are written as far as there is room; returns how many rows and runs there are.
    `is_listed` is memory: for each run, whether it is in a row.
    """
    n_rows, n_parts = 0, 0
    is_listed[:] = False
    row = np.empty(has_previous.size, dtype=np.int32)
    cursor = np.empty(has_previous.size, dtype=np.int32)
    for leftovers in (False, True):
        for first in range(has_previous.size):
            if is_listed[first] if leftovers else has_previous[first]:
                continue
            rows_before, depth = n_rows, 0
            row[0], cursor[0] = first, next_start[first]
            while depth >= 0 and n_rows < rows_before + MOST_ROWS:
                run = row[depth]
                if next_start[run] == next_start[run + 1]:
                    for i in range(depth + 1):
                        is_listed[row[i]] = True
                        if n_parts + i < parts.size:
                            parts[n_parts + i] = row[i]
                    if n_rows < lengths.size:
                        lengths[n_rows] = depth + 1
                    n_rows += 1
                    n_parts += depth + 1
                    depth -= 1
                elif cursor[depth] < next_start[run + 1]:
                    following = next_run[cursor[depth]]
                    cursor[depth] += 1
                    depth += 1
                    row[depth], cursor[depth] = following, next_start[following]
                else:
                    depth -= 1
    return n_rows, n_parts
