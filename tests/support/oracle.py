"""The slow twin of the search: every trip, every pair of positions, no cleverness.

Optimise nothing here. It shares no code with the planner but the arrays of trips and footpaths of
the network; rules of changing and of staying seated are read from the text the network is made of.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias
from zoneinfo import ZoneInfo

from planner import Network, Offset, Options, Query, Via, service_midnight_s
from tests.support.network import Rule, Text, stops_named


@dataclass(frozen=True)
class Call:
    """A stop of a run, with times in UTC epoch seconds."""

    stop: int
    arrives_s: int
    leaves_s: int
    may_board: bool
    may_alight: bool


@dataclass(frozen=True)
class Run:
    """A trip on a day."""

    trip: int
    name: str
    line: str
    day: int
    calls: tuple[Call, ...]


class World:
    """The runs of a network as written, which of them are one vehicle, and how to change."""

    def __init__(
        self, network: Network, text: Text, days: range, stations: dict[str, str] | None = None
    ) -> None:
        self.network = network
        self.text = text
        self.stations = stations or {}
        self.options = Options()
        self.runs = [run for day in days for run in self._runs_on(day)]
        self.next: dict[int, list[int]] = {i: [] for i in range(len(self.runs))}
        pairs = [(b, a) for b in range(len(self.runs)) for a in range(len(self.runs))]
        linked = [pair for pair in pairs if self._is_linked(*pair)]
        for before, after in pairs:
            if self._moment(after) <= self._moment(before):
                continue  # two instants at once: one cannot go round between them for ever
            free = not any(before == b or after == a for b, a in linked)
            if (before, after) in linked or (free and self._is_in_block(before, after)):
                self.next[before].append(after)
        self._walk_s = {
            (from_stop, to_stop): duration_s for from_stop, to_stop, duration_s, _ in text.walks
        }

    def _moment(self, run: int) -> tuple[int, int, int]:
        """Order runs by first departure, last arrival, then number."""
        calls = self.runs[run].calls
        return calls[0].leaves_s, calls[-1].arrives_s, run

    def leave_out(self, options: Options) -> None:
        """Ride no trip of the excluded lines, nor board or alight at the excluded stops."""
        self.options = options
        lines = {self.network.line_id[line].removeprefix("t:") for line in options.excluded_lines}
        gone = {i for i, run in enumerate(self.runs) if run.line in lines}
        self.next = {
            i: [] if i in gone else [after for after in nexts if after not in gone]
            for i, nexts in self.next.items()
        }
        self.runs = [
            replace(
                run,
                calls=tuple(
                    replace(call, may_board=False, may_alight=False)
                    if i in gone or call.stop in options.excluded_stops
                    else call
                    for call in run.calls
                ),
            )
            for i, run in enumerate(self.runs)
        ]

    def _runs_on(self, day: int) -> Iterator[Run]:
        """List the runs of a service day."""
        network = self.network
        active = network.services_on(day)
        for trip in range(network.n_trips) if active is not None else ():
            if active is None or not active[network.trip_service[trip]]:
                continue
            zone = ZoneInfo(network.timezone_name[network.timezone_of_trip(trip)])
            midnight_s = service_midnight_s(day, zone)
            pattern = network.pattern_of_trip(trip)
            start = network.pattern_stops_start[pattern]
            arrivals_s, departures_s = network.times_of_trip(trip)
            calls = tuple(
                Call(
                    int(stop),
                    midnight_s + int(arrivals_s[i]),
                    midnight_s + int(departures_s[i]),
                    network.pattern_pickup[start + i] != 1,
                    network.pattern_drop_off[start + i] != 1,
                )
                for i, stop in enumerate(network.stops_of_pattern(pattern))
            )
            name = network.trip_id[trip].removeprefix("t:")
            yield Run(trip, name, name.split(".")[0], day, calls)

    def _is_linked(self, before: int, after: int) -> bool:
        """Tell whether a rule links one run to the other."""
        one, other = self.runs[before], self.runs[after]
        if not any((r.from_, r.to, r.kind) == (one.name, other.name, 4) for r in self.text.rules):
            return False
        if one.day == other.day:
            return one.calls[-1].arrives_s <= other.calls[0].leaves_s
        return self._is_linked_overnight(one, other)

    def _is_in_block(self, before: int, after: int) -> bool:
        """Tell whether one run goes on as the other in a block, and no rule forbids it."""
        one, other = self.runs[before], self.runs[after]
        if any((r.from_, r.to, r.kind) == (one.name, other.name, 5) for r in self.text.rules):
            return False
        turns_back = one.calls[-2].stop == other.calls[1].stop
        here = one.calls[-1].stop == other.calls[0].stop
        in_order = one.calls[-1].arrives_s <= other.calls[0].leaves_s
        return here and not turns_back and in_order and self._is_next_in_block(one, other)

    def _is_linked_overnight(self, one: Run, other: Run) -> bool:
        """Tell whether the other trip, earlier by the clock, follows on the next service day."""
        late = one.calls[-1].arrives_s > other.calls[0].leaves_s - 86400
        in_order = one.calls[-1].arrives_s <= other.calls[0].leaves_s
        return late and in_order and other.day == one.day + 1

    def _is_next_in_block(self, one: Run, other: Run) -> bool:
        """Tell whether the other run is the next of its block on the same day."""
        block = {trip.id: trip.block for trip in self.text.trips}
        if one is other or not block[one.name] or block[one.name] != block[other.name]:
            return False
        row = [r for r in self.runs if r.day == one.day and block[r.name] == block[one.name]]
        row.sort(key=lambda run: (run.calls[0].leaves_s, run.trip))
        return other.day == one.day and row.index(other) == row.index(one) + 1

    def change_s(self, before: int, from_stop: int, after: int, to_stop: int) -> int | None:
        """Return the seconds to change from one run to another, or None when it is forbidden."""
        walk_s = self.walk_s(before, from_stop, after, to_stop)
        if walk_s is None:
            return None
        return max(walk_s, self.options.min_transfer_s) + self.options.additional_transfer_s

    def walk_s(self, before: int, from_stop: int, after: int, to_stop: int) -> int | None:
        """Return the same without margins."""
        walk_s = self._walk_s.get((from_stop, to_stop), 0 if from_stop == to_stop else None)
        rules = [
            (self._rank(rule, row), rule)
            for row, rule in enumerate(self.text.rules)
            if rule.kind < 4 and self._concerns(rule, before, from_stop, after, to_stop)
        ]
        general = [(rank, rule) for rank, rule in rules if rank[0] == 0]
        specific = [(rank, rule) for rank, rule in rules if rank[0] > 0]
        for ranked in (general, specific):
            if ranked:
                _, rule = max(ranked, key=lambda one: one[0])
                if rule.kind == 3:
                    walk_s = None
                elif rule.kind == 1 or rule.duration_s >= 0:
                    walk_s = max(rule.duration_s, 0)
                else:
                    walk_s = walk_s or 0
        if walk_s is None:
            return None
        return math.ceil(walk_s * self.options.transfer_factor)

    def _concerns(self, rule: Rule, before: int, from_stop: int, after: int, to_stop: int) -> bool:
        """Tell whether a rule is about this change."""
        one, other = self.runs[before], self.runs[after]
        return (
            from_stop in stops_named(self.text, rule.from_stop, self.stations)
            and to_stop in stops_named(self.text, rule.to_stop, self.stations)
            and rule.from_ in {"", one.name, one.line}
            and rule.to in {"", other.name, other.line}
        )

    def _rank(self, rule: Rule, row: int) -> tuple[int, int, int]:
        """Order rules from the most general to the most specific."""
        trips = ("." in rule.from_) + ("." in rule.to)
        lines = (rule.from_ != "") + (rule.to != "") - trips
        order = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0)]
        stations = rule.from_stop.startswith("[") + rule.to_stop.startswith("[")
        return order.index((trips, lines)), -stations, row

    def alightings(
        self, run: int, position: int, layer: int, vias: tuple[Via, ...]
    ) -> Iterator[Alighting]:
        """List where one may alight after boarding, seated changes included.

        `layer` counts the vias passed; riding through one that asks for no stay passes it.
        """
        ahead = [(run, position + 1, layer)]
        while ahead:
            here, first, passed = ahead.pop()
            for call in self.runs[here].calls[first:]:
                while passed < len(vias) and is_ridden_through(vias[passed], call):
                    passed += 1
                if call.may_alight:
                    yield here, call, passed
            ahead += [
                (after, 1, self._passed_at_start(after, passed, vias)) for after in self.next[here]
            ]

    def _passed_at_start(self, run: int, passed: int, vias: tuple[Via, ...]) -> int:
        """Count the vias passed when staying seated to the first stop of a run."""
        while passed < len(vias) and is_ridden_through(vias[passed], self.runs[run].calls[0]):
            passed += 1
        return passed


Alighting: TypeAlias = tuple[int, Call, int]
"""Run, call, vias passed."""
Ridden: TypeAlias = dict[tuple[int, int, int], int]
"""Time by (run, stop, vias passed): how early one can alight, or (negated) how late board."""


def is_ridden_through(via: Via, call: Call) -> bool:
    """Tell whether being in a vehicle at this call passes the via."""
    return via.stay_s == 0 and call.stop in via.stops


def stay_s(vias: tuple[Via, ...], stop: int) -> int | None:
    """Return the seconds it takes to pass all these vias at one stop, or None if it is not one."""
    return sum(v.stay_s for v in vias) if all(stop in v.stops for v in vias) else None


def change_through_s(
    world: World, query: Query, one: tuple[int, int, int], other: tuple[int, int, int]
) -> int | None:
    """Return the seconds from alighting to boarding, each a (run, stop, vias passed)."""
    change_s = world.change_s(one[0], one[1], other[0], other[1])
    best = None
    for middle in range(one[2], other[2] + 1):
        before_s = stay_s(query.vias[one[2] : middle], one[1])
        after_s = stay_s(query.vias[middle : other[2]], other[1])
        if change_s is None or before_s is None or after_s is None:
            continue
        stays_s = before_s + after_s
        total_s = max(change_s, stays_s) if one[1] == other[1] else change_s + stays_s
        best = total_s if best is None else min(best, total_s)
    return best


def departing(world: World, query: Query, departure_s: int) -> set[tuple[int, int, int]]:
    """Return (departure, earliest arrival, transfers) of leaving the origin at this very time.

    The first vehicle leaves when the traveller reaches its stop: no waiting there.
    """
    starts = {
        (o.stop, layer, departure_s + o.duration_s)
        for o in query.access
        for layer in range(len(query.vias) + 1)
        if stay_s(query.vias[:layer], o.stop) == 0
    }
    ridden = ride_on(
        world, query, lambda _, call, layer: (call.stop, layer, call.leaves_s) in starts
    )
    found = set()
    for transfers in range(query.max_transfers + 1):
        for (_, stop, layer), time_s in ridden.items():
            for offset in query.egress:
                if offset.stop == stop and stay_s(query.vias[layer:], stop) == 0:
                    found.add((departure_s, time_s + offset.duration_s, transfers))
        ridden = ride_on(
            world,
            query,
            lambda run, call, layer, before=ridden: any(
                (change_s := change_through_s(world, query, one, (run, call.stop, layer)))
                is not None
                and time_s + change_s <= call.leaves_s
                for one, time_s in before.items()
            ),
        )
    return found


def ride_on(world: World, query: Query, may_board: Callable[[int, Call, int], bool]) -> Ridden:
    """Return the earliest arrivals with one ride from the calls where one may board."""
    ridden: Ridden = {}
    for run, call, layer, alightings in rides(world, query):
        if may_board(run, call, layer):
            for last, alighting, passed in alightings:
                lower(ridden, (last, alighting.stop, passed), alighting.arrives_s)
    return ridden


def arriving(world: World, query: Query, arrival_s: int) -> set[tuple[int, int, int]]:
    """Return (latest departure, arrival, transfers) of reaching the destination at this very time.

    Times are negated, so that `lower` keeps the latest.
    """
    ends = {
        (o.stop, layer, arrival_s - o.duration_s)
        for o in query.egress
        for layer in range(len(query.vias) + 1)
        if stay_s(query.vias[layer:], o.stop) == 0
    }
    boarded = ride_back(
        world, query, lambda _, call, layer: (call.stop, layer, call.arrives_s) in ends
    )
    found = set()
    for transfers in range(query.max_transfers + 1):
        for (_, stop, layer), time_s in boarded.items():
            for offset in query.access:
                if offset.stop == stop and stay_s(query.vias[:layer], stop) == 0:
                    found.add((-time_s - offset.duration_s, arrival_s, transfers))
        boarded = ride_back(
            world,
            query,
            lambda run, call, layer, after=boarded: any(
                (change_s := change_through_s(world, query, (run, call.stop, layer), other))
                is not None
                and call.arrives_s + change_s <= -time_s
                for other, time_s in after.items()
            ),
        )
    return found


def ride_back(world: World, query: Query, may_alight: Callable[[int, Call, int], bool]) -> Ridden:
    """Return the latest departures (negated) with one ride to the calls where one may alight."""
    boarded: Ridden = {}
    for run, call, layer, alightings in rides(world, query):
        if any(may_alight(*alighting) for alighting in alightings):
            lower(boarded, (run, call.stop, layer), -call.leaves_s)
    return boarded


def rides(world: World, query: Query) -> Iterator[tuple[int, Call, int, list[Alighting]]]:
    """List every boarding, for each number of vias passed, and where it may lead."""
    for number, run in enumerate(world.runs):
        for position, call in enumerate(run.calls[:-1]):
            for layer in range(len(query.vias) + 1) if call.may_board else ():
                yield (
                    number,
                    call,
                    layer,
                    list(world.alightings(number, position, layer, query.vias)),
                )


def expected(world: World, query: Query) -> set[tuple[int, int, int]]:
    """Return the (departure, arrival, transfers) that the search must find."""
    if query.arrive_by:
        found = {
            one
            for time_s in event_times(world.runs, query.egress, arrivals=True)
            if query.time_s - (query.window_s or 10**9) <= time_s <= query.time_s
            for one in arriving(world, query, time_s)
        }
    else:
        found = {
            one
            for time_s in event_times(world.runs, query.access, arrivals=False)
            if query.time_s <= time_s <= query.time_s + (query.window_s or 10**9)
            for one in departing(world, query, time_s)
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


def event_times(runs: list[Run], offsets: tuple[Offset, ...], *, arrivals: bool) -> list[int]:
    """Return when one may leave the origin straight into a vehicle (or arrive out of one)."""
    times = set()
    for run in runs:
        for call in run.calls:
            for offset in offsets:
                if offset.stop == call.stop and arrivals and call.may_alight:
                    times.add(call.arrives_s + offset.duration_s)
                if offset.stop == call.stop and not arrivals and call.may_board:
                    times.add(call.leaves_s - offset.duration_s)
    return sorted(times)


def dominates(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Compare (departure, arrival, transfers)."""
    return one != other and one[0] >= other[0] and one[1] <= other[1] and one[2] <= other[2]


def lower(times: Ridden, key: tuple[int, int, int], time_s: int) -> None:
    """Keep the lower of two times."""
    if time_s < times.get(key, time_s + 1):
        times[key] = time_s
