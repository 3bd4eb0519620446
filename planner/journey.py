"""Journeys: legs from origin to destination, and which journeys are worth showing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeAlias

from planner.work import Work


class WalkKind(Enum):
    """Where in the journey a walk stands."""

    ACCESS = "access"
    FOOTPATH = "footpath"
    EGRESS = "egress"


class Walk(NamedTuple):
    """A leg on foot. Times are UTC epoch seconds; None stands for the origin or destination."""

    kind: WalkKind
    from_stop: int | None
    to_stop: int | None
    departure_s: int
    arrival_s: int
    estimated: bool
    """True when the duration is a beeline estimate."""

    @property
    def duration_s(self) -> int:
        """Walking time."""
        return self.arrival_s - self.departure_s


class Ride(NamedTuple):
    """A leg in a vehicle. Times are UTC epoch seconds; positions count along the pattern."""

    trip: int
    service_day: int
    board_position: int
    alight_position: int
    from_stop: int
    to_stop: int
    departure_s: int
    arrival_s: int
    stay_seated: bool = False
    """True when the vehicle of the ride before goes on as this trip: no change."""


Leg: TypeAlias = Walk | Ride


@dataclass(frozen=True, slots=True)
class Journey:
    """Legs joined end to end; waiting is the gap between one leg's arrival and the next's start."""

    departure_s: int
    arrival_s: int
    legs: tuple[Leg, ...]

    @property
    def rides(self) -> tuple[Ride, ...]:
        """The legs in a vehicle."""
        return tuple(leg for leg in self.legs if isinstance(leg, Ride))

    @property
    def transfers(self) -> int:
        """Changes of vehicle."""
        boarded = sum(isinstance(leg, Ride) and not leg.stay_seated for leg in self.legs)
        return max(boarded - 1, 0)

    def dominates(self, other: Journey) -> bool:
        """Return True when leaving no earlier, arriving no later, changing no more."""
        mine = (-self.departure_s, self.arrival_s, self.transfers)
        theirs = (-other.departure_s, other.arrival_s, other.transfers)
        return mine != theirs and all(a <= b for a, b in zip(mine, theirs, strict=True))


class NoJourney(Enum):
    """Why an answer is empty (ARCHITECTURE, decision 13)."""

    NO_SERVICE_IN_HORIZON = "no-service-in-horizon"
    """Stops are in reach, but nothing leads from one to the other within a week."""
    ONLY_AFTER_WINDOW = "only-after-window"
    """The next journey leaves after the window; `Answer.next_departure_s` says when."""
    TOO_MANY_TRANSFERS = "too-many-transfers"
    """There is a journey, but only with more changes than allowed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found: journeys by departure, then arrival; or why there is none."""

    journeys: tuple[Journey, ...]
    work: Work
    reason: NoJourney | None = None
    next_departure_s: int | None = None


def pareto_front(journeys: Iterable[Journey]) -> tuple[Journey, ...]:
    """Keep the journeys that no other dominates, one per (departure, arrival, transfers).

    Sorted by departure, then arrival, then transfers; of equals the first given is kept.
    """
    distinct = {(j.departure_s, j.arrival_s, j.transfers): j for j in reversed(list(journeys))}
    front: list[Journey] = []
    least: list[int] = []  # earliest arrival so far by number of transfers, of later departures
    for (_, arrival_s, transfers), journey in sorted(
        distinct.items(), key=lambda item: (-item[0][0], item[0][1], item[0][2])
    ):
        least += [arrival_s + 1] * (transfers + 1 - len(least))
        if arrival_s < min(least[: transfers + 1]):
            front.append(journey)
        least[transfers] = min(least[transfers], arrival_s)
    return tuple(sorted(front, key=lambda j: (j.departure_s, j.arrival_s, j.transfers)))
