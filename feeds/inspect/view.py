"""A feed under inspection: its tables as written beside the feed that is left of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from feeds.feed import STOP, Feed
from feeds.problems import Finding, ProblemLog, Rule, Severity
from feeds.table import Column, Flags, Table
from planner import Int32s

RAIL = (2, *range(100, 118))
"""Route types of trains, basic and extended."""


@dataclass(frozen=True)
class Inspected:
    """What the checks of a report look at."""

    tables: Mapping[str, Table]
    files: frozenset[str]
    """Names of all files of the archive."""
    feed: Feed
    today: int

    @cached_property
    def first_call(self) -> Int32s:
        """The first call of each trip, and after the last trip the number of calls."""
        n_calls = np.bincount(self.feed.calls.trip, minlength=len(self.feed.trips.id))
        return np.append(0, np.cumsum(n_calls)).astype(np.int32)

    @cached_property
    def consecutive(self) -> Int32s:
        """Calls that are followed by another one of their trip."""
        trip = self.feed.calls.trip
        return np.flatnonzero(trip[1:] == trip[:-1]).astype(np.int32)

    @cached_property
    def served(self) -> Flags:
        """Stops at which a trip calls."""
        served = np.zeros(len(self.feed.stops.id), dtype=np.bool_)
        served[self.feed.calls.stop] = True
        served &= self.feed.stops.type == STOP
        return served

    def line_of_call(self, call: int) -> int:
        """Return the line of stop_times.txt on which a call stands, 0 when it is generated."""
        calls = self.feed.calls
        stop = str(self.feed.stops.id[calls.stop[call]])
        rows = self._rows_of_trip(int(calls.trip[call]))
        table = self.tables["stop_times"]
        for row in rows:
            if table.text("stop_id", row) == stop:
                return int(table.lines[row])
        return 0

    def line_of(self, file: str, field: str, id_: str) -> int:
        """Return the line on which an id stands first, 0 when it is nowhere."""
        table = self.tables[file]
        found = table.columns.get(field)
        if found is None or id_ not in self._codes(found):
            return 0
        rows = np.flatnonzero(found.codes == self._codes(found)[id_])
        return int(table.lines[rows[0]]) if len(rows) else 0

    def _rows_of_trip(self, trip: int) -> list[int]:
        id_ = str(self.feed.trips.id[trip]).split("@")[0]
        found = self.tables["stop_times"].column("trip_id")
        code = self._codes(found).get(id_, -1)
        return [int(row) for row in np.flatnonzero(found.codes == code)]

    @cached_property
    def _known_codes(self) -> dict[int, dict[str, int]]:
        return {}

    def _codes(self, column: Column) -> dict[str, int]:
        """Return the number of each text of a column, kept for the next question."""
        codes = self._known_codes
        if id(column) not in codes:
            codes[id(column)] = {text: code for code, text in enumerate(column.texts)}
        return codes[id(column)]


def tell_ids(
    view: Inspected,
    log: ProblemLog,
    rule: Rule,
    place: tuple[str, str],
    ids: Collection[str],
    reason: str,
    severity: Severity = Severity.WARNING,
) -> None:
    """Note entities by their ids; `place` is the table and the field of the id."""
    table, field = place
    listed = sorted(ids)

    def told(position: int) -> Finding:
        id_ = listed[position]
        return view.line_of(table, field, id_), id_, f"{field} {id_!r} {reason}"

    log.many(rule, len(listed), (f"{table}.txt", field), told, severity)
