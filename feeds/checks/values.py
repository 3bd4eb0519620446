"""Checks that many files share: keys, codes of a fixed list."""

from __future__ import annotations

import numpy as np

from feeds.fields import between
from feeds.problems import ProblemLog, Rule, Severity
from feeds.table import Table
from planner import Int8s


def keyed(table: Table, log: ProblemLog, *key: str) -> Table:
    """Return the rows that have a key, the first of each."""
    empty = table.empty(key[0])
    log.rows(Rule.MISSING_REQUIRED_FIELD, table, empty, key[0], "must be given")
    table = table.only(~empty)
    repeated = table.repeated(*key)
    log.rows(Rule.DUPLICATE_KEY, table, repeated, key[-1], "is there twice; the first row is used")
    return table.only(~repeated)


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
