"""The hops of vehicles on some service days, forwards and mirrored."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from planner.network import Int32s, Int64s, Network
from planner.options import Options, changing_s, usable_stops, usable_trips, walking_s
from planner.ragged import starts_of
from planner.reach.kernel import Changes, Hops, Seats
from planner.times import service_midnight_s
from planner.vehicles import Runs, keep_runs, seat_links

_NOT_HERE = 1
"""GTFS pickup_type and drop_off_type: nobody boards, nobody alights."""


Column = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Timetable:
    """Hops and changes in one direction of time; times count from `anchor_s` (UTC epoch)."""

    anchor_s: int
    n_runs: int
    hops: Hops
    seats: Seats
    changes: Changes


def timetables(
    network: Network, options: Options, first_day: int, n_days: int
) -> tuple[Timetable, Timetable]:
    """Return the hops of some service days, and the same with time running backwards.

    In the second one every time is negated and every hop turned round: whoever leaves a place in it
    at −t arrives there by t.
    """
    anchor_s = service_midnight_s(first_day, ZoneInfo(network.timezone_name[0]))
    runs = _runs(network, range(first_day, first_day + n_days), anchor_s)
    links = seat_links(network, runs)
    runs, (before, after) = keep_runs(runs, links, usable_trips(network, options)[runs.trip])
    rows = _hops(network, options, runs)
    forward = _sorted(rows)
    turned = rows[:, ::-1].copy()
    turned[[_FROM, _TO, _BOARDS, _ALIGHTS]] = turned[[_TO, _FROM, _ALIGHTS, _BOARDS]]
    turned[[_DEPARTURE_S, _ARRIVAL_S]] = -turned[[_ARRIVAL_S, _DEPARTURE_S]]
    turned[[_FIRST, _LAST]] = turned[[_LAST, _FIRST]]
    changes = Changes(
        network.changes_start, network.change_to, changing_s(walking_s(network, options), options)
    )
    n_runs = len(runs)
    return (
        Timetable(anchor_s, n_runs, forward, _seats(after, before, n_runs), changes),
        Timetable(
            anchor_s, n_runs, _sorted(turned), _seats(before, after, n_runs), _turned(changes)
        ),
    )


_FROM, _TO, _DEPARTURE_S, _ARRIVAL_S, _BOARDS, _ALIGHTS, _FIRST, _LAST, _RUN = range(9)


def _runs(network: Network, days: range, anchor_s: int) -> Runs:
    """Return all runs of the service days."""
    trip_zone = network.agency_timezone[network.line_agency[network.trip_line]]
    zones = [ZoneInfo(name) for name in network.timezone_name]
    trips, of_day, shifts = [_NONE], [_NONE], [_NONE]
    for day in days:
        active = network.services_on(day)
        if active is None:
            continue
        running = np.flatnonzero(active[network.trip_service])
        midnights = np.array([service_midnight_s(day, zone) - anchor_s for zone in zones])
        trips.append(running)
        of_day.append(np.full(len(running), day))
        shifts.append(midnights[trip_zone[running]])
    trip, day_, shift_s = (
        np.concatenate(part).astype(np.int32) for part in (trips, of_day, shifts)
    )
    first, n_calls = _calls_of(network, trip)
    first_s = network.departures_s[first] + shift_s
    return Runs(trip, day_, shift_s, first_s, network.arrivals_s[first + n_calls - 1] + shift_s)


_NONE = np.zeros(0, dtype=np.int64)


def _calls_of(network: Network, trip: Int32s) -> tuple[Column, Column]:
    """Return where the times of trips begin, and how many calls each has."""
    pattern = np.searchsorted(network.pattern_trips_start, trip, side="right") - 1
    n_calls = np.diff(network.pattern_stops_start).astype(np.int64)[pattern]
    within = trip - network.pattern_trips_start[pattern]
    return network.pattern_times_start[pattern] + n_calls * within, n_calls


def _hops(network: Network, options: Options, runs: Runs) -> npt.NDArray[np.int64]:
    """Return the hops of runs, run after run."""
    first, n_calls = _calls_of(network, runs.trip)
    pattern = np.searchsorted(network.pattern_trips_start, runs.trip, side="right") - 1
    n_hops = n_calls - 1
    owner = np.repeat(np.arange(len(runs)), n_hops)
    within = np.arange(n_hops.sum()) - np.repeat(np.cumsum(n_hops) - n_hops, n_hops)
    call = network.pattern_stops_start.astype(np.int64)[pattern][owner] + within
    time, shift_s = first[owner] + within, runs.shift_s[owner]
    open_ = usable_stops(network, options)
    boards, alights = (
        (allowed[at] != _NOT_HERE) & open_[network.pattern_stops[at]]
        for allowed, at in ((network.pattern_pickup, call), (network.pattern_drop_off, call + 1))
    )
    return np.stack(
        [
            network.pattern_nodes[call],
            network.pattern_nodes[call + 1],
            network.departures_s[time] + shift_s,
            network.arrivals_s[time + 1] + shift_s,
            boards,
            alights,
            within == 0,
            within == n_hops[owner] - 1,
            owner,
        ]
    ).astype(np.int64)


def _sorted(rows: npt.NDArray[np.int64]) -> Hops:
    """Order hops by departure; those of a run that leave together stay in their order."""
    order = np.argsort(rows[_DEPARTURE_S], kind="stable")
    departure, arrival, from_node, to_node, run = (
        rows[column][order].astype(np.int32)
        for column in (_DEPARTURE_S, _ARRIVAL_S, _FROM, _TO, _RUN)
    )
    is_first, boards, alights = (
        rows[column][order].astype(np.bool_) for column in (_FIRST, _BOARDS, _ALIGHTS)
    )
    return Hops(departure, arrival, from_node, to_node, run, is_first, boards, alights)


def _seats(run: Int64s, before: Int64s, n_runs: int) -> Seats:
    """Return the runs that each run continues."""
    order = np.argsort(run, kind="stable")
    starts = starts_of(np.bincount(run, minlength=n_runs))
    return Seats(starts, before[order].astype(np.int32))


def _turned(changes: Changes) -> Changes:
    """Return changes the other way round."""
    n_nodes = len(changes.start) - 1
    from_node: Int32s = np.repeat(np.arange(n_nodes, dtype=np.int32), np.diff(changes.start))
    order = np.argsort(changes.to, kind="stable")
    start = np.searchsorted(changes.to[order], np.arange(n_nodes + 1)).astype(np.int32)
    return Changes(start, from_node[order], changes.duration_s[order])
