"""The hops of vehicles on some service days, forwards and mirrored."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from planner.network import Int32s, Network
from planner.options import Options, changing_s, usable_stops, usable_trips, walking_s
from planner.reach.kernel import Changes, Hops
from planner.times import service_midnight_s

_NOT_HERE = 1
"""GTFS pickup_type and drop_off_type: nobody boards, nobody alights."""


@dataclass(frozen=True)
class Timetable:
    """Hops and changes in one direction of time; times count from `anchor_s` (UTC epoch)."""

    anchor_s: int
    n_runs: int
    hops: Hops
    changes: Changes


def timetables(
    network: Network, options: Options, first_day: int, n_days: int
) -> tuple[Timetable, Timetable]:
    """Return the hops of some service days, and the same with time running backwards.

    In the second one every time is negated and every hop turned round: whoever leaves a place in it
    at −t arrives there by t.
    """
    anchor_s = service_midnight_s(first_day, ZoneInfo(network.timezone_name[0]))
    days = range(first_day, first_day + n_days)
    parts = [_of_day(network, options, day, anchor_s) for day in days]
    rows = np.concatenate([part for part in parts if part is not None] or [_NO_ROWS], axis=1)
    run = np.cumsum(rows[_FIRST]) - 1
    n_runs = int(rows[_FIRST].sum())
    forward = _sorted(
        rows[_DEPARTURE_S],
        rows[_ARRIVAL_S],
        (rows[_FROM], rows[_TO]),
        run,
        (rows[_BOARDS], rows[_ALIGHTS]),
    )
    turned = rows[:, ::-1]
    backward = _sorted(
        -turned[_ARRIVAL_S],
        -turned[_DEPARTURE_S],
        (turned[_TO], turned[_FROM]),
        run[::-1],
        (turned[_ALIGHTS], turned[_BOARDS]),
    )
    changes = Changes(
        network.changes_start, network.change_to, changing_s(walking_s(network, options), options)
    )
    return (
        Timetable(anchor_s, n_runs, forward, changes),
        Timetable(anchor_s, n_runs, backward, _turned(changes)),
    )


_FROM, _TO, _DEPARTURE_S, _ARRIVAL_S, _BOARDS, _ALIGHTS, _FIRST, _N_ROWS = range(8)
_NO_ROWS = np.zeros((_N_ROWS, 0), dtype=np.int64)


def _of_day(
    network: Network, options: Options, day: int, anchor_s: int
) -> npt.NDArray[np.int64] | None:
    """Return the hops of one service day, run after run; None when nothing runs."""
    active = network.services_on(day)
    if active is None:
        return None
    trips = np.flatnonzero(active[network.trip_service] & usable_trips(network, options))
    if not len(trips):
        return None
    pattern = np.searchsorted(network.pattern_trips_start, trips, side="right") - 1
    stops_start = network.pattern_stops_start.astype(np.int64)
    n_calls = (stops_start[1:] - stops_start[:-1])[pattern]
    times_first = network.pattern_times_start[pattern] + n_calls * (
        trips - network.pattern_trips_start[pattern]
    )
    n_hops = n_calls - 1
    owner = np.repeat(np.arange(len(trips)), n_hops)
    within = np.arange(n_hops.sum()) - np.repeat(np.cumsum(n_hops) - n_hops, n_hops)
    call, time = stops_start[pattern][owner] + within, times_first[owner] + within
    midnights = [
        service_midnight_s(day, ZoneInfo(name)) - anchor_s for name in network.timezone_name
    ]
    zone = network.agency_timezone[network.line_agency[network.trip_line[trips]]]
    shift_s = np.array(midnights, dtype=np.int64)[zone][owner]
    open_ = usable_stops(network, options)
    return np.stack(
        [
            network.pattern_nodes[call],
            network.pattern_nodes[call + 1],
            network.departures_s[time] + shift_s,
            network.arrivals_s[time + 1] + shift_s,
            (network.pattern_pickup[call] != _NOT_HERE) & open_[network.pattern_stops[call]],
            (network.pattern_drop_off[call + 1] != _NOT_HERE)
            & open_[network.pattern_stops[call + 1]],
            within == 0,
        ]
    ).astype(np.int64)


Column = npt.NDArray[np.int64]


def _sorted(
    departure_s: Column,
    arrival_s: Column,
    nodes: tuple[Column, Column],
    run: Column,
    allowed: tuple[Column, Column],
) -> Hops:
    """Order hops by departure; those of a run that leave together stay in their order."""
    order = np.argsort(departure_s, kind="stable")
    departure, arrival, from_node, to_node, of_run = (
        column[order].astype(np.int32) for column in (departure_s, arrival_s, *nodes, run)
    )
    boards, alights = (column[order].astype(np.bool_) for column in allowed)
    return Hops(departure, arrival, from_node, to_node, of_run, boards, alights)


def _turned(changes: Changes) -> Changes:
    """Return changes the other way round."""
    n_nodes = len(changes.start) - 1
    from_node: Int32s = np.repeat(np.arange(n_nodes, dtype=np.int32), np.diff(changes.start))
    order = np.argsort(changes.to, kind="stable")
    start = np.searchsorted(changes.to[order], np.arange(n_nodes + 1)).astype(np.int32)
    return Changes(start, from_node[order], changes.duration_s[order])
