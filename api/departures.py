"""Departures and arrivals at stops: every trip that calls there around a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from planner import Int32s, Network, day_of, service_midnight_s

Services = npt.NDArray[np.bool_]

DAY_S = 24 * 3600
SPANS_S = (2 * 3600, DAY_S, 8 * DAY_S)
"""How far a board looks for vehicles, until it has enough: a week, for what runs on Saturdays."""

_FORBIDDEN = 1


@dataclass(frozen=True, slots=True, order=True)
class StopEvent:
    """A vehicle that leaves from a stop, or arrives there, at an instant (UTC epoch seconds)."""

    time_s: int
    trip: int
    service_day: int
    position: int
    stop: int


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """Which events are wanted."""

    stops: tuple[int, ...]
    start_s: int
    later: bool
    """From `start_s` on, soonest first; else up to it, latest first."""
    arrivals: bool
    wanted: int
    window_s: int = 0
    """Events this near are wanted even when there are more than `wanted`."""
    route_types: frozenset[int] | None = None
    """GTFS route types to keep; None: all."""


class DepartureBoard:
    """Finds the events at stops; an index of the visits to each stop is made once."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._zones = [ZoneInfo(name) for name in network.timezone_name]
        self._longest_s = int(network.arrivals_s.max(initial=0))

    def events(self, query: BoardQuery) -> list[StopEvent]:
        """Return the events, in time order; those of the last one's moment are all there."""
        found: list[StopEvent] = []
        for span_s in SPANS_S:
            found = sorted(self._between(query, *_interval(query, max(span_s, query.window_s))))
            if len(found) >= query.wanted:
                break
        return _nearest(found, query)

    def served(self, stops: Iterable[int]) -> set[tuple[int, int]]:
        """Return the lines that call at stops, with their direction (-1: none is given)."""
        network = self._network
        patterns = {int(self._visit_pattern[v]) for stop in stops for v in self._visits_of(stop)}
        trips = [int(network.pattern_trips_start[pattern]) for pattern in patterns]
        return {(int(network.trip_line[t]), int(network.trip_direction[t])) for t in trips}

    def _between(self, query: BoardQuery, first_s: int, last_s: int) -> Iterator[StopEvent]:
        """Yield the events within an interval, ends included."""
        first_day = min(day_of(first_s - self._longest_s, zone) for zone in self._zones) - 1
        last_day = max(day_of(last_s, zone) for zone in self._zones) + 1
        days = {day: self._network.services_on(day) for day in range(first_day, last_day + 1)}
        running = {day: active for day, active in days.items() if active is not None}
        for stop in query.stops:
            for visit in self._visits_of(stop):
                pattern = int(self._visit_pattern[visit])
                position = visit - int(self._network.pattern_stops_start[pattern])
                if self.is_open(query, pattern, position):
                    interval = first_s, last_s
                    yield from self._visit_events(query, pattern, position, interval, running)

    def _visit_events(
        self,
        query: BoardQuery,
        pattern: int,
        position: int,
        interval: tuple[int, int],
        running: Mapping[int, Services],
    ) -> Iterable[StopEvent]:
        """Yield the events of the trips of a pattern at one position."""
        network = self._network
        first_trip, end_trip = network.pattern_trips_start[pattern : pattern + 2].tolist()
        stops = network.stops_of_pattern(pattern)
        start = int(network.pattern_times_start[pattern])
        n_trips, n_stops = end_trip - first_trip, len(stops)
        times = network.arrivals_s if query.arrivals else network.departures_s
        times_s = times[start : start + n_trips * n_stops].reshape(n_trips, n_stops)[:, position]
        zone = self._zones[network.timezone_of_trip(first_trip)]
        services = network.trip_service[first_trip:end_trip]
        first_s, last_s = interval
        for day, active in running.items():
            at_s = service_midnight_s(day, zone) + times_s.astype(np.int64)
            called = active[services] & (first_s <= at_s) & (at_s <= last_s)
            for row in np.flatnonzero(called).tolist():
                stop = int(stops[position])
                yield StopEvent(int(at_s[row]), first_trip + row, day, position, stop)

    def is_open(self, query: BoardQuery, pattern: int, position: int) -> bool:
        """Tell whether people may board (or alight) there, in a vehicle that is wanted."""
        network = self._network
        start, end = network.pattern_stops_start[pattern : pattern + 2].tolist()
        rule = network.pattern_drop_off if query.arrivals else network.pattern_pickup
        closed_end = 0 if query.arrivals else end - start - 1
        if position == closed_end or rule[start + position] == _FORBIDDEN:
            return False
        line = int(network.trip_line[network.pattern_trips_start[pattern]])
        return query.route_types is None or int(network.line_type[line]) in query.route_types

    def _visits_of(self, stop: int) -> list[int]:
        """Return the rows of `pattern_stops` that are this stop."""
        first, last = np.searchsorted(self._visited_stop, [stop, stop + 1]).tolist()
        visits: list[int] = self._visits[first:last].tolist()
        return visits

    @cached_property
    def _visits(self) -> Int32s:
        return np.argsort(self._network.pattern_stops, kind="stable").astype(np.int32)

    @cached_property
    def _visited_stop(self) -> Int32s:
        return self._network.pattern_stops[self._visits]

    @cached_property
    def _visit_pattern(self) -> Int32s:
        lengths = np.diff(self._network.pattern_stops_start)
        return np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)


def _interval(query: BoardQuery, span_s: int) -> tuple[int, int]:
    if query.later:
        return query.start_s, query.start_s + span_s
    return query.start_s - span_s, query.start_s


def _nearest(found: list[StopEvent], query: BoardQuery) -> list[StopEvent]:
    """Keep the events nearest to the start, and every one of the last kept moment."""
    if len(found) <= query.wanted:
        return found
    edge_s = found[query.wanted - 1].time_s if query.later else found[-query.wanted].time_s
    if query.later:
        edge_s = max(edge_s, query.start_s + query.window_s)
        return [event for event in found if event.time_s <= edge_s]
    edge_s = min(edge_s, query.start_s - query.window_s)
    return [event for event in found if event.time_s >= edge_s]
