"""Trips and their calls of all feeds in one numbering."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feeds.feed import NONE, Feed
from feeds.merge.names import names_of
from feeds.merge.stops import MergedStops
from planner import Int32s, TripTable


def merge_trips(feeds: Sequence[Feed], stops: MergedStops) -> TripTable:
    """Return the trips of all feeds, with ids `feed:id`; services and blocks are renumbered."""
    calls = [feed.calls for feed in feeds]
    trips = [feed.trips for feed in feeds]
    n_calls = [np.bincount(f.calls.trip, minlength=len(f.trips.id)) for f in feeds]
    titles = [_titles(feed, row, stops) for feed, row in zip(feeds, stops.row, strict=True)]
    return TripTable(
        id=[feed.source.network_id(id_) for feed in feeds for id_ in feed.trips.id],
        line=_shifted([t.route for t in trips], [len(feed.routes.id) for feed in feeds]),
        service=_shifted(
            [t.service for t in trips], [feed.services.active.shape[1] for feed in feeds]
        ),
        headsign=[headsign for headsigns, _ in titles for headsign in headsigns],
        short_name=[name for _, names in titles for name in names],
        wheelchair=np.concatenate([t.wheelchair for t in trips]),
        bikes=np.concatenate([t.bikes for t in trips]),
        direction=np.concatenate([t.direction for t in trips]),
        block=_shifted(
            [t.block for t in trips], [int(t.block.max(initial=NONE)) + 1 for t in trips]
        ),
        times_start=np.append(0, np.cumsum(np.concatenate(n_calls))).astype(np.int64),
        stop=np.concatenate([row[c.stop] for row, c in zip(stops.row, calls, strict=True)]),
        arrival_s=np.concatenate([c.arrival_s for c in calls]),
        departure_s=np.concatenate([c.departure_s for c in calls]),
        pickup=np.concatenate([c.pickup for c in calls]),
        drop_off=np.concatenate([c.drop_off for c in calls]),
        sequence=np.concatenate([c.sequence for c in calls]),
    )


def _shifted(columns: list[Int32s], sizes: list[int]) -> Int32s:
    """Join columns of row numbers, each moved by the rows of those before; NONE stays NONE."""
    first = np.append(0, np.cumsum(sizes))
    moved = [
        np.where(column == NONE, NONE, column + first[number])
        for number, column in enumerate(columns)
    ]
    return np.concatenate(moved).astype(np.int32)


def _titles(feed: Feed, row: Int32s, stops: MergedStops) -> tuple[list[str], list[str]]:
    """Return headsigns and short names.

    A trip without headsign shows its last stop. Railways put the train number in the headsign:
    a headsign of digits alone is the short name.
    """
    if feed.source.merged:
        return list(feed.trips.headsign), list(feed.trips.short_name)
    last = np.cumsum(np.bincount(feed.calls.trip, minlength=len(feed.trips.id))) - 1
    ends = [stops.name[stop] for stop in row[feed.calls.stop[last]].tolist()]
    headsigns, names = names_of(feed, feed.trips.headsign), list(feed.trips.short_name)
    for trip, headsign in enumerate(headsigns):
        if headsign.isdigit():
            names[trip] = names[trip] or headsign
        if not headsign or headsign.isdigit():
            headsigns[trip] = ends[trip]
    return headsigns, names
