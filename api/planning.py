"""Plan requests answered: the search run or remembered, and its work given to the meter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from api.approaches.finding import moment_of, stops_in_reach
from api.approaches.rented import has_stale
from api.approaches.timed import TimedSearch
from api.door_to_door import Direct, Way, direct_ways, unknown_streets, ways_of
from api.meter import current_meter, stage
from api.paging import Page, Reach, Search, find_page
from api.payers import commune_of, legs_of, payers_of
from api.plan_request import PlanRequest, read_plan_request
from api.problems import problem_of
from api.reasons import (
    NO_STOP_NEAR_DESTINATION,
    NO_STOP_NEAR_ORIGIN,
    NO_STREET_NEAR_DESTINATION,
    NO_STREET_NEAR_ORIGIN,
    NOT_USABLE_THEN,
    NOTHING_EARLIER,
    NOTHING_LATER,
    SHARED_VEHICLES_STALE,
    WALKING_IS_FASTER,
    Reason,
    reason_of,
)
from api.service import Service
from api.travelling import WALK
from planner import PlannerError, Query, Walk, Work

__all__ = ["PlanAnswer", "answer_plan", "find_plan", "read_plan_request"]


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """What was found for a request."""

    request: PlanRequest
    page: Page
    direct: tuple[Direct, ...]
    reasons: tuple[Reason, ...]
    ways: Mapping[Walk, tuple[Way, ...]] = field(default_factory=dict)
    """The legs along streets of the journeys; those that are missing are estimated."""


def answer_plan(service: Service, request: PlanRequest) -> PlanAnswer:
    """Answer a request and tell the meter what it took and who pays.

    Raises
    ------
    ApiProblem: no calendar covers the day.

    """
    meter = current_meter()
    kept = service.answers.get(request)
    if kept is not None:
        meter.cache_hit = True
        answer = replace(kept, request=request)
    else:
        try:
            answer = find_plan(service, request)
        except PlannerError as error:
            raise problem_of(error) from error
        service.answers.keep(answer)
        meter.add_work(answer.page.work)
    _tell_who_pays(service, answer)
    return answer


def _tell_who_pays(service: Service, answer: PlanAnswer) -> None:
    """Tell the meter the ends and the legs of the first journey, or that there is none."""
    meter, snapshot, request = current_meter(), service.snapshot, answer.request
    if answer.page.journeys:
        journey = answer.page.journeys[0]
        meter.payers = payers_of(snapshot, journey)
        if service.weighs_legs:
            meter.legs = legs_of(snapshot, journey)
    if request.cursor is None:  # a further page with nothing on it is no lack of transport
        solved = bool(answer.page.journeys or answer.direct)
        meter.outcome = "solved" if solved else "unsolved"
        meter.commune = commune_of(snapshot, request.origin)


def find_plan(service: Service, request: PlanRequest) -> PlanAnswer:
    """Search the journeys of a request."""
    with stage("streets"):
        access = stops_in_reach(service, request, leaving=True)
        egress = stops_in_reach(service, request, leaving=False)
        direct = direct_ways(service, request)
        reasons = _unknown_streets(service, request) + _stale(service, request)
    search = TimedSearch(service.planner_for(request.travelling), access, egress)
    if not access.offsets or not egress.offsets:
        page = Page((), Work(), request.time_s, request.time_s)
        codes = [NO_STOP_NEAR_ORIGIN] * (not access.offsets)
        codes += [NO_STOP_NEAR_DESTINATION] * (not egress.offsets)
        reasons += [Reason(code) for code in codes]
    else:
        query = Query(
            access.offsets,
            egress.offsets,
            request.time_s,
            max_transfers=request.max_transfers,
            arrive_by=request.arrive_by,
            options=request.transit.added_to(request.travelling.options),
            vias=request.transit.vias,
            criteria=request.criteria,
            slack=request.slack,
            expected=request.expected,
        )
        with stage("search"):
            page = _page(search, query, request)
            if not page.journeys:
                told = Reason(NOT_USABLE_THEN) if search.left_some_out else _reason(page, request)
                reasons.append(told)
    used = ((journey, search.used[journey]) for journey in page.journeys)
    with stage("streets"):
        ways = ways_of(service, request, used)
    found = {
        id(way.path): way.path
        for part in (*ways.values(), *(d.ways for d in direct))
        for way in part
    }
    settled = access.settled + egress.settled + sum(path.settled for path in found.values())
    settled += sum(d.settled for d in direct)
    page = replace(page, work=page.work + Work(street_nodes_settled=settled))
    quickest_s = min((j.arrival_s - j.departure_s for j in page.journeys), default=0)
    if any(walk.mode == WALK and walk.duration_s <= quickest_s for walk in direct):
        reasons.append(Reason(WALKING_IS_FASTER))
    return PlanAnswer(request, page, direct, tuple(reasons), ways)


def _unknown_streets(service: Service, request: PlanRequest) -> list[Reason]:
    """Say where walking is estimated because no street is near."""
    codes = (NO_STREET_NEAR_ORIGIN, NO_STREET_NEAR_DESTINATION)
    unknown = unknown_streets(service, request)
    return [Reason(code) for code, holds in zip(codes, unknown, strict=True) if holds]


def _stale(service: Service, request: PlanRequest) -> list[Reason]:
    """Say that shared vehicles are left out because their state is too old."""
    if not request.as_of[0] or service.shared is None:
        return []
    stale = has_stale(service.shared.current(), moment_of(service, request))
    return [Reason(SHARED_VEHICLES_STALE)] if stale else []


def _page(planner: Search, query: Query, request: PlanRequest) -> Page:
    """Search a window that grows, or the best journeys from one moment."""
    if not request.timetable_view:
        answer = planner.search(query)
        return Page(
            answer.journeys,
            answer.work,
            query.time_s,
            query.time_s,
            answer.reason,
            answer.next_departure_s,
        )
    cursor = request.cursor
    start_s = request.time_s
    if cursor is not None:
        start_s = cursor.epoch_s if cursor.later else cursor.epoch_s - 1
    reach = Reach(
        start_s=start_s,
        later=not request.arrive_by if cursor is None else cursor.later,
        window_s=request.window_s,
        wanted=min(request.num_itineraries, request.max_itineraries or request.num_itineraries),
        most=request.max_itineraries,
    )
    return find_page(planner, query, reach)


def _reason(page: Page, request: PlanRequest) -> Reason:
    cursor = request.cursor
    if cursor is not None and cursor.later is request.arrive_by:
        return Reason(NOTHING_LATER if cursor.later else NOTHING_EARLIER)
    assert page.reason is not None, "an empty answer has a reason"
    return reason_of(page.reason, page.next_departure_s)
