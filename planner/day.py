"""One day slice: the trips that run around a service day, as the arrays the kernel reads.

Calendars are resolved here, before the search. A slice for day D holds the runs (a trip on a
service day) of D − 1 that are still under way, of D, and of the days after that a query may need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from planner.bounds import bounds_of, clusters_of
from planner.day_changes import Changes
from planner.expected import NOTHING_EXPECTED, Expected, ExpectedRun
from planner.network import Int32s, Int64s, Network
from planner.options import (
    EVERYTHING,
    Options,
    changing_s,
    usable_stops,
    usable_trips,
    walking_s,
)
from planner.packing import finishing, packed
from planner.ragged import ranges, starts_of
from planner.raptor.bounding import least_rides
from planner.raptor.compiling import addresses
from planner.raptor.kernel import DayArrays, facing
from planner.raptor.legs import Finish
from planner.raptor.slicing import SliceTables, lay_out_times, split_overtaking
from planner.times import DAY_S, service_midnight_s
from planner.vehicles import Runs, keep_runs, seat_links, vehicles_of

SLACK_S = 15 * 3600
"""Agencies of one network may live this far apart in time zones."""
FORBIDDEN = 1
"""pickup_type and drop_off_type 1 (GTFS reference, stop_times.txt)."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class DaySlice:
    """Kernel arrays of consecutive service days and the way back to trips of the network.

    The trips of a pattern of the slice are vehicles: one run, or several that a passenger may stay
    seated through.
    """

    anchor_s: int
    """UTC epoch seconds of time 0 in the arrays."""
    tables: SliceTables
    arrays: DayArrays
    """The tables packed for the search, as they are and back to front."""
    finish: Finish
    """What turns found rides into journeys."""
    vehicle_parts_start: Int32s
    """Runs of each trip of the slice, as offsets into the next three."""
    run_trip: Int32s
    """Trip of the network."""
    run_day: Int32s
    """Service day."""
    run_shift_s: Int32s
    """Seconds from the times of the trip to those of the slice."""
    walk_s: Int32s
    """Walking time of each change of the network, without margins."""
    last_s: int
    """When the last run arrives, in seconds of the slice; 0 where there is none."""
    expected: Expected = NOTHING_EXPECTED
    """What stands in place of the timetable."""
    at: Int64s = field(init=False)
    """Where `arrays` stand, of both directions (kernel.facing_at)."""
    finish_at: Int64s = field(init=False)
    """Where `finish` stands."""

    def __post_init__(self) -> None:
        """Note where the arrays stand."""
        one_way = getattr(facing, "py_func", facing)  # so little is not worth compiling
        ways = [addresses(one_way(self.arrays, way)) for way in (0, 1)]
        object.__setattr__(self, "at", np.stack(ways))
        object.__setattr__(self, "finish_at", addresses(self.finish))

    @property
    def n_nodes(self) -> int:
        """Number of nodes (of all layers, see via.py)."""
        return len(self.tables.footpaths_start) - 1

    @property
    def n_patterns(self) -> int:
        """Number of patterns."""
        return len(self.tables.pattern_stops_start) - 1

    def times_of(self, network: Network, trip: int, day: int) -> tuple[Int32s, Int32s]:
        """Return the times of a run, in seconds of its service day."""
        run = self.expected.runs.get((trip, day))
        return network.times_of_trip(trip) if run is None else (run.arrivals_s, run.departures_s)


