"""The slow twin of the search: every trip, every pair of positions, no cleverness.

Optimise nothing here. It shares no code with the planner but the arrays of the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from planner import Network, Query, service_midnight_s


@dataclass(frozen=True)
class Run:
    """A trip on a day, with times in UTC epoch seconds."""

    trip: int
    day: int
    calls: tuple[tuple[int, int, int, bool, bool], ...]
    """(stop, arrival, departure, may board, may alight)"""


def runs_of(network: Network, days: range) -> list[Run]:
    """List every run of the given service days."""
    runs = []
    for day in days:
        active = network.services_on(day)
        if active is None:
            continue
        for trip in range(network.n_trips):
            if not active[network.trip_service[trip]]:
                continue
            zone = ZoneInfo(network.timezone_name[network.timezone_of_trip(trip)])
            midnight_s = service_midnight_s(day, zone)
            pattern = network.pattern_of_trip(trip)
            start = network.pattern_stops_start[pattern]
            arrivals_s, departures_s = network.times_of_trip(trip)
            calls = tuple(
                (
                    int(stop),
                    midnight_s + int(arrivals_s[i]),
                    midnight_s + int(departures_s[i]),
                    network.pattern_pickup[start + i] != 1,
                    network.pattern_drop_off[start + i] != 1,
                )
                for i, stop in enumerate(network.stops_of_pattern(pattern))
            )
            runs.append(Run(trip, day, calls))
    return runs


def walks_of(network: Network) -> list[tuple[int, int, int]]:
    """List (from, to, seconds) of every footpath, change times included."""
    starts = network.footpaths_start
    return [
        (stop, int(network.footpath_to[path]), int(network.footpath_s[path]))
        for stop in range(network.n_stops)
        for path in range(starts[stop], starts[stop + 1])
    ]


def arrivals(
    network: Network,
    runs: list[Run],
    query: Query,
    departure_s: int,
    last_departure_s: int | None = None,
) -> dict[int, int]:
    """Return the earliest arrival at the destination for each exact number of rides.

    With `last_departure_s` the origin is not left after it.
    """
    walks = walks_of(network)
    ready: dict[int, int] = {}
    leave_by: dict[int, int] = {}
    for offset in query.access:
        lower(ready, offset.stop, departure_s + offset.duration_s)
        if last_departure_s is not None:
            leave_by[offset.stop] = last_departure_s + offset.duration_s
    result = {}
    for rides in range(1, query.max_transfers + 2):
        ridden = ride_once(runs, ready, leave_by if rides == 1 else {})
        ends = [
            ridden[offset.stop] + offset.duration_s
            for offset in query.egress
            if offset.stop in ridden
        ]
        if ends:
            result[rides] = min(ends)
        ready = {}
        for from_stop, to_stop, duration_s in walks:
            if from_stop in ridden:
                lower(ready, to_stop, ridden[from_stop] + duration_s)
    return result


def ride_once(runs: list[Run], ready: dict[int, int], leave_by: dict[int, int]) -> dict[int, int]:
    """Return the earliest arrival at each stop with one ride from the stops that are ready."""
    ridden: dict[int, int] = {}
    for run in runs:
        for i, (stop, _, leaves_s, may_board, _) in enumerate(run.calls):
            if not may_board or stop not in ready:
                continue
            if ready[stop] <= leaves_s <= leave_by.get(stop, leaves_s):
                for later_stop, arrives_s, _, _, may_alight in run.calls[i + 1 :]:
                    if may_alight:
                        lower(ridden, later_stop, arrives_s)
    return ridden


def front_at(network: Network, runs: list[Run], query: Query) -> set[tuple[int, int]]:
    """Return the Pareto front (arrival, transfers) when leaving at `query.departure_s`."""
    found = {
        (arrival_s, rides - 1)
        for rides, arrival_s in arrivals(network, runs, query, query.departure_s).items()
    }
    return {
        (arrival_s, transfers)
        for arrival_s, transfers in found
        if not any(
            (a, t) != (arrival_s, transfers) and a <= arrival_s and t <= transfers for a, t in found
        )
    }


def front_in_window(network: Network, runs: list[Run], query: Query) -> set[tuple[int, int, int]]:
    """Return the Pareto front (departure, arrival, transfers) of a window."""
    departures = {
        leaves_s - offset.duration_s
        for offset in query.access
        for run in runs
        for stop, _, leaves_s, may_board, _ in run.calls[:-1]
        if stop == offset.stop and may_board
    }
    found = set()
    for departure_s in departures:
        if query.departure_s <= departure_s <= query.departure_s + query.window_s:
            end_s = query.departure_s + query.window_s
            by_rides = arrivals(network, runs, query, departure_s, end_s)
            for rides, arrival_s in by_rides.items():
                found.add((departure_s, arrival_s, rides - 1))
    return {one for one in found if not any(dominates(other, one) for other in found)}


def dominates(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Compare (departure, arrival, transfers)."""
    return one != other and one[0] >= other[0] and one[1] <= other[1] and one[2] <= other[2]


def lower(times: dict[int, int], stop: int, time_s: int) -> None:
    """Keep the lower of two times."""
    if time_s < times.get(stop, time_s + 1):
        times[stop] = time_s
