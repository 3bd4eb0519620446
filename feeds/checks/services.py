"""Checks calendar.txt and calendar_dates.txt and resolves them: which service runs on which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from feeds.checks.values import keyed
from feeds.errors import FeedRefusedError
from feeds.feed import Services
from feeds.fields import between, day
from feeds.problems import ProblemLog, Rule
from feeds.table import Flags, Table
from planner import Int32s, day_number

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_DAYS = 3 * 366
"""Calendars longer than three years are cut: see `_window`."""
_MONDAY = 4
"""1970-01-05, the first Monday of the day numbers."""
ADDED, REMOVED = 1, 2


def check_services(
    tables: Mapping[str, Table], log: ProblemLog, years: range
) -> tuple[dict[str, int], Services]:
    """Return the number of each service id, and the days on which services run.

    Raises
    ------
    FeedRefusedError: no row of the calendars can be used.

    """
    weekly = _weekly(tables["calendar"], log) if "calendar" in tables else None
    dated = _dated(tables["calendar_dates"], log) if "calendar_dates" in tables else None
    ids: dict[str, int] = {}
    for table in (weekly, dated):
        for id_ in table.texts("service_id") if table else ():
            ids.setdefault(id_, len(ids))
    ends = [_days(weekly, "start_date"), _days(weekly, "end_date"), _days(dated, "date")]
    every_day = np.concatenate(ends)
    if not len(every_day):
        file = "calendar.txt" if weekly is not None else "calendar_dates.txt"
        reason = f"its calendars have no usable row ({file})"
        raise FeedRefusedError(log.feed_id, reason, place=(file, 0, ""))
    window = _window(int(every_day.min()), int(every_day.max()), years)
    active = np.zeros((len(window), len(ids)), dtype=np.bool_)
    if weekly is not None:
        _add_weekly(active, window, weekly, ids)
    if dated is not None:
        _add_dated(active, window, dated, ids)
    return ids, Services(window.start, active)


def _window(first: int, last: int, years: range) -> range:
    """Return the days that are kept: all, or of long calendars those of `years`.

    A long calendar that is over keeps its last three years: they may be replayed.
    """
    if last - first < MAX_DAYS:
        return range(first, last + 1)
    around = range(
        max(first, day_number(date(years.start, 1, 1))),
        min(last + 1, day_number(date(years.stop, 1, 1))),
    )
    return around or range(last + 1 - MAX_DAYS, last + 1)


def _weekly(table: Table, log: ProblemLog) -> Table:
    """Return the usable rows of calendar.txt."""
    table = keyed(table, log, "service_id")
    usable = np.ones(len(table), dtype=np.bool_)
    for field in WEEKDAYS:
        parsed = table.parse(field, between(0, 1), 0)
        wrong = parsed.malformed | parsed.empty
        log.rows(Rule.UNEXPECTED_ENUM_VALUE, table, wrong, field, "is not 0 or 1")
        usable &= ~wrong
    for field in ("start_date", "end_date"):
        usable &= _dates_hold(table, log, field)
    table = table.only(usable)
    over = _days(table, "start_date") > _days(table, "end_date")
    log.rows(Rule.START_AFTER_END, table, over, "start_date", "is after end_date")
    return table.only(~over)


def _dated(table: Table, log: ProblemLog) -> Table:
    """Return the usable rows of calendar_dates.txt."""
    usable = _dates_hold(table, log, "date")
    parsed = table.parse("exception_type", between(ADDED, REMOVED), 0)
    wrong = parsed.malformed | parsed.empty
    log.rows(Rule.UNEXPECTED_ENUM_VALUE, table, wrong, "exception_type", "is not 1 or 2")
    return keyed(table.only(usable & ~wrong), log, "service_id", "date")


def _dates_hold(table: Table, log: ProblemLog, field: str) -> Flags:
    parsed = table.parse(field, day, 0)
    wrong = parsed.malformed | parsed.empty
    log.rows(Rule.INVALID_DATE, table, wrong, field, "is not a date written YYYYMMDD")
    return ~wrong


def _days(table: Table | None, field: str) -> Int32s:
    if table is None:
        return np.zeros(0, dtype=np.int32)
    return table.parse(field, day, 0).value.astype(np.int32)


def _add_weekly(active: Flags, window: range, table: Table, ids: dict[str, int]) -> None:
    days = np.array(window)
    weekday = (days - _MONDAY) % 7
    runs_on = np.array([table.parse(field, between(0, 1), 0).value for field in WEEKDAYS]) == 1
    service = table.index_in("service_id", ids)
    start, end = _days(table, "start_date"), _days(table, "end_date")
    for row in range(len(table)):
        within = (days >= start[row]) & (days <= end[row])
        active[:, service[row]] |= within & runs_on[weekday, row]


def _add_dated(active: Flags, window: range, table: Table, ids: dict[str, int]) -> None:
    row = _days(table, "date") - window.start
    service = table.index_in("service_id", ids)
    added = table.parse("exception_type", between(ADDED, REMOVED), 0).value == ADDED
    within = (row >= 0) & (row < len(active))
    active[row[within], service[within]] = added[within]
