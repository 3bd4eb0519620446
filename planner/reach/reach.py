"""When every stop can be reached from a place, or must be left to arrive there."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from cachetools import LRUCache

from planner.errors import DateOutsideNetworkError
from planner.network import Int32s, Network
from planner.query import Offset
from planner.reach.hops import Timetable, timetables
from planner.reach.kernel import UNREACHED, StopLabels, scan
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

    def __init__(self, network: Network, *, days_kept: int = 2) -> None:
        self._network = network
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
        n_stops = self._network.n_stops
        labels = StopLabels(
            *(np.full(n_stops, fill, dtype=np.int32) for fill in (UNREACHED, 0) * 3)
        )
        for offset in offsets:
            labels.ready_s[offset.stop] = min(
                int(labels.ready_s[offset.stop]), start_s + offset.duration_s
            )
        labels.arrival_s[:] = labels.ready_s
        n_read = scan(
            timetable.hops,
            timetable.footpaths,
            labels,
            np.zeros(timetable.n_runs, dtype=np.int32),
            np.full(timetable.n_runs, UNREACHED, dtype=np.int32),
            start_s,
            start_s + limit_s,
        )
        duration_s = labels.arrival_s - start_s
        duration_s[duration_s > limit_s] = -1
        return Reached(duration_s, labels.arrival_rides, Work(departures=1, stop_times_read=n_read))

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
                found = self._days[day] = timetables(self._network, day - 1, 3)
        return found[mirrored]
