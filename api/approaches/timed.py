"""Searches that use parks, on-demand services and the like only when they may be used.

The search knows a stop and the seconds to it, whatever the time of day. So what it found is looked
at: a journey that would come to a closed park is left out, and the search is run again without that
park; what is left of all runs is the answer. Nothing that cannot be used is ever answered.
"""

from __future__ import annotations

from dataclasses import replace

from api.approaches.approach import InReach
from planner import (
    Answer,
    Journey,
    Network,
    NoJourney,
    Planner,
    Query,
    WalkKind,
    Work,
    pareto_front,
)
from planner import Walk as WalkLeg

MOST_RUNS = 5
"""So often a search is run again at most."""


class TimedSearch:
    """A planner between two ends, each reached in ways that may have their hours."""

    def __init__(self, planner: Planner, access: InReach, egress: InReach) -> None:
        self._planner = planner
        self._ends = access, egress
        self.used: dict[Journey, tuple[InReach, InReach]] = {}
        """How the ends of each journey are reached."""
        self.left_some_out = False
        """Whether something could not be used when it would have been."""
        self._has_hours = access.has_hours or egress.has_hours

    @property
    def network(self) -> Network:
        """The network that is searched."""
        return self._planner.network

    def search(self, query: Query) -> Answer:
        """Return the journeys of a query that can be used; its own ends do not count.

        Raises
        ------
        InvalidQueryError, DateOutsideNetworkError: see `Planner.search`.

        """
        ends, work = self._ends, Work()
        found: list[Journey] = []
        answer = Answer((), work)
        for _run in range(MOST_RUNS):
            access, egress = ends
            if not access.offsets or not egress.offsets:
                break
            answer = self._planner.search(
                replace(query, access=access.offsets, egress=egress.offsets)
            )
            work += answer.work
            narrowed = ends
            for journey in answer.journeys:
                fitting = _without_misfits(journey, narrowed, ends)
                if fitting is None:
                    self.used.setdefault(journey, ends)
                    found.append(journey)
                else:
                    narrowed = fitting
            if narrowed is ends:
                break
            ends = narrowed
        self.left_some_out |= ends is not self._ends
        kept = pareto_front(found, query)
        if kept:
            return Answer(kept, work)
        if self._has_hours and answer.reason in {None, NoJourney.ONLY_AFTER_WINDOW}:
            # What leaves next was found whatever the hours: the page looks on, step by step.
            self.left_some_out = True
            return Answer((), work, NoJourney.ONLY_AFTER_WINDOW)
        return Answer((), work, answer.reason, answer.next_departure_s)


def _without_misfits(
    journey: Journey, narrowed: tuple[InReach, InReach], ends: tuple[InReach, InReach]
) -> tuple[InReach, InReach] | None:
    """Return the ends without what a journey cannot use, None when it can be used.

    `ends` are those it was searched with, `narrowed` the same without what others cannot use.
    """
    changed = list(narrowed)
    fits = True
    for number, kind in enumerate((WalkKind.ACCESS, WalkKind.EGRESS)):
        leg = journey.legs[0 if kind is WalkKind.ACCESS else -1]
        if not isinstance(leg, WalkLeg) or leg.kind is not kind:
            continue
        stop = leg.to_stop if kind is WalkKind.ACCESS else leg.from_stop
        assert stop is not None, "one end of a way to or from transit is a stop"
        if ends[number].without_misfit(stop, leg.departure_s, leg.arrival_s) is None:
            continue
        fits = False
        if stop in narrowed[number]:
            fitting = changed[number].without_misfit(stop, leg.departure_s, leg.arrival_s)
            changed[number] = fitting or changed[number]
    return None if fits else (changed[0], changed[1])
