"""What a map of a feed shows: its stops, and the stretches that vehicles ride between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from feeds.feed import STOP, Feed
from feeds.table import Flags
from planner import Float64s, Int8s, Int32s

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
    kinds = np.full(len(feed.routes.id), Way.ROAD, dtype=np.int8)
    kinds[np.isin(feed.routes.type, _TRACK)] = Way.TRACK
    kinds[np.isin(feed.routes.type, _RAIL)] = Way.RAIL
    trip = feed.calls.trip
    follows = np.flatnonzero(trip[1:] == trip[:-1])
    ends = np.sort(
        np.column_stack([number[feed.calls.stop[follows]], number[feed.calls.stop[follows + 1]]])
    )
    way = kinds[feed.trips.route[trip[follows]]] if len(follows) else np.zeros(0, dtype=np.int8)
    # One number for each pair of stops and way: far quicker than unique rows.
    key = (ends[:, 0].astype(np.int64) * len(number) + ends[:, 1]) * len(Way) + way
    once = np.unique(key, return_index=True)[1]
    return Sketch(
        id=tuple(str(id_) for id_ in feed.stops.id[is_stop]),
        name=tuple(str(name) for name in feed.stops.name[is_stop]),
        lat=feed.stops.lat[is_stop],
        lon=feed.stops.lon[is_stop],
        served=served[is_stop],
        start=ends[once, 0].astype(np.int32),
        end=ends[once, 1].astype(np.int32),
        way=way[once].astype(np.int8),
    )