def cut_day_slice(
    network: Network,
    first_day: int,
    n_days: int,
    options: Options = EVERYTHING,
    expected: Expected = NOTHING_EXPECTED,
) -> DaySlice:
    """Cut the slice that starts at the service midnight of `first_day` in the region's time zone.

    Runs of earlier days are in it as far as they arrive after that midnight. What `options`
    exclude is left out: trips altogether, stops as places to board or alight. What is expected of
    runs stands in place of their timetable.
    """
    zones = [ZoneInfo(name) for name in network.timezone_name]
    anchor_s = service_midnight_s(first_day, zones[0])
    longest_s = int(network.arrivals_s.max(initial=0))
    days = range(first_day - (longest_s + SLACK_S) // DAY_S, first_day + n_days)
    shift_s = {
        day: np.array([service_midnight_s(day, zone) - anchor_s for zone in zones], dtype=np.int32)
        for day in days
    }
    trip_times = _TripTimes(network)
    runs = _runs(network, trip_times, shift_s, expected)
    links = seat_links(network, runs)
    if options != EVERYTHING:
        runs, links = keep_runs(runs, links, usable_trips(network, options)[runs.trip])
    changes = Changes(expected, runs)
    parts_start, parts = vehicles_of(runs, links)
    part_pattern = trip_times.pattern[runs.trip[parts]]
    order, vehicle_pattern, first_of_pattern = _sort_by_pattern(
        (parts_start, parts), part_pattern, runs, changes
    )
    parts_start, taken = reorder(parts_start, order)
    parts, part_pattern = parts[taken], part_pattern[taken]

    part_stops = trip_times.n_stops[part_pattern]
    rows = ranges(trip_times.start[runs.trip[parts]], part_stops)
    shifts_s = np.repeat(runs.shift_s[parts], part_stops)
    arrivals_s = network.arrivals_s[rows] + shifts_s
    departures_s = network.departures_s[rows] + shifts_s
    part_times = np.append(0, np.cumsum(part_stops, dtype=np.int64))
    changes.put_into(runs, parts, part_times, (arrivals_s, departures_s))
    vehicle_times = part_times[parts_start]
    chain = np.empty(len(order), dtype=np.int32)
    n_chains = split_overtaking(
        vehicle_pattern,
        vehicle_times,
        np.diff(vehicle_times)[first_of_pattern].astype(np.int32),
        arrivals_s,
        departures_s,
        chain,
    )
    order = np.argsort(chain, kind="stable")
    parts_start, taken = reorder(parts_start, order)
    parts, part_pattern = parts[taken], part_pattern[taken]
    trips_start = np.searchsorted(chain[order], np.arange(n_chains + 1)).astype(np.int32)
    layout = _layout(network, (parts_start, parts), part_pattern, trips_start, changes)
    if options != EVERYTHING:
        layout.leave_out(~usable_stops(network, options)[network.node_stop])
    walk_s = walking_s(network, options)
    tables = _tables(
        network,
        layout,
        trips_start,
        vehicle_times[order],
        (arrivals_s, departures_s, changing_s(walk_s, options)),
    )
    least_ride_s = np.empty(len(layout.nodes), dtype=np.int32)
    least_rides(
        layout.stops_start,
        trips_start,
        vehicle_times[order],
        arrivals_s,
        departures_s,
        least_ride_s,
    )
    cluster = clusters_of(network)
    arrays = packed(tables, cluster, bounds_of(tables, least_ride_s, cluster))
    vehicles = parts_start, runs.trip[parts], runs.day[parts]
    return DaySlice(
        anchor_s,
        tables,
        arrays,
        finishing(network, arrays, trips_start, walk_s, vehicles),
        *vehicles,
        runs.shift_s[parts],
        walk_s,
        int(runs.last_s.max(initial=0)),
        expected,
    )


class _TripTimes:
    """Where the times of every trip are."""

    def __init__(self, network: Network) -> None:
        counts = np.diff(network.pattern_trips_start)
        self.pattern = np.repeat(np.arange(network.n_patterns, dtype=np.int32), counts)
        self.n_stops = np.diff(network.pattern_stops_start)
        """Stops of every pattern."""
        within = np.arange(network.n_trips) - network.pattern_trips_start[self.pattern]
        starts = network.pattern_times_start[self.pattern]
        self.start = starts + within * self.n_stops[self.pattern]
        self.end = self.start + self.n_stops[self.pattern]


def _runs(
    network: Network, times: _TripTimes, shift_s: dict[int, Int32s], expected: Expected
) -> Runs:
    """List the runs of service days that arrive after time 0; `shift_s` is by day, then zone."""
    trip_zone = network.agency_timezone[network.line_agency[network.trip_line]]
    first_s, last_s = network.departures_s[times.start], network.arrivals_s[times.end - 1]
    trips, days, shifts, firsts, lasts = [], [], [], [], []
    for day, by_zone in shift_s.items():
        active = network.services_on(day)
        if active is None:
            continue
        shift = by_zone[trip_zone]
        runs, ends_s = active[network.trip_service], (first_s, last_s)
        if changed := expected.by_day.get(day):
            ends_s = _change_ends(changed, runs, ends_s)
        running = np.flatnonzero(runs & (ends_s[1] + shift > 0))
        trips.append(running.astype(np.int32))
        days.append(np.full(len(running), day, dtype=np.int32))
        shifts.append(shift[running])
        firsts.append(ends_s[0][running])
        lasts.append(ends_s[1][running])
    none: list[Int32s] = [np.zeros(0, dtype=np.int32)]
    trip, shift = np.concatenate(trips or none), np.concatenate(shifts or none)
    day_ = np.concatenate(days or none)
    first_s, last_s = np.concatenate(firsts or none), np.concatenate(lasts or none)
    return Runs(trip, day_, shift, first_s + shift, last_s + shift)


def _change_ends(
    changed: Sequence[tuple[int, ExpectedRun]],
    runs: npt.NDArray[np.bool_],
    ends_s: tuple[Int32s, Int32s],
) -> tuple[Int32s, Int32s]:
    """Return the first departures and last arrivals of a day; what is cancelled no longer runs."""
    first_s, last_s = ends_s[0].copy(), ends_s[1].copy()
    for trip, run in changed:
        if run.cancelled:
            runs[trip] = False
        else:
            first_s[trip], last_s[trip] = run.departures_s[0], run.arrivals_s[-1]
    return first_s, last_s


def _sort_by_pattern(
    vehicles: tuple[Int32s, Int32s], part_pattern: Int32s, runs: Runs, changes: Changes
) -> tuple[Int64s, Int32s, Int64s]:
    """Sort vehicles by their patterns and the stops they skip, then first departure.

    Returns their order, the number of each one's patterns, and the first vehicle of each number.
    """
    parts_start, parts = vehicles
    first_part = parts_start[:-1]
    number = part_pattern[first_part].astype(np.int64)
    rows: dict[tuple[bytes, str], int] = {}
    apart = np.diff(parts_start) > 1
    if changes.skips.any():
        apart |= np.logical_or.reduceat(changes.skips[parts], first_part)
    for vehicle in np.flatnonzero(apart).tolist():
        of_vehicle = slice(parts_start[vehicle], parts_start[vehicle + 1])
        skipped = [
            sorted(changes.of_run[run].skipped) if changes.skips[run] else []
            for run in parts[of_vehicle].tolist()
        ]
        row = part_pattern[of_vehicle].tobytes(), repr(skipped)
        number[vehicle] = rows.setdefault(row, len(rows)) + _MANY_PATTERNS
    first_run = parts[first_part]
    order = np.lexsort((runs.trip[first_run], runs.first_s[first_run], number))
    new = np.diff(number[order], prepend=-1) != 0
    return order, (np.cumsum(new) - 1).astype(np.int32), np.flatnonzero(new)


_MANY_PATTERNS = 1 << 32
"""More than any pattern: rows of several patterns are numbered from here."""


def reorder(starts: Int32s, order: Int64s) -> tuple[Int32s, Int64s]:
    """Sort the owners of a ragged table; return the new offsets and which items they take."""
    lengths = np.diff(starts)[order]
    return starts_of(lengths), ranges(starts[:-1][order], lengths)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Positions of the patterns of a slice."""

    stops_start: Int32s
    nodes: Int32s
    can_board: npt.NDArray[np.bool_]
    can_alight: npt.NDArray[np.bool_]

    def leave_out(self, nodes: npt.NDArray[np.bool_]) -> None:
        """Neither board nor alight at these nodes."""
        self.can_board[nodes[self.nodes]] = False
        self.can_alight[nodes[self.nodes]] = False


def _layout(
    network: Network,
    vehicles: tuple[Int32s, Int32s],
    part_pattern: Int32s,
    trips_start: Int32s,
    changes: Changes,
) -> _Layout:
    """Join the patterns of vehicles; nobody boards at the end of one or alights at its start."""
    parts_start, parts = vehicles
    first_vehicle = trips_start[:-1].astype(np.int64)
    joined_start, taken = reorder(parts_start, first_vehicle)
    patterns = part_pattern[taken]
    lengths = np.diff(network.pattern_stops_start)[patterns]
    ends = np.cumsum(lengths)
    rows = ranges(network.pattern_stops_start[patterns], lengths)
    can_board = network.pattern_pickup[rows] != FORBIDDEN
    can_alight = network.pattern_drop_off[rows] != FORBIDDEN
    can_board[ends - 1] = False
    can_alight[ends - lengths] = False
    skipped = changes.skipped_rows(parts[taken], (ends - lengths).astype(np.int32))
    can_board[skipped] = can_alight[skipped] = False
    stops_start = np.append(0, ends)[joined_start].astype(np.int32)
    return _Layout(stops_start, network.pattern_nodes[rows], can_board, can_alight)


def _tables(
    network: Network,
    layout: _Layout,
    trips_start: Int32s,
    vehicle_times: Int64s,
    times_s: tuple[Int32s, Int32s, Int32s],
) -> SliceTables:
    """Lay out the times of the slice's patterns.

    `times_s`: arrivals and departures of vehicle after vehicle, and the time each change takes.
    """
    arrivals_s, departures_s, change_s = times_s
    sizes = np.diff(layout.stops_start) * np.diff(trips_start).astype(np.int64)
    times_start = np.append(0, np.cumsum(sizes))
    slice_arrivals_s = np.empty(times_start[-1], dtype=np.int32)
    slice_departures_s = np.empty(times_start[-1], dtype=np.int32)
    lay_out_times(
        layout.stops_start,
        trips_start,
        times_start,
        vehicle_times,
        layout.can_board,
        layout.can_alight,
        arrivals_s,
        departures_s,
        slice_arrivals_s,
        slice_departures_s,
    )
    return SliceTables(
        pattern_stops=layout.nodes,
        pattern_stops_start=layout.stops_start,
        pattern_trips_start=trips_start,
        pattern_times_start=times_start,
        arrivals_s=slice_arrivals_s,
        departures_s=slice_departures_s,
        footpath_to=network.change_to,
        footpath_s=change_s,
        footpaths_start=network.changes_start,
    )
