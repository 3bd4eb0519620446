"""Stops and lines of a network as tables and map layers, each row with whose data it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import pairwise
from typing import Any

import numpy as np

from feeds.export.package import Rows, written
from feeds.snapshot import Snapshot
from feeds.territories import NO_COMMUNE
from planner import Network

_AT_ONCE = 1000
"""Rows that are sent together."""

Line = Sequence[tuple[float, float]]
"""Points as (lat, lon)."""


class Subject(Enum):
    """What a list is of."""

    STOPS = "stops"
    LINES = "lines"


class Form(Enum):
    """How a list is written."""

    CSV = "csv"
    GEOJSON = "geojson"


def write_list(snapshot: Snapshot, subject: Subject, form: Form) -> Iterator[str]:
    """Yield a list piece by piece."""
    rows = _stops(snapshot) if subject is Subject.STOPS else _lines(snapshot)
    if form is Form.CSV:
        columns = STOP_COLUMNS if subject is Subject.STOPS else LINE_COLUMNS
        yield from _csv(columns, rows)
    else:
        geometries = _points(snapshot) if subject is Subject.STOPS else _drawn(snapshot)
        yield from _geojson(snapshot, rows, geometries)


STOP_COLUMNS = (
    *("stop_id", "stop_name", "platform_code", "stop_lat", "stop_lon", "wheelchair_boarding"),
    *("station_id", "station_name", "commune", "lines", "feed_id", "operator", "licence"),
)
LINE_COLUMNS = (
    *("route_id", "route_short_name", "route_long_name", "route_type", "route_color"),
    *("agency_name", "trips", "stops", "feed_id", "operator", "licence"),
)


def _stops(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    network, communes = snapshot.network, snapshot.territories.communes
    called_by = _lines_of_stops(network)
    for stop in range(network.n_stops):
        station, commune = int(network.stop_station[stop]), int(snapshot.stop_commune[stop])
        values = (
            network.stop_id[stop],
            network.stop_name[stop],
            network.stop_platform[stop],
            float(network.stop_lat[stop]),
            float(network.stop_lon[stop]),
            int(network.stop_wheelchair[stop]),
            network.station_id[station],
            network.station_name[station],
            "" if commune == NO_COMMUNE else communes[commune].name,
            " ".join(network.line_id[line] for line in called_by.get(stop, ())),
            *_source(snapshot, int(network.stop_feed[stop])),
        )
        yield dict(zip(STOP_COLUMNS, values, strict=True))


def _lines(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    network = snapshot.network
    n_trips = np.bincount(network.trip_line, minlength=len(network.line_id))
    stops_of: dict[int, set[int]] = {}
    for line, pattern in _patterns(network):
        stops_of.setdefault(line, set()).update(network.stops_of_pattern(pattern).tolist())
    for line in range(len(network.line_id)):
        values = (
            network.line_id[line],
            network.line_short_name[line],
            network.line_long_name[line],
            int(network.line_type[line]),
            network.line_color[line],
            network.agency_name[int(network.line_agency[line])],
            int(n_trips[line]),
            len(stops_of.get(line, ())),
            *_source(snapshot, int(network.line_feed[line])),
        )
        yield dict(zip(LINE_COLUMNS, values, strict=True))


def _source(snapshot: Snapshot, feed: int) -> tuple[str, str, str]:
    """Return id, operator and licence of a feed."""
    credit = snapshot.manifest.feeds[feed]
    return credit.id, credit.operator, credit.licence


def _patterns(network: Network) -> list[tuple[int, int]]:
    """Return line and pattern, the patterns with most trips first."""
    first = network.pattern_trips_start[:-1]
    line, n_trips = network.trip_line[first], np.diff(network.pattern_trips_start)
    order = np.lexsort((np.arange(len(line)), -n_trips))
    return list(zip(line[order].tolist(), order.tolist(), strict=True))


def _lines_of_stops(network: Network) -> dict[int, list[int]]:
    found: dict[int, set[int]] = {}
    for line, pattern in _patterns(network):
        for stop in network.stops_of_pattern(pattern).tolist():
            found.setdefault(stop, set()).add(line)
    return {stop: sorted(lines) for stop, lines in found.items()}


def _points(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    network = snapshot.network
    for lat, lon in zip(network.stop_lat.tolist(), network.stop_lon.tolist(), strict=True):
        yield {"type": "Point", "coordinates": [lon, lat]}


def _drawn(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """Yield the geometry of each line: its patterns, but for those that show nothing new."""
    network = snapshot.network
    of_line: dict[int, list[Line]] = {}
    shown: set[tuple[int, int, int]] = set()
    for line, pattern in _patterns(network):
        stops = network.stops_of_pattern(pattern).tolist()
        hops = {(line, a, b) for a, b in pairwise(stops)}
        if not hops <= shown:
            shown |= hops
            of_line.setdefault(line, []).append(_way(snapshot, pattern, stops))
    for line in range(len(network.line_id)):
        ways = [[[lon, lat] for lat, lon in way] for way in of_line.get(line, ())]
        yield {"type": "MultiLineString", "coordinates": ways}


def _way(snapshot: Snapshot, pattern: int, stops: list[int]) -> Line:
    """Return the shape of a pattern, or straight lines between its stops."""
    network, shapes = snapshot.network, snapshot.shapes
    line = [] if shapes is None else shapes.line(network, pattern, 0, len(stops) - 1)
    lat, lon = network.stop_lat[stops].tolist(), network.stop_lon[stops].tolist()
    return line or list(zip(lat, lon, strict=True))


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield written(Rows(columns, ()))
    for some in _batches(rows):
        text = written(Rows(columns, [tuple(row.values()) for row in some]))
        yield text.partition("\n")[2]


def _geojson(
    snapshot: Snapshot, rows: Iterable[dict[str, Any]], geometries: Iterable[dict[str, Any]]
) -> Iterator[str]:
    credits_ = [
        {"feed_id": feed.id, "operator": feed.operator, "licence": feed.licence, "url": feed.url}
        for feed in snapshot.manifest.feeds
    ]
    yield f'{{"type":"FeatureCollection","sources":{_json(credits_)},"features":['
    comma = ""
    for some in _batches(zip(rows, geometries, strict=True)):
        features = [
            _json({"type": "Feature", "geometry": geometry, "properties": row})
            for row, geometry in some
        ]
        yield comma + ",\n".join(features)
        comma = ",\n"
    yield "]}\n"


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
