"""Journeys: legs from origin to destination, and which journeys are worth showing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from planner.query import CHANGE_WORTH_S, MINUTE_S, Criterion, Query, Slack
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
    walked_s: int | None = None
    """How much of it is on foot (an access may be by bike); None: all."""

    @property
    def duration_s(self) -> int:
        """Time on the way."""
        return self.arrival_s - self.departure_s

    @property
    def on_foot_s(self) -> int:
        """Walking time."""
        return self.duration_s if self.walked_s is None else self.walked_s


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


@dataclass(frozen=True)
class Journey:
    """Legs joined end to end; waiting is the gap between one leg's arrival and the next's start."""

    departure_s: int
    arrival_s: int
    legs: tuple[Leg, ...]
    emitted_dag: int = 0
    """Tens of grams of CO2 equivalent of one passenger; 0 unless the query counts it."""

    @classmethod
    def later(
        cls, departure_s: int, arrival_s: int, legs: Callable[[], tuple[Leg, ...]]
    ) -> Journey:
        """Return a journey whose legs are built when they are first asked for."""
        journey = cls.__new__(cls)
        journey.__dict__.update(
            departure_s=departure_s, arrival_s=arrival_s, emitted_dag=0, _build=legs
        )
        return journey

    def __getattr__(self, name: str) -> tuple[Leg, ...]:
        """Build the legs: nothing else is missing."""
        if name != "legs":
            raise AttributeError(name)
        legs: tuple[Leg, ...] = self.__dict__["_build"]()
        self.__dict__["legs"] = legs
        return legs

    @property
    def rides(self) -> tuple[Ride, ...]:
        """The legs in a vehicle."""
        return tuple(leg for leg in self.legs if isinstance(leg, Ride))

    @property
    def transfers(self) -> int:
        """Changes of vehicle."""
        boarded = 0
        for leg in self.legs:
            if isinstance(leg, Ride) and not leg.stay_seated:
                boarded += 1
        return max(boarded - 1, 0)

    @property
    def boards_again(self) -> bool:
        """Tell whether one leaves a vehicle only to board it again further on."""
        return any(
            (before.trip, before.service_day) == (after.trip, after.service_day)
            and before.alight_position <= after.board_position
            for before, after in pairwise(self.rides)
        )

    @property
    def walked_s(self) -> int:
        """Seconds on foot to and from stops and between them."""
        return sum(leg.on_foot_s for leg in self.legs if isinstance(leg, Walk))

    @property
    def walked_min(self) -> int:
        """The same in minutes, each walk to the next one: so it is compared."""
        return sum(-(-leg.on_foot_s // MINUTE_S) for leg in self.legs if isinstance(leg, Walk))

    def worth(self, query: Query | None = None) -> tuple[int, ...]:
        """Return what counts, the less the better: leaving late is a negative number.

        For criteria, what a later arrival (with `arrive_by` an earlier departure) and more changes
        must spare is added: then one journey is hardly worse than another (`Slack`) where none of
        its numbers is larger.
        """
        ends = -self.departure_s, self.arrival_s, self.transfers
        if query is None or not query.criteria:
            return ends
        slack, counts = query.slack, query.criteria
        late_s = (-self.departure_s if query.arrive_by else self.arrival_s) + (
            CHANGE_WORTH_S * self.transfers
        )
        walked = emitted = 0
        if Criterion.WALKING in counts:
            walked = MINUTE_S * MINUTE_S * self.walked_min + slack.late_walk_s * late_s
        if Criterion.CO2E in counts:
            weighed_dag = self.emitted_dag + slack.walk_dag * self.walked_min
            emitted = MINUTE_S * weighed_dag + slack.late_dag * late_s
        return *ends, walked, emitted

    def is_within(self, slack: Slack, other: Journey, *, arrive_by: bool) -> bool:
        """Return False when the slack of a query leaves this one out because there is another."""
        if other.departure_s < self.departure_s or other.arrival_s > self.arrival_s:
            return True
        if arrive_by:
            gain_s = other.departure_s - self.departure_s
        else:
            gain_s = self.arrival_s - other.arrival_s
        is_too_slow = gain_s > slack.time_s and other.transfers <= self.transfers
        return not is_too_slow and self.transfers <= other.transfers + slack.transfers

    def dominates(self, other: Journey, query: Query | None = None) -> bool:
        """Return True when leaving no earlier, arriving no later, changing no more.

        And hardly walking and emitting more, where that is a criterion.
        """
        mine, theirs = self.worth(query), other.worth(query)
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


def pareto_front(journeys: Iterable[Journey], query: Query | None = None) -> tuple[Journey, ...]:
    """Keep the journeys that no other dominates, one of those that are worth the same.

    Sorted by departure, then arrival, then transfers; of equals the first given is kept.
    """
    distinct: dict[tuple[int, ...], Journey] = {}
    for journey in journeys:
        distinct.setdefault(journey.worth(query), journey)
    kept: list[tuple[int, ...]] = []
    earliest_s: dict[tuple[int, ...], int] = {}
    """By what counts beside the times, of the journeys that leave as late or later."""
    for worth in sorted(distinct):
        arrival_s, rest = worth[1], worth[2:]
        if not any(s <= arrival_s and no_more(most, rest) for most, s in earliest_s.items()):
            earliest_s[rest] = arrival_s
            kept.append(worth)
    kept.sort(key=lambda worth: (-worth[0], *worth[1:]))
    return tuple(distinct[worth] for worth in kept)


def no_more(mine: tuple[int, ...], theirs: tuple[int, ...]) -> bool:
    """Tell whether nothing of mine is more than its counterpart."""
    return all(a <= b for a, b in zip(mine, theirs, strict=True))
