"""Places beside streets that are neither stops nor ends: car parks, stations of shared bikes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from planner.network import Int32s
from planner.streets.graph import Profile
from planner.streets.kernel import CLOSED, NONE, UNREACHED, Ends
from planner.streets.network import Point, Streets
from planner.streets.router import Pace

Int64s: TypeAlias = npt.NDArray[np.int64]

_FAR = np.iinfo(np.int64).max


@dataclass(frozen=True)
class SpotWalks:
    """The walks between spots and stops. Parallel arrays, by stop."""

    spot: Int32s
    stop: Int32s
    duration_s: Int32s


class Spots:
    """Spots on the streets of a network; safe to call from several threads.

    Walks between spots and stops are searched once per kind of walker and kept.
    """

    def __init__(self, streets: Streets, places: Sequence[Point], walk_limit_s: int) -> None:
        self.places = places
        self._streets = streets
        self._walk_limit_s = walk_limit_s
        self._ends: dict[Profile, Ends] = {}
        self._walks: dict[tuple[Pace, bool], SpotWalks] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self.places)

    def reach(self, point: Point, pace: Pace, limit_s: int, *, leaving: bool) -> tuple[Int32s, int]:
        """Return the seconds between a point and each spot, -1 beyond the limit, and the work.

        `leaving`: from the point to the spots, else from them to it. The work is the number of
        nodes settled.
        """
        router = self._streets.router
        origin = router.ends([point], pace.profile)
        return router.reach(origin, self._on_streets(pace.profile), pace, limit_s, leaving=leaving)

    def spread(
        self, after_s: Int32s, pace: Pace, limit_s: int, *, leaving: bool
    ) -> tuple[Int32s, Int32s, int]:
        """Return the seconds to every spot, those to every stop, and the nodes settled.

        The way begins at the spots whose `after_s` is not negative, each left after so many
        seconds; -1 beyond the limit. `leaving`: away from them, else towards them.
        """
        ends = self._on_streets(pace.profile)
        begin = np.flatnonzero((after_s >= 0) & (after_s <= limit_s) & (ends.edge != NONE))
        # The nearest where there are more than the router has room for.
        begin = begin[np.argsort(after_s[begin], kind="stable")[: self._streets.n_stops]]
        sources = Ends(ends.edge[begin], ends.fraction[begin], ends.away_ms[begin])
        node_ms, settled = self._streets.router.spread(
            sources, after_s[begin], pace, limit_s, leaving=leaving
        )
        after_ms = np.array([pace.milliseconds(int(s)) for s in after_s[begin]], dtype=np.int64)
        begun = _Begun(sources, after_ms + sources.away_ms, node_ms)
        stops = self._streets.ends_of_stops(pace.profile)
        to_spots = self._seconds(begun, ends, pace, limit_s, leaving=leaving)
        to_stops = self._seconds(begun, stops, pace, limit_s, leaving=leaving)
        return to_spots, to_stops, settled

    def walks(self, pace: Pace, *, leaving: bool) -> SpotWalks:
        """Return the walks from spots to stops (`leaving`), or from stops to spots."""
        with self._lock:
            key = pace, leaving
            if key not in self._walks:
                self._walks[key] = self._searched(pace, leaving=leaving)
            return self._walks[key]

    def _searched(self, pace: Pace, *, leaving: bool) -> SpotWalks:
        ends, stops = self._on_streets(pace.profile), self._streets.ends_of_stops(pace.profile)
        found: list[tuple[Int32s, Int32s, Int32s]] = []
        for spot in np.flatnonzero(ends.edge != NONE).tolist():
            at = slice(spot, spot + 1)
            origin = Ends(ends.edge[at], ends.fraction[at], ends.away_ms[at])
            duration_s, _settled = self._streets.router.reach(
                origin, stops, pace, self._walk_limit_s, leaving=leaving
            )
            near = np.flatnonzero(duration_s >= 0).astype(np.int32)
            found.append((np.full(len(near), spot, dtype=np.int32), near, duration_s[near]))
        none = np.zeros(0, dtype=np.int32)
        spots, near, walked_s = (np.concatenate([none, *part]) for part in _columns(found))
        order = np.lexsort((spots, walked_s, near))
        return SpotWalks(spots[order], near[order], walked_s[order])

    def _on_streets(self, profile: Profile) -> Ends:
        if profile not in self._ends:
            self._ends[profile] = self._streets.router.ends(self.places, profile)
        return self._ends[profile]

    def _seconds(
        self, begun: _Begun, ends: Ends, pace: Pace, limit_s: int, *, leaving: bool
    ) -> Int32s:
        """Return the seconds to ends: by the nodes of their edges, or along one edge."""
        graph, node_ms = self._streets.graph, begun.node_ms
        best = _along_one_edge(graph.arc_ms[pace.profile], begun, ends, leaving=leaving)
        for entry in (0, 1):
            arc = 2 * np.maximum(ends.edge, 0) + entry
            node = graph.arc_to[arc ^ 1]
            arc_ms = graph.arc_ms[pace.profile][arc if leaving else arc ^ 1]
            share = ends.fraction if entry == 0 else 1 - ends.fraction
            barred = (graph.node_flags[node] >> int(pace.profile)) & 1
            usable = (node_ms[node] != UNREACHED) & (arc_ms != CLOSED) & (ends.edge != NONE)
            ms = node_ms[node].astype(np.int64) + np.rint(arc_ms * share).astype(np.int64)
            best = np.where(usable & (barred == 0) & (ms < best), ms, best)
        known = best != _FAR
        total_ms = np.where(known, best, 0) + ends.away_ms
        seconds = np.ceil(np.rint(total_ms * pace.slowness) / 1000).astype(np.int32)
        return np.where(known & (seconds <= limit_s), seconds, -1).astype(np.int32)


@dataclass(frozen=True)
class _Begun:
    """Where ways begin, when each is on its street, and when the nodes are reached from there."""

    sources: Ends
    at_ms: Int64s
    node_ms: Int32s


def _along_one_edge(arc_ms: Int32s, begun: _Begun, ends: Ends, *, leaving: bool) -> Int64s:
    """Return the milliseconds to ends that stand on the edge of a source, _FAR to others."""
    sources = begun.sources
    best = np.full(len(ends.edge), _FAR)
    for end in np.flatnonzero(np.isin(ends.edge, sources.edge)).tolist():
        same = np.flatnonzero(sources.edge == ends.edge[end])
        onward = ends.fraction[end] - sources.fraction[same]
        onward = onward if leaving else -onward
        arc = 2 * int(ends.edge[end])
        ahead, back = int(arc_ms[arc]), int(arc_ms[arc + 1])
        forwards = (onward > 0) | ((onward == 0) & (ahead != CLOSED))
        along_ms = np.where(forwards, ahead, back)
        ms = begun.at_ms[same] + np.rint(along_ms * np.abs(onward)).astype(np.int64)
        best[end] = np.where(along_ms == CLOSED, _FAR, ms).min()
    return best


def _columns(found: list[tuple[Int32s, Int32s, Int32s]]) -> list[list[Int32s]]:
    return [[row[column] for row in found] for column in range(3)]
