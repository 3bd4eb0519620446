"""Where the runs of a day slice are not as the timetable says: times, skipped stops."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.expected import Expected, ExpectedRun
from planner.network import Int32s
from planner.vehicles import Runs

Flags = npt.NDArray[np.bool_]


class Changes:
    """The runs of a day slice that are not as the timetable says."""

    def __init__(self, expected: Expected, runs: Runs) -> None:
        self.of_run: dict[int, ExpectedRun] = {}
        self.skips: Flags = np.zeros(len(runs), dtype=np.bool_)
        key = runs.day.astype(np.int64) << _TRIP_BITS | runs.trip
        for (trip, day), run in expected.runs.items():
            wanted = day << _TRIP_BITS | trip
            at = int(np.searchsorted(key, wanted))
            if at < len(key) and key[at] == wanted:
                self.of_run[at] = run
                self.skips[at] = bool(run.skipped)
        self._is_changed = np.zeros(len(runs), dtype=np.bool_)
        self._is_changed[list(self.of_run)] = True

    def put_into(
        self,
        runs: Runs,
        parts: Int32s,
        times_start: npt.NDArray[np.int64],
        times_s: tuple[Int32s, Int32s],
    ) -> None:
        """Write the times of changed runs, in seconds of the slice, where those of parts stand."""
        arrivals_s, departures_s = times_s
        for part in np.flatnonzero(self._is_changed[parts]).tolist():
            run = int(parts[part])
            rows = slice(int(times_start[part]), int(times_start[part + 1]))
            arrivals_s[rows] = self.of_run[run].arrivals_s + runs.shift_s[run]
            departures_s[rows] = self.of_run[run].departures_s + runs.shift_s[run]

    def skipped_rows(self, parts: Int32s, rows_start: Int32s) -> list[int]:
        """Return the rows of positions that parts skip; `rows_start` is where each begins."""
        return [
            int(rows_start[part]) + position
            for part in np.flatnonzero(self.skips[parts]).tolist()
            for position in self.of_run[int(parts[part])].skipped
        ]


_TRIP_BITS = 32
