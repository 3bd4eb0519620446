"""Checks stops.txt: a place on the map for each stop, a station for each parent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from feeds.checks.values import code, keyed
from feeds.feed import NONE, STATION, STOP, Stops
from feeds.fields import number
from feeds.problems import ProblemLog, Rule, Severity
from feeds.table import Flags, Table, Texts
from planner import Float64s, Int8s, Int32s

LAST_TYPE = 4
_LIMITS = {"stop_lat": 90, "stop_lon": 180}
_ORIGIN = 1
"""Degrees around (0, 0), the open sea where coordinates land that nobody filled in."""


def check_stops(table: Table, log: ProblemLog, *, anywhere: bool = False) -> Stops:
    """Return stops and stations; entrances and other nodes inside stations are passed over.

    `anywhere` keeps stops near 0, 0 or without a place, which tests of planners use.
    """
    table = keyed(table, log, "stop_id")
    type_ = code(table, log, "location_type", LAST_TYPE)
    used = type_ <= STATION
    table, type_ = table.only(used), type_[used]
    lat, lon, located = _coordinates(table, log, type_, anywhere=anywhere)
    table, type_, lat, lon = table.only(located), type_[located], lat[located], lon[located]
    parent = _parents(table, log, type_)
    return Stops(
        id=table.texts("stop_id"),
        name=_names(table, log, parent),
        platform=table.texts("platform_code"),
        lat=lat,
        lon=lon,
        type=type_,
        parent=parent,
        wheelchair=code(table, log, "wheelchair_boarding", 2),
    )


def _coordinates(
    table: Table, log: ProblemLog, type_: Int8s, *, anywhere: bool
) -> tuple[Float64s, Float64s, Flags]:
    """Return latitudes, longitudes and which rows can be used: stations do without."""
    stop = type_ == STOP
    usable = np.ones(len(table), dtype=np.bool_)
    values = []
    for field, limit in _LIMITS.items():
        parsed = table.parse(field, number, 0.0)
        value = parsed.value.astype(np.float64)
        beyond = np.abs(value) > limit
        for rule, rows, named, reason in (
            (Rule.STOP_WITHOUT_LOCATION, parsed.empty, "stop_id", f"has no {field}"),
            (Rule.INVALID_FLOAT, parsed.malformed, field, "is not a number"),
            (Rule.NUMBER_OUT_OF_RANGE, beyond, field, f"is beyond {limit} degrees"),
        ):
            if not (anywhere and rule is Rule.STOP_WITHOUT_LOCATION):
                log.rows(rule, table, rows & stop & usable, named, reason)
        usable &= ~((parsed.empty & ~np.bool_(anywhere)) | parsed.malformed | beyond)
        values.append(value)
    lat, lon = values
    origin = usable & ~np.bool_(anywhere) & (np.abs(lat) < _ORIGIN) & (np.abs(lon) < _ORIGIN)
    log.rows(Rule.POINT_NEAR_ORIGIN, table, origin & stop, "stop_lat", "is near 0, 0, in the sea")
    return lat, lon, (usable & ~origin) | ~stop


def _parents(table: Table, log: ProblemLog, type_: Int8s) -> Int32s:
    """Return the row of each stop's parent station, NONE when none can be used."""
    ids = {id_: row for row, id_ in enumerate(table.texts("stop_id"))}
    parent = table.index_in("parent_station", ids)
    given = ~table.empty("parent_station")
    wrong = given & (parent >= 0) & (type_[parent] != STATION)
    station = given & (type_ == STATION)
    unknown, platform = given & (parent < 0), wrong & ~station
    above = "is given for a station, which has no parent"
    for rule, rows, reason, severity in (
        (Rule.FOREIGN_KEY_VIOLATION, unknown, "is not in stops.txt", Severity.ERROR),
        (Rule.STATION_WITH_PARENT, station, above, Severity.ERROR),
        (Rule.WRONG_PARENT_LOCATION_TYPE, platform, "is not a station", Severity.WARNING),
    ):
        log.rows(rule, table, rows, "parent_station", f"{reason}; ignored", severity)
    return np.where(wrong | station | ~given, NONE, parent).astype(np.int32)


def _names(table: Table, log: ProblemLog, parent: Int32s) -> Texts:
    """Return the names; a stop without one has its station's, or its code or id."""
    names, ids, codes = (table.texts(field) for field in ("stop_name", "stop_id", "stop_code"))
    empty = table.empty("stop_name")
    reason = "must be given; the station’s name, the code or the id is shown"
    log.rows(Rule.MISSING_REQUIRED_FIELD, table, empty, "stop_name", reason, Severity.WARNING)
    for row in np.flatnonzero(empty).tolist():
        of_parent = names[parent[row]] if parent[row] != NONE else ""
        names[row] = of_parent or codes[row] or ids[row]
    return names


def with_stations_called_at(stops: Stops, calls: Table, log: ProblemLog) -> Stops:
    """Return the stops, where a station that vehicles call at and that has no stop is one itself.

    It should not be: each of its calls is told.
    """
    is_lone = stops.type == STATION
    is_lone[stops.parent[stops.parent != NONE]] = False
    numbers = {id_: row for row, id_ in enumerate(stops.id) if is_lone[row]}
    called = calls.index_in("stop_id", numbers)
    told = "is a station that has no stop; it is used as one"
    log.rows(Rule.WRONG_LOCATION_TYPE, calls, called >= 0, "stop_id", told)
    types = stops.type.copy()
    types[called[called >= 0]] = STOP
    return replace(stops, type=types)
