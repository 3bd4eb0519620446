"""Ragged tables: the items of owner `i` are `x[x_start[i]:x_start[i + 1]]`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def starts_of(lengths: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Return the n + 1 offsets of owners with these numbers of items."""
    return np.append(0, np.cumsum(lengths)).astype(np.int32)


def ranges(
    starts: npt.NDArray[np.integer], lengths: npt.NDArray[np.integer]
) -> npt.NDArray[np.int64]:
    """Return starts[0], starts[0] + 1, … for each length, one after the other."""
    lengths = lengths.astype(np.int64)
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts.astype(np.int64) - before, lengths) + np.arange(lengths.sum())
