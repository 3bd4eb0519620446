"""The slow twin of the search: every trip, every pair of positions, no cleverness.

Optimise nothing here. It shares no code with the planner but the arrays of trips and footpaths of
the network; rules of changing and of staying seated are read from the text the network is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from planner import Network, Offset, Query, service_midnight_s
from tests.support.network import Rule, Text, stops_named

MOST_LINKS = 3
"""A passenger stays seated from one trip to the next at most so many times."""


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
        self.runs = [run for day in days for run in self._runs_on(day)]
        self.next: dict[int, list[int]] = {i: [] for i in range(len(self.runs))}
        self.previous: dict[int, list[int]] = {i: [] for i in range(len(self.runs))}
        for before in range(len(self.runs)):
            for after in range(len(self.runs)):
                if self._is_seated(before, after):
                    self.next[before].append(after)
                    self.previous[after].append(before)
        self._walk_s = {
            (from_stop, to_stop): duration_s for from_stop, to_stop, duration_s, _ in text.walks
        }

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

    def _is_seated(self, before: int, after: int) -> bool:
        """Tell whether a passenger may stay seated from one run to the other."""
        one, other = self.runs[before], self.runs[after]
        same_day = one.day == other.day
        in_order = one.calls[-1].arrives_s <= other.calls[0].leaves_s
        links = [(rule.from_, rule.to) for rule in self.text.rules if rule.kind == 4]
        if (one.name, other.name) in links:
            return in_order if same_day else self._is_linked_overnight(one, other)
        banned = [(rule.from_, rule.to) for rule in self.text.rules if rule.kind == 5]
        if (one.name, other.name) in banned:
            return False
        if any(one.name == from_ for from_, _ in links) or any(other.name == to for _, to in links):
            return False
        turns_back = one.calls[-2].stop == other.calls[1].stop
        here = one.calls[-1].stop == other.calls[0].stop
        return here and not turns_back and in_order and self._is_next_in_block(one, other)

    def _is_linked_overnight(self, one: Run, other: Run) -> bool:
        """Tell whether the other trip, earlier by the clock, follows on the next service day."""
        late = one.calls[-1].arrives_s > other.calls[0].leaves_s - 86400
        return late and other.day == one.day + 1

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
        return walk_s

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

    def alightings(self, run: int, position: int) -> Iterator[tuple[int, Call]]:
        """List the (run, call) where one may alight after boarding, seated changes included."""
        ahead = [(run, position + 1, 0)]
        while ahead:
            here, first, links = ahead.pop()
            for call in self.runs[here].calls[first:]:
                if call.may_alight:
                    yield here, call
            if links < MOST_LINKS:
                ahead += [(after, 1, links + 1) for after in self.next[here]]

    def boardings(self, run: int, position: int) -> Iterator[tuple[int, Call]]:
        """List the (run, call) where one may have boarded to alight here."""
        behind = [(run, position, 0)]
        while behind:
            here, end, links = behind.pop()
            for call in self.runs[here].calls[:end]:
                if call.may_board:
                    yield here, call
            if links < MOST_LINKS:
                behind += [(b, len(self.runs[b].calls) - 1, links + 1) for b in self.previous[here]]


Ridden = dict[tuple[int, int], int]
"""Time by (run, stop): how early one can alight there, or (negated) how late board."""


def departing(world: World, query: Query, departure_s: int) -> set[tuple[int, int, int]]:
    """Return (departure, earliest arrival, transfers) of leaving the origin at this very time.

    The first vehicle leaves when the traveller reaches its stop: no waiting there.
    """
    starts = {(o.stop, departure_s + o.duration_s) for o in query.access}
    ridden = ride_on(world, lambda _, call: (call.stop, call.leaves_s) in starts)
    found = set()
    for transfers in range(query.max_transfers + 1):
        for (_, stop), time_s in ridden.items():
            for offset in query.egress:
                if offset.stop == stop:
                    found.add((departure_s, time_s + offset.duration_s, transfers))
        ridden = ride_on(
            world, lambda run, call, before=ridden: can_change(world, before, run, call)
        )
    return found


def can_change(world: World, ridden: Ridden, run: int, call: Call) -> bool:
    """Tell whether a vehicle is caught from any of those ridden before."""
    for (before, stop), time_s in ridden.items():
        change_s = world.change_s(before, stop, run, call.stop)
        if change_s is not None and time_s + change_s <= call.leaves_s:
            return True
    return False


def ride_on(world: World, may_board: Callable[[int, Call], bool]) -> Ridden:
    """Return the earliest arrivals with one ride from the calls where one may board."""
    ridden: Ridden = {}
    for number, run in enumerate(world.runs):
        for position, call in enumerate(run.calls[:-1]):
            if call.may_board and may_board(number, call):
                for last, alighting in world.alightings(number, position):
                    lower(ridden, (last, alighting.stop), alighting.arrives_s)
    return ridden


def arriving(world: World, query: Query, arrival_s: int) -> set[tuple[int, int, int]]:
    """Return (latest departure, arrival, transfers) of reaching the destination at this very time.

    Times are negated, so that `lower` keeps the latest.
    """
    ends = {(o.stop, arrival_s - o.duration_s) for o in query.egress}
    boarded = ride_back(world, lambda _, call: (call.stop, call.arrives_s) in ends)
    found = set()
    for transfers in range(query.max_transfers + 1):
        for (_, stop), time_s in boarded.items():
            for offset in query.access:
                if offset.stop == stop:
                    found.add((-time_s - offset.duration_s, arrival_s, transfers))
        boarded = ride_back(
            world, lambda run, call, after=boarded: is_in_time(world, after, run, call)
        )
    return found


def is_in_time(world: World, boarded: Ridden, run: int, call: Call) -> bool:
    """Tell whether alighting here catches any of the vehicles boarded after."""
    for (after, stop), time_s in boarded.items():
        change_s = world.change_s(run, call.stop, after, stop)
        if change_s is not None and call.arrives_s + change_s <= -time_s:
            return True
    return False


def ride_back(world: World, may_alight: Callable[[int, Call], bool]) -> Ridden:
    """Return the latest departures (negated) with one ride to the calls where one may alight."""
    boarded: Ridden = {}
    for number, run in enumerate(world.runs):
        for position, call in enumerate(run.calls):
            if position and call.may_alight and may_alight(number, call):
                for first, boarding in world.boardings(number, position):
                    lower(boarded, (first, boarding.stop), -boarding.leaves_s)
    return boarded


def expected(world: World, query: Query) -> set[tuple[int, int, int]]:
    """Return the (departure, arrival, transfers) that the search must find."""
    if query.arrive_by:
        found = {
            one
            for time_s in sorted(event_times(world.runs, query.egress, arrivals=True))
            if query.time_s - (query.window_s or 10**9) <= time_s <= query.time_s
            for one in arriving(world, query, time_s)
        }
    else:
        found = {
            one
            for time_s in sorted(event_times(world.runs, query.access, arrivals=False))
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


def event_times(runs: list[Run], offsets: tuple[Offset, ...], *, arrivals: bool) -> set[int]:
    """Return when one may leave the origin straight into a vehicle (or arrive out of one)."""
    times = set()
    for run in runs:
        for call in run.calls:
            for offset in offsets:
                if offset.stop == call.stop and arrivals and call.may_alight:
                    times.add(call.arrives_s + offset.duration_s)
                if offset.stop == call.stop and not arrivals and call.may_board:
                    times.add(call.leaves_s - offset.duration_s)
    return times


def dominates(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Compare (departure, arrival, transfers)."""
    return one != other and one[0] >= other[0] and one[1] <= other[1] and one[2] <= other[2]


def lower(times: Ridden, key: tuple[int, int], time_s: int) -> None:
    """Keep the lower of two times."""
    if time_s < times.get(key, time_s + 1):
        times[key] = time_s
