"""One GTFS file in memory: for each column its distinct texts and which one each row has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from feeds.rules import Rule
from planner import Int32s

Flags: TypeAlias = npt.NDArray[np.bool_]
Texts: TypeAlias = npt.NDArray[np.object_]
Value = TypeVar("Value", int, float)


@dataclass(frozen=True)
class Column:
    """A column: row `i` reads `texts[codes[i]]`, trimmed; an empty cell reads ""."""

    texts: list[str]
    codes: Int32s


@dataclass(frozen=True)
class Parsed:
    """A column as numbers. Where the cell is empty or malformed the value is the default."""

    value: npt.NDArray[Any]
    empty: Flags
    malformed: Flags


@dataclass(frozen=True)
class Remark:
    """Something about how a column is written that does no harm: told by reports only."""

    rule: Rule
    line: int
    """The first one."""
    field: str
    count: int
    value: str


@dataclass(frozen=True)
class Table:
    """The rows of a file; `lines` holds the physical line of each, the header being line 1."""

    file: str
    lines: Int32s
    columns: Mapping[str, Column]
    remarks: tuple[Remark, ...] = ()

    def __len__(self) -> int:
        return len(self.lines)

    def text(self, column: str, row: int) -> str:
        """Return one cell, "" where the column is absent."""
        found = self.columns.get(column)
        return found.texts[found.codes[row]] if found else ""

    def texts(self, column: str) -> Texts:
        """Return a column row by row, "" everywhere when it is absent."""
        found = self.column(column)
        return np.array(found.texts, dtype=object)[found.codes]

    def column(self, column: str) -> Column:
        """Return a column, an empty one when the file has it not."""
        return self.columns.get(column) or Column([""], np.zeros(len(self), dtype=np.int32))

    def empty(self, column: str) -> Flags:
        """Tell in which rows a column is empty."""
        found = self.column(column)
        return np.array([not text for text in found.texts], dtype=np.bool_)[found.codes]

    def parse(self, column: str, parse: Callable[[str], Value | None], default: Value) -> Parsed:
        """Read a column as numbers; each distinct text is parsed once, None being malformed."""
        found = self.column(column)
        values = [parse(text) if text else None for text in found.texts]
        filled = np.array([default if value is None else value for value in values])
        malformed = [
            value is None and text != "" for value, text in zip(values, found.texts, strict=True)
        ]
        return Parsed(
            filled[found.codes],
            self.empty(column),
            np.array(malformed, dtype=np.bool_)[found.codes],
        )

    def index_in(self, column: str, ids: Mapping[str, int]) -> Int32s:
        """Return for each row the number that an id stands for, -1 when it is not in `ids`."""
        found = self.column(column)
        numbers = np.array([ids.get(text, -1) for text in found.texts], dtype=np.int32)
        return numbers[found.codes]

    def only(self, keep: Flags | npt.NDArray[np.intp]) -> Table:
        """Return some rows: those of a mask, or row numbers in their order."""
        return Table(
            self.file,
            self.lines[keep],
            {name: Column(c.texts, c.codes[keep]) for name, c in self.columns.items()},
        )

    def repeated(self, *columns: str) -> Flags:
        """Tell which rows repeat the values that an earlier row has in these columns."""
        key = np.zeros(len(self), dtype=np.int64)
        for name in columns:
            found = self.column(name)
            # Two keys at most 2^31 wide each: renumbered so that the next column has room.
            key = key * len(found.texts) + found.codes
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
        _, first = np.unique(key, return_index=True)
        repeated = np.ones(len(self), dtype=np.bool_)
        repeated[first] = False
        return repeated
