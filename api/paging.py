"""Pages of journeys: windows that grow until there are enough, and cursors to what lies around."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from planner import (
    Answer,
    DateOutsideNetworkError,
    Journey,
    Network,
    NoJourney,
    Query,
    Work,
    date_of,
    pareto_front,
)

HORIZON_S = 24 * 3600
"""How far from the moment asked for a page may look for enough journeys."""

_CURSOR = re.compile(r"(EARLIER|LATER)\|(\d{1,10})")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: moments from `epoch_s` on (`later`), or the last ones before it."""

    later: bool
    epoch_s: int

    def __str__(self) -> str:
        return f"{'LATER' if self.later else 'EARLIER'}|{self.epoch_s}"


def read_cursor(text: str) -> Cursor | None:
    """Read "EARLIER|epoch" or "LATER|epoch", or return None."""
    parts = _CURSOR.fullmatch(text)
    return Cursor(parts.group(1) == "LATER", int(parts.group(2))) if parts else None


@dataclass(frozen=True, slots=True)
class Page:
    """Every journey whose moment lies in [first_s, last_s] and that no other journey beats.

    Journeys of other pages count: one that leaves at the end of a page is not shown when leaving
    just after it arrives as early. The moment of a journey is its departure, or its arrival where
    the query says `arrive_by`. Neighbouring pages share no moment and leave none out.
    """

    journeys: tuple[Journey, ...]
    work: Work
    first_s: int
    last_s: int
    reason: NoJourney | None = None
    next_departure_s: int | None = None

    @property
    def before(self) -> Cursor:
        """Where the page before ends."""
        return Cursor(later=False, epoch_s=self.first_s)

    @property
    def after(self) -> Cursor:
        """Where the page after begins."""
        return Cursor(later=True, epoch_s=self.last_s + 1)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a page starts, which way it grows, and when it is long enough."""

    start_s: int
    later: bool
    window_s: int
    wanted: int
    """Journeys to find, if the horizon allows, by growing past the window."""
    most: int | None = None
    """Journeys to keep; those of the same moment as the last one kept stay."""


class Search(Protocol):
    """What answers queries on a network: a planner, or one between ends of its own."""

    @property
    def network(self) -> Network:
        """The network."""

    def search(self, query: Query) -> Answer:
        """Return the journeys of a query, or why there is none."""


def find_page(planner: Search, query: Query, reach: Reach) -> Page:
    """Search windows one after the other until enough journeys are found.

    `query` gives everything but the moments. Growth stops where the calendars do.

    Raises
    ------
    DateOutsideNetworkError: the page starts where no calendar reaches.

    """
    known = _known_moments(planner.network)
    answers: list[Answer] = []
    found: tuple[Journey, ...] = ()
    covered_s, length_s = 0, reach.window_s
    while True:
        part, is_last = _part(query, reach, covered_s, length_s, known)
        answers.append(planner.search(part))
        found = pareto_front((*found, *answers[-1].journeys), query)
        found = _within_slack(query, found, found)
        covered_s += length_s + 1
        if not found and reach.later is not query.arrive_by:
            is_last |= answers[-1].reason is not NoJourney.ONLY_AFTER_WINDOW
            covered_s = _next_covered_s(query, reach, answers[-1], covered_s)
        at_horizon = covered_s >= HORIZON_S
        if found and not is_last and (at_horizon or len(found) >= reach.wanted):
            kept, beyond = _unbeaten(planner, query, _page(found, Work(), reach, covered_s))
            answers.append(beyond)
            found = kept if kept or not at_horizon else found  # any journey beats none
        if is_last or at_horizon or len(found) >= reach.wanted:
            break
        length_s = max(min(2 * length_s, HORIZON_S - covered_s), 1)
    page = _page(found, sum((a.work for a in answers), Work()), reach, covered_s)
    if found:
        return _shortened(page, query, reach)
    first = answers[0]
    return replace(page, reason=first.reason, next_departure_s=first.next_departure_s)


def _unbeaten(planner: Search, query: Query, page: Page) -> tuple[tuple[Journey, ...], Answer]:
    """Leave out what leaving just after the page (or arriving just before it) beats.

    The earliest arrivals of those who leave later, one per number of transfers, tell.
    """
    time_s = page.first_s - 1 if query.arrive_by else page.last_s + 1
    try:
        beyond = planner.search(replace(query, time_s=time_s, window_s=0))
    except DateOutsideNetworkError:
        return page.journeys, Answer((), Work())
    kept = tuple(
        journey
        for journey in page.journeys
        if not any(other.dominates(journey, query) for other in beyond.journeys)
    )
    return _within_slack(query, kept, (*kept, *beyond.journeys)), beyond


def _within_slack(
    query: Query, found: tuple[Journey, ...], others: tuple[Journey, ...]
) -> tuple[Journey, ...]:
    """Leave out what is too much worse in time or changes for its other merits to count.

    Each window was searched by itself: journeys of another may arrive much earlier.
    """
    if not query.criteria:
        return found
    return tuple(
        journey
        for journey in found
        if all(journey.is_within(query.slack, o, arrive_by=query.arrive_by) for o in others)
    )


def _known_moments(network: Network) -> tuple[int, int]:
    """Return the first and last moment of the days that the calendars cover."""
    if network.replay_days[0]:
        return 0, 2**40
    zone = ZoneInfo(network.timezone_name[0])
    days = int(network.first_day[0]), network.last_day + 1
    first, end = (datetime.combine(date_of(day), time(), zone).timestamp() for day in days)
    return int(first), int(end) - 1


def _part(
    query: Query, reach: Reach, covered_s: int, length_s: int, known: tuple[int, int]
) -> tuple[Query, bool]:
    """Return the query of the window that follows what is covered, and whether it is the last.

    The window ends where the calendars do; one that lies outside of them is left as it is, for
    the planner to refuse.
    """
    first_s = reach.start_s + covered_s if reach.later else reach.start_s - covered_s - length_s
    last_s = first_s + length_s
    inside_s = max(first_s, known[0]), min(last_s, known[1])
    is_last = inside_s != (first_s, last_s)
    if inside_s[0] < inside_s[1]:
        first_s, last_s = inside_s
    time_s = last_s if query.arrive_by else first_s
    return replace(query, time_s=time_s, window_s=last_s - first_s), is_last


def _next_covered_s(query: Query, reach: Reach, answer: Answer, covered_s: int) -> int:
    """Skip to the next departure: the search that found it found nothing better before it."""
    if query.arrive_by or answer.next_departure_s is None:
        return covered_s
    return max(covered_s, answer.next_departure_s - reach.start_s)


def _page(found: tuple[Journey, ...], work: Work, reach: Reach, covered_s: int) -> Page:
    if reach.later:
        return Page(found, work, reach.start_s, reach.start_s + covered_s - 1)
    return Page(found, work, reach.start_s - covered_s + 1, reach.start_s)


def _shortened(page: Page, query: Query, reach: Reach) -> Page:
    """Keep what was asked for: the whole window, or as many journeys as were wanted.

    Journeys are kept from the start of the page, all of a moment or none.
    """
    sign = 1 if reach.later else -1
    away_s = sorted(sign * (_moment_s(j, query) - reach.start_s) for j in page.journeys)
    edge_s = page.last_s - page.first_s
    if edge_s > reach.window_s and len(away_s) >= reach.wanted:
        edge_s = max(reach.window_s, away_s[reach.wanted - 1])
    if reach.most is not None and len(away_s) > reach.most:
        edge_s = min(edge_s, away_s[reach.most - 1])
    first_s = reach.start_s if reach.later else reach.start_s - edge_s
    last_s = reach.start_s + edge_s if reach.later else reach.start_s
    kept = tuple(j for j in page.journeys if first_s <= _moment_s(j, query) <= last_s)
    return replace(page, journeys=kept, first_s=first_s, last_s=last_s)


def _moment_s(journey: Journey, query: Query) -> int:
    return journey.arrival_s if query.arrive_by else journey.departure_s
