"""One day slice: the trips that run around a service day, as the arrays the kernel reads.

Calendars are resolved here, before the search. A slice for day D holds the runs (a trip on a
service day) of D − 1 that are still under way, of D, and of the days after that a query may need.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from planner.network import Int32s, Int64s, Network
from planner.raptor.kernel import DayArrays
from planner.raptor.slicing import index_visits, lay_out_times, mirror_times, split_overtaking
from planner.times import DAY_S, service_midnight_s

Item = TypeVar("Item", bound=np.generic)

SLACK_S = 15 * 3600
"""Agencies of one network may live this far apart in time zones."""


@dataclass(frozen=True, slots=True)
class DaySlice:
    """Kernel arrays of consecutive service days and the way back to trips of the network."""

    anchor_s: int
    """UTC epoch seconds of time 0 in the arrays."""
    arrays: DayArrays
    mirrored: DayArrays
    """The same patterns and trips back to front: times negated, footpaths turned round."""
    run_trip: Int32s
    """Trip of the network for each trip of the slice."""
    run_day: Int32s
    """Service day of each trip of the slice."""
    pattern: Int32s
    """Pattern of the network for each pattern of the slice."""


def cut_day_slice(network: Network, first_day: int, n_days: int) -> DaySlice:
    """Cut the slice that starts at the service midnight of `first_day` in the region's time zone.

    Runs of earlier days are in it as far as they arrive after that midnight.
    """
    zones = [ZoneInfo(name) for name in network.timezone_name]
    anchor_s = service_midnight_s(first_day, zones[0])
    longest_s = int(network.arrivals_s.max(initial=0))
    days = range(first_day - (longest_s + SLACK_S) // DAY_S, first_day + n_days)
    midnights_s = {
        (day, zone): service_midnight_s(day, zones[zone])
        for day in days
        for zone in range(len(zones))
    }
    run_trip, run_day, run_shift_s = _runs(network, midnights_s, anchor_s, days)
    trip_pattern = _pattern_of_trips(network)
    n_stops = np.diff(network.pattern_stops_start)
    run_times = _times_start(network, trip_pattern, n_stops)[run_trip]
    first_s = network.departures_s[run_times] + run_shift_s
    order = np.lexsort((run_trip, first_s, trip_pattern[run_trip]))
    run_trip, run_day, run_shift_s = run_trip[order], run_day[order], run_shift_s[order]
    run_times, run_pattern = run_times[order], trip_pattern[run_trip]

    chain = np.empty(len(run_trip), dtype=np.int32)
    n_chains = split_overtaking(
        run_pattern,
        run_times,
        run_shift_s,
        n_stops,
        network.arrivals_s,
        network.departures_s,
        chain,
    )
    order = np.argsort(chain, kind="stable")
    run_trip, run_day, run_shift_s = run_trip[order], run_day[order], run_shift_s[order]
    run_times = run_times[order]
    trips_start = np.searchsorted(chain[order], np.arange(n_chains + 1)).astype(np.int32)
    pattern = run_pattern[order][trips_start[:-1]]
    arrays = _arrays(network, pattern, trips_start, run_times, run_shift_s)
    return DaySlice(anchor_s, arrays, _mirror(arrays), run_trip, run_day, pattern)


def _runs(
    network: Network, midnights_s: dict[tuple[int, int], int], anchor_s: int, service_days: range
) -> tuple[Int32s, Int32s, Int32s]:
    """List trip, service day and seconds to add to its times, of every run of the slice."""
    trip_zone = network.agency_timezone[network.line_agency[network.trip_line]]
    trip_end_s = _last_arrivals(network)
    n_zones = len(network.timezone_name)
    trips, days, shifts = [], [], []
    for day in service_days:
        active = network.services_on(day)
        if active is None:
            continue
        shifts_s = [midnights_s[day, zone] - anchor_s for zone in range(n_zones)]
        shift_s = np.array(shifts_s, dtype=np.int32)[trip_zone]
        running = np.flatnonzero(active[network.trip_service] & (trip_end_s + shift_s > 0))
        trips.append(running.astype(np.int32))
        days.append(np.full(len(running), day, dtype=np.int32))
        shifts.append(shift_s[running])
    none: list[Int32s] = [np.zeros(0, dtype=np.int32)]
    return (
        np.concatenate(trips or none),
        np.concatenate(days or none),
        np.concatenate(shifts or none),
    )


def _pattern_of_trips(network: Network) -> Int32s:
    """Return the pattern of every trip."""
    counts = np.diff(network.pattern_trips_start)
    return np.repeat(np.arange(network.n_patterns, dtype=np.int32), counts)


def _times_start(network: Network, trip_pattern: Int32s, n_stops: Int32s) -> Int64s:
    """Return where the times of every trip start."""
    within = np.arange(network.n_trips) - network.pattern_trips_start[trip_pattern]
    return network.pattern_times_start[trip_pattern] + within * n_stops[trip_pattern]


def _last_arrivals(network: Network) -> Int32s:
    """Return the arrival of every trip at its last stop."""
    trip_pattern = _pattern_of_trips(network)
    n_stops = np.diff(network.pattern_stops_start)
    ends = _times_start(network, trip_pattern, n_stops) + n_stops[trip_pattern] - 1
    return network.arrivals_s[ends]


def _arrays(
    network: Network,
    pattern: Int32s,
    trips_start: Int32s,
    run_times: Int64s,
    run_shift_s: Int32s,
) -> DayArrays:
    """Lay out the times of the slice's patterns and index the visits to each stop."""
    lengths = np.diff(network.pattern_stops_start)[pattern]
    stops_start = np.append(0, np.cumsum(lengths)).astype(np.int32)
    times_start = np.append(0, np.cumsum(lengths * np.diff(trips_start).astype(np.int64)))
    rows = np.repeat(network.pattern_stops_start[pattern] - stops_start[:-1], lengths)
    pattern_stops = network.pattern_stops[rows + np.arange(stops_start[-1])]
    arrivals_s = np.empty(times_start[-1], dtype=np.int32)
    departures_s = np.empty(times_start[-1], dtype=np.int32)
    lay_out_times(
        pattern,
        trips_start,
        times_start,
        run_times,
        run_shift_s,
        network.pattern_stops_start,
        network.pattern_pickup,
        network.pattern_drop_off,
        network.arrivals_s,
        network.departures_s,
        arrivals_s,
        departures_s,
    )
    visits_start, visit_pattern, visit_position = _visits(
        pattern_stops, stops_start, network.n_stops
    )
    return DayArrays(
        pattern_stops=_frozen(pattern_stops),
        pattern_stops_start=_frozen(stops_start),
        pattern_trips_start=_frozen(trips_start),
        pattern_times_start=_frozen(times_start),
        arrivals_s=_frozen(arrivals_s),
        departures_s=_frozen(departures_s),
        visit_pattern=_frozen(visit_pattern),
        visit_position=_frozen(visit_position),
        visits_start=_frozen(visits_start),
        footpath_to=_frozen(network.footpath_to),
        footpath_s=_frozen(network.footpath_s),
        footpaths_start=_frozen(network.footpaths_start),
    )


