"""Everything in reach of a place: `/api/v1/one-to-all`, and what isochrones begin with."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from api.accounting import UNATTRIBUTED
from api.approaches.finding import End, in_reach
from api.approaches.rented import Moment
from api.meter import current_meter, stage
from api.parameters import Parameters, Range
from api.place_responses import end_place, stop_place
from api.places import PlaceInfo
from api.plan_request import WALK_S, Limits, place_named
from api.problems import problem_of
from api.service import Service
from api.travelling import Travelling, read_travelling
from api.words import _
from planner import PlannerError, Reached, Work

TRAVEL_MIN = Range(60, 1, 240)
_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class ReachRequest:
    """Where from (or to), when, for how long, and how."""

    place: PlaceInfo
    time_s: int
    arrive_by: bool
    limit_s: int
    max_access_s: int
    travelling: Travelling


def read_reach_request(args: MultiDict[str, str], service: Service) -> ReachRequest:
    """Read the parameters of one-to-all.

    Raises
    ------
    ApiProblem: a parameter is missing, malformed, out of its limits, unknown or not served.

    """
    read = Parameters(args)
    minutes = read.whole("maxTravelTime", TRAVEL_MIN)
    request = read_reach(read, service, minutes * _MINUTE_S)
    read.done()
    return request


def read_reach(read: Parameters, service: Service, limit_s: int) -> ReachRequest:
    """Read what one-to-all and isochrones share."""
    text = read.required("one", _("il faut l’identifiant d’un arrêt ou «\u00a0lat,lon\u00a0»"))
    asked_s = read.time("time")
    return ReachRequest(
        place=place_named("one", text, service),
        time_s=int(service.now().timestamp()) if asked_s is None else asked_s,
        arrive_by=read.flag("arriveBy", default=False),
        limit_s=limit_s,
        max_access_s=read.whole("maxPreTransitTime", WALK_S),
        travelling=read_travelling(read, service.served.at_any_time),
    )


def find_reach(service: Service, request: ReachRequest, time_s: int) -> Reached:
    """Search, tell the meter what it took and who pays: the authority of the place.

    Raises
    ------
    ApiProblem: no calendar covers the day.

    """
    limit_s = min(request.max_access_s, request.limit_s)
    end = End(request.place, leaving=not request.arrive_by)
    moment = Moment(time_s, int(service.now().timestamp()))
    with stage("streets"):
        access = in_reach(service, request.travelling, end, Limits(limit_s, limit_s), moment)
    try:
        with stage("search"):
            reached = service.reach_for(request.travelling).from_place(
                access.offsets, time_s, request.limit_s, arrive_by=request.arrive_by
            )
    except PlannerError as error:
        raise problem_of(error) from error
    meter = current_meter()
    meter.add_work(reached.work + Work(street_nodes_settled=access.settled))
    meter.payers = {_payer(service, request.place): 1}
    return reached


def _payer(service: Service, place: PlaceInfo) -> str:
    territories = service.snapshot.territories
    authority = territories.authority_of(territories.commune_at(place.lat, place.lon))
    return UNATTRIBUTED if authority is None else authority.siren


def reach_response(service: Service, request: ReachRequest) -> dict[str, object]:
    """Return every stop in reach, nearest in time first.

    `duration` is in minutes, as MOTIS has it, rounded up; ours: `durationSeconds`.
    """
    reached = find_reach(service, request, request.time_s)
    stops = [stop for stop, s in enumerate(reached.duration_s.tolist()) if s >= 0]
    stops.sort(key=lambda stop: (int(reached.duration_s[stop]), stop))
    return {
        "one": end_place(service, request.place),
        "all": [
            {
                "place": stop_place(service, stop),
                "duration": -(-int(reached.duration_s[stop]) // _MINUTE_S),
                "k": max(int(reached.rides[stop]) - 1, 0),
                "durationSeconds": int(reached.duration_s[stop]),
            }
            for stop in stops
        ],
    }
