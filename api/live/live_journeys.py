"""A journey planned on scheduled times, told on live ones: late walks, lost connections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.street_legs import leg_times
from api.times import read_time, show_time

Members = dict[str, object]

CANCELLED = "trip-cancelled"
MISSED = "connection-missed"


def on_live_times(legs: Sequence[Members]) -> tuple[list[Members], list[str]]:
    """Return the legs as they will be, and what is wrong with the journey, worst first.

    A walk begins when the ride before it ends; a ride that leaves before one is there is marked
    `connectionMissed`, one that does not run is `cancelled`. Where nothing live is known the legs
    come back as they are.
    """
    if not any(leg["realTime"] for leg in legs):
        return list(legs), []
    told: list[Members] = []
    late_s, there_s = 0, None
    for leg in legs:
        if "tripId" in leg:
            boards = not leg.get("cancelled") and not leg.get("interlineWithPreviousLeg")
            missed = boards and there_s is not None and there_s > _at(leg, "startTime")
            told.append(leg | {"connectionMissed": True} if missed else leg)
            late_s = _at(leg, "endTime") - _at(leg, "scheduledEndTime")
        else:
            told.append(_later(leg, late_s) if late_s else leg)
        there_s = _at(told[-1], "endTime")
    wrong = {
        CANCELLED: any(leg.get("cancelled") for leg in told),
        MISSED: any(leg.get("connectionMissed") for leg in told),
    }
    return told, [code for code, holds in wrong.items() if holds]


def times_of(legs: Sequence[Mapping[str, Any]]) -> Members:
    """Return when a journey begins and ends, by its legs."""
    start_s, end_s = _at(legs[0], "startTime"), _at(legs[-1], "endTime")
    return {
        "startTime": show_time(start_s),
        "endTime": show_time(end_s),
        "duration": max(end_s - start_s, 0),
    }


def _later(leg: Mapping[str, Any], by_s: int) -> Members:
    """Return a leg along streets that begins and ends later."""
    start_s, end_s = _at(leg, "startTime") + by_s, _at(leg, "endTime") + by_s
    times = leg_times(start_s, end_s)
    kept = {name: leg[name] for name in ("scheduledStartTime", "scheduledEndTime")}
    start, end = show_time(start_s), show_time(end_s)
    ends = {"from": leg["from"] | {"departure": start}, "to": leg["to"] | {"arrival": end}}
    return {**leg, **times, **kept, **ends}


def _at(leg: Mapping[str, Any], name: str) -> int:
    moment_s = read_time(leg[name])
    assert moment_s is not None, "legs bear times of ours"
    return moment_s
