"""The one entry to the search: day slices in a small cache, buffers per thread, journeys out."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import cached_property
from operator import attrgetter
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
from cachetools import LRUCache

from planner.buffers import Buffers
from planner.criteria import CriteriaSearches, Rows
from planner.day import DaySlice, cut_day_slice
from planner.emissions.factors import load_emission_factors
from planner.emissions.rides import Emissions
from planner.ends import NodesOfStops, shortest
from planner.errors import DateOutsideNetworkError
from planner.expected import NOTHING_EXPECTED, Expected
from planner.journey import Answer, Journey, NoJourney, no_more
from planner.network import Int32s, Network
from planner.options import Options
from planner.query import MAX_TRANSFERS_LIMIT, Criterion, Offset, Query, Via
from planner.raptor.legs import AS_FOUND, WITHOUT_WALKING_MORE
from planner.raptor.searches import answer_departure, answer_window, collect_departures
from planner.times import day_of
from planner.trace_back import journeys_found, name_rides
from planner.via import ends_through, through
from planner.work import Work

QUARTER_S = 15 * 60
MOST_QUARTERS = 10_000
HORIZON_DAYS = 7
"""So many days after the one asked for are searched before a search gives up."""


class Planner:
    """Answers queries on one network; safe to call from several threads."""

    def __init__(self, network: Network, *, slices_kept: int = 4) -> None:
        self.network = network
        self._zone = ZoneInfo(network.timezone_name[0])
        self._nodes = NodesOfStops(network)
        self._slices: LRUCache[tuple[_SliceKey, bool], DaySlice] = LRUCache(slices_kept)
        self._days: dict[int, int] = {}
        self._latest: tuple[_SliceKey, DaySlice] | None = None
        self._lock = threading.Lock()
        self._local = threading.local()

    @cached_property
    def emissions(self) -> Emissions:
        """What rides emit, by the factors that come with the program."""
        return Emissions(self.network, load_emission_factors())

    @cached_property
    def _criteria(self) -> CriteriaSearches:
        return CriteriaSearches(self.network, self.emissions)

    def search(self, query: Query) -> Answer:
        """Return the journeys of a query, or why there is none.

        Raises
        ------
        InvalidQueryError: a field of the query cannot be searched.
        DateOutsideNetworkError: no calendar covers the day asked for or the one after (before).

        """
        query.check()
        answer = self._search(query, self.day_slice(query))
        return answer if answer.journeys else self._look_further(query, answer.work)

    def day_slice(self, query: Query, further_days: int = 1) -> DaySlice:
        """Return the slice from the day asked for to so many days after (with `arrive_by` before).

        Raises
        ------
        DateOutsideNetworkError: no calendar covers any of these days and nothing is under way.

        """
        other_s = query.time_s + (-query.window_s if query.arrive_by else query.window_s)
        asked = self._day_of(query.time_s)
        end = self._day_of(other_s) if query.window_s else asked
        first, last = min(asked, end), max(asked, end)
        if query.arrive_by:
            first -= further_days
        else:
            last += further_days
        # Runs of the days before are in a slice too, as far as they are under way.
        expected = query.expected.within(first - _DAYS_UNDER_WAY, last)
        key = first, last, query.options, query.vias
        latest = self._latest
        if latest is not None and latest[0] == key and latest[1].expected is expected:
            found = latest[1]  # no options to hash
        else:
            with self._lock:
                found = self._slice(key, expected)
                self._latest = key, found
        first_s = min(query.time_s, other_s)
        if query.arrive_by and not query.window_s:
            first_s = found.anchor_s  # any arrival before counts
        is_over = found.last_s == 0 or first_s - found.anchor_s > found.last_s
        if is_over and all(self.network.services_on(d) is None for d in range(first, last + 1)):
            first_day = int(self.network.first_day[0])
            raise DateOutsideNetworkError(asked, first_day, self.network.last_day)
        return found

    def _day_of(self, epoch_s: int) -> int:
        """Return the date at an instant; clocks change at quarters of an hour only."""
        quarter = epoch_s // QUARTER_S
        day = self._days.get(quarter)
        if day is None:
            if len(self._days) > MOST_QUARTERS:
                self._days.clear()
            day = self._days[quarter] = day_of(epoch_s, self._zone)
        return day

    def _slice(self, key: _SliceKey, expected: Expected) -> DaySlice:
        """Return a slice that is kept, or make it; of what is expected the latest is kept."""
        is_live = expected is not NOTHING_EXPECTED
        found = self._slices.get((key, is_live))
        if found is None or found.expected is not expected:
            first, last, options, vias = key
            if vias:
                plain = self._slice((first, last, options, ()), expected)
                found = through(self.network, plain, vias)
            else:
                found = cut_day_slice(self.network, first, last - first + 1, options, expected)
            self._slices[key, is_live] = found
        return found

    def _search(self, query: Query, day: DaySlice) -> Answer:
        """Run the kernel and turn its rows into journeys."""
        buffers = self._buffers(day.n_nodes)
        access, egress = shortest(query.access), shortest(query.egress)
        ends = self._nodes.of(access), self._nodes.of(egress)
        if query.vias:
            ends = ends_through(self.network, query.vias, *ends)
        if query.criteria:
            found, work = self._criteria.search(query, day, ends, (access, egress), buffers)
            journeys = self._bettered(query, day, found, (access, egress))
        else:
            n_journeys, work = self._search_by_time(query, day, ends, buffers)
            journeys = journeys_found(self.network, day, buffers, n_journeys, (access, egress))
        if len(journeys) > 1:
            journeys.sort(key=_full_order if query.criteria else _times)
        return Answer(tuple(journeys), work)

    def _bettered(
        self,
        query: Query,
        day: DaySlice,
        found: list[Rows],
        ends: tuple[dict[int, Offset], dict[int, Offset]],
    ) -> list[Journey]:
        """Name the rides of journeys found by criteria, better changes where that costs nothing.

        To walk beside a vehicle and board it again would emit less than to stay in it: nobody is
        sent that way.
        """
        buffers = self._buffers(day.n_nodes)
        kinds = []
        for moves in (AS_FOUND, WITHOUT_WALKING_MORE):
            n_journeys = buffers.take(found)
            name_rides(day, buffers, n_journeys, moves)
            journeys = journeys_found(self.network, day, buffers, n_journeys, ends)
            kinds.append([self._with_emissions(query, journey, ends) for journey in journeys])
        best = [
            moved if no_more(moved.worth(query), as_found.worth(query)) else as_found
            for as_found, moved in zip(*kinds, strict=True)
        ]
        if Criterion.CO2E in query.criteria and not any(via.stay_s for via in query.vias):
            best = [journey for journey in best if not journey.boards_again]
        return best

    def _with_emissions(
        self, query: Query, journey: Journey, ends: tuple[dict[int, Offset], dict[int, Offset]]
    ) -> Journey:
        """Add what a journey emits, if that counts."""
        if Criterion.CO2E not in query.criteria:
            return journey
        first, last = journey.rides[0].from_stop, journey.rides[-1].to_stop
        emitted_dag = ends[0][first].emitted_dag + ends[1][last].emitted_dag
        return replace(journey, emitted_dag=emitted_dag + self.emissions.journey_dag(journey))

    def _search_by_time(
        self, query: Query, day: DaySlice, ends: tuple[Int32s, Int32s], buffers: Buffers
    ) -> tuple[int, Work]:
        """Leave in the buffers the journeys that count by departure, arrival and transfers."""
        buffers.counters[:] = 0
        search = self._rows_of_window if query.window_s else self._rows_of_departure
        n_journeys = search(query, day, *ends, buffers)
        return n_journeys, _work(buffers.counters, n_journeys)

    def _rows_of_departure(
        self, query: Query, day: DaySlice, access: Int32s, egress: Int32s, buffers: Buffers
    ) -> int:
        """Search one departure (or arrival): earliest arrivals with their latest departures."""
        time_s = query.time_s - day.anchor_s
        if query.arrive_by:
            time_s, access, egress = -time_s, egress, access
        return answer_departure(
            day.at,
            buffers.labels_at(day),
            day.finish_at,
            buffers.scratch_at,
            access,
            egress,
            time_s,
            query.max_transfers + 1,
            int(query.arrive_by),
            day.anchor_s,
            buffers.journeys,
            buffers.legs,
            buffers.named,
            buffers.outlines,
            buffers.counters,
        )

    def _rows_of_window(
        self, query: Query, day: DaySlice, access: Int32s, egress: Int32s, buffers: Buffers
    ) -> int:
        """Search every departure (or arrival) of a window: the whole Pareto front."""
        time_s, way = query.time_s - day.anchor_s, int(query.arrive_by)
        if query.arrive_by:
            time_s, access, egress = -time_s, egress, access
        until_s = time_s + query.window_s
        while True:
            n_events = collect_departures(day.at, access, time_s, until_s, way, buffers.events)
            if n_events <= len(buffers.events):
                break
            buffers.events = np.empty((2 * n_events, 3), dtype=np.int32)
        events = buffers.events[:n_events]
        events = events[np.argsort(-events[:, 0], kind="stable")]
        while True:
            n_journeys = answer_window(
                day.at,
                buffers.labels_at(day),
                day.finish_at,
                buffers.scratch_at,
                egress,
                events,
                query.max_transfers + 1,
                way,
                day.anchor_s,
                buffers.journeys,
                buffers.legs,
                buffers.named,
                buffers.outlines,
                buffers.counters,
            )
            if n_journeys >= 0:
                return n_journeys
            buffers.grow_results()

    def _look_further(self, query: Query, work: Work) -> Answer:
        """Search beyond the window, days ahead, then with more transfers; say why there was none.

        Without a window, a journey found days ahead is the answer.
        """
        reason, beyond = NoJourney.ONLY_AFTER_WINDOW, replace(query, window_s=0)
        found = Answer((), work)
        if query.window_s:
            found = self._search(beyond, self.day_slice(query))
            work += found.work
        if not found.journeys:
            week = self.day_slice(query, HORIZON_DAYS)
            found = self._search(beyond, week)
            work += found.work
            if found.journeys and not query.window_s:
                return replace(found, work=work)
        if not found.journeys:
            reason = NoJourney.TOO_MANY_TRANSFERS
            found = self._search(replace(beyond, max_transfers=MAX_TRANSFERS_LIMIT), week)
            work += found.work
        if not found.journeys:
            return Answer((), work, NoJourney.NO_SERVICE_IN_HORIZON)
        departures = [journey.departure_s for journey in found.journeys]
        next_s = max(departures) if query.arrive_by else min(departures)
        return Answer((), work, reason, next_s)

    def _buffers(self, n_nodes: int) -> Buffers:
        """Return this thread's buffers for slices of so many nodes."""
        kept: dict[int, Buffers] = self._local.__dict__.setdefault("buffers", {})
        if n_nodes not in kept:
            kept[n_nodes] = Buffers(n_nodes)
        return kept[n_nodes]


_SliceKey: TypeAlias = tuple[int, int, Options, tuple[Via, ...]]
_DAYS_UNDER_WAY = 7
"""Longer than any trip (feeds.fields: seven days at most)."""


_times = attrgetter("departure_s", "arrival_s")
"""Sort journeys by departure, then arrival: no two on the front agree in both."""


def _full_order(journey: Journey) -> tuple[int, ...]:
    """Sort journeys by departure, arrival, transfers, then by what is walked and emitted."""
    times_s = journey.departure_s, journey.arrival_s
    return (*times_s, journey.transfers, journey.walked_min, journey.emitted_dag)


def _work(counters: np.ndarray[tuple[int], np.dtype[np.int64]], n_journeys: int) -> Work:
    """Name the kernel's counters, which stand in the order of Work."""
    departures, rounds, patterns, stop_times, footpaths = counters.tolist()
    return Work(departures, rounds, patterns, stop_times, footpaths, n_journeys)
