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
            leg
            for piece in _pieces(request, journey)
            for leg in (
                on_streets.legs(piece, answer.ways.get(piece, ()))
                if isinstance(piece, Walk)
                else [_ride_leg(service, request, piece)]
            )
        ],
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
    request: PlanRequest, direct: Direct, on_streets: StreetLegs
) -> dict[str, object]:
    """Return going all the way without transit, at the moment asked for."""
    departure_s = request.time_s - direct.duration_s if request.arrive_by else request.time_s
    if direct.departure_s is not None:
        departure_s = direct.departure_s
    arrival_s = departure_s + direct.duration_s
    estimated = not direct.ways
    walk = Walk(WalkKind.ACCESS, None, None, departure_s, arrival_s, estimated=estimated)
    return {
        "duration": direct.duration_s,
        "startTime": show_time(walk.departure_s),
        "endTime": show_time(walk.arrival_s),
        "transfers": 0,
        "id": direct.mode.lower(),
        "legs": on_streets.legs(walk, direct.ways),
    }


def _ride_leg(service: Service, request: PlanRequest, rides: list[Ride]) -> dict[str, object]:
    """Return a leg in one vehicle; it bears the name of the first trip, which people board."""
    network = service.snapshot.network
    first, last = rides[0], rides[-1]
    calls = [calls_of(network, ride.trip, ride.service_day) for ride in rides]
    stops, points = [], []
    for number, ride in enumerate(rides):
        if number:
            stops.append(_passed_seated(service, rides[number - 1], ride))
        stops += _between(service, ride, calls[number])
        points += _ridden(service, ride)
    start_s = int(network.times_of_trip(first.trip)[1][0])
    leg: dict[str, object] = {
        **trip_fields(network, first.trip, first.service_day, start_s),
        "from": stop_place(service, first.from_stop, departure_s=first.departure_s),
        "to": stop_place(service, last.to_stop, arrival_s=last.arrival_s),
        "tripFrom": stop_place(service, calls[0].stops[0], departure_s=calls[0].departures_s[0]),
        "tripTo": stop_place(service, calls[-1].stops[-1], arrival_s=calls[-1].arrivals_s[-1]),
        **leg_times(first.departure_s, last.arrival_s),
        "intermediateStops": stops,
        "legGeometry": encoded(points) if request.detailed_legs else NO_GEOMETRY,
    }
    if first.stay_seated:
        leg["interlineWithPreviousLeg"] = True
    return leg


def _between(service: Service, ride: Ride, calls: Calls) -> list[dict[str, object]]:
    """Return the stops called at between boarding and alighting."""
    return [
        calls.place(service, position)
        for position in range(ride.board_position + 1, ride.alight_position)
        if calls.boarding[position] or calls.alighting[position]
    ]


def _passed_seated(service: Service, before: Ride, after: Ride) -> dict[str, object]:
    """Return the stop where the vehicle goes on as another trip."""
    return stop_place(
        service, before.to_stop, arrival_s=before.arrival_s, departure_s=after.departure_s
    ) | {"pickupType": "NORMAL", "dropoffType": "NORMAL"}


def _ridden(service: Service, ride: Ride) -> list[tuple[float, float]]:
    """Return the line of a ride: along the operator's shape, else straight from stop to stop."""
    network, shapes = service.snapshot.network, service.snapshot.shapes
    board, alight = ride.board_position, ride.alight_position
    pattern = network.pattern_of_trip(ride.trip)
    line = [] if shapes is None else shapes.line(network, pattern, board, alight)
    if line:
        return line
    stops = network.stops_of_pattern(pattern)
    return [
        (float(network.stop_lat[stop]), float(network.stop_lon[stop]))
        for stop in stops[board : alight + 1].tolist()
    ]
