"""One day of a network as a GTFS zip, with the network's footpaths as its transfers.txt.

A peer that reads it has the very vehicles and walks that our search has, whatever it makes of
parent stations, calendars and walking itself; what the reader of feeds does is not compared.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import numpy as np

from planner import Network, day_number

BUS = 3
_BASIC_TYPES = {1: 2, 2: 3, 4: 1, 5: 1, 6: 1, 7: 3, 8: 3, 9: 0, 10: 4, 12: 4, 13: 6, 14: 7}
"""GTFS route types by the hundreds of the extended ones."""

Row = tuple[object, ...]


def write_day_feed(network: Network, day: date, file: Path) -> None:
    """Write the trips that run on one service day, their stops, and every footpath."""
    text = day.strftime("%Y%m%d")
    active = network.services_on(day_number(day))
    if active is None:
        raise ValueError(f"day: no calendar covers {day}")
    trips = np.flatnonzero(active[network.trip_service]).tolist()
    zone = network.timezone_name[0]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        _write(archive, "agency", "agency_id,agency_name,agency_url,agency_timezone", [
            ("all", "all", "https://example.org", zone)
        ])  # fmt: skip
        week = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"
        _write(archive, "calendar", f"service_id,{week},start_date,end_date", [
            ("day", *[1] * 7, text, text)
        ])  # fmt: skip
        _write(archive, "stops", "stop_id,stop_name,stop_lat,stop_lon", _stops(network))
        _write(archive, "routes", "route_id,route_short_name,route_type", _routes(network))
        rows = ((f"l{network.trip_line[trip]}", "day", f"t{trip}") for trip in trips)
        _write(archive, "trips", "route_id,service_id,trip_id", rows)
        head = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type"
        _write(archive, "stop_times", head, _stop_times(network, trips))
        head = "from_stop_id,to_stop_id,transfer_type,min_transfer_time"
        _write(archive, "transfers", head, _transfers(network))


def peer_stop(stop: int) -> str:
    """Return the id of a stop in the written feed; never a bare number, which peers may cast."""
    return f"s{stop}"


def _write(archive: zipfile.ZipFile, name: str, head: str, rows: Iterable[Row]) -> None:
    with archive.open(f"{name}.txt", "w") as raw, io.TextIOWrapper(raw, "utf-8") as text:
        text.write(head + "\n")
        csv.writer(text, lineterminator="\n").writerows(rows)


def _stops(network: Network) -> Iterator[Row]:
    for stop in range(network.n_stops):
        position = network.stop_lat[stop], network.stop_lon[stop]
        yield (peer_stop(stop), f"stop {stop}", *position)


def _routes(network: Network) -> Iterator[Row]:
    for line, type_ in enumerate(network.line_type.tolist()):
        basic = type_ if type_ < 100 else _BASIC_TYPES.get(type_ // 100, BUS)  # noqa: PLR2004
        yield (f"l{line}", f"line {line}", basic)


def _stop_times(network: Network, trips: Iterable[int]) -> Iterator[Row]:
    for trip in trips:
        pattern = network.pattern_of_trip(trip)
        calls = slice(*network.pattern_stops_start[pattern : pattern + 2])
        arrivals_s, departures_s = network.times_of_trip(trip)
        columns = (
            arrivals_s.tolist(),
            departures_s.tolist(),
            network.pattern_stops[calls].tolist(),
            network.pattern_pickup[calls].tolist(),
            network.pattern_drop_off[calls].tolist(),
        )
        for position, (arrival_s, departure_s, stop, pickup, drop_off) in enumerate(
            zip(*columns, strict=True)
        ):
            times = _clock(arrival_s), _clock(departure_s)
            yield (f"t{trip}", *times, peer_stop(stop), position + 1, pickup, drop_off)


def _transfers(network: Network) -> Iterator[Row]:
    starts = network.footpaths_start
    from_stops = np.repeat(np.arange(network.n_stops), np.diff(starts))
    walks = from_stops.tolist(), network.footpath_to.tolist(), network.footpath_s.tolist()
    for stop, to, seconds in zip(*walks, strict=True):
        if stop != to:
            # A peer that reads 0 s as "not given" takes the least time of the query: 0 s too.
            yield (peer_stop(stop), peer_stop(to), 2, seconds)


def _clock(seconds: int) -> str:
    """Return seconds of the service day as HH:MM:SS, hours beyond 24 for the night after."""
    minutes, second = divmod(max(seconds, 0), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"
