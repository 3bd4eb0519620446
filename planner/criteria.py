"""Searches with further criteria: bounds from time-only searches, then rounds with bags.

First the earliest arrivals for each number of rides, as time alone counts; they and the slack of
the query give the latest arrival that is still worth something. Searches back from there say how
late one may be anywhere, with the rides that are left. Within these bounds the bags are small.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from planner.additions import Additions, additions_of
from planner.bags import CriteriaBuffers
from planner.buffers import Buffers
from planner.day import DaySlice
from planner.emissions.rides import Emissions
from planner.network import Int32s, Network
from planner.query import Offset, Query
from planner.raptor import criteria as bagged
from planner.raptor import kernel, searches
from planner.raptor.criteria import (
    EMITTED_DAG,
    N_RIDES,
    NEXT,
    NONE,
    TIME_S,
    WALKED_MIN,
    Goal,
)
from planner.raptor.kernel import (
    LEG_ARRIVAL_S,
    LEG_DEPARTURE_S,
    LEG_FROM,
    LEG_TO,
    ROUNDS,
    UNREACHED,
    DayArrays,
    Labels,
    Rules,
)
from planner.weighed_ends import End, ends_of
from planner.work import Work

NO_LIMIT = 2**30
CHUNK_S = 900
"""Departures within so many seconds share the bounds that run back from the destination."""

Rows = list[list[int]]
"""The rides of one journey (kernel.LEG_…)."""


class CriteriaSearches:
    """What searches with further criteria keep on one network."""

    def __init__(self, network: Network, emissions: Emissions) -> None:
        self._network, self._emissions = network, emissions
        self._additions: WeakKeyDictionary[DaySlice, Additions] = WeakKeyDictionary()
        self._local = threading.local()
        self._lock = threading.Lock()

    def search(
        self,
        query: Query,
        day: DaySlice,
        ends: tuple[Int32s, Int32s],
        offsets: tuple[dict[int, Offset], dict[int, Offset]],
        buffers: Buffers,
    ) -> tuple[list[Rows], Work]:
        """Return the rides of every journey, between nodes at so many seconds from the ends.

        `offsets`: the ends by stop, with what is walked and emitted there.

        Raises
        ------
        InvalidQueryError: there are too many ways to compare.

        """
        access, egress = (
            ends_of(query, self._network, rows, by_stop, day.n_nodes)
            for rows, by_stop in zip(ends, offsets, strict=True)
        )
        time_s = query.time_s - day.anchor_s
        if query.arrive_by:
            time_s, access, egress = -time_s, egress, access
        kept = self._buffers(day)
        kept.counters[:] = 0
        with self._lock:
            additions = self._additions.get(day)
            if additions is None:
                additions = additions_of(self._network, day, self._emissions)
                self._additions[day] = additions
        search = _Search(query, day, additions, access, egress, buffers, kept)
        while True:
            try:
                found = search.window(time_s) if query.window_s else search.departure(time_s)
            except _NoRoomError:
                kept.grow()
            else:
                return found, kept.work(len(found))

    def _buffers(self, day: DaySlice) -> CriteriaBuffers:
        """Return this thread's memory for a slice."""
        kept: dict[int, CriteriaBuffers] = self._local.__dict__.setdefault("buffers", {})
        if day.n_nodes not in kept:
            kept[day.n_nodes] = CriteriaBuffers(day.n_nodes)
        kept[day.n_nodes].fit(day.n_patterns)
        return kept[day.n_nodes]


@dataclass(frozen=True, slots=True)
class _Vector:
    """What a journey is worth: it arrives with so many rides, walks and emissions."""

    time_s: int
    n_rides: int
    walked_min: int
    emitted_dag: int


