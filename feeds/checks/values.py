"""Checks that many files share: keys, codes of a fixed list."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from feeds.fields import between
from feeds.problems import KEPT_PER_RULE, Finding, ProblemLog, Rule, Severity
from feeds.table import Flags, Table
from planner import Int8s


def keyed(table: Table, log: ProblemLog, *key: str) -> Table:
    """Return the rows that have a key, the first of each."""
    empty = table.empty(key[0])
    log.rows(Rule.MISSING_REQUIRED_FIELD, table, empty, key[0], "must be given")
    table = table.only(~empty)
    repeated = table.repeated(*key)
    if repeated.any():
        tell_repeated(table, log, repeated, *key)
        table = table.only(~repeated)
    return table


def tell_repeated(table: Table, log: ProblemLog, repeated: Flags, *key: str) -> None:
    """Note rows that repeat a key, with the line of the first one.

    A row that says the same as the first is left out without harm: a warning.
    """
    same = table.repeated(*table.columns)
    first = {
        id_: int(line)
        for id_, line in zip(_keys(table, ~repeated, key), table.lines[~repeated], strict=True)
    }
    for severity, rows in ((Severity.ERROR, repeated & ~same), (Severity.WARNING, repeated & same)):
        numbers = np.flatnonzero(rows)
        shown = _keys(table, numbers[:KEPT_PER_RULE], key)

        def told(
            position: int, numbers: npt.NDArray[np.intp] = numbers, shown: list[str] = shown
        ) -> Finding:
            row = int(numbers[position])
            value = table.text(key[-1], row)
            line = first.get(shown[position])
            where = f", first in line {line}" if line else ""
            reason = f"is there twice{where}; the first row is used"
            return int(table.lines[row]), value, f"{key[-1]} {value!r} {reason}"

        log.many(Rule.DUPLICATE_KEY, len(numbers), (table.file, key[-1]), told, severity)


def _keys(table: Table, rows: Flags | npt.NDArray[np.intp], key: tuple[str, ...]) -> list[str]:
    """Return the keys of some rows as texts."""
    some = table.only(rows)
    return ["\0".join(texts) for texts in zip(*(some.texts(name) for name in key), strict=True)]


def code(table: Table, log: ProblemLog, field: str, most: int) -> Int8s:
    """Return a column of codes 0..most; an unknown code is told and read as 0."""
    parsed = table.parse(field, between(0, most), 0)
    log.rows(
        Rule.UNEXPECTED_ENUM_VALUE,
        table,
        parsed.malformed,
        field,
        f"is not 0 to {most}; it is read as 0",
        Severity.WARNING,
    )
    return parsed.value.astype(np.int8)
