"""Stops and parent stations of all feeds in one numbering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from feeds.feed import NONE, STOP, Feed
from feeds.merge.names import names_of
from feeds.table import Flags
from planner import Float64s, Int8s, Int32s

_RAIL = (2, *range(100, 118))
"""Route types of trains, basic and extended."""


@dataclass(frozen=True)
class MergedStops:
    """Stops of every feed, one after the other; `parent` is a row of the parent columns."""

    id: list[str]
    name: list[str]
    platform: list[str]
    lat: Float64s
    lon: Float64s
    feed: Int32s
    wheelchair: Int8s
    """Inherited from the parent station where the stop says nothing."""
    parent: Int32s
    rail: Flags
    """Trains call here."""
    parent_id: list[str]
    parent_name: list[str]
    row: tuple[Int32s, ...]
    """For each feed the stop of every row of its stops, NONE for stations."""
    members: tuple[list[Int32s], ...]
    """For each feed the stops behind every row: the stop itself, or those of the station."""


def merge_stops(feeds: Sequence[Feed]) -> MergedStops:
    """Return the stops of all feeds, with ids `feed:id`."""
    parts: list[MergedStops] = []
    n_stops = n_parents = 0
    for feed in feeds:
        part = _of_feed(feed, len(parts), n_stops, n_parents)
        n_stops += len(part.id)
        n_parents += len(part.parent_id)
        parts.append(part)
    return MergedStops(
        id=[id_ for part in parts for id_ in part.id],
        name=[name for part in parts for name in part.name],
        platform=[platform for part in parts for platform in part.platform],
        lat=np.concatenate([part.lat for part in parts]),
        lon=np.concatenate([part.lon for part in parts]),
        feed=np.concatenate([part.feed for part in parts]),
        wheelchair=np.concatenate([part.wheelchair for part in parts]),
        parent=np.concatenate([part.parent for part in parts]),
        rail=np.concatenate([part.rail for part in parts]),
        parent_id=[id_ for part in parts for id_ in part.parent_id],
        parent_name=[name for part in parts for name in part.parent_name],
        row=tuple(row for part in parts for row in part.row),
        members=tuple(members for part in parts for members in part.members),
    )


def _of_feed(feed: Feed, number: int, first_stop: int, first_parent: int) -> MergedStops:
    """Return the stops of one feed, numbered from `first_stop` on."""
    stops, source = feed.stops, feed.source
    is_stop = stops.type == STOP
    names = names_of(feed, stops.name)
    row = np.where(is_stop, first_stop + np.cumsum(is_stop) - 1, NONE).astype(np.int32)
    parents, parent = np.unique(stops.parent[is_stop], return_inverse=True)
    without = int(len(parents) > 0 and parents[0] == NONE)
    parents = parents[without:]
    parent = np.where(parent < without, NONE, parent - without + first_parent)
    own = stops.wheelchair[is_stop]
    of_parent = np.where(parent == NONE, 0, stops.wheelchair[stops.parent[is_stop]])
    rail = np.zeros(len(stops.id), dtype=np.bool_)
    by_train = np.isin(feed.routes.type[feed.trips.route], _RAIL)
    rail[feed.calls.stop[by_train[feed.calls.trip]]] = True
    return MergedStops(
        id=[source.network_id(id_) for id_ in stops.id[is_stop]],
        name=[names[stop] for stop in np.flatnonzero(is_stop)],
        platform=list(stops.platform[is_stop]),
        lat=stops.lat[is_stop],
        lon=stops.lon[is_stop],
        feed=np.full(int(is_stop.sum()), number, dtype=np.int32),
        wheelchair=np.where(own == 0, of_parent, own).astype(np.int8),
        parent=parent.astype(np.int32),
        rail=rail[is_stop],
        parent_id=[source.network_id(stops.id[station]) for station in parents],
        parent_name=[names[station] for station in parents],
        row=(row,),
        members=(_members(row, stops.parent),),
    )


def _members(row: Int32s, parent: Int32s) -> list[Int32s]:
    """Return the stops behind every row of a feed's stops."""
    children: dict[int, list[int]] = {}
    for stop, station in zip(row.tolist(), parent.tolist(), strict=True):
        if NONE not in {stop, station}:
            children.setdefault(station, []).append(stop)
    return [
        np.array([stop] if stop != NONE else children.get(number, []), dtype=np.int32)
        for number, stop in enumerate(row.tolist())
    ]