class _Search:
    """One query on one slice. `day` is the direction of the search, `opposite` the other."""

    def __init__(
        self,
        query: Query,
        day: DaySlice,
        additions: Additions,
        access: End,
        egress: End,
        buffers: Buffers,
        kept: CriteriaBuffers,
    ) -> None:
        self.query, self.ends = query, (egress, access)
        self.access, self.egress = access.rows, egress.rows
        self.buffers, self.kept, self.slice = buffers, kept, day
        self.max_rides, self.way = query.max_transfers + 1, int(query.arrive_by)
        self.timetables = [additions.timetable(day, way, query) for way in (0, 1)]
        ways = self.way, 1 - self.way
        self.day, self.opposite = (kernel.facing(day.arrays, way) for way in ways)
        memory = buffers.labels(day)
        self.labels, self.back = (kernel.labels_of(memory, which) for which in (0, 1))

    def departure(self, time_s: int) -> list[Rows]:
        """Search the arrivals of who leaves at a time or later, each with its latest departure."""
        labels, bags = self.labels, self.kept.bags
        labels.target_s[:] = UNREACHED
        kernel.aim(self.day, labels, self.egress)
        rules = _rules(self.max_rides, tie_s=1 + self.query.slack.time_s)
        n_rounds = self._run(self.day, labels, self.access, time_s, rules)
        for rows in (labels.ride_s, labels.ready_s):
            rows[n_rounds + 1 : self.max_rides + 1] = rows[n_rounds]
        latest_s = self._latest_s(labels.target_s[: self.max_rides + 1])
        self._look_back(latest_s, time_s, bounded=True)
        bagged.empty(bags)
        self._rounds(
            self.way,
            self._goal(labels, 0),
            latest_s[None],
            self.ends[1].starts(time_s),
            np.array([0, len(self.access)], dtype=np.int32),
        )
        kernel.clear_egress(labels, self.egress)
        kernel.aim(self.opposite, self.back, self.access)
        found = [self._latest_departure(vector, time_s, n_rounds) for vector in _vectors(bags)]
        kernel.clear_egress(self.back, self.access)
        return found

    def window(self, time_s: int) -> list[Rows]:
        """Search every departure of a window: what nothing in it beats."""
        events = self._events(time_s, time_s + self.query.window_s)
        firsts = np.flatnonzero(np.diff(events[:, 0], prepend=NO_LIMIT))
        moments_s = events[firsts, 0]
        latest_s = self._latest_by_departure(events, moments_s)
        worth = latest_s.max(axis=1, initial=NOTHING) > NOTHING
        ends = np.append(firsts[1:], len(events))
        labels = self.labels
        kernel.aim(self.day, labels, self.egress)
        bagged.empty(self.kept.bags)
        found: list[Rows] = []
        for chunk in _chunks(moments_s, np.flatnonzero(worth)):
            self._look_back(latest_s[chunk].max(axis=0), int(moments_s[chunk[-1]]), bounded=False)
            rows = np.concatenate([np.arange(firsts[i], ends[i]) for i in chunk])
            nodes = events[rows, 1]
            access = self.ends[1]
            starts = np.column_stack(
                [nodes, events[rows, 2], access.walked_min[nodes], access.emitted_dag[nodes]]
            )
            self._rounds(
                self.way,
                self._goal(labels, 0, boards_at_once=True),
                latest_s[chunk],
                np.ascontiguousarray(starts),
                np.append(0, np.cumsum((ends - firsts)[chunk])).astype(np.int32),
            )
            found += self._written()
        kernel.clear_egress(labels, self.egress)
        return found

    def _events(self, from_s: int, until_s: int) -> Int32s:
        """Return rows of (departure from the origin, stop, departure of the vehicle).

        Latest first.
        """
        buffers = self.buffers
        while True:
            n_events = searches.collect_departures(
                self.slice.at, self.access, from_s, until_s, self.way, buffers.events
            )
            if n_events <= len(buffers.events):
                break
            buffers.events = np.empty((2 * n_events, 3), dtype=np.int32)
        events = buffers.events[:n_events]
        return events[np.argsort(-events[:, 0], kind="stable")]

    def _latest_by_departure(self, events: Int32s, moments_s: Int32s) -> Int32s:
        """Return the latest useful arrival by departure and number of rides.

        The front of the time-only search tells the earliest arrivals of who leaves then or later.
        """
        buffers = self.buffers
        while True:
            n_journeys = searches.search_window(
                self.slice.at,
                buffers.labels_at(self.slice),
                self.egress,
                events,
                self.max_rides,
                self.way,
                buffers.journeys,
                buffers.legs,
                self.kept.counters,
            )
            if n_journeys >= 0:
                break
            buffers.grow_results()
        walk_s = dict(self.egress.tolist())
        anchors: dict[int, list[tuple[int, int]]] = {}
        for start_s, first, n_legs in buffers.journeys[:n_journeys].tolist():
            if self.way:
                leg = buffers.legs[first]
                time_s = walk_s[int(leg[LEG_FROM])] - int(leg[LEG_DEPARTURE_S])
            else:
                leg = buffers.legs[first + n_legs - 1]
                time_s = walk_s[int(leg[LEG_TO])] + int(leg[LEG_ARRIVAL_S])
            anchors.setdefault(start_s, []).append((n_legs, time_s))
        target_s = np.full(self.max_rides + 1, UNREACHED, dtype=np.int32)
        latest_s = np.empty((len(moments_s), self.max_rides + 1), dtype=np.int32)
        for i, moment_s in enumerate(moments_s.tolist()):
            for n_legs, time_s in anchors.get(moment_s, ()):
                target_s[n_legs:] = np.minimum(target_s[n_legs:], time_s)
            latest_s[i] = self._latest_s(target_s)
        return latest_s

    def _latest_s(self, target_s: Int32s) -> Int32s:
        """Return the latest useful arrival by number of rides, from the earliest arrivals."""
        slack = self.query.slack
        latest_s = target_s + np.int32(slack.time_s)
        fewer = slack.transfers + 1
        latest_s[fewer:] = np.minimum(latest_s[fewer:], target_s[: len(target_s) - fewer] - 1)
        latest_s[target_s >= UNREACHED] = NOTHING
        return latest_s

    def _look_back(self, latest_s: Int32s, time_s: int, *, bounded: bool) -> None:
        """Find how late one may be anywhere, having left at `time_s`, to arrive by `latest_s`.

        `bounded`: by the labels of the search of one departure.
        """
        kept, back = self.kept, self.back
        kept.forget_bounds(0)
        kernel.aim(self.opposite, back, self.access)
        kernel.clear_egress(back, self.access)  # nothing ends there: all of the way is looked at
        for k in range(self.max_rides, 0, -1):
            if latest_s[k] == NOTHING or (k < self.max_rides and latest_s[k] == latest_s[k + 1]):
                continue
            back.target_s[:] = 1 - time_s
            rules = _rules(k, bounded=bounded, from_s=time_s)
            n_rounds = self._run(self.opposite, back, self.egress, -int(latest_s[k]), rules)
            alight_by_s, board_by_s = kept.alight_by_s[0], kept.board_by_s[0]
            bagged.tighten(alight_by_s, board_by_s, back.ride_s, back.ready_s, k, n_rounds)

    def _latest_departure(self, vector: _Vector, time_s: int, n_rounds: int) -> Rows:
        """Find the journey of a vector that leaves last: back from its arrival."""
        kept, k = self.kept, vector.n_rides
        kept.forget_bounds(1)
        labels, bounds = self.labels, (kept.alight_by_s[1], kept.board_by_s[1])
        bagged.tighten(*bounds, labels.ride_s, labels.ready_s, k, n_rounds)
        bagged.empty(kept.bags)
        self._rounds(
            1 - self.way,
            self._goal(self.back, 1, vector=vector),
            np.full((1, k + 1), -time_s, dtype=np.int32),
            self.ends[0].starts(-vector.time_s),
            np.array([0, len(self.egress)], dtype=np.int32),
        )
        return self._written()[0]

    def _goal(
        self,
        labels: Labels,
        which: int,
        *,
        vector: _Vector | None = None,
        boards_at_once: bool = False,
    ) -> Goal:
        """Return where a search ends: `labels` know the walks to the end and bounds of the way."""
        end, slack = self.ends[which], self.query.slack
        return Goal(
            labels.egress_s,
            end.walked_min,
            end.emitted_dag,
            labels.to_go_s,
            self.kept.alight_by_s[which],
            self.kept.board_by_s[which],
            int(end.walked_min[end.rows[:, 0]].min()),
            int(end.emitted_dag[end.rows[:, 0]].min()),
            slack.late_walk_s,
            slack.late_dag,
            NO_LIMIT if vector is None else vector.walked_min,
            NO_LIMIT if vector is None else vector.emitted_dag,
            vector is not None,
            boards_at_once,
        )

    def _run(self, day: DayArrays, labels: Labels, ends: Int32s, time_s: int, rules: Rules) -> int:
        """Run time-only rounds from an end; return how many there were."""
        counters = self.kept.counters
        before = int(counters[ROUNDS])
        ready_s = (ends[:, 1] + time_s).astype(np.int32)
        kernel.run_rounds(day, labels, self.labels, ends[:, 0].copy(), ready_s, rules, counters)
        return int(counters[ROUNDS]) - before

    def _rounds(
        self, way: int, goal: Goal, latest_s: Int32s, starts: Int32s, starts_start: Int32s
    ) -> None:
        """Run rounds with bags in one direction and write the journeys of each departure."""
        kept = self.kept
        self.n_written = bagged.search(
            self.timetables[way],
            kept.bags,
            goal,
            latest_s,
            starts,
            starts_start,
            latest_s.shape[1] - 1,
            way == 1,
            kept.journeys,
            kept.legs,
            kept.counters,
        )
        if self.n_written < 0:
            raise _NoRoomError

    def _written(self) -> list[Rows]:
        """Return the journeys that were written last."""
        legs = self.kept.legs
        return [
            legs[first : first + n_legs].tolist()
            for _, first, n_legs in self.kept.journeys[: self.n_written].tolist()
        ]


