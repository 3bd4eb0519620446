"""The one entry to the search: day slices in a small cache, buffers per thread, journeys out."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
from cachetools import LRUCache

from planner.buffers import Buffers
from planner.day import DaySlice, cut_day_slice
from planner.errors import DateOutsideNetworkError
from planner.journey import Answer, Journey, NoJourney
from planner.network import Int32s, Network
from planner.query import MAX_TRANSFERS_LIMIT, Offset, Query
from planner.raptor.kernel import (
    DEPARTURES,
    FOOTPATHS_RELAXED,
    PATTERNS_SCANNED,
    ROUNDS,
    STOP_TIMES_READ,
    UNREACHED,
    Labels,
    collect_departures,
    reset,
    search_departure,
    search_window,
    trace,
)
from planner.times import day_of
from planner.trace_back import journey_of_rows
from planner.work import Work


class Planner:
    """Answers queries on one network; safe to call from several threads."""

    def __init__(self, network: Network, *, slices_kept: int = 4) -> None:
        self.network = network
        self._zone = ZoneInfo(network.timezone_name[0])
        self._slices: LRUCache[tuple[int, int], DaySlice] = LRUCache(slices_kept)
        self._lock = threading.Lock()
        self._local = threading.local()

    def search(self, query: Query) -> Answer:
        """Return the journeys of a query, or why there is none.

        Raises
        ------
        InvalidQueryError: a field of the query cannot be searched.
        DateOutsideNetworkError: no calendar covers the day of departure.

        """
        query.check()
        day = self.day_slice(query.departure_s, query.window_s)
        if not query.window_s:
            answer = self._search_departure(query, day)
            return answer if answer.journeys else self._explain_nothing(query, day, answer)
        answer = self._search_window(query, day)
        return answer if answer.journeys else self._explain_window(query, day, answer)

    def day_slice(self, departure_s: int, window_s: int = 0) -> DaySlice:
        """Return the slice for departures in a window, cutting it when it is not kept."""
        first = day_of(departure_s, self._zone)
        n_days = day_of(departure_s + window_s, self._zone) - first + 2
        if self.network.services_on(first) is None:
            raise DateOutsideNetworkError(
                first, int(self.network.first_day[0]), self.network.last_day
            )
        with self._lock:
            found = self._slices.get((first, n_days))
            if found is None:
                found = cut_day_slice(self.network, first, n_days)
                self._slices[first, n_days] = found
        return found

    def _search_departure(self, query: Query, day: DaySlice) -> Answer:
        """Search one departure: the earliest arrival for each number of transfers."""
        buffers, labels = self._prepared(query, day)
        access, egress = _by_stop(query.access), _by_stop(query.egress)
        ready_s = query.departure_s - day.anchor_s + _durations(access)
        labels.egress_s[_stops(egress)] = _durations(egress)
        max_rides = query.max_transfers + 1
        last = search_departure(
            day.arrays,
            labels,
            _stops(access),
            ready_s,
            False,  # noqa: FBT003  # numba compiles positional arguments only once
            max_rides,
            buffers.counters,
        )
        journeys = []
        for k in range(1, last + 1):
            if labels.target_s[k] < labels.target_s[k - 1]:
                n_legs = trace(day.arrays, labels, k, buffers.legs)
                rows = buffers.legs[:n_legs].tolist()
                journeys.append(journey_of_rows(self.network, day, access, egress, rows))
        labels.egress_s[_stops(egress)] = UNREACHED
        journeys.sort(key=_order)
        return Answer(tuple(journeys), _work(buffers, len(journeys)))

    def _search_window(self, query: Query, day: DaySlice) -> Answer:
        """Search every departure of a window: the whole Pareto front."""
        buffers, labels = self._prepared(query, day)
        access, egress = _by_stop(query.access), _by_stop(query.egress)
        events = self._departures(query, day, access, buffers)
        labels.egress_s[_stops(egress)] = _durations(egress)
        max_rides = query.max_transfers + 1
        while True:
            n_journeys = search_window(
                day.arrays,
                labels,
                events,
                max_rides,
                buffers.journeys,
                buffers.legs,
                buffers.counters,
            )
            if n_journeys >= 0:
                break
            buffers.grow_results()
            reset(labels)
        labels.egress_s[_stops(egress)] = UNREACHED
        legs = buffers.legs.tolist() if n_journeys else []
        journeys = [
            journey_of_rows(self.network, day, access, egress, legs[first : first + n_legs])
            for _, _, first, n_legs, _ in buffers.journeys[:n_journeys].tolist()
        ]
        journeys.sort(key=_order)
        return Answer(tuple(journeys), _work(buffers, len(journeys)))

    def _departures(
        self, query: Query, day: DaySlice, access: dict[int, Offset], buffers: Buffers
    ) -> Int32s:
        """Return the departures of the window from the origin, latest first."""
        from_s = query.departure_s - day.anchor_s
        while True:
            n_events = collect_departures(
                day.arrays,
                _stops(access),
                _durations(access),
                from_s,
                from_s + query.window_s,
                buffers.events,
            )
            if n_events <= len(buffers.events):
                break
            buffers.events = np.empty((2 * n_events, 3), dtype=np.int32)
        events = buffers.events[:n_events]
        return events[np.argsort(-events[:, 0], kind="stable")]

    def _explain_window(self, query: Query, day: DaySlice, empty: Answer) -> Answer:
        """Say when the next journey leaves after an empty window, or why none does."""
        after = self._search_departure(query, day)
        work = empty.work + after.work
        if not after.journeys:
            return self._explain_nothing(query, day, replace(empty, work=work))
        next_s = min(journey.departure_s for journey in after.journeys)
        return Answer((), work, NoJourney.ONLY_AFTER_WINDOW, next_s)

    def _explain_nothing(self, query: Query, day: DaySlice, empty: Answer) -> Answer:
        """Say whether more transfers would help."""
        more = self._search_departure(replace(query, max_transfers=MAX_TRANSFERS_LIMIT), day)
        reason = NoJourney.NO_SERVICE_IN_HORIZON
        next_s = None
        if more.journeys:
            reason = NoJourney.TOO_MANY_TRANSFERS
            next_s = min(journey.departure_s for journey in more.journeys)
        return Answer((), empty.work + more.work, reason, next_s)

    def _prepared(self, query: Query, day: DaySlice) -> tuple[Buffers, Labels]:
        """Return this thread's buffers, reset."""
        buffers: Buffers | None = getattr(self._local, "buffers", None)
        if buffers is None:
            buffers = self._local.buffers = Buffers(self.network.n_stops)
        labels = buffers.labels(query.max_transfers + 1, len(day.pattern))
        reset(labels)
        buffers.counters[:] = 0
        return buffers, labels


