"""The slow twin of the search: every trip, every pair of positions, no cleverness.

Optimise nothing here. It shares no code with the planner but the arrays of the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from planner import Network, Offset, Query, service_midnight_s


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


def departing(
    network: Network, runs: list[Run], query: Query, departure_s: int
) -> set[tuple[int, int, int]]:
    """Return (departure, earliest arrival, transfers) of leaving the origin at this very time.

    The first vehicle leaves when the traveller reaches its stop: no waiting there.
    """
    ready = {}
    for offset in query.access:
        lower(ready, offset.stop, departure_s + offset.duration_s)
    found = set()
    for rides in range(1, query.max_transfers + 2):
        ridden = ride_on(runs, ready, at_once=rides == 1)
        for offset in query.egress:
            if offset.stop in ridden:
                found.add((departure_s, ridden[offset.stop] + offset.duration_s, rides - 1))
        ready = {}
        for from_stop, to_stop, duration_s in walks_of(network):
            if from_stop in ridden:
                lower(ready, to_stop, ridden[from_stop] + duration_s)
    return found


def arriving(
    network: Network, runs: list[Run], query: Query, arrival_s: int
) -> set[tuple[int, int, int]]:
    """Return (latest departure, arrival, transfers) of reaching the destination at this very time.

    Times are negated, so that `lower` keeps the latest.
    """
    needed = {}
    for offset in query.egress:
        lower(needed, offset.stop, offset.duration_s - arrival_s)
    found = set()
    for rides in range(1, query.max_transfers + 2):
        boarded = ride_back(runs, needed, at_once=rides == 1)
        for offset in query.access:
            if offset.stop in boarded:
                found.add((-boarded[offset.stop] - offset.duration_s, arrival_s, rides - 1))
        needed = {}
        for from_stop, to_stop, duration_s in walks_of(network):
            if to_stop in boarded:
                lower(needed, from_stop, boarded[to_stop] + duration_s)
    return found


def ride_on(runs: list[Run], ready: dict[int, int], *, at_once: bool) -> dict[int, int]:
    """Return the earliest arrival at each stop with one ride; `at_once` without waiting."""
    ridden: dict[int, int] = {}
    for run in runs:
        for i, (stop, _, leaves_s, may_board, _) in enumerate(run.calls):
            wait_s = leaves_s - ready.get(stop, leaves_s + 1)
            if may_board and (wait_s == 0 or (wait_s > 0 and not at_once)):
                for later_stop, arrives_s, _, _, may_alight in run.calls[i + 1 :]:
                    if may_alight:
                        lower(ridden, later_stop, arrives_s)
    return ridden


def ride_back(runs: list[Run], needed: dict[int, int], *, at_once: bool) -> dict[int, int]:
    """Return the latest departure (negated) from each stop with one ride that is in time."""
    boarded: dict[int, int] = {}
    for run in runs:
        for i, (stop, arrives_s, _, _, may_alight) in enumerate(run.calls):
            spare_s = -arrives_s - needed.get(stop, 1 - arrives_s)
            if may_alight and (spare_s == 0 or (spare_s > 0 and not at_once)):
                for earlier_stop, _, leaves_s, may_board, _ in run.calls[:i]:
                    if may_board:
                        lower(boarded, earlier_stop, -leaves_s)
    return boarded


def expected(network: Network, runs: list[Run], query: Query) -> set[tuple[int, int, int]]:
    """Return the (departure, arrival, transfers) that the search must find."""
    if query.arrive_by:
        found = {
            one
            for time_s in sorted(event_times(runs, query.egress, arrivals=True))
            if query.time_s - (query.window_s or 10**9) <= time_s <= query.time_s
            for one in arriving(network, runs, query, time_s)
        }
    else:
        found = {
            one
            for time_s in sorted(event_times(runs, query.access, arrivals=False))
            if query.time_s <= time_s <= query.time_s + (query.window_s or 10**9)
            for one in departing(network, runs, query, time_s)
        }
    front = {one for one in found if not any(dominates(other, one) for other in found)}
    if query.window_s:
        return front
    # One departure: only the arrival and the transfers are criteria (and the mirror image).
    side = 0 if query.arrive_by else 1
    sign = -1 if query.arrive_by else 1
    return {
        one
        for one in front
        if not any(
            (other[side], other[2]) != (one[side], one[2])
            and sign * other[side] <= sign * one[side]
            and other[2] <= one[2]
            for other in front
        )
    }


def event_times(runs: list[Run], offsets: tuple[Offset, ...], *, arrivals: bool) -> set[int]:
    """Return when one may leave the origin straight into a vehicle (or arrive out of one)."""
    times = set()
    for run in runs:
        for stop, arrives_s, leaves_s, may_board, may_alight in run.calls:
            for offset in offsets:
                if offset.stop == stop and arrivals and may_alight:
                    times.add(arrives_s + offset.duration_s)
                if offset.stop == stop and not arrivals and may_board:
                    times.add(leaves_s - offset.duration_s)
    return times


def dominates(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Compare (departure, arrival, transfers)."""
    return one != other and one[0] >= other[0] and one[1] <= other[1] and one[2] <= other[2]


def lower(times: dict[int, int], stop: int, time_s: int) -> None:
    """Keep the lower of two times."""
    if time_s < times.get(stop, time_s + 1):
        times[stop] = time_s
