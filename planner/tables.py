"""The tables that `assemble` turns into a network: stops, lines, trips, calendar, walks, rules."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.network import Float64s, Int8s, Int32s

(
    TRANSFER_RECOMMENDED,
    TRANSFER_TIMED,
    TRANSFER_MINIMUM,
    TRANSFER_FORBIDDEN,
    TRANSFER_SEATED,
    TRANSFER_NOT_SEATED,
) = range(6)
"""Values of `TransferRuleTable.kind`: transfer_type of GTFS."""


@dataclass(frozen=True)
class StopTable:
    """Stops, stations and the ids a query may name; see Network for the meaning of each column."""

    id: list[str]
    name: list[str]
    platform: list[str]
    lat: Float64s
    lon: Float64s
    station: Int32s
    wheelchair: Int8s
    feed: Int32s
    station_id: list[str]
    station_name: list[str]
    places: dict[str, list[int]] = field(default_factory=dict)
    """Further ids (GTFS parent stations); stop ids and station ids are added by `assemble`."""


@dataclass(frozen=True)
class LineTable:
    """Feeds, agencies, time zones and lines."""

    feed_id: list[str]
    timezone_name: list[str]
    agency_id: list[str]
    agency_name: list[str]
    agency_url: list[str]
    agency_timezone: Int32s
    id: list[str]
    short_name: list[str]
    long_name: list[str]
    color: list[str]
    text_color: list[str]
    type: Int32s
    agency: Int32s
    feed: Int32s


@dataclass(frozen=True)
class TripTable:
    """Trips in any order, with their stop times trip after trip in travel order."""

    id: list[str]
    line: Int32s
    service: Int32s
    headsign: list[str]
    short_name: list[str]
    wheelchair: Int8s
    bikes: Int8s
    direction: Int8s
    block: Int32s
    times_start: npt.NDArray[np.int64]  # (n_trips + 1,) into the columns below
    stop: Int32s
    arrival_s: Int32s
    departure_s: Int32s
    pickup: Int8s
    drop_off: Int8s
    sequence: Int32s  # numbers of the calls, rising along a trip


@dataclass(frozen=True)
class Calendar:
    """Which services run on which day."""

    first_day: int
    active: npt.NDArray[np.bool_]  # (n_days, n_services)
    replay_days: int = 0


@dataclass(frozen=True)
class FootpathTable:
    """One-way walks between stops, in any order; from == to is the change time at a stop."""

    from_stop: Int32s
    to_stop: Int32s
    duration_s: Int32s
    kind: Int8s


@dataclass(frozen=True)
class TransferRuleTable:
    """Rows of transfers.txt, with stations spelt out as their stops; -1 means any, or not given.

    `kind` is the GTFS transfer_type. The most specific rule applies: both trips, a trip and a
    line, one trip, both lines, one line, stops alone; then a rule that names stops before one that
    names their station; then the last row.
    """

    from_stop: Int32s
    to_stop: Int32s
    from_line: Int32s
    to_line: Int32s
    from_trip: Int32s  # row of the TripTable
    to_trip: Int32s
    kind: Int8s
    duration_s: Int32s  # min_transfer_time; -1: that of the footpath, 0 where there is none
    n_stations: Int8s  # how many of the two stops the file names by their station
    walk_kind: Int8s  # FOOTPATH_…: whether duration_s is a rule or an estimate

    @classmethod
    def empty(cls) -> TransferRuleTable:
        """Return a table without rules."""
        none, kinds = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int8)
        return cls(none, none, none, none, none, none, kinds, none, kinds, kinds)