NOTHING = -UNREACHED
"""The latest useful arrival where none is."""


class _NoRoomError(Exception):
    """The memory of a search is full."""


def _rules(max_rides: int, *, bounded: bool = False, from_s: int = 0, tie_s: int = 0) -> Rules:
    """Return the rules of one run of time-only rounds on new labels (kernel.Rules)."""
    return Rules(
        max_rides, fresh=True, bounded=bounded, from_s=from_s, boards_at_once=False, tie_s=tie_s
    )


def _vectors(bags: bagged.Bags) -> list[_Vector]:
    """Return what the journeys in the bag of the destination are worth, in a fixed order."""
    found, row = [], int(bags.arrived[-1])
    while row != NONE:
        label = bags.labels[row].tolist()
        found.append(_Vector(label[TIME_S], label[N_RIDES], label[WALKED_MIN], label[EMITTED_DAG]))
        row = label[NEXT]
    return sorted(found, key=lambda v: (v.time_s, v.n_rides, v.walked_min, v.emitted_dag))


def _chunks(moments_s: Int32s, departures: np.ndarray) -> list[np.ndarray]:
    """Split departures, latest first, into runs of CHUNK_S."""
    if not len(departures):
        return []
    spans = (moments_s[departures[0]] - moments_s[departures]) // CHUNK_S
    return np.split(departures, np.flatnonzero(np.diff(spans)) + 1)
