"""Rules of transfers.txt -> nodes and changes, so that the search itself needs no rule.

A node is a stop as seen by some of the trips that call there. Where rules name lines or trips,
a stop is split: one node for each combination of named trip and named line that calls, the stop
itself for all others. Every rule is then a change between two nodes, or the lack of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from planner.network import Int8s, Int32s
from planner.ragged import starts_of
from planner.tables import (
    TRANSFER_FORBIDDEN,
    TRANSFER_SEATED,
    TRANSFER_TIMED,
    FootpathTable,
    TransferRuleTable,
    TripTable,
)

ANY = -1


@dataclass(frozen=True, slots=True)
class Walks:
    """One-way walks sorted by origin, one per pair: those of origin i are start[i]..start[i+1]."""

    start: Int32s
    to: Int32s
    duration_s: Int32s
    kind: Int8s

    def by_pair(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Return (duration, kind) by (from, to)."""
        origin = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        pairs = zip(origin.tolist(), self.to.tolist(), strict=True)
        values = zip(self.duration_s.tolist(), self.kind.tolist(), strict=True)
        return dict(zip(pairs, values, strict=True))


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule between two stops."""

    from_trip: int
    to_trip: int
    from_line: int
    to_line: int
    kind: int
    duration_s: int
    walk_kind: int
    rank: tuple[int, int, int]
    """Specificity: by trips and lines, by stops, by row."""

    def is_general(self) -> bool:
        """Return True when the rule names stops alone."""
        return self.rank[0] == 0

    def concerns(self, alighted: Node, boarded: Node) -> bool:
        """Return True when the rule applies between trips of these nodes."""
        return alighted.is_of(self.from_trip, self.from_line) and boarded.is_of(
            self.to_trip, self.to_line
        )

    def change(self, walk: tuple[int, int] | None) -> tuple[int, int] | None:
        """Return (duration, kind) of a change under this rule, or None when it is forbidden."""
        if self.kind == TRANSFER_FORBIDDEN:
            return None
        if self.duration_s != ANY or self.kind == TRANSFER_TIMED or walk is None:
            return max(self.duration_s, 0), self.walk_kind
        return walk


@dataclass(frozen=True, slots=True)
class Node:
    """A stop as seen by a trip (of a line) that some rule names there; ANY: by all others."""

    node: int
    trip: int
    line: int

    def is_of(self, trip: int, line: int) -> bool:
        """Return True when a side of a rule that names `trip` or `line` means this node."""
        if trip != ANY:
            return self.trip == trip
        return line in {ANY, self.line}


class Nodes:
    """The nodes of every stop, created as trips that rules name are met."""

    def __init__(self, n_stops: int, rules: dict[tuple[int, int], list[Rule]]) -> None:
        self.stop = list(range(n_stops))
        """Stop of each node; the first `n_stops` nodes are the stops themselves."""
        self._named: dict[int, tuple[set[int], set[int]]] = {}
        self._nodes: dict[int, dict[tuple[int, int], Node]] = {}
        for pair, between in rules.items():
            for rule in between:
                for stop in () if rule.is_general() else pair:
                    trips, lines = self._named.setdefault(stop, (set(), set()))
                    trips |= {rule.from_trip, rule.to_trip}
                    lines |= {rule.from_line, rule.to_line}

    def at(self, stop: int) -> Iterable[Node]:
        """Return the nodes of a stop."""
        return [Node(stop, ANY, ANY), *self._nodes.get(stop, {}).values()]

    def of_calls(self, trips: TripTable) -> Int32s:
        """Return the node of every stop time."""
        node = trips.stop.copy()
        if not self._named:
            return node
        trip_of_call = np.repeat(np.arange(len(trips.id)), np.diff(trips.times_start))
        for call in np.flatnonzero(np.isin(trips.stop, list(self._named))).tolist():
            trip = int(trip_of_call[call])
            node[call] = self._node(int(trips.stop[call]), trip, int(trips.line[trip]))
        return node

    def _node(self, stop: int, trip: int, line: int) -> int:
        """Return the node where a trip calls at a stop, creating it when it is new."""
        trips, lines = self._named[stop]
        key = (trip if trip in trips else ANY, line if line in lines else ANY)
        if key == (ANY, ANY):
            return stop
        known = self._nodes.setdefault(stop, {})
        if key not in known:
            known[key] = Node(len(self.stop), *key)
            self.stop.append(stop)
        return known[key].node


def rules_by_stops(table: TransferRuleTable) -> dict[tuple[int, int], list[Rule]]:
    """Group the rules about changing (not those about staying seated) by pair of stops."""
    rules: dict[tuple[int, int], list[Rule]] = {}
    for row in np.flatnonzero(table.kind < TRANSFER_SEATED).tolist():
        trips = int(table.from_trip[row]), int(table.to_trip[row])
        lines = int(table.from_line[row]), int(table.to_line[row])
        sides = sorted(
            2 if trip != ANY else int(line != ANY) for trip, line in zip(trips, lines, strict=True)
        )
        rule = Rule(
            *trips,
            *lines,
            kind=int(table.kind[row]),
            duration_s=int(table.duration_s[row]),
            walk_kind=int(table.walk_kind[row]),
            rank=(_SPECIFICITY[sides[1], sides[0]], -int(table.n_stations[row]), row),
        )
        pair = int(table.from_stop[row]), int(table.to_stop[row])
        rules.setdefault(pair, []).append(rule)
    return rules


_SPECIFICITY = {(0, 0): 0, (1, 0): 1, (1, 1): 2, (2, 0): 3, (2, 1): 4, (2, 2): 5}
"""Order of the GTFS reference by what the two sides name: 2 a trip, 1 a line, 0 only stops."""


def walks_between_stops(
    table: FootpathTable, rules: dict[tuple[int, int], list[Rule]], n_stops: int
) -> Walks:
    """Keep the last footpath of each pair, add missing change times of 0 s, apply general rules."""
    every = np.arange(n_stops, dtype=np.int32)
    from_stop = np.concatenate([every, table.from_stop])
    to_stop = np.concatenate([every, table.to_stop])
    duration_s = np.concatenate([np.zeros(n_stops, dtype=np.int32), table.duration_s])
    kind = np.concatenate([np.zeros(n_stops, dtype=np.int8), table.kind])
    pair = from_stop.astype(np.int64) * n_stops + to_stop
    _, last = np.unique(pair[::-1], return_index=True)
    keep = len(pair) - 1 - last
    counts = np.bincount(from_stop[keep], minlength=n_stops)
    walks = Walks(starts_of(counts), to_stop[keep], duration_s[keep], kind[keep])
    general = {
        pair: max(found, key=lambda rule: rule.rank)
        for pair, between in rules.items()
        if (found := [rule for rule in between if rule.is_general()])
    }
    if not general:
        return walks
    by_pair = walks.by_pair()
    for stops, rule in general.items():
        _put(by_pair, stops, rule.change(by_pair.get(stops)))
    return _sorted(by_pair, n_stops)


def walks_between_nodes(
    walks: Walks, rules: dict[tuple[int, int], list[Rule]], nodes: Nodes, n_stops: int
) -> Walks:
    """Copy the walks of stops to their nodes, then apply the rules that name lines or trips."""
    if len(nodes.stop) == n_stops:
        return walks
    split = set(nodes.stop[n_stops:])
    by_stops = walks.by_pair()
    by_nodes = dict(by_stops)
    named = {pair for pair, between in rules.items() if not all(r.is_general() for r in between)}
    for pair in named | {pair for pair in by_stops if not split.isdisjoint(pair)}:
        walk = by_stops.get(pair)
        specific = [rule for rule in rules.get(pair, []) if not rule.is_general()]
        specific.sort(key=lambda rule: rule.rank, reverse=True)
        for alighted in nodes.at(pair[0]):
            for boarded in nodes.at(pair[1]):
                rule = next((r for r in specific if r.concerns(alighted, boarded)), None)
                change = rule.change(walk) if rule else walk
                _put(by_nodes, (alighted.node, boarded.node), change)
    return _sorted(by_nodes, len(nodes.stop))


def _put(
    walks: dict[tuple[int, int], tuple[int, int]],
    pair: tuple[int, int],
    walk: tuple[int, int] | None,
) -> None:
    """Set or remove the walk of a pair."""
    if walk is None:
        walks.pop(pair, None)
    else:
        walks[pair] = walk


def _sorted(by_pair: dict[tuple[int, int], tuple[int, int]], n_owners: int) -> Walks:
    """Lay walks out by origin, then destination."""
    rows = np.array([(*pair, *by_pair[pair]) for pair in sorted(by_pair)], dtype=np.int32)
    rows = rows.reshape(-1, 4)
    counts = np.bincount(rows[:, 0], minlength=n_owners)
    return Walks(
        starts_of(counts), rows[:, 1].copy(), rows[:, 2].copy(), rows[:, 3].astype(np.int8)
    )
