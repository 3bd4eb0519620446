"""Checks agency.txt and routes.txt: who runs what, on which clock, in which colours."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from feeds.checks.values import keyed, tell_repeated
from feeds.errors import FeedRefusedError
from feeds.feed import Agencies, Routes
from feeds.fields import color, integer
from feeds.problems import ProblemLog, Rule, Severity
from feeds.table import Table, Texts
from planner import Int32s

BUS = 3
_TYPES = frozenset((*range(8), 11, 12, *range(100, 1800)))


def check_agencies(table: Table, log: ProblemLog) -> tuple[Agencies, str]:
    """Return the agencies and the time zone that all of them keep (GTFS wants it the same).

    Raises
    ------
    FeedRefusedError: none with a time zone that is one, or two time zones: hours would be wrong.

    """
    if table.columns.get("agency_id"):
        repeated = table.repeated("agency_id")
        if repeated.any():
            tell_repeated(table, log, repeated, "agency_id")
            table = table.only(~repeated)
    timezone = _timezone(table, log)
    names = table.texts("agency_name")
    names = np.where(names == "", table.texts("agency_id"), names)
    agencies = Agencies(
        list(table.texts("agency_id")), list(names), list(table.texts("agency_url"))
    )
    return agencies, timezone


def _timezone(table: Table, log: ProblemLog) -> str:
    """Return the clock that every agency keeps."""
    zones = table.texts("agency_timezone")
    valid = np.array([_is_zone(zone) for zone in zones], dtype=np.bool_)
    if not valid.any():
        line, zone = int(table.lines[0]), str(zones[0])
        rule = Rule.INVALID_TIMEZONE if zone else Rule.MISSING_REQUIRED_FIELD
        reason = f"agency.txt, line {line}: agency_timezone {zone!r} is not an IANA time zone"
        place = ("agency.txt", line, "agency_timezone")
        raise FeedRefusedError(log.feed_id, reason, rule, place, value=zone)
    timezone = str(zones[valid][0])
    told = f"is not an IANA time zone; {timezone} is used"
    log.rows(Rule.INVALID_TIMEZONE, table, ~valid, "agency_timezone", told, Severity.WARNING)
    other = valid & (zones != timezone)
    if other.any():
        row = int(np.argmax(other))
        line, zone = int(table.lines[row]), str(zones[row])
        reason = f"agency.txt, line {line}: agency_timezone {zone!r} differs from {timezone}"
        place = ("agency.txt", line, "agency_timezone")
        rule = Rule.INCONSISTENT_AGENCY_TIMEZONE
        raise FeedRefusedError(log.feed_id, reason, rule, place, value=zone)
    return timezone


def check_routes(table: Table, agencies: Agencies, log: ProblemLog) -> Routes:
    """Return the routes that have an id and a type."""
    table = keyed(table, log, "route_id")
    type_ = table.parse("route_type", integer, BUS)
    log.rows(Rule.MISSING_REQUIRED_FIELD, table, type_.empty, "route_type", "must be given")
    log.rows(Rule.INVALID_INTEGER, table, type_.malformed, "route_type", "is not a whole number")
    unusable = type_.empty | type_.malformed
    table, types = table.only(~unusable), type_.value[~unusable]
    unknown = np.array([value not in _TYPES for value in types.tolist()], dtype=np.bool_)
    log.rows(
        Rule.UNEXPECTED_ENUM_VALUE,
        table,
        unknown,
        "route_type",
        "is not a type of GTFS; it is shown as a bus",
        Severity.WARNING,
    )
    short, long = table.texts("route_short_name"), table.texts("route_long_name")
    nameless = (short == "") & (long == "")
    told = "has no short and no long name; its id is shown"
    log.rows(Rule.ROUTE_NAMES_MISSING, table, nameless, "route_id", told, Severity.WARNING)
    return Routes(
        id=table.texts("route_id"),
        short_name=np.where(nameless, table.texts("route_id"), short),
        long_name=long,
        color=_colors(table, log, "route_color"),
        text_color=_colors(table, log, "route_text_color"),
        type=np.where(unknown, BUS, types).astype(np.int32),
        agency=_agencies(table, agencies, log),
    )


def _agencies(table: Table, agencies: Agencies, log: ProblemLog) -> Int32s:
    """Return the agency of each route: the first where none is named or it is unknown."""
    agency = table.index_in("agency_id", {id_: row for row, id_ in enumerate(agencies.id)})
    empty = table.empty("agency_id")
    if len(agencies.id) > 1:
        told = f"must be given as there are several agencies; {agencies.name[0]} is shown"
        rule = Rule.MISSING_REQUIRED_FIELD
        log.rows(rule, table, empty & (agency < 0), "agency_id", told, Severity.WARNING)
    told = f"is not in agency.txt; {agencies.name[0]} is shown"
    rows = (agency < 0) & ~empty
    log.rows(Rule.FOREIGN_KEY_VIOLATION, table, rows, "agency_id", told, Severity.WARNING)
    return np.maximum(agency, 0).astype(np.int32)


def _colors(table: Table, log: ProblemLog, field: str) -> Texts:
    """Return colours as RRGGBB, "" where there is none."""
    colors = np.array([color(text) for text in table.texts(field)], dtype=object)
    wrong = (colors == "") & ~table.empty(field)
    told = "is not six hexadecimal digits; ignored"
    log.rows(Rule.INVALID_COLOR, table, wrong, field, told, Severity.WARNING)
    return colors


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
