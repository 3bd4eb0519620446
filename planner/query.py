"""A question to the planner: where from, where to, when, with which limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from planner.errors import InvalidQueryError
from planner.expected import NOTHING_EXPECTED, Expected
from planner.options import EVERYTHING, Options

MAX_TRANSFERS_LIMIT = 14
WINDOW_LIMIT_S = 8 * 24 * 3600
OFFSET_LIMIT_S = 4 * 3600
EMITTED_LIMIT_DAG = 1_000_000
VIAS_LIMIT = 4
STAY_LIMIT_S = 12 * 3600
SLACK_LIMIT_S = 4 * 3600
SLACK_TRANSFERS_LIMIT = 6
SLACK_WEIGHT_LIMIT = 60


CHANGE_WORTH_S = 300
"""One change more must be worth as much as so many seconds more."""
MINUTE_S = 60


class Criterion(Enum):
    """What may count beside arrival (departure) and changes."""

    WALKING = "walking"
    """Minutes on foot to and from stops and between them, each walk to the next minute."""
    CO2E = "co2e"
    """Tens of grams of CO2 equivalent of one passenger (planner/emissions), and what the minutes
    on foot weigh (`Slack.walk_dag`)."""


@dataclass(frozen=True, slots=True)
class Slack:
    """How much worse than journeys that only time counts for a journey may be, to be answered.

    It is left out when another that leaves no earlier and changes no more arrives earlier by more
    than `time_s`, or one that leaves and arrives as well has fewer changes by more than
    `transfers`. And when another that leaves no earlier, arrives no later and changes no more is
    hardly worse in what counts: for each minute that this one arrives later it must spare
    `late_walk_s` seconds on foot or `late_dag` tens of grams, and a change more asks as much as
    five minutes. With `arrive_by` departures are compared so.
    """

    time_s: int = 1800
    transfers: int = 1
    late_walk_s: int = 12
    """So that a minute less on foot is worth five minutes."""
    late_dag: int = 1
    walk_dag: int = 2
    """Each minute on foot weighs like so many tens of grams where CO2e counts: nobody walks a
    stretch of bus for less."""

    def check(self) -> None:
        """Raise InvalidQueryError naming the first field that cannot be searched."""
        if not 0 <= self.time_s <= SLACK_LIMIT_S:
            raise InvalidQueryError("slack", f"time_s must be 0..{SLACK_LIMIT_S}")
        if not 0 <= self.transfers <= SLACK_TRANSFERS_LIMIT:
            raise InvalidQueryError("slack", f"transfers must be 0..{SLACK_TRANSFERS_LIMIT}")
        for name in ("late_walk_s", "late_dag", "walk_dag"):
            if not 0 <= getattr(self, name) <= SLACK_WEIGHT_LIMIT:
                raise InvalidQueryError("slack", f"{name} must be 0..{SLACK_WEIGHT_LIMIT}")


@dataclass(frozen=True, slots=True)
class Offset:
    """A stop that is reached from the origin (or leads to the destination) in so many seconds."""

    stop: int
    duration_s: int
    estimated: bool = False
    """True when the duration is a beeline estimate and not a rule or a measured street path."""
    walked_s: int | None = None
    """How much of it is on foot; None: all."""
    emitted_dag: int = 0
    """Tens of grams of CO2 equivalent of the rest."""

    @property
    def walked_min(self) -> int:
        """Minutes on foot, to the next one."""
        return -(-(self.duration_s if self.walked_s is None else self.walked_s) // MINUTE_S)


@dataclass(frozen=True, slots=True)
class Via:
    """A place to pass on the way."""

    stops: frozenset[int]
    """Any of these."""
    stay_s: int = 0
    """0: riding through is enough; else the least time between alighting and boarding there."""


@dataclass(frozen=True, slots=True)
class Query:
    """One search. Times are UTC epoch seconds."""

    access: tuple[Offset, ...]
    egress: tuple[Offset, ...]
    time_s: int
    """Earliest departure from the origin; with `arrive_by` the latest arrival."""
    window_s: int = 0
    """0: the earliest arrivals when leaving from `time_s` on, each with its latest departure
    (`arrive_by`: the latest departures, each with its earliest arrival); else every
    Pareto-optimal journey that leaves within [time_s, time_s + window_s] (`arrive_by`: that
    arrives within [time_s - window_s, time_s])."""
    max_transfers: int = 6
    arrive_by: bool = False
    options: Options = EVERYTHING
    vias: tuple[Via, ...] = ()
    """Places to pass, in this order."""
    criteria: frozenset[Criterion] = frozenset()
    """Journeys that are better in one of these are answered too, as far as `slack` lets them."""
    slack: Slack = Slack()
    expected: Expected = NOTHING_EXPECTED
    """What is expected of runs in place of their timetable."""

    def check(self) -> None:
        """Raise InvalidQueryError naming the first field that cannot be searched."""
        self._check_ends()
        if not 0 <= self.max_transfers <= MAX_TRANSFERS_LIMIT:
            raise InvalidQueryError("max_transfers", f"must be 0..{MAX_TRANSFERS_LIMIT}")
        if not 0 <= self.window_s <= WINDOW_LIMIT_S:
            raise InvalidQueryError("window_s", f"must be 0..{WINDOW_LIMIT_S}")
        if len(self.vias) > VIAS_LIMIT:
            raise InvalidQueryError("vias", f"at most {VIAS_LIMIT} can be passed")
        for via in self.vias:
            if not via.stops or not 0 <= via.stay_s <= STAY_LIMIT_S:
                raise InvalidQueryError("vias", f"names a stop and a stay of 0..{STAY_LIMIT_S} s")
        self.slack.check()
        if self.options is not EVERYTHING:
            self.options.check()

    def _check_ends(self) -> None:
        if not self.access:
            raise InvalidQueryError("access", "no stop is in reach of the origin")
        if not self.egress:
            raise InvalidQueryError("egress", "no stop is in reach of the destination")
        for name, offsets in (("access", self.access), ("egress", self.egress)):
            for offset in offsets:
                if not 0 <= offset.duration_s <= OFFSET_LIMIT_S:
                    raise InvalidQueryError(name, f"a duration is outside 0..{OFFSET_LIMIT_S} s")
            if not self.criteria:
                continue
            if any(not 0 <= offset.emitted_dag <= EMITTED_LIMIT_DAG for offset in offsets):
                raise InvalidQueryError(name, f"emitted_dag is outside 0..{EMITTED_LIMIT_DAG}")
            if any(not 0 <= (o.walked_s or 0) <= o.duration_s for o in offsets):
                raise InvalidQueryError(name, "more is walked than the way takes, or less than 0 s")
