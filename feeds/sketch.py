"""What a map of a feed shows: its stops, and the stretches that vehicles ride between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from feeds.feed import STOP, Feed
from feeds.table import Flags
from planner import Float64s, Int8s, Int32s, Network

_RAIL = (2, *range(100, 118))
_TRACK = (0, 1, 5, 7, 12, *range(400, 406), *range(900, 907), 1400)
"""Route types of trams, metros, cable cars and the like."""


class Way(IntEnum):
    """On what a vehicle rides."""

    ROAD = 0
    TRACK = 1
    RAIL = 2


@dataclass(frozen=True)
class Sketch:
    """Stops by number, and stretches between two of them, each once per kind of way."""

    id: tuple[str, ...]
    name: tuple[str, ...]
    lat: Float64s
    lon: Float64s
    served: Flags
    start: Int32s
    end: Int32s
    way: Int8s


def sketch_of(feed: Feed) -> Sketch:
    """Return the stops of a feed, stations apart, and where its trips ride."""
    is_stop = feed.stops.type == STOP
    number = (np.cumsum(is_stop) - 1).astype(np.int32)
    served = np.zeros(len(is_stop), dtype=np.bool_)
    served[feed.calls.stop] = True
    trip = feed.calls.trip
    follows = np.flatnonzero(trip[1:] == trip[:-1])
    stops = number[feed.calls.stop]
    start, end, way = _once(
        stops[follows],
        stops[follows + 1],
        _ways(feed.routes.type)[feed.trips.route[trip[follows]]],
        len(number),
    )
    return Sketch(
        id=tuple(str(id_) for id_ in feed.stops.id[is_stop]),
        name=tuple(str(name) for name in feed.stops.name[is_stop]),
        lat=feed.stops.lat[is_stop],
        lon=feed.stops.lon[is_stop],
        served=served[is_stop],
        start=start,
        end=end,
        way=way,
    )


def sketch_of_network(network: Network, only_feeds: frozenset[int] | None = None) -> Sketch:
    """Return the stops of a network, or of some of its feeds, and where its trips ride."""
    kept = np.ones(network.n_stops, dtype=np.bool_)
    if only_feeds is not None:
        kept = np.isin(network.stop_feed, sorted(only_feeds))
    number = (np.cumsum(kept) - 1).astype(np.int32)
    stops = network.pattern_stops
    pattern = np.repeat(np.arange(network.n_patterns), np.diff(network.pattern_stops_start))
    line = network.trip_line[network.pattern_trips_start[:-1]][pattern]
    follows = np.flatnonzero((pattern[1:] == pattern[:-1]) & kept[stops[1:]] & kept[stops[:-1]])
    served = np.zeros(network.n_stops, dtype=np.bool_)
    served[stops] = True
    once = _once(
        number[stops[follows]],
        number[stops[follows + 1]],
        _ways(network.line_type)[line[follows]],
        int(kept.sum()),
    )
    rows = np.flatnonzero(kept).tolist()
    return Sketch(
        id=tuple(network.stop_id[row] for row in rows),
        name=tuple(network.stop_name[row] for row in rows),
        lat=network.stop_lat[kept],
        lon=network.stop_lon[kept],
        served=served[kept],
        start=once[0],
        end=once[1],
        way=once[2],
    )


def _ways(route_types: Int32s) -> Int8s:
    """Return on what the vehicles of lines ride."""
    ways = np.full(len(route_types), Way.ROAD, dtype=np.int8)
    ways[np.isin(route_types, _TRACK)] = Way.TRACK
    ways[np.isin(route_types, _RAIL)] = Way.RAIL
    return ways


def _once(one: Int32s, other: Int32s, way: Int8s, n_stops: int) -> tuple[Int32s, Int32s, Int8s]:
    """Return every stretch once, whatever its direction."""
    start, end = np.minimum(one, other), np.maximum(one, other)
    # One number for each pair of stops and way: far quicker than unique rows.
    key = (start.astype(np.int64) * n_stops + end) * len(Way) + way
    rows = np.unique(key, return_index=True)[1]
    return start[rows].astype(np.int32), end[rows].astype(np.int32), way[rows].astype(np.int8)
