"""How many cells each row of a CSV file has, read from its bytes: parsers fill short rows up."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from feeds.table import Flags

_COMMA, _QUOTE, _LINE_END = b',"\n'
_BLOCK = 16 * 1024**2


def short_rows(content: bytes, n_columns: int, n_rows: int) -> Flags:
    """Tell which rows after the header have fewer cells than it; blank rows have not.

    No row is told when the bytes and the parser do not agree on how many rows there are.
    """
    commas = _commas_of_rows(content)
    if len(commas) != n_rows + 1:
        return np.zeros(n_rows, dtype=np.bool_)
    return (commas[1:] < n_columns - 1) & (commas[1:] > 0)


def _commas_of_rows(content: bytes) -> npt.NDArray[np.int64]:
    """Count the commas of every row, header first; what stands between quotes does not count."""
    ends, places = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    quoted = False
    n_commas = 0
    for start in range(0, len(content), _BLOCK):
        block = np.frombuffer(content, dtype=np.uint8, count=-1)[start : start + _BLOCK]
        quotes = np.flatnonzero(block == _QUOTE)
        comma, end = np.flatnonzero(block == _COMMA), np.flatnonzero(block == _LINE_END)
        if quoted or len(quotes):
            comma = comma[(np.searchsorted(quotes, comma) + quoted) % 2 == 0]
            end = end[(np.searchsorted(quotes, end) + quoted) % 2 == 0]
            quoted = bool((len(quotes) + quoted) % 2)
        ends.append(end + start)
        places.append(n_commas + np.searchsorted(comma, end))
        n_commas += len(comma)
    before = np.concatenate(places)
    if not content.endswith(b"\n"):
        before = np.append(before, n_commas)
    return np.diff(before, prepend=0)
