"""Checks agency.txt and routes.txt: who runs what, on which clock, in which colours."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from feeds.checks.values import keyed
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
    FeedRefusedError: no agency, or none with a time zone that is one.

    """
    if not len(table):
        raise FeedRefusedError(log.feed_id, "agency.txt has no row")
    repeated = table.repeated("agency_id")
    log.rows(Rule.DUPLICATE_KEY, table, repeated, "agency_id", "is there twice")
    table = table.only(~repeated)
    zones = table.texts("agency_timezone")
    valid = np.array([_is_zone(zone) for zone in zones], dtype=np.bool_)
    if not valid.any():
        line = int(table.lines[0])
        reason = f"agency.txt, line {line}: agency_timezone {zones[0]!r} is not an IANA time zone"
        raise FeedRefusedError(log.feed_id, reason)
    timezone = str(zones[valid][0])
    for rule, rows, reason in (
        (Rule.INVALID_TIMEZONE, ~valid, "is not an IANA time zone"),
        (Rule.INCONSISTENT_AGENCY_TIMEZONE, valid & (zones != timezone), "differs from the first"),
    ):
        told = f"{reason}; {timezone} is used"
        log.rows(rule, table, rows, "agency_timezone", told, Severity.WARNING)
    names = table.texts("agency_name")
    names = np.where(names == "", table.texts("agency_id"), names)
    agencies = Agencies(
        list(table.texts("agency_id")), list(names), list(table.texts("agency_url"))
    )
    return agencies, timezone


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
