"""Live times beside the scheduled ones, as MOTIS writes them: places, rows of boards, legs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from api.live.live_state import LiveState
from api.times import show_time
from feeds import LiveKind, LiveRun

if TYPE_CHECKING:
    from api.service import Service

Members = dict[str, object]

NOTHING_LIVE = LiveState()


def live_state(service: Service) -> LiveState:
    """Return the present live state; an empty one where no feed tells anything."""
    return NOTHING_LIVE if service.live is None else service.live.current()


def live_place(
    service: Service, place: Mapping[str, object], run: LiveRun, position: int
) -> Members:
    """Return the place of a call with live times in place of those that it has."""
    told = dict(place)
    for name, moment_s in (
        ("arrival", run.arrival_s(position)),
        ("departure", run.departure_s(position)),
    ):
        if name in told and moment_s is not None:
            told[name] = show_time(moment_s)
    if run.drops(position):
        told["cancelled"] = True
    if position in run.assigned:
        stop, network = run.assigned[position], service.snapshot.network
        told["stopId"] = network.stop_id[stop]
        if platform := network.stop_platform[stop]:
            told["track"] = platform
    return told


def is_told(run: LiveRun, positions: Iterable[int]) -> bool:
    """Tell whether something live is known of calls of a run."""
    return any(
        run.drops(position)
        or run.arrival_s(position) is not None
        or run.departure_s(position) is not None
        for position in positions
    )


def times_told(
    service: Service, stops: Iterable[int], state: LiveState, now_s: int
) -> Members | None:
    """Return whether the live times of the lines at stops still count; None: they have none."""
    network = service.snapshot.network
    feeds = {int(network.line_feed[line]) for line, _direction in service.board.served(stops)}
    ids = {network.feed_id[feed] for feed in feeds}
    wanted = [s for s in state.sources if s.kind is LiveKind.UPDATES and s.feed_id in ids]
    if not wanted:
        return None
    known = [state.states[source] for source in wanted if source in state.states]
    told: Members = {
        "stale": any(s not in state.states or state.states[s].is_gone(now_s) for s in wanted)
    }
    if known:
        told["asOf"] = show_time(min(one.made_s or one.fetched_s for one in known))
    return told
