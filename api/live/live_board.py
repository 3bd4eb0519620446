"""A board on live times: what is late is still to come, what left early is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.departures import BoardQuery, StopEvent
from api.live.live_state import LiveState
from api.trips import calls_of
from feeds import LiveRun

if TYPE_CHECKING:
    from api.service import Service


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """A departure or arrival with what is known of it now."""

    event: StopEvent
    run: LiveRun | None
    time_s: int
    """When it is expected, else scheduled; UTC epoch seconds."""


def live_events(
    service: Service, query: BoardQuery, events: Sequence[StopEvent], state: LiveState, now_s: int
) -> list[LiveEvent]:
    """Return the events of a board in the order in which they are expected.

    The board is cut by scheduled times, so that its pages stay; of vehicles that were to leave
    before it, those that are late are put before, and those that left early are taken out.
    """
    found = [_live(one, state.run(one.trip, one.service_day, now_s), query) for one in events]
    if query.later:
        found = [one for one in found if one.time_s >= query.start_s]
        found += _late(service, query, state, now_s)
    return sorted(found, key=lambda one: (one.time_s, one.event))


def _live(event: StopEvent, run: LiveRun | None, query: BoardQuery) -> LiveEvent:
    time_s = None
    if run is not None and not run.drops(event.position):
        by_position = run.arrival_s if query.arrivals else run.departure_s
        time_s = by_position(event.position)
    return LiveEvent(event, run, event.time_s if time_s is None else time_s)


def _late(service: Service, query: BoardQuery, state: LiveState, now_s: int) -> Iterator[LiveEvent]:
    """Yield what was to leave (or arrive) before the board begins and has not yet."""
    network, wanted = service.snapshot.network, frozenset(query.stops)
    for (trip, day), run in state.runs_now(now_s):
        pattern = network.pattern_of_trip(trip)
        for position, stop in enumerate(network.stops_of_pattern(pattern).tolist()):
            if stop not in wanted or not service.board.is_open(query, pattern, position):
                continue
            calls = calls_of(service, trip, day)
            scheduled_s = (calls.arrivals_s if query.arrivals else calls.departures_s)[position]
            one = _live(StopEvent(scheduled_s, trip, day, position, stop), run, query)
            if scheduled_s < query.start_s <= one.time_s:
                yield one
