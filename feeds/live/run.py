"""A run as it is expected: updates of its calls applied to the timetable, delays carried on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from feeds.live.trip_update import Called, CallUpdate, Estimate

LARGEST_DELAY_S = 12 * 3600
"""An estimate further than this from the timetable is an error."""
SLIP_S = 120
"""Estimates that go back by no more than this are made to stand still."""


class WrongUpdateError(Exception):
    """An update cannot be true of its run; the message is a word to count it by."""


@dataclass(frozen=True, slots=True)
class LiveRun:
    """What is expected of a run; moments are UTC epoch seconds by position, None where unknown."""

    cancelled: bool = False
    arrivals_s: tuple[int | None, ...] = ()
    departures_s: tuple[int | None, ...] = ()
    skipped: frozenset[int] = frozenset()
    """Positions that are not called at."""
    assigned: Mapping[int, int] = field(default_factory=dict)
    """Stop called at in place of the scheduled one, by position."""

    def drops(self, position: int) -> bool:
        """Tell whether nobody gets on or off at a position."""
        return self.cancelled or position in self.skipped

    def arrival_s(self, position: int) -> int | None:
        """Return when it arrives, None where nothing is known."""
        return self.arrivals_s[position] if self.arrivals_s else None

    def departure_s(self, position: int) -> int | None:
        """Return when it leaves, None where nothing is known."""
        return self.departures_s[position] if self.departures_s else None


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a run is scheduled, by position; UTC epoch seconds."""

    arrivals_s: Sequence[int]
    departures_s: Sequence[int]


def applied(
    scheduled: Timetable,
    calls: Sequence[tuple[int, CallUpdate]],
    assigned: Mapping[int, int],
    delay_s: int | None,
) -> LiveRun:
    """Apply updates of calls, by position in order, to a timetable.

    A delay is carried on to all calls that follow until one says otherwise; a skipped call does not
    end that, one without data does (reference of GTFS-Realtime, StopTimeUpdate). `delay_s` holds
    before the first update.

    Raises
    ------
    WrongUpdateError: an estimate is absurd, or time goes back.

    """
    by_position = dict(calls)
    n_calls = len(scheduled.arrivals_s)
    arrivals: list[int | None] = []
    departures: list[int | None] = []
    for position in range(n_calls):
        update = by_position.get(position)
        arrival_s, departure_s = scheduled.arrivals_s[position], scheduled.departures_s[position]
        if update is not None and update.called is Called.NO_DATA:
            delay_s = None
        if update is not None and update.called is Called.SCHEDULED:
            delay_s = _delay(update.arrival, arrival_s, delay_s)
        arrivals.append(None if delay_s is None else arrival_s + delay_s)
        if update is not None and update.called is Called.SCHEDULED:
            delay_s = _delay(update.departure, departure_s, delay_s)
        departures.append(None if delay_s is None else departure_s + delay_s)
    skipped = frozenset(p for p, update in by_position.items() if update.called is Called.SKIPPED)
    _straighten(arrivals, departures, skipped)
    return LiveRun(
        cancelled=len(skipped) == n_calls,
        arrivals_s=tuple(arrivals),
        departures_s=tuple(departures),
        skipped=skipped,
        assigned=assigned,
    )


def _delay(estimate: Estimate | None, scheduled_s: int, before_s: int | None) -> int | None:
    """Return the delay that an estimate says; without one, that of before goes on."""
    if estimate is None:
        return before_s
    if estimate.time_s is not None:  # the moment counts more than the delay
        delay_s = estimate.time_s - scheduled_s
    else:
        assert estimate.delay_s is not None, "an estimate says one of the two"
        delay_s = estimate.delay_s
    if abs(delay_s) > LARGEST_DELAY_S:
        raise WrongUpdateError("ABSURD_DELAY")
    return delay_s


def _straighten(
    arrivals: list[int | None], departures: list[int | None], skipped: frozenset[int]
) -> None:
    """Let time never go back along the calls that are made; a little is mended, much refused."""
    reached_s: int | None = None
    for position in range(len(arrivals)):
        if position in skipped:
            continue
        for moments in (arrivals, departures):
            moment_s = moments[position]
            if moment_s is None:
                continue
            if reached_s is not None and moment_s < reached_s:
                if reached_s - moment_s > SLIP_S:
                    raise WrongUpdateError("TIME_GOES_BACK")
                moments[position] = moment_s = reached_s
            reached_s = moment_s
