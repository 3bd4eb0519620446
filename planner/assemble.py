"""Tables of stops, trips and stop times -> Network: patterns, order, flat arrays, checks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.errors import InvalidNetworkError
from planner.network import Float64s, Int32s, Network
from planner.ragged import ranges, starts_of
from planner.ride_distance import beelines_m
from planner.tables import (
    TRANSFER_SEATED,
    Calendar,
    FootpathTable,
    LineTable,
    StopTable,
    TransferRuleTable,
    TripTable,
)
from planner.text_table import TextTable
from planner.transfer_rules import (
    Nodes,
    rules_by_stops,
    walks_between_nodes,
    walks_between_stops,
)


def assemble(
    stops: StopTable,
    lines: LineTable,
    trips: TripTable,
    calendar: Calendar,
    footpaths: FootpathTable,
    rules: TransferRuleTable | None = None,
) -> Network:
    """Build the network.

    Stops without a self footpath get a change time of 0 s; of several footpaths between the same
    two stops the last row given wins (transfers.txt after the beeline estimates, for instance).
    `rules` apply over the footpaths.

    Raises
    ------
    InvalidNetworkError: times that decrease along a trip, a trip of fewer than two stops,
        an index out of range.

    """
    _check_trips(trips, len(stops.id), len(lines.id), calendar.active.shape[1])
    rules = rules or TransferRuleTable.empty()
    _check_rules(rules, len(stops.id), len(lines.id), len(trips.id))
    by_stops = rules_by_stops(rules)
    nodes = Nodes(len(stops.id), by_stops)
    node = nodes.of_calls(trips)
    walks = walks_between_stops(footpaths, by_stops, len(stops.id))
    changes = walks_between_nodes(walks, by_stops, nodes, len(stops.id))
    order, pattern_first = _group_into_patterns(trips, node)
    starts, lengths = trips.times_start[:-1], np.diff(trips.times_start)
    representative = order[pattern_first]
    pattern_length = lengths[representative]
    pattern_rows = ranges(starts[representative], pattern_length)
    trips_start = np.append(pattern_first, len(order)).astype(np.int32)
    rows = ranges(starts[order], lengths[order])
    seats = _seats(rules, order)
    sequence, sequences_start, sequences = _sequences(trips)
    texts, (headsign, short_name) = _shared_texts([trips.headsign, trips.short_name])
    departures = _departures_per_day(stops, trips, calendar)
    station = _stations(stops)
    places = _places(stops)
    return Network(
        stop_id=TextTable.of(stops.id, searchable=True),
        stop_name=TextTable.of(stops.name),
        stop_platform=TextTable.of(stops.platform),
        stop_lat=stops.lat,
        stop_lon=stops.lon,
        stop_station=stops.station,
        stop_wheelchair=stops.wheelchair,
        stop_feed=stops.feed,
        station_id=TextTable.of(stops.station_id, searchable=True),
        station_name=TextTable.of(stops.station_name),
        station_lat=_mean_by(stops.station, stops.lat, len(stops.station_id)),
        station_lon=_mean_by(stops.station, stops.lon, len(stops.station_id)),
        station_departures=departures,
        station_stops_start=station[0],
        station_stops=station[1],
        place_id=TextTable.of(places, searchable=True),
        place_stops_start=starts_of([len(members) for members in places.values()]),
        place_stops=np.array(
            [stop for members in places.values() for stop in members], dtype=np.int32
        ),
        feed_id=TextTable.of(lines.feed_id),
        agency_id=TextTable.of(lines.agency_id),
        agency_name=TextTable.of(lines.agency_name),
        agency_url=TextTable.of(lines.agency_url),
        agency_timezone=lines.agency_timezone,
        timezone_name=TextTable.of(lines.timezone_name),
        line_id=TextTable.of(lines.id, searchable=True),
        line_short_name=TextTable.of(lines.short_name),
        line_long_name=TextTable.of(lines.long_name),
        line_color=TextTable.of(lines.color),
        line_text_color=TextTable.of(lines.text_color),
        line_type=lines.type,
        line_agency=lines.agency,
        line_feed=lines.feed,
        pattern_stops_start=starts_of(pattern_length),
        pattern_stops=trips.stop[pattern_rows],
        pattern_nodes=node[pattern_rows],
        pattern_pickup=trips.pickup[pattern_rows],
        pattern_drop_off=trips.drop_off[pattern_rows],
        pattern_distance_m=beelines_m(
            trips.stop[pattern_rows], starts_of(pattern_length), stops.lat, stops.lon
        ),
        pattern_trips_start=trips_start,
        pattern_times_start=np.append(0, np.cumsum(pattern_length * np.diff(trips_start))).astype(
            np.int64
        ),
        trip_id=TextTable.of([trips.id[trip] for trip in order], searchable=True),
        trip_line=trips.line[order],
        trip_service=trips.service[order],
        trip_headsign=headsign[order],
        trip_short_name=short_name[order],
        trip_wheelchair=trips.wheelchair[order],
        trip_bikes=trips.bikes[order],
        trip_direction=trips.direction[order],
        trip_block=trips.block[order],
        trip_sequence=sequence[order],
        sequences_start=sequences_start,
        sequences=sequences,
        headsign=texts,
        arrivals_s=trips.arrival_s[rows],
        departures_s=trips.departure_s[rows],
        first_day=np.array([calendar.first_day], dtype=np.int32),
        replay_days=np.array([calendar.replay_days], dtype=np.int32),
        service_active=np.packbits(calendar.active, axis=1),
        seat_from_trip=seats[0],
        seat_to_trip=seats[1],
        seat_allowed=seats[2],
        footpaths_start=walks.start,
        footpath_to=walks.to,
        footpath_s=walks.duration_s,
        footpath_kind=walks.kind,
        node_stop=np.array(nodes.stop, dtype=np.int32),
        changes_start=changes.start,
        change_to=changes.to,
        change_s=changes.duration_s,
        change_kind=changes.kind,
    )


def _check_trips(trips: TripTable, n_stops: int, n_lines: int, n_services: int) -> None:
    """Refuse what the search could not read; the feeds package reports rows before this."""
    lengths = np.diff(trips.times_start)
    if len(lengths) and lengths.min() < 2:  # noqa: PLR2004  # a ride needs two stops
        raise InvalidNetworkError(
            f"trip {trips.id[int(lengths.argmin())]!r} has fewer than 2 stops"
        )
    for name, column, limit in (
        ("stop", trips.stop, n_stops),
        ("line", trips.line, n_lines),
        ("service", trips.service, n_services),
    ):
        if len(column) and not 0 <= column.min() <= column.max() < limit:
            raise InvalidNetworkError(f"a trip names a {name} outside 0..{limit - 1}")
    within = np.ones(len(trips.stop), dtype=np.bool_)
    within[trips.times_start[:-1]] = False
    wait = trips.departure_s - trips.arrival_s
    hop = trips.arrival_s[1:] - trips.departure_s[:-1]
    bad = np.flatnonzero((wait < 0) | np.append(False, (hop < 0) & within[1:]))
    if len(bad):
        trip = int(np.searchsorted(trips.times_start, bad[0], side="right")) - 1
        raise InvalidNetworkError(f"times of trip {trips.id[trip]!r} decrease")


def _check_rules(rules: TransferRuleTable, n_stops: int, n_lines: int, n_trips: int) -> None:
    """Refuse rules that name what is not there; those about changing name two stops."""
    changing = rules.kind < TRANSFER_SEATED
    for name, column, lowest, limit in (
        ("stop", rules.from_stop[changing], 0, n_stops),
        ("stop", rules.to_stop[changing], 0, n_stops),
        ("line", rules.from_line, -1, n_lines),
        ("line", rules.to_line, -1, n_lines),
        ("trip", rules.from_trip, np.where(changing, -1, 0), n_trips),
        ("trip", rules.to_trip, np.where(changing, -1, 0), n_trips),
    ):
        if np.any((column < lowest) | (column >= limit)):
            raise InvalidNetworkError(f"a transfer rule names a {name} outside 0..{limit - 1}")


def _seats(
    rules: TransferRuleTable, order: npt.NDArray[np.int64]
) -> tuple[Int32s, Int32s, npt.NDArray[np.int8]]:
    """Return the linked trips by their new numbers, and whether one may stay seated."""
    seated = rules.kind >= TRANSFER_SEATED
    new_number = np.empty(len(order), dtype=np.int32)
    new_number[order] = np.arange(len(order), dtype=np.int32)
    return (
        new_number[rules.from_trip[seated]],
        new_number[rules.to_trip[seated]],
        (rules.kind[seated] == TRANSFER_SEATED).astype(np.int8),
    )


def _group_into_patterns(
    trips: TripTable, node: Int32s
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Sort trips by (pattern, first departure, id); return their order and each pattern's first.

    Trips share a pattern when nodes (of stops) and boarding rules are equal at every position and
    they belong to the same line (a pattern then has one name and colour).
    """
    numbers: dict[tuple[int, bytes, bytes, bytes], int] = {}
    pattern = np.empty(len(trips.id), dtype=np.int64)
    for trip in range(len(trips.id)):
        start, end = trips.times_start[trip], trips.times_start[trip + 1]
        key = (
            int(trips.line[trip]),
            node[start:end].tobytes(),
            trips.pickup[start:end].tobytes(),
            trips.drop_off[start:end].tobytes(),
        )
        pattern[trip] = numbers.setdefault(key, len(numbers))
    first_departure = trips.departure_s[trips.times_start[:-1]]
    rank = np.argsort(np.argsort(np.array(trips.id, dtype=object), kind="stable"), kind="stable")
    order = np.lexsort((rank, first_departure, pattern))
    return order, np.searchsorted(pattern[order], np.arange(len(numbers)))


