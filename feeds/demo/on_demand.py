"""Writes the on-demand transport of the villages without a line, as a GTFS-Flex zip."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from shapely import MultiPoint, Polygon, concave_hull
from shapely.geometry import mapping

from feeds.demo.ground import Point, bend, lat_lon, railway_d
from feeds.demo.plan import Plan
from feeds.demo.strokes import arc

FEED_FILE = "taxibus.zip"

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""A fixed date on every file: a build time would change the bytes."""

_VILLAGES = ("Courtefeuille", "Haute-Combelle", "La Chapelle-aux-Frênes")
_STATION = "rochebelle"
"""One is brought to the trains and fetched from there."""

_HOURS = (
    ("semaine", "1,1,1,1,1,0,0", "07:00:00", "19:00:00"),
    ("samedi", "0,0,0,0,0,1,0", "09:00:00", "17:00:00"),
)
_AGENCY = "agency_id,agency_name,agency_url,agency_timezone,agency_lang,agency_phone"
_BOOKING = (
    "booking_rule_id,booking_type,prior_notice_duration_min,message,phone_number,info_url,"
    "booking_url"
)
_CALENDAR = (
    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date"
)
_ROUTES = (
    "route_id,agency_id,route_short_name,route_long_name,route_type,route_color,route_text_color"
)
_STOP_TIMES = (
    "trip_id,location_id,stop_sequence,start_pickup_drop_off_window,end_pickup_drop_off_window,"
    "pickup_type,drop_off_type,pickup_booking_rule_id,drop_off_booking_rule_id"
)
_TRIPS = "route_id,service_id,trip_id,safe_duration_factor,safe_duration_offset"
_PHONE = "03 00 00 00 42"
_SITE = "https://taxibus.example"
_MESSAGE = "Réservez une heure avant le départ au plus tard."


def write_on_demand(folder: Path, plan: Plan, year: int) -> None:
    """Write `taxibus.zip`: an area, the hours of two kinds of days, a notice of one hour."""
    calendar = [f"{key},{days},{year - 1}0101,{year + 1}1231" for key, days, *_ in _HOURS]
    calls = [
        f"tad-{key},hauts,{sequence},{start},{end},{pickup},{drop_off},heure,heure"
        for key, _days, start, end in _HOURS
        for sequence, pickup, drop_off in ((1, 2, 1), (2, 1, 2))
    ]
    tables = {
        "agency.txt": [_AGENCY, f"taxibus,Taxibus des Hauts,{_SITE},Europe/Paris,fr,{_PHONE}"],
        "booking_rules.txt": [
            _BOOKING,
            f"heure,1,60,{_MESSAGE},{_PHONE},{_SITE}/regles,{_SITE}/reserver",
        ],
        "calendar.txt": [_CALENDAR, *calendar],
        "locations.geojson": [json.dumps(_areas(plan), ensure_ascii=False)],
        "routes.txt": [_ROUTES, "tad,taxibus,TAD,Taxibus des Hauts de Vérance,715,6B2E8F,FFFFFF"],
        "stop_times.txt": [_STOP_TIMES, *calls],
        "trips.txt": [_TRIPS, *(f"tad,{key},tad-{key},1.4,5" for key, *_ in _HOURS)],
    }
    with zipfile.ZipFile(folder / FEED_FILE, "w") as archive:
        for name, lines in tables.items():
            _write(archive, name, lines)


def _write(archive: zipfile.ZipFile, name: str, lines: Sequence[str]) -> None:
    entry = zipfile.ZipInfo(name, _ZIP_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, ("\n".join(lines) + "\n").encode())


def _areas(plan: Plan) -> dict[str, object]:
    """Return one area around the villages, the station and the roads between them."""
    station = plan.station(_STATION)
    places: list[Point] = [(station.x, railway_d(station.x))]
    places += [plan.settlement(name).centre for name in _VILLAGES]
    points = [point for place in places for point in arc(place, 900, 0, 350)]
    around = concave_hull(MultiPoint([bend(point) for point in points]), ratio=0.9)
    assert isinstance(around, Polygon), "points around several places have an outline"
    ring = [lat_lon((x, d)) for x, d in around.exterior.coords]
    outline = Polygon([(lon, lat) for lat, lon in ring])
    feature = {
        "type": "Feature",
        "id": "hauts",
        "properties": {"stop_name": "Hauts de Vérance"},
        "geometry": mapping(outline),
    }
    return {"type": "FeatureCollection", "features": [feature]}
