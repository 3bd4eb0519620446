"""Tables of a feed -> its on-demand services, and the tables without them.

The current reference (location_id, location_group_id, windows) is read, and two habits of feeds
made before it was adopted: areas named in stop_id, and durations on stop_times.txt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from shapely.geometry import shape

from feeds.feed import Agencies, Routes
from feeds.fields import integer, number, time_s
from feeds.on_demand.booking import read_booking_rules
from feeds.on_demand.service import (
    UNSAID_FACTOR,
    Area,
    BookingRule,
    Days,
    OnDemandService,
    Visit,
)
from feeds.problems import ProblemLog, Rule, Severity
from feeds.table import Flags, Table

_NO_RIDE = "1"
"""pickup_type and drop_off_type: not available."""
_MINUTE_S = 60
_MIN_VISITS = 2

Tables = Mapping[str, Table]


def without_flexible(tables: Tables) -> tuple[dict[str, Table], bool]:
    """Return the tables without rows that name areas or windows, and whether there were some.

    A trip all of whose rows are such is left out of trips.txt too.
    """
    calls, trips = tables["stop_times"], tables["trips"]
    flexible = _flexible(tables)
    if not flexible.any():
        return dict(tables), False
    rest = calls.only(~flexible)
    mixed = set(rest.texts("trip_id"))
    whole = set(calls.texts("trip_id")[flexible]) - mixed
    kept = np.array([id_ not in whole for id_ in trips.texts("trip_id")], dtype=np.bool_)
    return {**tables, "stop_times": rest, "trips": trips.only(kept)}, True


def _flexible(tables: Tables) -> Flags:
    """Tell which rows of stop_times.txt name an area, a group of stops or a window."""
    calls, locations = tables["stop_times"], tables.get("locations")
    flexible = ~calls.empty("location_id") | ~calls.empty("location_group_id")
    for name in _WINDOW_STARTS:
        flexible |= ~calls.empty(name)
    if locations is not None:
        known = {id_: row for row, id_ in enumerate(locations.texts("location_id"))}
        flexible |= calls.index_in("stop_id", known) >= 0
    return flexible


_WINDOW_STARTS = ("start_pickup_drop_off_window",)


@dataclass(frozen=True)
class Lines:
    """What on-demand services share with the other trips of their feed."""

    routes: Routes
    agencies: Agencies
    days: Mapping[str, Days]
    """By service_id."""


def read_on_demand(
    feed_id: str, tables: Tables, lines: Lines, log: ProblemLog
) -> tuple[OnDemandService, ...]:
    """Return the on-demand services of a feed; rows that cannot be read are told and left out.

    A ride leads from a row of a trip to a later one. What lies on the way between fixed stops of
    the same trip (a bus that deviates) is not planned, and told.
    """
    flexible = _flexible(tables)
    if not flexible.any():
        return ()
    calls = tables["stop_times"].only(flexible)
    rules = read_booking_rules(tables.get("booking_rules"), lines.days, log)
    areas = _areas(feed_id, tables)
    trips = _Rows(tables["trips"], "trip_id")
    routes = {str(id_): row for row, id_ in enumerate(lines.routes.id)}
    sequence = calls.parse("stop_sequence", integer, 0).value
    by_trip: dict[str, list[int]] = {}
    for row in np.argsort(sequence, kind="stable").tolist():
        by_trip.setdefault(calls.text("trip_id", row), []).append(row)
    _tell_mixed(tables["stop_times"], flexible, log)
    found = []
    for trip_id, rows in by_trip.items():
        visits = [v for v in (_visit(calls, row, areas, rules, log) for row in rows) if v]
        route = routes.get(trips.text(trip_id, "route_id"))
        days = lines.days.get(trips.text(trip_id, "service_id"))
        if route is None or days is None:
            reason = f"{trip_id!r} has no usable trip, line or days of service"
            log.row(Rule.FOREIGN_KEY_VIOLATION, _place(calls, rows[0], "trip_id"), reason)
        elif len(visits) >= _MIN_VISITS:
            factor, offset_s = _durations(calls, rows[0], trips, trip_id)
            found.append(
                OnDemandService(
                    feed_id=feed_id,
                    trip_id=f"{feed_id}:{trip_id}",
                    route_id=str(lines.routes.id[route]),
                    short_name=str(lines.routes.short_name[route]),
                    long_name=str(lines.routes.long_name[route]),
                    color=str(lines.routes.color[route]),
                    text_color=str(lines.routes.text_color[route]),
                    agency_name=lines.agencies.name[int(lines.routes.agency[route])],
                    agency_url=lines.agencies.url[int(lines.routes.agency[route])],
                    days=days,
                    visits=tuple(visits),
                    factor=factor,
                    offset_s=offset_s,
                )
            )
        else:
            reason = f"trip {trip_id!r} has one usable area only: no ride within it is described"
            place = _place(calls, rows[0], "trip_id")
            log.row(Rule.UNUSABLE_TRIP, place, reason, Severity.WARNING)
    return tuple(found)


def _tell_mixed(calls: Table, flexible: Flags, log: ProblemLog) -> None:
    """Note the trips that call at fixed stops too."""
    ids = calls.texts("trip_id")
    mixed = sorted(set(ids[flexible]) & set(ids[~flexible]))
    if mixed:
        row = int(np.flatnonzero(flexible & (ids == mixed[0]))[0])
        reason = (
            f"{len(mixed)} trips, the first {mixed[0]!r}, call at fixed stops and in areas: rides"
            " from one to the other are not planned"
        )
        log.row(Rule.UNUSABLE_TRIP, _place(calls, row, "trip_id"), reason, Severity.INFO)


class _Rows:
    """The rows of a table by id."""

    def __init__(self, table: Table, id_column: str) -> None:
        self._table = table
        self._row = {str(id_): row for row, id_ in enumerate(table.texts(id_column))}

    def text(self, id_: str, column: str) -> str:
        """Return a cell, "" where there is no such row."""
        row = self._row.get(id_)
        return "" if row is None else self._table.text(column, row)


def _areas(feed_id: str, tables: Tables) -> dict[str, Area]:
    """Return the areas and the groups of stops by id."""
    areas: dict[str, Area] = {}
    locations = tables.get("locations")
    for row in range(0 if locations is None else len(locations)):
        assert locations is not None, "it has rows"
        id_ = locations.text("location_id", row)
        outline = shape(json.loads(locations.text("geometry", row)))
        areas[id_] = Area(f"{feed_id}:{id_}", locations.text("location_name", row), outline)
    groups, members = tables.get("location_groups"), tables.get("location_group_stops")
    if groups is not None and members is not None:
        stops = set(tables["stops"].texts("stop_id"))
        for row in range(len(groups)):
            id_ = groups.text("location_group_id", row)
            of_group = members.texts("location_group_id") == id_
            listed = [str(s) for s in members.texts("stop_id")[of_group] if s in stops]
            ids = tuple(f"{feed_id}:{stop}" for stop in listed)
            areas[id_] = Area(
                f"{feed_id}:{id_}", groups.text("location_group_name", row), None, ids
            )
    return areas


def _visit(
    calls: Table,
    row: int,
    areas: Mapping[str, Area],
    rules: Mapping[str, BookingRule],
    log: ProblemLog,
) -> Visit | None:
    """Return one row, None where its area or its window cannot be used."""
    field = next(
        (name for name in ("location_id", "location_group_id") if calls.text(name, row)), "stop_id"
    )
    area = areas.get(calls.text(field, row))
    if area is None:
        reason = f"{field} {calls.text(field, row)!r} is not an area or a group of stops"
        log.row(Rule.FOREIGN_KEY_VIOLATION, _place(calls, row, field), reason)
        return None
    window = [time_s(calls.text(name, row)) for name in _WINDOW]
    if window[0] is None or window[1] is None or window[1] <= window[0]:
        reason = "the window in which one may get on and off is missing or empty"
        log.row(Rule.INVALID_TIME, _place(calls, row, _WINDOW[0]), reason)
        return None
    boards, alights = (
        calls.text(name, row) != _NO_RIDE for name in ("pickup_type", "drop_off_type")
    )
    return Visit(area, window[0], window[1], boards, alights, _rule(calls, row, rules, log))


_WINDOW = ("start_pickup_drop_off_window", "end_pickup_drop_off_window")


def _rule(
    calls: Table, row: int, rules: Mapping[str, BookingRule], log: ProblemLog
) -> BookingRule | None:
    """Return how a ride that begins (or else ends) in a row is booked."""
    for field in ("pickup_booking_rule_id", "drop_off_booking_rule_id"):
        id_ = calls.text(field, row)
        if id_ in rules:
            return rules[id_]
        if id_:
            reason = f"{field} {id_!r} is not in booking_rules.txt"
            place = _place(calls, row, field)
            log.row(Rule.FOREIGN_KEY_VIOLATION, place, reason, Severity.WARNING)
    return None


def _durations(calls: Table, row: int, trips: _Rows, trip_id: str) -> tuple[float, int]:
    """Return by how much a ride is longer than the drive: the safe values, else the mean ones."""
    for kind in ("safe", "mean"):
        factor_text, offset_text = (
            calls.text(f"{kind}_duration_{what}", row)
            or trips.text(trip_id, f"{kind}_duration_{what}")
            for what in ("factor", "offset")
        )
        factor, offset_s = number(factor_text), _offset_s(offset_text)
        if factor is not None and factor > 0:
            return factor, offset_s
        if offset_s:
            return 1.0, offset_s
    return UNSAID_FACTOR, 0


def _offset_s(text: str) -> int:
    """Return seconds from minutes, or from a time as old feeds have it."""
    minutes = number(text)
    if minutes is not None and minutes >= 0:
        return round(minutes * _MINUTE_S)
    return time_s(text) or 0


def _place(table: Table, row: int, field: str) -> tuple[str, int, str]:
    return table.file, int(table.lines[row]), field


def days_by_id(first_day: int, active: Flags, ids: Sequence[str]) -> dict[str, Days]:
    """Return the days of each service."""
    return {
        id_: Days(first_day, tuple(active[:, column].tolist())) for column, id_ in enumerate(ids)
    }
