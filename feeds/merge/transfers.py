"""Rules of transfers.txt of all feeds, in the numbering of the merged stops, lines and trips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from feeds.feed import NONE, STATION, Feed
from feeds.frequencies import DEPARTURE_MARK
from feeds.merge.stops import MergedStops
from planner import (
    FOOTPATH_BEELINE,
    FOOTPATH_RULE,
    TRANSFER_MINIMUM,
    TRANSFER_RECOMMENDED,
    FootpathTable,
    TransferRuleTable,
    distance_m,
    walk_duration_s,
)

Row = tuple[int, ...]
_ANY = (NONE,)


def merge_transfers(
    feeds: Sequence[Feed],
    stops: MergedStops,
    footpaths: FootpathTable,
    *,
    estimate: bool = True,
) -> TransferRuleTable:
    """Return the rules of all feeds, stations spelt out as stops, templates as their departures.

    A change that is recommended without a time takes the estimated walk, however far it is, where
    no footpath is known; without `estimate` it then takes no time.
    """
    walked = set(zip(footpaths.from_stop.tolist(), footpaths.to_stop.tolist(), strict=True))
    rows: list[Row] = []
    first_line = first_trip = 0
    for feed, members in zip(feeds, stops.members, strict=True):
        lines = {id_: first_line + row for row, id_ in enumerate(feed.routes.id)}
        trips = _trips_by_id(feed, first_trip)
        rows += _of_feed(feed, members, lines, trips)
        first_line += len(feed.routes.id)
        first_trip += len(feed.trips.id)
    table = np.array(rows, dtype=np.int32).reshape(-1, 9).T.copy()
    from_stop, to_stop, kind, duration_s = table[0], table[1], table[6].astype(np.int8), table[7]
    walk_kind = np.full(len(kind), FOOTPATH_RULE, dtype=np.int8)
    untimed = (duration_s == NONE) & np.isin(kind, _WITHOUT_TIME) & estimate
    for rule in np.flatnonzero(untimed).tolist():
        a, b = int(from_stop[rule]), int(to_stop[rule])
        if (a, b) not in walked:
            lat, lon = float(stops.lat[a]), float(stops.lon[a])
            metres = distance_m(lat, lon, stops.lat[[b]], stops.lon[[b]])
            duration_s[rule] = walk_duration_s(metres)[0]
            walk_kind[rule] = FOOTPATH_BEELINE
    n_stations = table[8].astype(np.int8)
    return TransferRuleTable(
        from_stop,
        to_stop,
        table[2],
        table[3],
        table[4],
        table[5],
        kind,
        duration_s,
        n_stations,
        walk_kind,
    )


_WITHOUT_TIME = (TRANSFER_RECOMMENDED, TRANSFER_MINIMUM)


def _trips_by_id(feed: Feed, first: int) -> dict[str, list[int]]:
    """Return the trips of each trip_id: a template of frequencies.txt has one per departure."""
    trips: dict[str, list[int]] = {}
    for row, id_ in enumerate(feed.trips.id):
        trips.setdefault(id_, []).append(first + row)
        template, mark, _ = id_.rpartition(DEPARTURE_MARK)
        if mark:
            trips.setdefault(template, []).append(first + row)
    return trips


def _of_feed(
    feed: Feed,
    members: list[np.ndarray[tuple[int], np.dtype[np.int32]]],
    lines: Mapping[str, int],
    trips: Mapping[str, list[int]],
) -> list[Row]:
    """Return the rules of one feed; those of a line or trip that does not run are left out."""
    transfers, is_station = feed.transfers, feed.stops.type == STATION
    rows: list[Row] = []
    for rule in range(len(transfers.type)):
        ends = int(transfers.from_stop[rule]), int(transfers.to_stop[rule])
        line_ids = transfers.from_route[rule], transfers.to_route[rule]
        trip_ids = transfers.from_trip[rule], transfers.to_trip[rule]
        choices = (
            *(_ANY if end == NONE else members[end].tolist() for end in ends),
            *(((lines[id_],) if id_ in lines else ()) if id_ else _ANY for id_ in line_ids),
            *(trips.get(id_, ()) if id_ else _ANY for id_ in trip_ids),
        )
        n_stations = sum(end != NONE and bool(is_station[end]) for end in ends)
        tail = int(transfers.type[rule]), int(transfers.duration_s[rule]), n_stations
        rows += [(*chosen, *tail) for chosen in product(*choices)]
    return rows
