"""Why two planners differ on a query: one named reason per difference, checked, not guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.peers.feed import peer_stop
from planner import Answer, Journey, Network, Ride, Walk, day_number, service_midnight_s

EQUAL = "same arrival"
NEITHER = "neither finds a journey"
OTHER_DAY = "ours rides a trip of another service day; the peer holds one"
LOST = "the peer found our arrival, then overwrote it by a later walk"
LOST_WALKS = "the peer walked there earlier (only, or twice in a row), then overwrote it by later"
TWICE = "ours uses a stop that its line calls at twice; the peer knows one call per stop"
OVERTAKEN = "ours rides a trip that overtakes; the peer sorts trips by their first call"
PRUNED = (
    "ours walks on from a ride to where the peer had walked before: it drops the ride, and one "
    "cannot walk on from a walk"
)
SEATED = "ours stays seated on a vehicle that goes on as another trip"
MORE_WALKS = "the peer walks twice in a row; ours walks once between two rides"
ON_FOOT = "the peer only walks; ours answers with rides"
OURS_EARLIER = "unexplained: ours arrives earlier"
PEER_EARLIER = "unexplained: the peer arrives earlier"

PeerLeg = Sequence[str | int]
"""From, to, departure and arrival in a vehicle; from and to on foot."""


@dataclass(frozen=True)
class PeerAnswer:
    """What the peer said of one query; times are seconds of the day."""

    arrival: int | None
    best_arrival: int | None
    """The least arrival it ever wrote down at the destination, in any round."""
    best_legs: Sequence[PeerLeg]
    """How it got there then."""
    walked_to: Mapping[str, int | None]
    """When it had walked to the stops of `walked_from(ours)`."""
    legs: Sequence[PeerLeg]

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> PeerAnswer:
        """Read an answer as the peer's script wrote it."""
        best = row["best_of_rounds"]
        return cls(
            row["arrival"], best["arrival"], best["legs"], row["walked_to"], row["legs"] or []
        )


@dataclass(frozen=True)
class PeerWorld:
    """What both planners were given."""

    network: Network
    day: date
    _overtaking: dict[int, bool] = field(default_factory=dict)

    @cached_property
    def midnight_s(self) -> int:
        """What the peer counts its seconds from."""
        return service_midnight_s(day_number(self.day), ZoneInfo(self.network.timezone_name[0]))

    @cached_property
    def active(self) -> Any:  # noqa: ANN401 - an array of flags
        """Which services run on the day."""
        return self.network.services_on(day_number(self.day))

    def overtakes(self, pattern: int) -> bool:
        """Tell whether some trip of the day on a pattern passes another."""
        if pattern not in self._overtaking:
            first, end = self.network.pattern_trips_start[pattern : pattern + 2]
            trips = [t for t in range(first, end) if self.active[self.network.trip_service[t]]]
            times = np.array([self.network.times_of_trip(trip)[0] for trip in trips])
            by_start = times[np.argsort([self.network.times_of_trip(t)[1][0] for t in trips])]
            self._overtaking[pattern] = bool((np.diff(by_start, axis=0) < 0).any())
        return self._overtaking[pattern]


def walked_from(journey: Journey) -> dict[int, int]:
    """Return the stops where a journey alights and walks on, with when it alights."""
    return {
        ride.to_stop: ride.arrival_s
        for ride, walk in pairwise(journey.legs)
        if isinstance(ride, Ride) and isinstance(walk, Walk)
    }


def difference(world: PeerWorld, answer: Answer, peer: PeerAnswer) -> str:
    """Compare the earliest arrivals of one query and name the reason where they differ."""
    ours = min(answer.journeys, key=lambda j: j.arrival_s, default=None)
    our_s = None if ours is None else ours.arrival_s - world.midnight_s
    if our_s == peer.arrival:
        return EQUAL if ours else NEITHER
    if ours is not None and our_s is not None and (peer.arrival is None or our_s < peer.arrival):
        return _why_ours_is_earlier(world, ours, our_s, peer)
    return _why_peer_is_earlier(peer.legs)


def _why_ours_is_earlier(world: PeerWorld, ours: Journey, our_s: int, peer: PeerAnswer) -> str:
    """Name what the peer cannot do of what our journey does."""
    if any(ride.service_day != day_number(world.day) for ride in ours.rides):
        return OTHER_DAY
    if peer.best_arrival == our_s:
        return LOST
    if peer.best_arrival is not None and peer.best_arrival < our_s:
        allowed = _why_peer_is_earlier(peer.best_legs) == PEER_EARLIER
        return PEER_EARLIER if allowed else LOST_WALKS
    if any(
        walked_s is not None and walked_s <= ridden_s - world.midnight_s
        for stop, ridden_s in walked_from(ours).items()
        for walked_s in [peer.walked_to.get(peer_stop(stop))]
    ):
        return PRUNED
    return _why_rides_are_missed(world, ours)


def _why_rides_are_missed(world: PeerWorld, ours: Journey) -> str:
    """Name what the peer's timetable cannot tell of the rides."""
    network = world.network
    if any(ride.stay_seated for ride in ours.rides):
        return SEATED
    for ride in ours.rides:
        stops = network.stops_of_pattern(network.pattern_of_trip(ride.trip)).tolist()
        if max(stops.count(ride.from_stop), stops.count(ride.to_stop)) > 1:
            return TWICE
    if any(world.overtakes(network.pattern_of_trip(ride.trip)) for ride in ours.rides):
        return OVERTAKEN
    return OURS_EARLIER


def _why_peer_is_earlier(legs: Sequence[PeerLeg]) -> str:
    """Name the rule of ours that the peer's journey does not keep."""
    if not legs:
        return PEER_EARLIER
    on_foot = [len(leg) == 2 for leg in legs]  # noqa: PLR2004 - from and to
    if all(on_foot):
        return ON_FOOT
    if any(first and second for first, second in pairwise(on_foot)):
        return MORE_WALKS
    return PEER_EARLIER
