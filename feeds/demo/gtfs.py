"""Writes an operator's timetable as a GTFS zip, the same bytes for the same timetable."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import permutations
from pathlib import Path

from feeds.demo.calendars import calendar_row
from feeds.demo.ground import distance_m, lat_lon
from feeds.demo.lines import RAIL
from feeds.demo.pathways import LEVELS, PLATFORM_LEVEL, STATION, pathway_rows, spot_rows
from feeds.demo.stops import Place, Platform
from feeds.demo.timetable import Timetable, Trip

Row = Sequence[object]
Table = tuple[str, Iterator[Row]]
"""The header of a file, comma-separated, and its rows."""

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""A fixed date on every file in a zip: a build time would change the bytes."""

_WALK_M_S = 1.0
_CHANGE_S = 60
_PLATFORM_CHANGE_S = 180
RECOMMENDED, MINIMUM_TIME, FORBIDDEN = 0, 2, 3
"""GTFS transfer types."""


def write_feed(folder: Path, table: Timetable, year: int, version: str) -> None:
    """Write `<operator>.zip` into a folder."""
    tables = {
        "agency": _agency(table),
        "calendar": _calendar(table, year),
        "calendar_dates": _calendar_dates(table, year),
        "feed_info": _feed_info(table, year, version),
        "frequencies": _frequencies(table),
        "levels": _levels(table),
        "pathways": _pathways(table),
        "routes": _routes(table),
        "shapes": _shapes(table),
        "stop_times": _stop_times(table),
        "stops": _stops(table),
        "transfers": _transfers(table),
        "trips": _trips(table),
    }
    with zipfile.ZipFile(folder / f"{table.operator.key}.zip", "w") as archive:
        for name, (header, rows) in sorted(tables.items()):
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(header.split(","))
            writer.writerows(rows)
            if text.getvalue().count("\n") > 1:
                entry = zipfile.ZipInfo(f"{name}.txt", _ZIP_DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, text.getvalue().encode())


def clock(seconds: int) -> str:
    """Write seconds after midnight as GTFS does; hours may pass 24."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def text_color(color: str) -> str:
    """Return black or white, whichever reads better on a colour (WCAG relative luminance)."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "000000" if (luminance + 0.05) ** 2 > 0.05 * 1.05 else "FFFFFF"


def _agency(table: Timetable) -> Table:
    operator = table.operator
    row = (operator.key, operator.name, operator.url, "Europe/Paris", "fr", operator.phone)
    header = "agency_id,agency_name,agency_url,agency_timezone,agency_lang,agency_phone"
    return header, iter([row])


def _feed_info(table: Timetable, year: int, version: str) -> Table:
    header = (
        "feed_publisher_name,feed_publisher_url,feed_lang,"
        "feed_start_date,feed_end_date,feed_version"
    )
    operator = table.operator
    start, end = _day(date(year - 1, 1, 1)), _day(date(year + 1, 12, 31))
    return header, iter([(operator.name, operator.url, "fr", start, end, version)])


def _calendar(table: Timetable, year: int) -> Table:
    header = (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date"
    )
    start, end = _day(date(year - 1, 1, 1)), _day(date(year + 1, 12, 31))
    rows = (calendar_row(service, year) for service in table.operator.services)
    return header, ((row.service, *map(int, row.weekdays), start, end) for row in rows)


def _calendar_dates(table: Timetable, year: int) -> Table:
    rows = [calendar_row(service, year) for service in table.operator.services]
    exceptions = sorted(
        (row.service, _day(day), exception)
        for row in rows
        for exception, days in ((1, row.added), (2, row.removed))
        for day in days
    )
    return "service_id,date,exception_type", iter(exceptions)


def _routes(table: Timetable) -> Table:
    header = (
        "route_id,agency_id,route_short_name,route_long_name,route_desc,route_type,"
        "route_color,route_text_color,route_sort_order"
    )
    return header, (
        (
            line.id,
            table.operator.key,
            line.short_name,
            line.long_name,
            line.description,
            line.mode,
            line.color,
            text_color(line.color),
            order,
        )
        for order, line in enumerate(table.operator.lines, 1)
    )


def _stops(table: Timetable) -> Table:
    header = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,"
        "wheelchair_boarding,platform_code,level_id"
    )
    return header, (row for place in table.places for row in _stop_rows(place))


