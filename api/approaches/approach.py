"""What every way of reaching stops has in common: times for the search, parts for the answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from planner import Int32s, Offset, Pace


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the way that is neither stop nor end: a park, a station of shared bikes."""

    name: str
    lat: float
    lon: float
    vertex_type: str = "NORMAL"
    """MOTIS's: NORMAL, or BIKESHARE where vehicles are rented."""
    members: Mapping[str, object] = field(default_factory=dict)
    """What an answer says beside."""

    @property
    def point(self) -> tuple[float, float]:
        """(lat, lon)."""
        return self.lat, self.lon


class Told(Protocol):
    """What a leg says that depends on its times (UTC epoch seconds)."""

    def leg(self, start_s: int, end_s: int) -> Mapping[str, object]:
        """Return members of the leg."""

    def places(self, start_s: int, end_s: int) -> tuple[Mapping[str, object], Mapping[str, object]]:
        """Return members of where it begins and where it ends."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the way to a stop or from one, travelled by one mode."""

    mode: str
    """As MOTIS names it."""
    pace: Pace
    duration_s: int
    """Parking, unlocking and the like included."""
    start: Spot | None = None
    """None: where the whole way begins."""
    end: Spot | None = None
    """None: where it ends."""
    members: Mapping[str, object] = field(default_factory=dict)
    """What the leg says beside."""
    told: Told | None = None
    """What it says once its times are known."""


class Approach(ABC):
    """One mode between a place and the stops; never changes."""

    settled: int
    """Junctions of streets reached to know."""

    @property
    def has_hours(self) -> bool:
        """Tell whether some of it can be used at some times only."""
        return False

    @abstractmethod
    def offsets(self) -> Iterable[Offset]:
        """Return the stops with their times, each once."""

    @abstractmethod
    def parts(self, stop: int) -> tuple[Part, ...]:
        """Return how a stop is reached, or how one goes on from it."""

    def without_misfit(self, stop: int, start_s: int, end_s: int) -> Approach | None:
        """Return the approach without what cannot be used between two moments on the way to a stop.

        None: everything can. Moments are UTC epoch seconds.
        """
        del stop, start_s, end_s
        return None


@dataclass(frozen=True)
class OneLeg(Approach):
    """Straight to the stops by one mode."""

    mode: str
    pace: Pace
    found: tuple[Offset, ...]
    settled: int = 0

    def offsets(self) -> Iterable[Offset]:
        """Return the stops with their times."""
        return self.found

    def parts(self, stop: int) -> tuple[Part, ...]:
        """Return the one leg."""
        return (Part(self.mode, self.pace, self._duration_s[stop]),)

    @cached_property
    def _duration_s(self) -> dict[int, int]:
        return {offset.stop: offset.duration_s for offset in self.found}


@dataclass(frozen=True)
class InReach:
    """The stops that can be reached from a place, or that lead to it, by several modes.

    Where several lead to a stop the quickest counts, of equals the first.
    """

    approaches: tuple[Approach, ...] = ()
    weigh: Callable[[tuple[Part, ...], int], tuple[int, int]] | None = None
    """Of a way to a stop: seconds on foot and tens of grams emitted; None where nobody asks."""

    @cached_property
    def offsets(self) -> tuple[Offset, ...]:
        """The stops, nearest first."""
        found = (self._weighed(*best) for best in self._best.values())
        return tuple(sorted(found, key=lambda offset: (offset.duration_s, offset.stop)))

    @property
    def has_hours(self) -> bool:
        """Tell whether some of it can be used at some times only."""
        return any(approach.has_hours for approach in self.approaches)

    @property
    def settled(self) -> int:
        """Junctions of streets reached to know."""
        return sum(approach.settled for approach in self.approaches)

    def __contains__(self, stop: int) -> bool:
        return stop in self._best

    def parts(self, stop: int) -> tuple[Part, ...]:
        """Return how a stop is reached, or how one goes on from it; empty for one at the place."""
        offset, approach = self._best[stop]
        return approach.parts(stop) if offset.duration_s else ()

    def without_misfit(self, stop: int, start_s: int, end_s: int) -> InReach | None:
        """Return what is in reach without what cannot be used at this time; None: all can."""
        approach = self._best[stop][1]
        fitting = approach.without_misfit(stop, start_s, end_s)
        if fitting is None:
            return None
        changed = (fitting if known is approach else known for known in self.approaches)
        return replace(self, approaches=tuple(changed))

    def _weighed(self, offset: Offset, approach: Approach) -> Offset:
        """Tell what of the way is on foot and what the rest emits, where somebody asks."""
        if self.weigh is None or not offset.duration_s:
            return offset
        walked_s, emitted_dag = self.weigh(approach.parts(offset.stop), offset.stop)
        return replace(offset, walked_s=walked_s, emitted_dag=emitted_dag)

    @cached_property
    def _best(self) -> dict[int, tuple[Offset, Approach]]:
        best: dict[int, tuple[Offset, Approach]] = {}
        for approach in self.approaches:
            for offset in approach.offsets():
                known = best.get(offset.stop)
                if known is None or offset.duration_s < known[0].duration_s:
                    best[offset.stop] = offset, approach
        return best


def quickest_rows(stop: Int32s, duration_s: Int32s) -> Int32s:
    """Return the row of each stop's least duration, the first of equals."""
    order = np.lexsort((np.arange(len(stop)), duration_s, stop))
    ordered = stop[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return order[first].astype(np.int32)
