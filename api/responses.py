"""Plan answers as MOTIS writes them, with our additions; pages render this very dict."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b

from api.door_to_door import Direct
from api.paging import Page
from api.place_responses import end_place, stop_place
from api.plan_request import PlanRequest
from api.planning import PlanAnswer
from api.polylines import NO_GEOMETRY, encoded
from api.reasons import Reason, sentence_of
from api.service import Service
from api.street_legs import StreetLegs, leg_times
from api.times import show_time
from api.trips import Calls, calls_of, trip_fields
from planner import Journey, Network, Ride, Walk, WalkKind, date_of, day_of


def plan_response(service: Service, answer: PlanAnswer) -> dict[str, object]:
    """Return the body of `/api/v6/plan`, all but the `cost` object."""
    request, page = answer.request, answer.page
    on_streets = StreetLegs(service, request)
    body: dict[str, object] = {
        "requestParameters": dict(request.given),
        "debugOutput": page.work.as_dict(),
        "from": end_place(service, request.origin),
        "to": end_place(service, request.destination),
        "direct": [_direct_itinerary(request, direct, on_streets) for direct in answer.direct],
        "itineraries": [
            _itinerary(service, answer, journey, on_streets) for journey in page.journeys
        ],
        "previousPageCursor": str(page.before) if request.timetable_view else "",
        "nextPageCursor": str(page.after) if request.timetable_view else "",
        "reasons": [_reason(service, request, reason) for reason in answer.reasons],
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
    service: Service, answer: PlanAnswer, journey: Journey, on_streets: StreetLegs
) -> dict[str, object]:
    request = answer.request
    return {
        "duration": journey.arrival_s - journey.departure_s,
        "startTime": show_time(journey.departure_s),
        "endTime": show_time(journey.arrival_s),
        "transfers": journey.transfers,
        "id": _itinerary_id(service.snapshot.network, journey),
        "legs": [
            _ride_leg(service, request, leg)
            if isinstance(leg, Ride)
            else on_streets.leg(leg, answer.ways.get((leg.from_stop, leg.to_stop)))
            for leg in journey.legs
        ],
    }


def _itinerary_id(network: Network, journey: Journey) -> str:
    """Return an id that the same rides of the same network always have."""
    rides = "|".join(
        f"{network.trip_id[r.trip]}@{r.service_day}:{r.board_position}-{r.alight_position}"
        for r in journey.rides
    )
    return blake2b(rides.encode(), digest_size=12).hexdigest()


def _direct_itinerary(
    request: PlanRequest, direct: Direct, on_streets: StreetLegs
) -> dict[str, object]:
    """Return going all the way without transit, at the moment asked for."""
    departure_s = request.time_s - direct.duration_s if request.arrive_by else request.time_s
    arrival_s = departure_s + direct.duration_s
    estimated = direct.way is None
    walk = Walk(WalkKind.ACCESS, None, None, departure_s, arrival_s, estimated=estimated)
    return {
        "duration": direct.duration_s,
        "startTime": show_time(walk.departure_s),
        "endTime": show_time(walk.arrival_s),
        "transfers": 0,
        "id": direct.mode.lower(),
        "legs": [on_streets.leg(walk, direct.way)],
    }


def _ride_leg(service: Service, request: PlanRequest, ride: Ride) -> dict[str, object]:
    network = service.snapshot.network
    calls = calls_of(network, ride.trip, ride.service_day)
    board, alight = ride.board_position, ride.alight_position
    between = [
        position
        for position in range(board + 1, alight)
        if calls.boarding[position] or calls.alighting[position]
    ]
    start_s = int(network.times_of_trip(ride.trip)[1][0])
    return {
        **trip_fields(network, ride.trip, ride.service_day, start_s),
        "from": stop_place(service, ride.from_stop, departure_s=ride.departure_s),
        "to": stop_place(service, ride.to_stop, arrival_s=ride.arrival_s),
        "tripFrom": stop_place(service, calls.stops[0], departure_s=calls.departures_s[0]),
        "tripTo": stop_place(service, calls.stops[-1], arrival_s=calls.arrivals_s[-1]),
        **leg_times(ride),
        "intermediateStops": [calls.place(service, position) for position in between],
        "legGeometry": encoded(_ridden(service, ride, calls))
        if request.detailed_legs
        else NO_GEOMETRY,
    }


def _ridden(service: Service, ride: Ride, calls: Calls) -> list[tuple[float, float]]:
    """Return the line of a ride: along the operator's shape, else straight from stop to stop."""
    network, shapes = service.snapshot.network, service.snapshot.shapes
    board, alight = ride.board_position, ride.alight_position
    if shapes is not None:
        line = shapes.line(network, network.pattern_of_trip(ride.trip), board, alight)
        if line:
            return line
    return [
        (float(network.stop_lat[stop]), float(network.stop_lon[stop]))
        for stop in calls.stops[board : alight + 1]
    ]
