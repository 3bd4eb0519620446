"""Plan requests answered: the search run or remembered, and its work given to the meter."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from api.meter import current_meter
from api.paging import Page, Reach, find_page
from api.payers import payers_of
from api.places import PlaceInfo
from api.plan_request import PlanRequest, read_plan_request
from api.problems import problem_of
from api.reasons import (
    NO_STOP_NEAR_DESTINATION,
    NO_STOP_NEAR_ORIGIN,
    NOTHING_EARLIER,
    NOTHING_LATER,
    WALKING_IS_FASTER,
    Reason,
    reason_of,
)
from api.service import Service
from planner import (
    Offset,
    Planner,
    PlannerError,
    Query,
    Work,
    distance_m,
    offsets_near,
    offsets_of_stops,
    walk_duration_s,
)

__all__ = ["DirectWalk", "PlanAnswer", "answer_plan", "find_plan", "read_plan_request"]


@dataclass(frozen=True, slots=True)
class DirectWalk:
    """Walking all the way, by beeline estimate."""

    duration_s: int
    distance_m: float


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """What was found for a request."""

    request: PlanRequest
    page: Page
    direct: DirectWalk | None
    reasons: tuple[Reason, ...]


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
    if answer.page.journeys:
        meter.payers = payers_of(service.snapshot, answer.page.journeys[0])
    return answer


def find_plan(service: Service, request: PlanRequest) -> PlanAnswer:
    """Search the journeys of a request."""
    planner = service.planner
    access = _offsets(planner, request.origin, request.max_access_s, leaving=True)
    egress = _offsets(planner, request.destination, request.max_egress_s, leaving=False)
    direct = _direct(request)
    if not access or not egress:
        page = Page((), Work(), request.time_s, request.time_s)
        codes = [NO_STOP_NEAR_ORIGIN] * (not access) + [NO_STOP_NEAR_DESTINATION] * (not egress)
        reasons = [Reason(code) for code in codes]
    else:
        query = Query(
            access,
            egress,
            request.time_s,
            max_transfers=request.max_transfers,
            arrive_by=request.arrive_by,
        )
        page = _page(planner, query, request)
        reasons = [] if page.journeys else [_reason(page, request)]
    quickest_s = min((j.arrival_s - j.departure_s for j in page.journeys), default=0)
    if direct is not None and direct.duration_s <= quickest_s:
        reasons.append(Reason(WALKING_IS_FASTER))
    return PlanAnswer(request, page, direct, tuple(reasons))


def _page(planner: Planner, query: Query, request: PlanRequest) -> Page:
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


def _offsets(
    planner: Planner, place: PlaceInfo, max_walk_s: int, *, leaving: bool
) -> tuple[Offset, ...]:
    """Return the stops in reach of a place on foot."""
    if not place.stops:
        return offsets_near(planner.network, place.lat, place.lon, max_walk_s)
    stops = np.array(place.stops, dtype=np.int32)
    offsets = offsets_of_stops(planner.network, stops, leaving=leaving)
    return tuple(offset for offset in offsets if offset.duration_s <= max_walk_s)


def _direct(request: PlanRequest) -> DirectWalk | None:
    """Estimate walking all the way; only the first page tells."""
    origin, destination = request.origin, request.destination
    to = np.array([[destination.lat], [destination.lon]])
    beeline_m = distance_m(origin.lat, origin.lon, to[0], to[1])
    duration_s = int(walk_duration_s(beeline_m)[0])
    if request.cursor is not None or duration_s > request.max_direct_s:
        return None
    return DirectWalk(duration_s, float(beeline_m[0]))
