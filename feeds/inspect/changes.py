"""Inspects frequencies and transfers: overlapping intervals, changes too far or too fast."""

from __future__ import annotations

import numpy as np

from feeds.feed import NONE
from feeds.fields import time_s
from feeds.inspect.view import Inspected
from feeds.problems import Finding, ProblemLog, Rule, Severity
from planner import distance_m

FARTHEST_M = 2000
FASTEST_WALK_MPS = 2.5
"""A run: no change may count on more."""
FORGIVEN_M = 50


def inspect_changes(view: Inspected, log: ProblemLog) -> None:
    """Note changes that nobody can make, and headways that contradict each other."""
    _check_transfers(view, log)
    _check_frequencies(view, log)


def _check_transfers(view: Inspected, log: ProblemLog) -> None:
    stops, transfers = view.feed.stops, view.feed.transfers
    start, end = transfers.from_stop, transfers.to_stop
    metres = distance_m(stops.lat[start], stops.lon[start], stops.lat[end], stops.lon[end])
    between = (start != NONE) & (end != NONE)
    placed = between & (stops.lat[start] != 0) & (stops.lat[end] != 0)
    far = placed & (metres > FARTHEST_M)
    given = transfers.duration_s != NONE
    fast = placed & given & (metres - FORGIVEN_M > FASTEST_WALK_MPS * transfers.duration_s)
    for rule, found in ((Rule.TRANSFER_TOO_FAR, far), (Rule.TRANSFER_TOO_FAST, fast & ~far)):
        rows = np.flatnonzero(found)

        def told(position: int, rows: np.ndarray = rows) -> Finding:
            row = int(rows[position])
            one, other = str(stops.id[start[row]]), str(stops.id[end[row]])
            seconds = int(transfers.duration_s[row])
            within = f" in {seconds} s" if seconds != NONE else ""
            message = f"from {one!r} to {other!r}: {metres[row]:.0f} m{within}"
            return _line(view, one, other), other, message

        log.many(rule, len(rows), ("transfers.txt", "to_stop_id"), told, Severity.WARNING)


def _line(view: Inspected, start: str, end: str) -> int:
    table = view.tables["transfers"]
    rows = np.flatnonzero(
        (table.texts("from_stop_id") == start) & (table.texts("to_stop_id") == end)
    )
    return int(table.lines[rows[0]])


def _check_frequencies(view: Inspected, log: ProblemLog) -> None:
    table = view.tables.get("frequencies")
    if table is None or not len(table):
        return
    trip = table.column("trip_id").codes
    start = table.parse("start_time", time_s, -1).value
    end = table.parse("end_time", time_s, -1).value
    order = np.lexsort((start, trip))
    overlap = (np.diff(trip[order]) == 0) & (start[order][1:] < end[order][:-1])
    rows = np.sort(order[1:][overlap])
    reason = "is before the end of another interval of the trip"
    log.rows(Rule.OVERLAPPING_FREQUENCY, table, rows, "start_time", reason, Severity.WARNING)
