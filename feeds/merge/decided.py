"""Decisions of the desk about stations, found again in the feeds of today.

A decision names stops as they were on its day. A stop whose id is gone, or now means another place,
is looked for by its name and position: identifiers change from one version to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from rapidfuzz.fuzz import token_sort_ratio

from feeds.merge.names import comparable
from feeds.merge.stops import MergedStops
from feeds.station_decisions import DecidedStop, DecisionKind, StationDecision
from planner import distance_m

SAME_ID_M = 1000
"""A stop of the same id and another name that is further away is another stop."""
FOUND_AGAIN_M = 150
LIKENESS = 85


class Found(Enum):
    """By what a decided stop was found."""

    ID = "id"
    PLACE = "name_and_place"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class FoundStop:
    """A stop of a decision, and what it is called now ("" when it is nowhere)."""

    decided: str
    now: str
    by: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a decision when the feeds were merged."""

    number: int
    kind: str
    state: str
    """applied; partly: some of its stops are gone; lost: too few are left, it waits for them."""
    station: str
    """The station that it made or named, "" when it was not applied."""
    stops: tuple[FoundStop, ...]


@dataclass(frozen=True)
class Decided:
    """What decisions ask of the stops, by their rows; later decisions undo earlier ones."""

    together: tuple[tuple[int, ...], ...]
    """Stops that are one station, however far apart."""
    closed: dict[int, int]
    """Stops that nothing joins by itself but stops of the same number."""
    names: tuple[tuple[tuple[int, ...], str], ...]
    """Stops whose station has a name, the last of contradictory ones holding."""
    found: tuple[tuple[StationDecision, tuple[FoundStop, ...], tuple[int, ...]], ...]


def find_decided(decisions: Sequence[StationDecision], stops: MergedStops) -> Decided:
    """Return what the decisions, in the order in which they were taken, ask of the stops."""
    rows = {id_: row for row, id_ in enumerate(stops.id)}
    groups: list[set[int]] = []
    closed: dict[int, int] = {}
    names, found = [], []
    for decision in decisions:
        told, here = _find(decision.stops, stops, rows)
        found.append((decision, told, here))
        if len(here) < _least(decision.kind):
            continue
        if decision.kind is DecisionKind.RENAME:
            names.append((here, decision.name))
        elif decision.kind is DecisionKind.JOIN:
            touched = [group for group in groups if group & set(here)]
            groups = [group for group in groups if not group & set(here)]
            groups.append(set(here).union(*touched))
        else:
            groups = [group - set(here) for group in groups] + [set(here)]
            closed.update(dict.fromkeys(here, decision.number))
    together = tuple(tuple(sorted(group)) for group in groups if len(group) > 1)
    return Decided(together, closed, tuple(names), tuple(found))


def outcomes(decided: Decided, station_id: Sequence[str], of_stop: Sequence[int]) -> list[Outcome]:
    """Return what became of each decision, once stops are in stations."""
    told = []
    for decision, stops, here in decided.found:
        applied = len(here) >= _least(decision.kind)
        state = "lost" if not applied else "applied" if len(here) == len(stops) else "partly"
        station = station_id[of_stop[here[0]]] if applied else ""
        told.append(Outcome(decision.number, decision.kind.value, state, station, stops))
    return told


def _least(kind: DecisionKind) -> int:
    return 2 if kind is DecisionKind.JOIN else 1


def _find(
    decided: Sequence[DecidedStop], stops: MergedStops, rows: dict[str, int]
) -> tuple[tuple[FoundStop, ...], tuple[int, ...]]:
    """Return how each stop was found, and the rows of those that were."""
    told = []
    taken: dict[int, None] = {}
    for one in decided:
        row = rows.get(one.id)
        by = Found.ID
        if row is None or not _same(one, stops, row):
            row, by = _by_place(one, stops, set(taken)), Found.PLACE
        if row is None:
            told.append(FoundStop(one.id, "", Found.LOST.value))
        else:
            taken[row] = None
            told.append(FoundStop(one.id, stops.id[row], by.value))
    return tuple(told), tuple(taken)


def _same(one: DecidedStop, stops: MergedStops, row: int) -> bool:
    """Tell whether the stop of a row is the one that was meant: it keeps its name or its place."""
    lat, lon = stops.lat[[row]], stops.lon[[row]]
    return (
        comparable(stops.name[row]) == comparable(one.name)
        or float(distance_m(one.lat, one.lon, lat, lon)[0]) <= SAME_ID_M
    )


def _by_place(one: DecidedStop, stops: MergedStops, taken: set[int]) -> int | None:
    """Return the nearest stop of the same feed that is named alike and where the stop was."""
    feed = f"{one.id.partition(':')[0]}:"
    metres = distance_m(one.lat, one.lon, stops.lat, stops.lon)
    near = np.flatnonzero(metres <= FOUND_AGAIN_M)
    name = comparable(one.name)
    for row in near[np.argsort(metres[near], kind="stable")].tolist():
        alike = token_sort_ratio(name, comparable(stops.name[row])) >= LIKENESS
        if alike and stops.id[row].startswith(feed) and row not in taken:
            return int(row)
    return None
