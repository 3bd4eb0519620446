"""How kernels are compiled: what their cache watches, and arrays read by their address."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numba import config

from planner.raptor.compiling import addresses, arrays_at, decorators

read = arrays_at(np.int32, 2, writable=False)


@pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled, nothing is kept")
def test_the_cache_watches_every_file_a_kernel_uses(tmp_path: Path) -> None:
    """Machine code is kept under another stamp once a file that it was made from has changed."""

    def one(number: int) -> int:
        return number

    used = tmp_path / "used.py"
    stamps = []
    for text in ("A = 1", "A = 1", "A = 2"):
        used.write_text(text, "utf-8")
        compiled = decorators(str(used))[0](one)
        stamps.append(compiled._cache._cache_file._source_stamp)  # type: ignore[attr-defined]
    assert stamps[0] == stamps[1] != stamps[2]


def test_an_array_is_read_where_it_stands() -> None:
    """An address and a shape give the rows of the array itself."""
    array = np.arange(6, dtype=np.int32).reshape(2, 3)
    address, n_rows, n_columns, _ = addresses([array])[0].tolist()
    assert read(address, (n_rows, n_columns)).tolist() == [[0, 1, 2], [3, 4, 5]]


def test_rows_with_gaps_have_no_address() -> None:
    """An array that does not stand in one piece is refused: its rows would be read wrongly."""
    with pytest.raises(ValueError, match="not contiguous"):
        addresses([np.arange(6, dtype=np.int32)[::2]])
