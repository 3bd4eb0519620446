"""Checks stop_times.txt: calls in order, at known stops, at times that never go back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from feeds.checks.values import code, tell_repeated
from feeds.feed import STATION, STOP, Calls, Stops, Trips
from feeds.fields import clock_s, integer, number, time_s
from feeds.problems import ProblemLog, Rule, Severity
from feeds.table import Flags, Table
from planner import Int32s

UNKNOWN_S = -1
MIN_CALLS = 2
LARGEST_SEQUENCE = 2**31 - 1
BOARDING_RULES = 3
"""Highest value of pickup_type and drop_off_type."""


def check_calls(
    table: Table, trips: Trips, known_trips: frozenset[str], stops: Stops, log: ProblemLog
) -> tuple[Calls, Flags]:
    """Return the calls by trip in order of travel, and which trips can be used.

    A row that cannot be read is left out; a trip without a first or last time, or whose times go
    back, is left out whole. Calls of a trip that was left out before are not told again:
    `known_trips` are all ids of trips.txt.
    """
    table, trip, sequence = _referring(table, trips, known_trips, stops, log)
    order = np.lexsort((sequence, trip))
    table, trip, sequence = table.only(order), trip[order], sequence[order]
    twice = (np.diff(trip, prepend=-1) == 0) & (np.diff(sequence, prepend=-1) == 0)
    if twice.any():
        in_order = twice & _follows(table)
        told = "is there twice in its trip; the times tell the order of the calls"
        log.rows(Rule.DUPLICATE_KEY, table, in_order, "stop_sequence", told)
        twice &= ~in_order
        tell_repeated(table, log, twice, "trip_id", "stop_sequence")
    table, trip, sequence = table.only(~twice), trip[~twice], sequence[~twice]
    arrival_s, departure_s, edged = _times(table, trip, log, len(trips.id))
    _leave_out_unused(table, trip, arrival_s, departure_s, log)
    late = departure_s < arrival_s
    late |= (np.diff(trip, prepend=-1) == 0) & (np.diff(departure_s, prepend=0) < 0)
    late[1:] |= (np.diff(trip) == 0) & (arrival_s[1:] < departure_s[:-1])
    late &= edged[trip]
    told = "is earlier than the call before; the trip is left out"
    log.rows(Rule.TIMES_DECREASE, table, late, "arrival_time", told)
    n_calls = np.bincount(trip, minlength=len(trips.id))
    usable = edged & (n_calls >= MIN_CALLS)
    usable[trip[late]] = False
    return (
        Calls(
            trip=trip,
            stop=table.index_in("stop_id", _numbers(stops)),
            arrival_s=arrival_s,
            departure_s=departure_s,
            pickup=code(table, log, "pickup_type", BOARDING_RULES),
            drop_off=code(table, log, "drop_off_type", BOARDING_RULES),
            sequence=np.minimum(sequence, LARGEST_SEQUENCE).astype(np.int32),
        ),
        usable,
    )


def _referring(
    table: Table, trips: Trips, known_trips: frozenset[str], stops: Stops, log: ProblemLog
) -> tuple[Table, Int32s, npt.NDArray[np.int64]]:
    """Return the rows whose trip, stop, sequence and times can be read; trip and sequence."""
    trip = table.index_in("trip_id", {id_: row for row, id_ in enumerate(trips.id)})
    known = table.column("trip_id")
    listed = np.array([text in known_trips for text in known.texts], dtype=np.bool_)
    told = "is not in trips.txt"
    log.rows(Rule.FOREIGN_KEY_VIOLATION, table, ~listed[known.codes], "trip_id", told)
    table, trip = table.only(trip >= 0), trip[trip >= 0]
    stop, unnamed = table.index_in("stop_id", _numbers(stops)), table.empty("stop_id")
    station = (stop >= 0) & (np.append(stops.type, STOP)[stop] == STATION)
    sequence = table.parse("stop_sequence", integer, 0)
    negative = sequence.value < 0
    unread = sequence.empty | sequence.malformed
    faults = [
        (Rule.MISSING_REQUIRED_FIELD, unnamed, "stop_id", "must be given"),
        (Rule.FOREIGN_KEY_VIOLATION, (stop < 0) & ~unnamed, "stop_id", "is not a usable stop"),
        (Rule.WRONG_LOCATION_TYPE, station, "stop_id", "is a station, vehicles call at stops"),
        (Rule.INVALID_INTEGER, unread, "stop_sequence", "is not a whole number"),
        (Rule.NUMBER_OUT_OF_RANGE, negative, "stop_sequence", "is negative"),
    ]
    for field in ("arrival_time", "departure_time"):
        malformed = table.parse(field, clock_s, UNKNOWN_S).malformed
        faults.append((Rule.INVALID_TIME, malformed, field, "is not a time of seven days at most"))
        short = table.parse(field, time_s, UNKNOWN_S).malformed & ~malformed
        told = "has no seconds; 0 are taken"
        log.rows(Rule.INVALID_TIME, table, short, field, told, Severity.WARNING)
    keep = np.ones(len(table), dtype=np.bool_)
    for rule, rows, field, reason in faults:
        log.rows(rule, table, rows, field, reason)
        keep &= ~rows
    huge = keep & (sequence.value > LARGEST_SEQUENCE)
    told = "is larger than a whole number of 32 bits; the order counts"
    rule = Rule.NUMBER_OUT_OF_RANGE
    log.rows(rule, table, huge, "stop_sequence", told, Severity.WARNING)
    return table.only(keep), trip[keep], sequence.value[keep].astype(np.int64)


def _follows(table: Table) -> Flags:
    """Tell of each row whether it calls at another stop than the row before, and no earlier."""
    stop = table.column("stop_id").codes
    arrival_s = table.parse("arrival_time", clock_s, UNKNOWN_S).value
    departure_s = table.parse("departure_time", clock_s, UNKNOWN_S).value
    follows = np.zeros(len(table), dtype=np.bool_)
    known = (arrival_s[1:] != UNKNOWN_S) & (departure_s[:-1] != UNKNOWN_S)
    follows[1:] = known & (arrival_s[1:] >= departure_s[:-1]) & (stop[1:] != stop[:-1])
    return follows


def _times(
    table: Table, trip: Int32s, log: ProblemLog, n_trips: int
) -> tuple[Int32s, Int32s, Flags]:
    """Return arrivals and departures, and which trips have a first and a last time.

    A time that stands alone is both; times between two known ones are interpolated.
    """
    arrival_s = table.parse("arrival_time", clock_s, UNKNOWN_S).value.astype(np.int32)
    departure_s = table.parse("departure_time", clock_s, UNKNOWN_S).value.astype(np.int32)
    arrival_s = np.where(arrival_s == UNKNOWN_S, departure_s, arrival_s)
    departure_s = np.where(departure_s == UNKNOWN_S, arrival_s, departure_s)
    unknown = arrival_s == UNKNOWN_S
    first = np.diff(trip, prepend=-1) != 0
    last = np.diff(trip, append=n_trips) != 0
    missing = unknown & (first | last)
    told = "must be given at the first and last stop; the trip is left out"
    log.rows(Rule.MISSING_TRIP_EDGE, table, missing, "arrival_time", told)
    edged = np.ones(n_trips, dtype=np.bool_)
    edged[trip[missing]] = False
    between = unknown & edged[trip]
    if between.any():
        place = table.parse("shape_dist_traveled", number, np.nan).value.astype(np.float64)
        _interpolate(arrival_s, departure_s, ~unknown, between, place)
    return arrival_s, departure_s, edged


def _leave_out_unused(
    table: Table, trip: Int32s, arrival_s: Int32s, departure_s: Int32s, log: ProblemLog
) -> None:
    """Where a trip leaves its first or last stop before it is there, keep the time that is used.

    Nobody arrives at the first stop or leaves from the last one in it.
    """
    backward = departure_s < arrival_s
    first = backward & (np.diff(trip, prepend=-1) != 0)
    last = backward & (np.diff(trip, append=-1) != 0) & ~first
    arrival_s[first] = departure_s[first]
    departure_s[last] = arrival_s[last]
    told = "is not used: it stands against the other time of the stop, where the trip {}"
    for rows, field, where in (
        (first, "arrival_time", "begins"),
        (last, "departure_time", "ends"),
    ):
        log.rows(Rule.TIMES_DECREASE, table, rows, field, told.format(where), Severity.WARNING)


def _interpolate(
    arrival_s: Int32s,
    departure_s: Int32s,
    known: Flags,
    wanted: Flags,
    place: npt.NDArray[np.float64],
) -> None:
    """Fill in the wanted times, by distance along the trip where it grows, else evenly by call."""
    rows, anchors = np.flatnonzero(wanted), np.flatnonzero(known)
    after = np.searchsorted(anchors, rows)
    before, after = anchors[after - 1], anchors[after]
    share = (rows - before) / (after - before)
    with np.errstate(invalid="ignore", divide="ignore"):
        by_place = (place[rows] - place[before]) / (place[after] - place[before])
    usable = (by_place >= 0) & (by_place <= 1) & (place[rows] >= place[rows - 1])
    # One call with an odd distance makes its whole gap even, so that times stay in order.
    uneven = np.zeros(len(place), dtype=np.bool_)
    uneven[before[~usable]] = True
    share = np.where(uneven[before], share, by_place)
    time_s_ = departure_s[before] + share * (arrival_s[after] - departure_s[before])
    arrival_s[rows] = departure_s[rows] = np.rint(time_s_).astype(np.int32)


def _numbers(stops: Stops) -> dict[str, int]:
    return {id_: row for row, id_ in enumerate(stops.id)}
