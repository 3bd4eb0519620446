"""A feed after its checks: every reference holds, every time and place is there and sensible.

Rows refer to each other by row number. Times are seconds of the service day, days are counted
from 1970-01-01.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from feeds.aliases import Alias
from feeds.on_demand.service import OnDemandService
from feeds.region import FeedSource
from feeds.table import Flags, Texts
from planner import Float64s, Int8s, Int32s

STOP, STATION = 0, 1
"""GTFS location_type."""
NONE = -1
"""No row."""

Rows = TypeVar("Rows", "Stops", "Routes", "Trips", "Calls", "Transfers")


@dataclass(frozen=True)
class Agencies:
    """Companies of the feed; all keep the same clock."""

    id: list[str]
    name: list[str]
    url: list[str]


@dataclass(frozen=True)
class Stops:
    """Rows of stops.txt that are stops or stations."""

    id: Texts
    name: Texts
    platform: Texts
    lat: Float64s
    lon: Float64s
    type: Int8s  # STOP or STATION
    parent: Int32s  # row of the parent station, NONE when none
    wheelchair: Int8s  # 0 unknown, 1 yes, 2 no; not yet inherited


@dataclass(frozen=True)
class Routes:
    """Rows of routes.txt."""

    id: Texts
    short_name: Texts
    long_name: Texts
    color: Texts  # RRGGBB or ""
    text_color: Texts
    type: Int32s
    agency: Int32s


@dataclass(frozen=True)
class Trips:
    """Trips that have two calls at least."""

    id: Texts
    headsign: Texts
    short_name: Texts
    route: Int32s
    service: Int32s
    block: Int32s  # number of the block within the feed, NONE when none
    wheelchair: Int8s
    bikes: Int8s
    direction: Int8s  # NONE when none
    frequency: Int8s  # exact_times of the row of frequencies.txt behind it, NONE: timetabled


@dataclass(frozen=True)
class Calls:
    """Rows of stop_times.txt, trip after trip in the order of travel."""

    trip: Int32s
    stop: Int32s
    arrival_s: Int32s
    departure_s: Int32s
    pickup: Int8s
    drop_off: Int8s
    sequence: Int32s  # stop_sequence, by which live messages name a call


@dataclass(frozen=True)
class Services:
    """On which days each service runs: `active[day - first_day, service]`."""

    first_day: int
    active: Flags

    @property
    def last_day(self) -> int:
        """The day of the last row."""
        return self.first_day + len(self.active) - 1


@dataclass(frozen=True)
class Transfers:
    """Rows of transfers.txt, the most careful of contradictory ones last."""

    from_stop: Int32s  # NONE in a rule about staying seated
    to_stop: Int32s
    from_route: Texts  # route_id, "" any
    to_route: Texts
    from_trip: Texts  # trip_id, "" any
    to_trip: Texts
    type: Int8s
    duration_s: Int32s  # min_transfer_time, NONE when not given


@dataclass(frozen=True)
class Feed:
    """One operator's feed, ready to be merged with others."""

    source: FeedSource
    timezone: str
    agencies: Agencies
    stops: Stops
    routes: Routes
    trips: Trips
    calls: Calls
    services: Services
    transfers: Transfers
    on_demand: tuple[OnDemandService, ...] = ()
    credits: tuple[tuple[str, ...], ...] = ()
    """Of a network that was merged before: rows of attributions.txt (feeds.export.credits)."""
    aliases: tuple[Alias, ...] = ()
    """Of a network that was merged before: ids that still stand for something."""


def rows(table: Rows, keep: Flags | npt.NDArray[np.integer]) -> Rows:
    """Return some rows: those of a mask, or row numbers in their order."""
    return replace(
        table, **{field.name: getattr(table, field.name)[keep] for field in fields(table)}
    )


def renumber(keep: Flags) -> Int32s:
    """Return the new number of every row of which a mask keeps some, NONE for the others."""
    numbers = np.cumsum(keep, dtype=np.int32) - 1
    return np.where(keep, numbers, NONE).astype(np.int32)


def only_trips(feed: Feed, keep: Flags) -> Feed:
    """Return the feed with some of its trips and their calls."""
    calls = rows(feed.calls, keep[feed.calls.trip])
    calls = replace(calls, trip=renumber(keep)[calls.trip])
    return replace(feed, trips=rows(feed.trips, keep), calls=calls)


def only_stops(feed: Feed, keep: Flags) -> Feed:
    """Return the feed with some of its stops: trips call at these only, twice at least."""
    number = renumber(keep)
    calls = rows(feed.calls, keep[feed.calls.stop])
    calls = replace(calls, stop=number[calls.stop])
    stops = rows(feed.stops, keep)
    parent = np.where(stops.parent == NONE, NONE, number[stops.parent]).astype(np.int32)
    number_or_none = np.append(number, NONE)
    seated = feed.transfers.from_stop == NONE
    ends = keep[feed.transfers.from_stop] & keep[feed.transfers.to_stop]
    transfers = rows(feed.transfers, ends | seated)
    transfers = replace(
        transfers,
        from_stop=number_or_none[transfers.from_stop],
        to_stop=number_or_none[transfers.to_stop],
    )
    feed = replace(feed, stops=replace(stops, parent=parent), calls=calls, transfers=transfers)
    n_calls = np.bincount(calls.trip, minlength=len(feed.trips.id))
    return only_trips(feed, n_calls >= 2)  # noqa: PLR2004 - from one stop to another
