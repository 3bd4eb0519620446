"""When every stop can be reached from a place, or must be left to arrive there."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from cachetools import LRUCache

from planner.ends import NodesOfStops, shortest
from planner.errors import DateOutsideNetworkError
from planner.network import FOOTPATH_CHANGE, Int32s, Network
from planner.options import EVERYTHING, Options, footpaths_walked_s
from planner.query import Offset
from planner.reach.hops import Timetable, timetables
from planner.reach.kernel import UNREACHED, NodeLabels, RunLabels, scan
from planner.times import day_of
from planner.work import Work

REACH_LIMIT_S = 4 * 3600
"""The longest journey that is looked for."""


@dataclass(frozen=True)
class Reached:
    """What is within reach of a place, stop by stop."""

    duration_s: Int32s  # -1 where the limit is too short
    rides: Int32s
    """0 where one walks."""
    work: Work


class Reach:
    """Answers for one network; safe to call from several threads."""

    def __init__(
        self, network: Network, options: Options = EVERYTHING, *, days_kept: int = 2
    ) -> None:
        self._network = network
        self._options = options
        self._nodes = NodesOfStops(network)
        self._zone = ZoneInfo(network.timezone_name[0])
        self._days: LRUCache[int, tuple[Timetable, Timetable]] = LRUCache(days_kept)
        self._lock = threading.Lock()

    def from_place(
        self, offsets: Iterable[Offset], time_s: int, limit_s: int, *, arrive_by: bool = False
    ) -> Reached:
        """Return how long every stop takes from a place that is left at `time_s` (UTC epoch).

        With `arrive_by`: to the place, arriving by `time_s`. `offsets` are the stops that the
        place is near to. A wait at the start counts: the clock runs from `time_s`.

        Raises
        ------
        DateOutsideNetworkError: no calendar covers the day.

        """
        timetable = self._timetable(time_s, mirrored=arrive_by)
        start_s = time_s - timetable.anchor_s
        start_s = -start_s if arrive_by else start_s
        network, near = self._network, shortest(offsets)
        labels = NodeLabels(
            *(np.full(network.n_nodes, fill, dtype=np.int32) for fill in (UNREACHED, 0) * 2)
        )
        if near:
            ends = self._nodes.of(near)
            labels.ready_s[ends[:, 0]] = start_s + ends[:, 1]
        n_read = scan(
            timetable.hops,
            timetable.seats,
            timetable.changes,
            labels,
            RunLabels(
                np.zeros(timetable.n_runs, dtype=np.int32),
                np.full(timetable.n_runs, UNREACHED, dtype=np.int32),
            ),
            start_s,
            start_s + limit_s,
        )
        duration_s, rides = _at_stops(
            network, footpaths_walked_s(network, self._options), labels, start_s, not arrive_by
        )
        for stop, offset in near.items():
            if offset.duration_s <= duration_s[stop]:
                duration_s[stop], rides[stop] = offset.duration_s, 0
        duration_s[duration_s > limit_s] = -1
        return Reached(duration_s, rides, Work(departures=1, stop_times_read=n_read))

    def _timetable(self, time_s: int, *, mirrored: bool) -> Timetable:
        """Return the hops around a day, kept for the next who asks."""
        day = day_of(time_s, self._zone)
        if self._network.services_on(day) is None:
            raise DateOutsideNetworkError(
                day, int(self._network.first_day[0]), self._network.last_day
            )
        with self._lock:
            found = self._days.get(day)
            if found is None:
                found = self._days[day] = timetables(self._network, self._options, day - 1, 3)
        return found[mirrored]


def _at_stops(
    network: Network, footpaths_s: Int32s, labels: NodeLabels, start_s: int, leaving: bool
) -> tuple[Int32s, Int32s]:
    """Return how long each stop takes in a vehicle, or walking one footpath from where it stops.

    Not `leaving`: the footpath comes before the vehicle, from the stop to where it is boarded.
    """
    # Durations and rides in one number, so that of equal durations the least rides win.
    reached = labels.ride_s != UNREACHED
    value = np.where(reached, (labels.ride_s - start_s).astype(np.int64) * _RIDES, _FAR)
    value += np.where(reached, labels.ride_rides, 0)
    by_ride = np.full(network.n_stops, _FAR, dtype=np.int64)
    np.minimum.at(by_ride, network.node_stop, value)
    from_stop = np.repeat(np.arange(network.n_stops), np.diff(network.footpaths_start))
    walked = network.footpath_kind != FOOTPATH_CHANGE
    ends = (from_stop[walked], network.footpath_to[walked])
    ridden, reached_on_foot = ends if leaving else ends[::-1]
    best = by_ride.copy()
    duration = footpaths_s[walked].astype(np.int64) * _RIDES
    np.minimum.at(best, reached_on_foot, by_ride[ridden] + duration)
    seconds = np.minimum(best // _RIDES, UNREACHED)
    return seconds.astype(np.int32), (best % _RIDES).astype(np.int32)


_RIDES = 1 << 16
_FAR = np.int64(UNREACHED) * _RIDES