def _visits(
    pattern_stops: Int32s, stops_start: Int32s, n_stops: int
) -> tuple[Int32s, Int32s, Int32s]:
    """Index the visits of patterns to each stop."""
    counts = np.bincount(pattern_stops, minlength=n_stops)
    visits_start = np.append(0, np.cumsum(counts)).astype(np.int32)
    visit_pattern = np.empty(len(pattern_stops), dtype=np.int32)
    visit_position = np.empty(len(pattern_stops), dtype=np.int32)
    index_visits(pattern_stops, stops_start, visits_start, visit_pattern, visit_position)
    return visits_start, visit_pattern, visit_position


def _mirror(arrays: DayArrays) -> DayArrays:
    """Turn a day back to front, so that the one search also answers "arrive by"."""
    n_stops = len(arrays.visits_start) - 1
    pattern_stops = np.empty_like(arrays.pattern_stops)
    arrivals_s, departures_s = np.empty_like(arrays.arrivals_s), np.empty_like(arrays.arrivals_s)
    mirror_times(
        arrays.pattern_stops_start,
        arrays.pattern_trips_start,
        arrays.pattern_times_start,
        arrays.pattern_stops,
        arrays.arrivals_s,
        arrays.departures_s,
        pattern_stops,
        arrivals_s,
        departures_s,
    )
    visits = _visits(pattern_stops, arrays.pattern_stops_start, n_stops)
    from_stop = np.repeat(np.arange(n_stops, dtype=np.int32), np.diff(arrays.footpaths_start))
    order = np.argsort(arrays.footpath_to, kind="stable")
    counts = np.bincount(arrays.footpath_to, minlength=n_stops)
    return arrays._replace(
        pattern_stops=_frozen(pattern_stops),
        arrivals_s=_frozen(arrivals_s),
        departures_s=_frozen(departures_s),
        visits_start=_frozen(visits[0]),
        visit_pattern=_frozen(visits[1]),
        visit_position=_frozen(visits[2]),
        footpath_to=_frozen(from_stop[order]),
        footpath_s=_frozen(arrays.footpath_s[order]),
        footpaths_start=_frozen(np.append(0, np.cumsum(counts)).astype(np.int32)),
    )


def _frozen(array: npt.NDArray[Item]) -> npt.NDArray[Item]:
    """Return a read-only view, so that a kernel that writes it does not compile."""
    view = array.view()
    view.flags.writeable = False
    return view
