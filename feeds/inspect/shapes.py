"""Inspects shapes: distances that go back, single points, stops far from the drawn line."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from feeds.feed import STOP
from feeds.fields import number
from feeds.inspect.view import Inspected, tell_ids
from feeds.problems import Finding, ProblemLog, Rule, Severity
from feeds.table import Table
from planner import Float64s

FAR_M = 100
_DEGREE_M = 111_195
_POLE = 89
_ORIGIN = 1
_LAT, _LON = 90, 180


def inspect_shapes(view: Inspected, log: ProblemLog) -> None:
    """Note shapes that the map cannot draw or that pass by the stops."""
    trips, table = view.tables["trips"], view.tables.get("shapes")
    if table is None:
        given = ~trips.empty("shape_id")
        reason = "is not in shapes.txt, which is absent"
        log.rows(Rule.FOREIGN_KEY_VIOLATION, trips, given, "shape_id", reason, Severity.WARNING)
        return
    used = {text for text in trips.column("shape_id").texts if text}
    known = {text for text in table.column("shape_id").texts if text}
    unknown = trips.index_in("shape_id", dict.fromkeys(known, 0)) < 0
    bare = trips.empty("shape_id")
    reason = "is not in shapes.txt; the trip is drawn as straight lines"
    rows = unknown & ~bare
    log.rows(Rule.FOREIGN_KEY_VIOLATION, trips, rows, "shape_id", reason, Severity.WARNING)
    reason = "has no shape; it is drawn as straight lines"
    log.rows(Rule.TRIP_WITHOUT_SHAPE, trips, bare, "trip_id", reason, Severity.INFO)
    place, severity = ("shapes", "shape_id"), Severity.INFO
    reason = "is used by no trip"
    tell_ids(view, log, Rule.UNUSED_SHAPE, place, known - used, reason, severity)
    _check_stops(view, _check_points(view, table, log), log)


def _check_points(view: Inspected, table: Table, log: ProblemLog) -> dict[str, Float64s]:
    """Note odd points; return the usable points of each shape, longitude before latitude."""
    lat = table.parse("shape_pt_lat", number, np.nan).value.astype(np.float64)
    lon = table.parse("shape_pt_lon", number, np.nan).value.astype(np.float64)
    usable = (np.abs(lat) <= _LAT) & (np.abs(lon) <= _LON)
    reason = "is not a latitude and longitude; the point is left out"
    log.rows(Rule.NUMBER_OUT_OF_RANGE, table, ~usable, "shape_pt_lat", reason, Severity.WARNING)
    for rule, odd, reason in (
        (Rule.POINT_NEAR_ORIGIN, (np.abs(lat) < _ORIGIN) & (np.abs(lon) < _ORIGIN), "is near 0, 0"),
        (Rule.POINT_NEAR_POLE, usable & (np.abs(lat) > _POLE), "is at a pole"),
    ):
        log.rows(rule, table, odd, "shape_pt_lat", f"{reason}; left out", Severity.WARNING)
        usable &= ~odd
    sequence = table.parse("shape_pt_sequence", number, 0.0).value.astype(np.float64)
    shape = table.column("shape_id").codes
    order = np.lexsort((sequence, shape))
    place = table.parse("shape_dist_traveled", number, np.nan).value.astype(np.float64)
    with np.errstate(invalid="ignore"):
        back = (np.diff(shape[order]) == 0) & (np.diff(place[order]) < 0)
    rows = np.sort(order[1:][back])
    reason = "is smaller than at the point before"
    rule = Rule.DECREASING_SHAPE_DISTANCE
    log.rows(rule, table, rows, "shape_dist_traveled", reason, Severity.WARNING)
    order = order[usable[order]]
    bounds = np.searchsorted(shape[order], np.arange(len(table.column("shape_id").texts) + 1))
    points = np.column_stack([lon, lat])[order]
    shapes = {
        text: points[bounds[code] : bounds[code + 1]]
        for code, text in enumerate(table.column("shape_id").texts)
    }
    single = {text for text, found in shapes.items() if text and len(found) == 1}
    reason = "has a single usable point"
    tell_ids(view, log, Rule.SHAPE_OF_ONE_POINT, ("shapes", "shape_id"), single, reason)
    return {text: found for text, found in shapes.items() if len(found) > 1}


def _check_stops(view: Inspected, shapes: dict[str, Float64s], log: ProblemLog) -> None:
    """Note stops that are far from the shape of a trip that calls there."""
    feed, trips = view.feed, view.tables["trips"]
    shape_of = dict(zip(trips.texts("trip_id"), trips.texts("shape_id"), strict=True))
    names = list(shapes)
    numbers = {name: number_ for number_, name in enumerate(names)}
    of_trip = np.array(
        [numbers.get(shape_of.get(str(id_).split("@")[0], ""), -1) for id_ in feed.trips.id],
        dtype=np.int64,
    )
    of_call = of_trip[feed.calls.trip]
    drawn = (of_call >= 0) & (feed.stops.type[feed.calls.stop] == STOP)
    keys = np.unique(of_call[drawn] * len(feed.stops.id) + feed.calls.stop[drawn])
    if not len(keys):
        return
    shape, stop = np.divmod(keys, len(feed.stops.id))
    middle = float(np.cos(np.radians(np.median(feed.stops.lat[stop]))))
    scale = np.array([middle * _DEGREE_M, _DEGREE_M])
    lines: npt.NDArray[np.object_] = np.array(
        [shapely.LineString(shapes[name] * scale) for name in names], dtype=object
    )
    places = shapely.points(np.column_stack([feed.stops.lon[stop], feed.stops.lat[stop]]) * scale)
    metres = shapely.distance(places, lines[shape])
    far = np.flatnonzero(metres > FAR_M)

    def told(position: int) -> Finding:
        found = int(far[position])
        id_, name = str(feed.stops.id[stop[found]]), names[int(shape[found])]
        message = f"stop {id_!r} is {metres[found]:.0f} m from shape {name!r}"
        return view.line_of("stops", "stop_id", id_), id_, message

    log.many(Rule.STOP_FAR_FROM_SHAPE, len(far), ("stops.txt", "stop_id"), told, Severity.INFO)
