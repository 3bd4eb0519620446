"""The immutable network: every array the planner and the service read, saved as one folder.

Ragged tables are a pair: the items of owner `i` are `x[x_start[i]:x_start[i + 1]]`.
Times of trips are int32 seconds since "noon minus 12 hours" of the service day in the time zone
of the line's agency (GTFS reference, field type Time). Service days are counted from 1970-01-01.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from planner.errors import InvalidNetworkError
from planner.text_table import TextTable

Int8s: TypeAlias = npt.NDArray[np.int8]
Int32s: TypeAlias = npt.NDArray[np.int32]
Int64s: TypeAlias = npt.NDArray[np.int64]
Float64s: TypeAlias = npt.NDArray[np.float64]
UInt8s: TypeAlias = npt.NDArray[np.uint8]

LAYOUT_VERSION = 4
"""Raised whenever a field below is added, removed or changes meaning."""

FOOTPATH_RULE, FOOTPATH_BEELINE, FOOTPATH_STREETS, FOOTPATH_CHANGE = range(4)
"""Values of `footpath_kind`: a rule of transfers.txt, an estimate, measured on streets, a change
between platforms that is taken for granted (it is no way to or from a journey)."""


@dataclass(frozen=True)
class Network:
    """Stops, lines, patterns, trips, calendars and footpaths of the merged feeds."""

    # Stops: where vehicles stop (GTFS location_type 0), index = `stop`.
    stop_id: TextTable  # searchable, "feed:id"
    stop_name: TextTable
    stop_platform: TextTable  # platform_code, "" when none
    stop_lat: Float64s
    stop_lon: Float64s
    stop_station: Int32s  # station the stop belongs to (every stop has one)
    stop_wheelchair: Int8s  # 0 unknown, 1 yes, 2 no; inherited from the parent station
    stop_feed: Int32s  # index into feed_id

    # Stations: stops that travellers see as one place, within and across operators.
    station_id: TextTable  # searchable
    station_name: TextTable
    station_lat: Float64s
    station_lon: Float64s
    station_departures: Int32s  # mean departures on a day with service, for ranking
    station_stops_start: Int32s
    station_stops: Int32s

    # Places: every id a query may name (stop, GTFS parent station, station) and its stops.
    place_id: TextTable  # searchable
    place_stops_start: Int32s
    place_stops: Int32s

    feed_id: TextTable
    agency_id: TextTable
    agency_name: TextTable
    agency_url: TextTable
    agency_timezone: Int32s  # index into timezone_name
    timezone_name: TextTable  # IANA names; index 0 is the region's own

    # Lines: GTFS routes, what passengers see.
    line_id: TextTable  # searchable
    line_short_name: TextTable
    line_long_name: TextTable
    line_color: TextTable  # "RRGGBB" or ""
    line_text_color: TextTable
    line_type: Int32s  # GTFS route_type, basic or extended
    line_agency: Int32s
    line_feed: Int32s

    # Patterns: trips with the same stops in the same order and the same boarding rules,
    # at the same nodes. Trips of one pattern may overtake; the day slice splits them.
    pattern_stops_start: Int32s
    pattern_stops: Int32s
    pattern_nodes: Int32s  # parallel to pattern_stops; the node of the stop (see node_stop)
    pattern_pickup: Int8s  # parallel to pattern_stops; GTFS pickup_type 0..3, 1 = no boarding
    pattern_drop_off: Int8s  # parallel to pattern_stops; 1 = no alighting
    pattern_distance_m: Int32s  # parallel to pattern_stops; metres ridden since the first stop
    pattern_trips_start: Int32s  # trips of pattern p are numbered start[p]..start[p + 1] - 1
    pattern_times_start: Int64s  # into arrivals_s: the trips of a pattern one after the other

    # Trips, sorted by pattern, then departure.
    trip_id: TextTable  # searchable
    trip_line: Int32s
    trip_service: Int32s  # bit of service_active
    trip_headsign: Int32s  # index into headsign
    trip_short_name: Int32s  # index into headsign (train number and the like)
    trip_wheelchair: Int8s  # 0 unknown, 1 yes, 2 no
    trip_bikes: Int8s  # 0 unknown, 1 yes, 2 no
    trip_direction: Int8s  # GTFS direction_id, -1 when none
    trip_block: Int32s  # trips of one vehicle share a number; -1 when none
    trip_sequence: Int32s  # row of sequences: the numbers of its calls
    sequences_start: Int32s
    sequences: Int32s  # GTFS stop_sequence; trips that number their calls alike share a row
    headsign: TextTable
    arrivals_s: Int32s
    departures_s: Int32s

    # Calendar: row `day - first_day` of service_active, bit-packed over services (np.packbits).
    # replay_days > 0: the feeds are replayed, row (day - first_day) % replay_days, for any day.
    first_day: Int32s  # (1,)
    replay_days: Int32s  # (1,) 0 or a multiple of 7
    service_active: UInt8s  # (n_days, ceil(n_services / 8))

    # Linked trips (transfers.txt types 4 and 5), beside those of a block.
    seat_from_trip: Int32s
    seat_to_trip: Int32s
    seat_allowed: Int8s  # 1 a passenger may stay seated, 0 must leave even in a block

    # Footpaths: one hop, one way; footpath_to[...] == stop itself is the change time at the stop.
    footpaths_start: Int32s  # (n_stops + 1,)
    footpath_to: Int32s
    footpath_s: Int32s
    footpath_kind: Int8s  # FOOTPATH_…

    # Nodes: a stop as seen by some of its trips, where rules of transfers.txt name lines or trips.
    # The first n_stops nodes are the stops themselves. Changes are the footpaths between nodes,
    # from one where a passenger alights to one where he boards, with every rule applied.
    node_stop: Int32s
    changes_start: Int32s  # (n_nodes + 1,)
    change_to: Int32s
    change_s: Int32s
    change_kind: Int8s  # FOOTPATH_…

    @property
    def n_stops(self) -> int:
        """Number of stops."""
        return len(self.stop_lat)

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_stop)

    @property
    def n_patterns(self) -> int:
        """Number of patterns."""
        return len(self.pattern_stops_start) - 1

    @property
    def n_trips(self) -> int:
        """Number of trips."""
        return len(self.trip_line)

    @property
    def last_day(self) -> int:
        """Last service day of the calendars (the end of the replayed period when replaying)."""
        return int(self.first_day[0]) + len(self.service_active) - 1

    def stops_of_place(self, place_id: str) -> Int32s | None:
        """Return the stops of a stop, parent station or station id, or None when unknown."""
        place = self.place_id.find(place_id)
        if place is None:
            return None
        return self.place_stops[self.place_stops_start[place] : self.place_stops_start[place + 1]]

    def stops_of_station(self, station: int) -> Int32s:
        """Return the stops of one station."""
        start = self.station_stops_start
        return self.station_stops[start[station] : start[station + 1]]

    def stops_of_pattern(self, pattern: int) -> Int32s:
        """Return the stops of one pattern, in order."""
        start = self.pattern_stops_start
        return self.pattern_stops[start[pattern] : start[pattern + 1]]

    def pattern_of_trip(self, trip: int) -> int:
        """Return the pattern a trip runs on."""
        # A key of the array's own type: for a Python integer numpy converts the whole array.
        key = np.int32(trip)
        return int(self.pattern_trips_start.searchsorted(key, side="right")) - 1

    def times_of_trip(self, trip: int) -> tuple[Int32s, Int32s]:
        """Return (arrivals_s, departures_s) of a trip, one value per position of its pattern."""
        pattern = self.pattern_of_trip(trip)
        start = self.pattern_stops_start
        n_stops = int(start[pattern + 1] - start[pattern])
        first = int(self.pattern_times_start[pattern])
        first += (trip - int(self.pattern_trips_start[pattern])) * n_stops
        return self.arrivals_s[first : first + n_stops], self.departures_s[first : first + n_stops]

    def sequence_of_trip(self, trip: int) -> Int32s:
        """Return the GTFS stop_sequence of each call of a trip."""
        row = int(self.trip_sequence[trip])
        return self.sequences[self.sequences_start[row] : self.sequences_start[row + 1]]

    def services_on(self, day: int) -> npt.NDArray[np.bool_] | None:
        """Return which services run on a service day, or None when no calendar covers the day."""
        row = day - int(self.first_day[0])
        if self.replay_days[0]:
            row %= int(self.replay_days[0])
        if not 0 <= row < len(self.service_active):
            return None
        return np.unpackbits(self.service_active[row]).astype(np.bool_)

    def timezone_of_trip(self, trip: int) -> int:
        """Return the index of the time zone that the times of a trip are written in."""
        return int(self.agency_timezone[self.line_agency[self.trip_line[trip]]])


def save_network(network: Network, folder: Path) -> None:
    """Write one `.npy` file per array into an existing, empty folder.

    The caller makes the write atomic (a folder aside, fsync, rename).
    """
    np.save(folder / "layout_version.npy", np.array([LAYOUT_VERSION]))
    for field in fields(network):
        value = getattr(network, field.name)
        if isinstance(value, TextTable):
            np.save(folder / f"{field.name}.blob.npy", value.blob)
            np.save(folder / f"{field.name}.starts.npy", value.starts)
            np.save(folder / f"{field.name}.order.npy", value.order)
        else:
            np.save(folder / f"{field.name}.npy", value)


def open_network(folder: Path) -> Network:
    """Memory-map a folder written by `save_network`; pages are shared between processes.

    Raises
    ------
    InvalidNetworkError: a file is missing or unreadable, or the layout is another version.

    """
    try:
        version = int(np.load(folder / "layout_version.npy")[0])
        if version != LAYOUT_VERSION:
            raise InvalidNetworkError(
                f"{folder} has layout {version}, this program reads layout {LAYOUT_VERSION}"
            )
        values: dict[str, TextTable | npt.NDArray[Any]] = {}
        for field in fields(Network):
            if field.type == "TextTable":
                values[field.name] = _map_texts(folder, field.name)
            else:
                values[field.name] = _map(folder / f"{field.name}.npy")
    except (OSError, ValueError) as error:
        raise InvalidNetworkError(f"{folder} is not a readable network: {error}") from error
    return Network(**values)  # type: ignore[arg-type]  # names and types come from the fields


def _map(file: Path) -> npt.NDArray[Any]:
    """Memory-map one array read-only."""
    return np.asarray(np.load(file, mmap_mode="r"))


def _map_texts(folder: Path, name: str) -> TextTable:
    """Memory-map the three arrays of a text table."""
    blob, starts, order = (_map(folder / f"{name}.{part}.npy") for part in _TEXT_PARTS)
    return TextTable(blob, starts, order)


_TEXT_PARTS = ("blob", "starts", "order")