def _by_stop(offsets: Iterable[Offset]) -> dict[int, Offset]:
    """Keep the shortest offset of each stop."""
    best: dict[int, Offset] = {}
    for offset in offsets:
        known = best.get(offset.stop)
        if known is None or offset.duration_s < known.duration_s:
            best[offset.stop] = offset
    return best


def _stops(offsets: dict[int, Offset]) -> Int32s:
    """Return the stops of offsets as an array."""
    return np.fromiter(offsets, dtype=np.int32, count=len(offsets))


def _durations(offsets: dict[int, Offset]) -> Int32s:
    """Return the durations of offsets, parallel to `_stops`."""
    return np.array([offset.duration_s for offset in offsets.values()], dtype=np.int32)


def _order(journey: Journey) -> tuple[int, int, int]:
    """Sort journeys by departure, then arrival, then transfers."""
    return journey.departure_s, journey.arrival_s, journey.transfers


def _work(buffers: Buffers, n_journeys: int) -> Work:
    """Name the kernel's counters."""
    counters = buffers.counters
    return Work(
        departures=int(counters[DEPARTURES]),
        rounds=int(counters[ROUNDS]),
        patterns_scanned=int(counters[PATTERNS_SCANNED]),
        stop_times_read=int(counters[STOP_TIMES_READ]),
        footpaths_relaxed=int(counters[FOOTPATHS_RELAXED]),
        journeys=n_journeys,
    )
