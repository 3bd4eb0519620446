"""Plan answers as MOTIS writes them, with our additions; pages render this very dict."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b

from api.door_to_door import Direct
from api.emissions import car_grams, factors_response, grams, street_mg
from api.live.live_journeys import on_live_times, times_of
from api.paging import Page
from api.place_responses import end_place
from api.plan_request import PlanRequest
from api.planning import PlanAnswer
from api.reasons import Reason, sentence_of
from api.ride_legs import RideLegs
from api.service import Service
from api.street_legs import StreetLegs, walking_s
from api.times import show_time
from api.travelling import WALK
from api.wheelchair import of_legs
from planner import Journey, Network, Ride, Walk, WalkKind, date_of, day_of


def plan_response(service: Service, answer: PlanAnswer) -> dict[str, object]:
    """Return the body of `/api/v6/plan`, all but the `cost` object."""
    request, page = answer.request, answer.page
    on_streets, in_vehicles = StreetLegs(service, request), RideLegs(service, request)
    by_car = car_grams(service, request, answer.direct)
    body: dict[str, object] = {
        "requestParameters": dict(request.given),
        "debugOutput": page.work.as_dict(),
        "from": end_place(service, request.origin),
        "to": end_place(service, request.destination),
        "direct": [
            _direct_itinerary(service, request, direct, on_streets, by_car)
            for direct in answer.direct
        ],
        "itineraries": [
            _itinerary(service, answer, journey, (on_streets, in_vehicles), by_car)
            for journey in page.journeys
        ],
        "previousPageCursor": str(page.before) if request.timetable_view else "",
        "nextPageCursor": str(page.after) if request.timetable_view else "",
        "reasons": [_reason(service, request, reason) for reason in answer.reasons],
        "emissionFactors": factors_response(service.emissions.factors),
    }
    replayed = replay_response(service, _shown_moment_s(request, page))
    if replayed:
        body["replay"] = replayed
    return body


def replay_response(service: Service, moment_s: int) -> list[dict[str, object]]:
    """Return, for each feed shown out of its dates, the real day that stands for a moment."""
    day = date_of(day_of(moment_s, service.zone))
    return [
        {
            "feed": feed.id,
            "operator": feed.operator,
            "realDate": f"{feed.replayed_monday + timedelta(days=day.weekday()):%Y-%m-%d}",
            "realWeekFrom": f"{feed.replayed_monday:%Y-%m-%d}",
        }
        for feed in service.snapshot.manifest.feeds
        if feed.replayed_monday is not None
    ]


def _shown_moment_s(request: PlanRequest, page: Page) -> int:
    """Return the departure of the first journey shown, else the moment asked for."""
    return page.journeys[0].departure_s if page.journeys else request.time_s


def _reason(service: Service, request: PlanRequest, reason: Reason) -> dict[str, object]:
    sentence = sentence_of(
        reason, service.zone, max_transfers=request.max_transfers, arrive_by=request.arrive_by
    )
    content: dict[str, object] = {"code": reason.code, "sentence": sentence}
    if reason.next_departure_s is not None:
        content["nextDeparture"] = show_time(reason.next_departure_s)
    return content


def _itinerary(
    service: Service,
    answer: PlanAnswer,
    journey: Journey,
    writers: tuple[StreetLegs, RideLegs],
    by_car: float,
) -> dict[str, object]:
    request = answer.request
    on_streets, in_vehicles = writers
    pieces = _pieces(request, journey)
    walks = (piece for piece in pieces if isinstance(piece, Walk))
    by_street_mg = street_mg(service, (w for walk in walks for w in answer.ways.get(walk, ())))
    legs = [
        leg
        for piece in pieces
        for leg in (
            on_streets.legs(piece, answer.ways.get(piece, ()))
            if isinstance(piece, Walk)
            else [in_vehicles.leg(piece)]
        )
    ]
    legs, wrong = on_live_times(legs)
    times: dict[str, object] = {
        "duration": journey.arrival_s - journey.departure_s,
        "startTime": show_time(journey.departure_s),
        "endTime": show_time(journey.arrival_s),
    }
    live = times_of(legs) if any(leg["realTime"] for leg in legs) else {}
    return {
        **times,
        **live,
        **({"liveWarnings": wrong} if wrong else {}),
        "transfers": journey.transfers,
        "walkingTime": walking_s(legs),
        "id": _itinerary_id(service.snapshot.network, journey),
        "emissions": {
            "grams": grams(service.emissions.journey_mg(journey) + by_street_mg),
            "carGrams": by_car,
        },
        "wheelchair": of_legs(legs),
        "legs": legs,
    }


def _pieces(request: PlanRequest, journey: Journey) -> list[Walk | list[Ride]]:
    """Return the walks and rides of a journey; rides in one vehicle together where asked for."""
    pieces: list[Walk | list[Ride]] = []
    for leg in journey.legs:
        if isinstance(leg, Walk):
            pieces.append(leg)
        elif leg.stay_seated and request.join_interlined and isinstance(pieces[-1], list):
            pieces[-1].append(leg)
        else:
            pieces.append([leg])
    return pieces


def _itinerary_id(network: Network, journey: Journey) -> str:
    """Return an id that the same rides of the same network always have."""
    rides = "|".join(
        f"{network.trip_id[r.trip]}@{r.service_day}:{r.board_position}-{r.alight_position}"
        for r in journey.rides
    )
    return blake2b(rides.encode(), digest_size=12).hexdigest()


def _direct_itinerary(
    service: Service,
    request: PlanRequest,
    direct: Direct,
    on_streets: StreetLegs,
    by_car: float,
) -> dict[str, object]:
    """Return going all the way without transit, at the moment asked for."""
    departure_s = request.time_s - direct.duration_s if request.arrive_by else request.time_s
    if direct.departure_s is not None:
        departure_s = direct.departure_s
    arrival_s = departure_s + direct.duration_s
    estimated = not direct.ways
    walk = Walk(WalkKind.ACCESS, None, None, departure_s, arrival_s, estimated=estimated)
    legs = on_streets.legs(walk, direct.ways)
    members: dict[str, object] = {
        "duration": direct.duration_s,
        "startTime": show_time(walk.departure_s),
        "endTime": show_time(walk.arrival_s),
        "transfers": 0,
        "walkingTime": walking_s(legs),
        "id": direct.mode.lower(),
        "emissions": {"grams": grams(street_mg(service, direct.ways)), "carGrams": by_car},
        "legs": legs,
    }
    return members | ({"wheelchair": of_legs(legs)} if direct.mode == WALK else {})
