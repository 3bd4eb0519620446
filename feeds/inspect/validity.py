"""Inspects calendars: expired, not yet begun, with holes, services that never run."""

from __future__ import annotations

import numpy as np

from feeds.checks.services import WEEKDAYS
from feeds.fields import day
from feeds.inspect.view import Inspected, tell_ids
from feeds.problems import ProblemLog, Rule, Severity
from feeds.table import Flags
from planner import date_of

SOON, LATER = 7, 30
LONG_EXPIRED = 365
"""A timetable of last year may still be replayed; an older one is the wrong file."""
LONGEST_HOLE = 14
"""Days without a trip between two days with trips."""


def inspect_validity(view: Inspected, log: ProblemLog) -> None:
    """Note what travellers of the next weeks will miss."""
    file = "calendar.txt" if "calendar" in view.tables else "calendar_dates.txt"
    services = view.feed.services
    runs: Flags = np.any(services.active[:, np.unique(view.feed.trips.service)], axis=1)
    first, last = services.first_day, services.last_day
    if last < view.today:
        severity = Severity.INFO if view.today - last <= LONG_EXPIRED else Severity.WARNING
        message = f"expired: the last day of service was {date_of(last)}"
        _tell(log, Rule.EXPIRED_CALENDAR, file, message, severity, last)
    elif first > view.today:
        message = f"the first day of service is {date_of(first)}"
        _tell(log, Rule.NOT_YET_VALID, file, message, Severity.INFO, first)
    else:
        _check_coming_days(view, runs, file, log)
    _check_holes(runs, first, file, log)
    _check_services(view, log)
    _check_feed_info(view, log)


def _check_coming_days(view: Inspected, runs: Flags, file: str, log: ProblemLog) -> None:
    """Note an end that is near, or coming weeks without a trip."""
    last = view.feed.services.last_day
    begin = view.today - view.feed.services.first_day
    left = last - view.today
    message = f"the last day of service is {date_of(last)}, in {left} days"
    for days, ends, severity, without in (
        (SOON, Rule.EXPIRES_IN_7_DAYS, Severity.WARNING, Rule.NO_SERVICE_NEXT_7_DAYS),
        (LATER, Rule.EXPIRES_IN_30_DAYS, Severity.INFO, Rule.NO_SERVICE_NEXT_30_DAYS),
    ):
        if not runs[begin : begin + days].any():
            told = f"no trip runs in the next {days} days"
            _tell(log, without, file, told, Severity.WARNING, view.today)
        if left < days:
            _tell(log, ends, file, message, severity, last)
            return


def _check_holes(runs: Flags, first: int, file: str, log: ProblemLog) -> None:
    served = np.flatnonzero(runs)
    for position in np.flatnonzero(np.diff(served) > LONGEST_HOLE).tolist():
        start, end = first + int(served[position]) + 1, first + int(served[position + 1]) - 1
        message = f"no trip runs from {date_of(start)} to {date_of(end)}"
        _tell(log, Rule.CALENDAR_HOLE, file, message, Severity.WARNING, start)


def _check_services(view: Inspected, log: ProblemLog) -> None:
    """Note services whose trips run on no day, and weekly ones of no weekday."""
    tables = view.tables
    weekly = tables.get("calendar")
    if weekly is not None:
        idle = np.ones(len(weekly), dtype=np.bool_)
        for field in WEEKDAYS:
            idle &= weekly.texts(field) == "0"
        reason = "runs on no day of the week; only the dates of calendar_dates.txt count"
        rule = Rule.SERVICE_WITHOUT_WEEKDAY
        log.rows(rule, weekly, idle, "service_id", reason, Severity.INFO)
    running: Flags = np.any(view.feed.services.active, axis=0)
    idle_trips = view.feed.trips.id[~running[view.feed.trips.service]]
    known = dict.fromkeys((str(id_).split("@")[0] for id_ in idle_trips), 0)
    trips = tables["trips"]
    never = set(trips.texts("service_id")[trips.index_in("trip_id", known) >= 0])
    reason = "has trips and never runs"
    tell_ids(view, log, Rule.SERVICE_NEVER_RUNS, ("trips", "service_id"), never, reason)


def _check_feed_info(view: Inspected, log: ProblemLog) -> None:
    """Note a feed_info.txt without dates or contact, or that promises more than the calendar."""
    table = view.tables.get("feed_info")
    if table is None or not len(table):
        return
    place = (table.file, int(table.lines[0]))
    for field in ("feed_start_date", "feed_end_date"):
        if not table.text(field, 0):
            told = f"{field} is not given"
            log.row(Rule.FEED_INFO_INCOMPLETE, (*place, field), told, Severity.INFO)
    if not table.text("feed_contact_email", 0) and not table.text("feed_contact_url", 0):
        told = "no contact is given: nobody can be told of a mistake"
        log.row(Rule.CONTACT_MISSING, (*place, "feed_contact_email"), told, Severity.INFO)
    end, last = day(table.text("feed_end_date", 0)), view.feed.services.last_day
    if end is not None and end > last + LATER:
        value = table.text("feed_end_date", 0)
        told = f"feed_end_date {value} is after the last day of service, {date_of(last)}"
        rule = Rule.VALIDITY_BEYOND_CALENDAR
        log.row(rule, (*place, "feed_end_date"), told, Severity.WARNING, value=value)


def _tell(
    log: ProblemLog, rule: Rule, file: str, message: str, severity: Severity, when: int
) -> None:
    field = "end_date" if file == "calendar.txt" else "date"
    log.row(rule, (file, 0, field), message, severity, value=f"{date_of(when):%Y%m%d}")
