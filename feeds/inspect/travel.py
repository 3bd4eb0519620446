"""Inspects trips: absurd speeds, odd waits, blocks in two places, the same trip twice."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from feeds.feed import NONE
from feeds.fields import clock, number
from feeds.inspect.view import RAIL, Inspected, tell_ids
from feeds.problems import Finding, ProblemLog, Rule, Severity
from feeds.table import Flags, Table
from planner import Float64s, distance_m

FASTEST_KMH = {0: 100, 1: 150, 3: 150, 4: 80, 5: 30, 6: 50, 7: 50, 11: 150, 12: 150}
"""By route type, as the canonical validator has them; extended types count as their kind."""
FASTEST_TRAIN_KMH = 500
FASTEST_OTHER_KMH = 200
ROUNDING_S = 60
"""Times are often rounded to the minute."""
FAR_M = 10_000
LONGEST_WAIT_S = 2 * 3600
LONGEST_TRIP_S = 24 * 3600
NOT_ALLOWED = 1


def inspect_travel(view: Inspected, log: ProblemLog) -> None:
    """Note what vehicles cannot do, and what travellers cannot use."""
    _check_speeds(view, log)
    _check_waits(view, log)
    _check_blocks(view, log)
    _check_same_trips(view, log)
    _check_boarding(view, log)
    _check_written_times(view.tables["stop_times"], log)


def _fastest_kmh(types: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """Return the speed limit of each route type."""
    limits = {
        type_: FASTEST_TRAIN_KMH if type_ in RAIL else FASTEST_KMH.get(type_, FASTEST_OTHER_KMH)
        for type_ in np.unique(types).tolist()
    }
    return np.array([limits[type_] for type_ in types.tolist()], dtype=np.float64)


def _check_speeds(view: Inspected, log: ProblemLog) -> None:
    feed, calls = view.feed, view.feed.calls
    before = view.consecutive
    after = before + 1
    metres = distance_m(
        feed.stops.lat[calls.stop[before]],
        feed.stops.lon[calls.stop[before]],
        feed.stops.lat[calls.stop[after]],
        feed.stops.lon[calls.stop[after]],
    )
    seconds = calls.arrival_s[after] - calls.departure_s[before] + ROUNDING_S
    kmh = metres / seconds * 3.6
    limit = _fastest_kmh(feed.routes.type)[feed.trips.route[calls.trip[before]]]
    fast = kmh > limit
    _tell_fast(view, log, (Rule.FAST_TRAVEL_FAR, fast & (metres > FAR_M)), metres, kmh)
    _tell_fast(view, log, (Rule.FAST_TRAVEL, fast & (metres <= FAR_M)), metres, kmh)
    same = calls.stop[before] == calls.stop[after]
    _tell_calls(view, log, Rule.SAME_STOP_TWICE, after[same], "the call before is at this stop too")


def _tell_fast(
    view: Inspected, log: ProblemLog, found: tuple[Rule, Flags], metres: Float64s, kmh: Float64s
) -> None:
    rule, fast = found
    hops = np.flatnonzero(fast)
    calls, stops = view.feed.calls, view.feed.stops

    def told(position: int) -> Finding:
        hop = int(hops[position])
        call = int(view.consecutive[hop]) + 1
        start, end = str(stops.id[calls.stop[call - 1]]), str(stops.id[calls.stop[call]])
        message = (
            f"trip {view.feed.trips.id[calls.trip[call]]!r} goes from stop {start!r} to {end!r}, "
            f"{metres[hop] / 1000:.1f} km, at {kmh[hop]:.0f} km/h"
        )
        return view.line_of_call(call), end, message

    log.many(rule, len(hops), ("stop_times.txt", "arrival_time"), told, Severity.WARNING)


def _check_waits(view: Inspected, log: ProblemLog) -> None:
    calls = view.feed.calls
    long = np.flatnonzero(calls.departure_s - calls.arrival_s > LONGEST_WAIT_S)
    _tell_calls(view, log, Rule.LONG_WAIT, long, "the vehicle stays longer than two hours")
    first, last = view.first_call[:-1], view.first_call[1:] - 1
    lasting = calls.arrival_s[last] - calls.departure_s[first] > LONGEST_TRIP_S
    _tell_calls(view, log, Rule.TRIP_OVER_A_DAY, last[lasting], "the trip lasts more than a day")


def _tell_calls(
    view: Inspected, log: ProblemLog, rule: Rule, found: npt.NDArray[np.integer], reason: str
) -> None:
    calls, feed = view.feed.calls, view.feed

    def told(position: int) -> Finding:
        call = int(found[position])
        stop, trip = str(feed.stops.id[calls.stop[call]]), str(feed.trips.id[calls.trip[call]])
        return view.line_of_call(call), stop, f"trip {trip!r} at stop {stop!r}: {reason}"

    log.many(rule, len(found), ("stop_times.txt", "stop_id"), told, Severity.WARNING)


def _check_blocks(view: Inspected, log: ProblemLog) -> None:
    """Note trips of one vehicle that run at the same time on a common day."""
    feed = view.feed
    start = feed.calls.departure_s[view.first_call[:-1]]
    end = feed.calls.arrival_s[view.first_call[1:] - 1]
    in_block = np.flatnonzero(feed.trips.block != NONE)
    order = in_block[np.lexsort((start[in_block], feed.trips.block[in_block]))]
    active, found = feed.services.active, []
    for position, trip in enumerate(order.tolist()):
        for later in order[position + 1 : position + 30].tolist():
            if feed.trips.block[later] != feed.trips.block[trip] or start[later] >= end[trip]:
                break
            one, other = feed.trips.service[trip], feed.trips.service[later]
            if one == other or (active[:, one] & active[:, other]).any():
                found.append((trip, later))

    def told(position: int) -> Finding:
        one, other = (str(feed.trips.id[trip]) for trip in found[position])
        begins = clock(int(start[found[position][1]]))
        message = f"trip_id {other!r} leaves at {begins}, before {one!r} of its block has ended"
        return view.line_of("trips", "trip_id", other), other, message

    log.many(Rule.BLOCK_OVERLAP, len(found), ("trips.txt", "block_id"), told, Severity.WARNING)


def _check_same_trips(view: Inspected, log: ProblemLog) -> None:
    """Note trips that make the same calls as another one on a common day."""
    calls, feed = view.feed.calls, view.feed
    table = np.column_stack([calls.stop, calls.arrival_s, calls.departure_s]).astype(np.int32)
    seen: dict[tuple[int, bytes], int] = {}
    same: dict[str, str] = {}
    for trip, (first, end) in enumerate(
        zip(view.first_call[:-1].tolist(), view.first_call[1:].tolist(), strict=True)
    ):
        key = int(feed.trips.route[trip]), table[first:end].tobytes()
        other = seen.setdefault(key, trip)
        days = feed.services.active[:, feed.trips.service[[trip, other]]]
        if other != trip and days.all(axis=1).any():
            same[str(feed.trips.id[trip])] = str(feed.trips.id[other])
    reason = "calls like another trip of its line on the same days"
    place = ("trips", "trip_id")
    tell_ids(view, log, Rule.DUPLICATE_TRIP, place, same, reason)


def _check_boarding(view: Inspected, log: ProblemLog) -> None:
    """Note trips that nobody may board, or nobody may leave."""
    calls, n_trips = view.feed.calls, len(view.feed.trips.id)
    board = np.bincount(calls.trip[calls.pickup != NOT_ALLOWED], minlength=n_trips)
    leave = np.bincount(calls.trip[calls.drop_off != NOT_ALLOWED], minlength=n_trips)
    closed = view.feed.trips.id[(board == 0) | (leave == 0)]
    reason = "lets nobody board, or nobody leave"
    ids = {str(id_).split("@")[0] for id_ in closed}
    tell_ids(view, log, Rule.NOWHERE_TO_BOARD, ("trips", "trip_id"), ids, reason)


def _check_written_times(table: Table, log: ProblemLog) -> None:
    """Note halves of times, time points without times, distances that do not grow."""
    arrival, departure = table.empty("arrival_time"), table.empty("departure_time")
    reason = "stands alone; it is both arrival and departure"
    tell: Callable[..., None] = log.rows
    for field, half in (
        ("departure_time", arrival & ~departure),
        ("arrival_time", departure & ~arrival),
    ):
        tell(Rule.HALF_A_TIME, table, half, field, reason, Severity.WARNING)
    if "timepoint" in table.columns:
        exact = (table.texts("timepoint") == "1") & arrival & departure
        reason = "is 1 and no time is given"
        tell(Rule.TIMEPOINT_WITHOUT_TIMES, table, exact, "timepoint", reason, Severity.WARNING)
    if "shape_dist_traveled" in table.columns:
        _check_distances(table, log)


def _check_distances(table: Table, log: ProblemLog) -> None:
    trip = table.column("trip_id").codes
    sequence = table.parse("stop_sequence", number, -1.0).value.astype(np.float64)
    place = table.parse("shape_dist_traveled", number, np.nan).value.astype(np.float64)
    order = np.lexsort((sequence, trip))
    with np.errstate(invalid="ignore"):
        wrong = (np.diff(trip[order]) == 0) & (np.diff(place[order]) < 0)
    rows = np.sort(order[1:][wrong])
    reason = "is smaller than at the call before"
    rule = Rule.DECREASING_CALL_DISTANCE
    log.rows(rule, table, rows, "shape_dist_traveled", reason, Severity.WARNING)
