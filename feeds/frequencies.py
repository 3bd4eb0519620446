"""Turns frequencies.txt into trips: one for each departure, in place of the template."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from feeds.checks.values import code
from feeds.feed import NONE, Calls, Feed, Trips, only_trips, rows
from feeds.fields import between, clock, time_s
from feeds.problems import ProblemLog, Rule
from feeds.table import Table
from planner import Int32s

MOST_DEPARTURES = 2000
"""Of one row: a departure every 43 s around the clock."""
LONGEST_HEADWAY_S = 24 * 3600
DEPARTURE_MARK = "@"
"""Stands between the id of the template and the departure."""


def template_of(trip_id: str) -> str:
    """Return the trip that a departure was made of, by the departure's id; "" of others.

    A departure of a former version ends in `~` and a day (feeds.compose), and so does its template.
    """
    template, made, departure = trip_id.rpartition(DEPARTURE_MARK)
    if not made:
        return ""
    _, mark, day = departure.partition("~")
    return f"{template}{mark}{day}"


def expand_frequencies(feed: Feed, table: Table | None, log: ProblemLog) -> Feed:
    """Return the feed with `<trip>@HH:MM:SS` for each departure; both `exact_times` alike."""
    if table is None or not len(table):
        return feed
    table, template, starts = _departures(feed, table, log)
    if not len(table):
        return feed
    exact = code(table, log, "exact_times", 1)
    departures = {
        (trip, start_s): (kind, 0 if kind else row_starts.step)
        for trip, row_starts, kind in zip(template.tolist(), starts, exact.tolist(), strict=True)
        for start_s in row_starts
    }
    ordered = sorted((*departure, *kind) for departure, kind in departures.items())
    trip, start_s, kind, headway_s = np.array(ordered, dtype=np.int32).T
    timetabled = np.ones(len(feed.trips.id), dtype=np.bool_)
    timetabled[template] = False
    return _joined(only_trips(feed, timetabled), _copies(feed, trip, start_s, (kind, headway_s)))


def _departures(feed: Feed, table: Table, log: ProblemLog) -> tuple[Table, Int32s, list[range]]:
    """Return the usable rows, their trips and the departures of each."""
    trip = table.index_in("trip_id", {id_: row for row, id_ in enumerate(feed.trips.id)})
    log.rows(Rule.FOREIGN_KEY_VIOLATION, table, trip < 0, "trip_id", "is not a usable trip")
    start = table.parse("start_time", time_s, 0)
    end = table.parse("end_time", time_s, 0)
    headway = table.parse("headway_secs", between(1, LONGEST_HEADWAY_S), 1)
    usable = trip >= 0
    for field, parsed in (("start_time", start), ("end_time", end)):
        wrong = parsed.malformed | parsed.empty
        log.rows(Rule.INVALID_TIME, table, wrong, field, "is not a time of seven days at most")
        usable &= ~wrong
    wrong = headway.malformed | headway.empty
    reason = f"is not 1 to {LONGEST_HEADWAY_S} seconds"
    log.rows(Rule.NUMBER_OUT_OF_RANGE, table, wrong, "headway_secs", reason)
    usable &= ~wrong
    over = usable & (end.value <= start.value)
    log.rows(Rule.START_AFTER_END, table, over, "start_time", "is not before end_time")
    usable &= ~over
    many = usable & (end.value - start.value > MOST_DEPARTURES * headway.value)
    reason = f"makes more than {MOST_DEPARTURES} departures"
    log.rows(Rule.TOO_MANY_DEPARTURES, table, many, "headway_secs", reason)
    usable &= ~many
    columns = (start.value[usable], end.value[usable], headway.value[usable])
    starts = [range(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    return table.only(usable), trip[usable], starts


def _copies(
    feed: Feed, trip: Int32s, start_s: Int32s, frequency: tuple[Int32s, Int32s]
) -> tuple[Trips, Calls]:
    """Return a copy of each trip that leaves its first stop at `start_s`.

    `frequency`: exact_times and headway of each.
    """
    kind, headway_s = frequency
    n_calls = np.bincount(feed.calls.trip, minlength=len(feed.trips.id))
    first = np.append(0, np.cumsum(n_calls))[trip]
    n_calls = n_calls[trip]
    shift_s = start_s - feed.calls.departure_s[first]
    copy = np.repeat(np.arange(len(trip), dtype=np.int32), n_calls)
    within = np.arange(len(copy)) - np.append(0, np.cumsum(n_calls))[copy]
    calls = rows(feed.calls, first[copy] + within)
    calls = replace(
        calls,
        trip=copy,
        arrival_s=calls.arrival_s + shift_s[copy],
        departure_s=calls.departure_s + shift_s[copy],
    )
    trips = rows(feed.trips, trip)
    ids = [
        f"{id_}{DEPARTURE_MARK}{clock(s)}"
        for id_, s in zip(trips.id, start_s.tolist(), strict=True)
    ]
    no_block = np.full(len(trip), NONE, dtype=np.int32)
    named = np.array(ids, dtype=object)
    copies = replace(trips, id=named, block=no_block, frequency=kind.astype(np.int8))
    return replace(copies, headway_s=headway_s.astype(np.int32)), calls


def _joined(feed: Feed, copies: tuple[Trips, Calls]) -> Feed:
    """Return the feed with the copies after its own trips."""
    trips, calls = copies
    calls = replace(calls, trip=calls.trip + np.int32(len(feed.trips.id)))
    return replace(
        feed,
        trips=Trips(*_concatenated(feed.trips, trips)),
        calls=Calls(*_concatenated(feed.calls, calls)),
    )


def _concatenated(first: Trips | Calls, second: Trips | Calls) -> list[np.ndarray]:
    return [
        np.concatenate([getattr(first, name), getattr(second, name)])
        for name in first.__dataclass_fields__
    ]
