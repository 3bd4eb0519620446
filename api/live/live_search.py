"""What a search on live times expects of runs: the fresh updates of a state, made once for each."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from api.live.live_state import LiveState
from feeds import LiveRun, Run
from planner import (
    NOTHING_EXPECTED,
    Expected,
    ExpectedRun,
    Network,
    expected_run,
    service_midnight_s,
)


class ExpectedRuns:
    """Turns live states into what the planner takes; one at a time is kept."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._lock = threading.Lock()
        self._made: tuple[object, Expected] = (None, NOTHING_EXPECTED)

    def of(self, state: LiveState, now_s: int) -> Expected:
        """Return what a state expects at a moment; the same object for as long as that holds."""
        fresh = [one for one in state.states.values() if one.runs and not one.is_gone(now_s)]
        if not fresh:
            return NOTHING_EXPECTED
        key = state.version, tuple(one.source.name for one in fresh)
        with self._lock:
            if self._made[0] != key:
                runs = {run: live for one in fresh for run, live in one.runs.items()}
                self._made = key, self._expected(runs)
            return self._made[1]

    def _expected(self, runs: Mapping[Run, LiveRun]) -> Expected:
        return Expected({run: self._run(run, live) for run, live in runs.items()})

    def _run(self, run: Run, live: LiveRun) -> ExpectedRun:
        trip, day = run
        if live.cancelled:
            return ExpectedRun(*self._network.times_of_trip(trip), cancelled=True)
        zone = ZoneInfo(self._network.timezone_name[self._network.timezone_of_trip(trip)])
        midnight_s = service_midnight_s(day, zone)
        arrivals_s, departures_s = (
            [None if moment_s is None else moment_s - midnight_s for moment_s in moments]
            for moments in (live.arrivals_s, live.departures_s)
        )
        return expected_run(self._network, trip, (arrivals_s, departures_s), live.skipped)
