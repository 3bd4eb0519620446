"""Runs as they are expected now, in place of the timetable: what a search on live times takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from planner.network import Int32s, Network


@dataclass(frozen=True, eq=False, slots=True)
class ExpectedRun:
    """One run. Times are seconds of its service day, by position, as those of the network."""

    arrivals_s: Int32s
    departures_s: Int32s
    skipped: frozenset[int] = frozenset()
    """Positions where nobody gets on or off."""
    cancelled: bool = False


@dataclass(frozen=True, eq=False)
class Expected:
    """What is expected of runs, by trip and service day; every other one keeps its timetable.

    Two are equal when they are the same object: each stands for one moment.
    """

    runs: Mapping[tuple[int, int], ExpectedRun] = field(default_factory=dict)

    @cached_property
    def by_day(self) -> Mapping[int, Sequence[tuple[int, ExpectedRun]]]:
        """The same, by service day."""
        found: dict[int, list[tuple[int, ExpectedRun]]] = {}
        for (trip, day), run in self.runs.items():
            found.setdefault(day, []).append((trip, run))
        return found

    def within(self, first_day: int, last_day: int) -> Expected:
        """Return this, or what expects nothing where nothing is said of these days."""
        return self if any(first_day <= d <= last_day for d in self.by_day) else NOTHING_EXPECTED


NOTHING_EXPECTED: Expected = Expected()


def expected_run(
    network: Network,
    trip: int,
    moments_s: tuple[Sequence[int | None], Sequence[int | None]],
    skipped: frozenset[int] = frozenset(),
) -> ExpectedRun:
    """Return a run with estimates (arrivals, departures) in place of its timetable.

    Where nothing is estimated (None) the timetable holds, but nobody is anywhere before he could
    be: a vehicle that is late stays late until the timetable has caught up with it.
    """
    times_s = np.empty((len(moments_s[0]), 2), dtype=np.int32)
    for column, (scheduled_s, estimated_s) in enumerate(
        zip(network.times_of_trip(trip), moments_s, strict=True)
    ):
        pairs = zip(scheduled_s.tolist(), estimated_s, strict=True)
        times_s[:, column] = [known if told is None else told for known, told in pairs]
    flat_s = np.maximum.accumulate(times_s.reshape(-1)).reshape(-1, 2)
    return ExpectedRun(flat_s[:, 0].copy(), flat_s[:, 1].copy(), skipped)