def _stop_rows(place: Place) -> Iterator[Row]:
    platforms = list(place.platforms.values())
    if place.is_station:
        middle = (
            sum(platform.point[0] for platform in platforms) / len(platforms),
            sum(platform.point[1] for platform in platforms) / len(platforms),
        )
        yield (place.id, place.name, *lat_lon(middle), 1, "", place.wheelchair, "", "")
    level = PLATFORM_LEVEL if place.id == STATION else ""
    for platform in platforms:
        parent = place.id if place.is_station else ""
        # A platform without data takes its station's; one track in four has no ramp yet.
        wheelchair: int | str = place.wheelchair
        if place.is_station:
            wheelchair = 2 if platform.code == "4" else ""
        yield (
            platform.id,
            place.name,
            *lat_lon(platform.point),
            0,
            parent,
            wheelchair,
            platform.code,
            level,
        )
    if place.id == STATION:
        yield from spot_rows(place)


def _levels(table: Timetable) -> Table:
    has_inside = any(place.id == STATION for place in table.places)
    return "level_id,level_index,level_name", iter(LEVELS if has_inside else ())


def _pathways(table: Timetable) -> Table:
    header = (
        "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,length,traversal_time,"
        "stair_count,signposted_as,reversed_signposted_as"
    )
    inside = (place for place in table.places if place.id == STATION)
    return header, (row for place in inside for row in pathway_rows(place))


def _trips(table: Timetable) -> Table:
    header = (
        "route_id,service_id,trip_id,trip_headsign,trip_short_name,direction_id,block_id,shape_id,"
        "wheelchair_accessible,bikes_allowed"
    )
    return header, (
        (
            trip.line.id,
            trip.service,
            trip.id,
            trip.headsign,
            trip.number,
            trip.direction,
            trip.block,
            trip.shape,
            trip.wheelchair,
            trip.line.bikes,
        )
        for trip in table.trips
    )


def _stop_times(table: Timetable) -> Table:
    header = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type,"
        "shape_dist_traveled,timepoint"
    )
    return header, (row for trip in table.trips for row in _call_rows(trip))


def _call_rows(trip: Trip) -> Iterator[Row]:
    exact = int(trip.line.mode == RAIL or not trip.line.every_s)
    for sequence, call in enumerate(trip.calls, 1):
        yield (
            trip.id,
            clock(call.arrival_s),
            clock(call.departure_s),
            call.halt.platform.id,
            sequence,
            call.pickup,
            call.drop_off,
            f"{call.distance_m:.0f}",
            exact,
        )


def _shapes(table: Timetable) -> Table:
    header = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled"
    return header, (
        (shape, *lat_lon(point), sequence, f"{distance:.0f}")
        for shape, path in table.shapes.items()
        for sequence, (point, distance) in enumerate(
            zip(path.points, path.distance_m, strict=True), 1
        )
    )


def _frequencies(table: Timetable) -> Table:
    header = "trip_id,start_time,end_time,headway_secs,exact_times"
    return header, (
        (trip.id, clock(trip.calls[0].departure_s), "19:00:00", headway_s, 0)
        for trip in table.trips
        for service, headway_s in trip.line.every_s.items()
        if service == trip.service
    )


def _transfers(table: Timetable) -> Table:
    """Give the time to change inside each station, and forbid what is walled off."""
    rows: list[Row] = []
    for place in table.places:
        for a, b in permutations(place.platforms.values(), 2):
            if place.is_station:
                rows.append((a.id, b.id, MINIMUM_TIME, _change_s(a, b)))
            elif a.code and b.code and place.name in table.operator.uncrossable:
                rows.append((a.id, b.id, FORBIDDEN, ""))
    for a_name, b_name in table.operator.connections:
        rows += [
            (a.id, b.id, RECOMMENDED, "")
            for a in _platforms(table, a_name)
            for b in _platforms(table, b_name)
        ]
    return "from_stop_id,to_stop_id,transfer_type,min_transfer_time", iter(rows)


def _platforms(table: Timetable, name: str) -> list[Platform]:
    return [
        platform
        for place in table.places
        if place.name == name
        for platform in place.platforms.values()
    ]


def _change_s(a: Platform, b: Platform) -> int:
    """Return the time between two platforms: rail tracks are reached by an underpass."""
    base_s = _PLATFORM_CHANGE_S if a.code.isdigit() and b.code.isdigit() else _CHANGE_S
    return round((base_s + distance_m(a.point, b.point) / _WALK_M_S) / 10) * 10


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"