def _sequences(trips: TripTable) -> tuple[Int32s, Int32s, Int32s]:
    """Keep each distinct numbering of calls once; return its row by trip, offsets and numbers."""
    numbers: dict[bytes, int] = {}
    of_trip = np.empty(len(trips.id), dtype=np.int32)
    for trip in range(len(trips.id)):
        row = trips.sequence[trips.times_start[trip] : trips.times_start[trip + 1]]
        of_trip[trip] = numbers.setdefault(row.tobytes(), len(numbers))
    size = trips.sequence.itemsize
    starts = starts_of([len(row) // size for row in numbers])
    return of_trip, starts, np.frombuffer(b"".join(numbers), dtype=np.int32)


def _shared_texts(columns: list[list[str]]) -> tuple[TextTable, list[Int32s]]:
    """Keep each distinct text once; return the table and one index column per input column."""
    numbers: dict[str, int] = {}
    indices = [
        np.array([numbers.setdefault(text, len(numbers)) for text in column], dtype=np.int32)
        for column in columns
    ]
    return TextTable.of(numbers), indices


def _mean_by(owner: Int32s, value: Float64s, n_owners: int) -> Float64s:
    """Return the mean of `value` over the members of each owner."""
    count = np.maximum(np.bincount(owner, minlength=n_owners), 1)
    return np.bincount(owner, weights=value, minlength=n_owners) / count


def _stations(stops: StopTable) -> tuple[Int32s, Int32s]:
    """Return the offsets and stops of every station."""
    members = np.argsort(stops.station, kind="stable").astype(np.int32)
    counts = np.bincount(stops.station, minlength=len(stops.station_id))
    return starts_of(counts), members


def _places(stops: StopTable) -> dict[str, list[int]]:
    """Return the stops behind every id a query may name; a stop id beats a station's."""
    places: dict[str, list[int]] = {station: [] for station in stops.station_id}
    for stop, station in enumerate(stops.station):
        places[stops.station_id[station]].append(stop)
    places.update(stops.places)
    places.update({stop_id: [stop] for stop, stop_id in enumerate(stops.id)})
    return places


def _departures_per_day(stops: StopTable, trips: TripTable, calendar: Calendar) -> Int32s:
    """Return the mean departures of each station over the days on which anything runs."""
    served_days = max(int(calendar.active.any(axis=1).sum()), 1)
    days_of_service = calendar.active.sum(axis=0)
    weight = np.repeat(days_of_service[trips.service], np.diff(trips.times_start)).astype(float)
    last = np.zeros(len(trips.stop), dtype=np.bool_)
    last[trips.times_start[1:] - 1] = True
    weight[last] = 0
    total = np.bincount(stops.station[trips.stop], weights=weight, minlength=len(stops.station_id))
    return np.rint(total / served_days).astype(np.int32)
