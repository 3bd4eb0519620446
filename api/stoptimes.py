"""The board of a stop: `/api/v6/stoptimes` read and answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from werkzeug.datastructures import MultiDict

from api.departures import BoardQuery
from api.live.alerts_told import AlertsTold
from api.live.live_board import LiveEvent, live_events
from api.live.live_mode import read_live_mode
from api.live.live_times import NOTHING_LIVE, is_told, live_place, live_state, times_told
from api.modes import RAIL_MODES, mode_of
from api.paging import Cursor, read_cursor
from api.parameters import Parameters, Range
from api.place_responses import end_place
from api.places import PlaceInfo, PlaceKind
from api.plan_request import place_named
from api.problems import invalid_value
from api.responses import replay_response
from api.service import Service
from api.trips import calls_of, trip_fields
from api.words import _
from planner import distance_m

NUMBER = Range(10, 1, 256)
WINDOW_S = Range(0, 1, 24 * 3600)
RADIUS_M = Range(0, 0, 2000)

_MODES = (
    *("TRANSIT", "TRAM", "SUBWAY", "FERRY", "AIRPLANE", "BUS", "COACH", "RAIL"),
    *("HIGHSPEED_RAIL", "LONG_DISTANCE", "NIGHT_RAIL", "REGIONAL_RAIL", "SUBURBAN"),
    *("FUNICULAR", "AERIAL_LIFT", "OTHER"),
)


@dataclass(frozen=True, slots=True)
class BoardRequest:
    """A board as it was asked for."""

    place: PlaceInfo
    query: BoardQuery
    fetch_stops: bool
    with_alerts: bool
    live: bool
    """Live times, where there are some."""


def read_board_request(args: MultiDict[str, str], service: Service) -> BoardRequest:
    """Read the parameters of `/api/v6/stoptimes`.

    Raises
    ------
    ApiProblem: a parameter is missing, malformed, out of its limits, unknown or not served.

    """
    read = Parameters(args)
    place = _place(read, service)
    arrivals = read.flag("arriveBy", default=False)
    cursor = _cursor(read, arrivals=arrivals, now_s=int(service.now().timestamp()))
    for name in ("both", "withScheduledSkippedStops"):
        read.fixed(name, ("false",))
    read.inert(("language",))
    request = BoardRequest(
        place=place,
        query=BoardQuery(
            stops=_stops(read, place, service),
            start_s=cursor.epoch_s if cursor.later else cursor.epoch_s - 1,
            later=cursor.later,
            arrivals=arrivals,
            wanted=read.whole("n", NUMBER),
            window_s=read.whole("window", WINDOW_S),
            route_types=_route_types(read, service),
        ),
        fetch_stops=read.flag("fetchStops", default=False),
        with_alerts=read.flag("withAlerts", default=True),
        live=read_live_mode(read),
    )
    read.done()
    return request


def board_response(service: Service, request: BoardRequest) -> dict[str, object]:
    """Return the body of `/api/v6/stoptimes`."""
    query = request.query
    now_s = int(service.now().timestamp())
    state = live_state(service) if request.live else NOTHING_LIVE
    found = live_events(service, query, service.board.events(query), state, now_s)
    events = [one.event for one in found]
    first_s = last_s = query.start_s
    if query.later:
        last_s = max((event.time_s for event in events), default=query.start_s)
    else:
        first_s = min((event.time_s for event in events), default=query.start_s)
    alerts = AlertsTold(service) if request.with_alerts else None
    rows = [_stop_time(service, request, one, alerts) for one in found]
    body: dict[str, object] = {
        "place": end_place(service, request.place),
        "stopTimes": rows,
        "previousPageCursor": str(Cursor(later=False, epoch_s=first_s)),
        "nextPageCursor": str(Cursor(later=True, epoch_s=last_s + 1)),
    }
    if told := times_told(service, query.stops, state, now_s):
        body["live"] = told
    if alerts is not None:
        body["alerts"] = alerts.of_board(query.stops, events, first_s, last_s)
    replayed = replay_response(service, query.start_s)
    return body | ({"replay": replayed} if replayed else {})


def _stop_time(
    service: Service, request: BoardRequest, live: LiveEvent, alerts: AlertsTold | None
) -> dict[str, object]:
    event, run = live.event, live.run
    calls = calls_of(service, event.trip, event.service_day)
    last = len(calls.stops) - 1

    def call(position: int) -> dict[str, object]:
        place = calls.place(service, position)
        return place if run is None else live_place(service, place, run, position)

    place = call(event.position)
    if alerts is not None and (told := alerts.of_event(event)):
        place["alerts"] = told
    content: dict[str, object] = {
        "wheelchairAccessible": "NOT_ACCESSIBLE",  # MOTIS has no word for unknown here
        "bikesAllowed": False,
        **trip_fields(service, event.trip, event.service_day, calls.start_s),
        "place": place,
        "tripFrom": call(0),
        "tripTo": call(last),
        "pickupDropoffType": "NORMAL",
        "tripCancelled": run is not None and run.cancelled,
        "reservation": "NONE",
    }
    if run is not None:
        content["realTime"] = is_told(run, (event.position,))
        content["cancelled"] = run.drops(event.position)
    if request.fetch_stops and request.query.arrivals:
        content["previousStops"] = [call(position) for position in range(event.position)]
    elif request.fetch_stops:
        after = range(event.position + 1, last + 1)
        content["nextStops"] = [call(position) for position in after]
    return content


def _place(read: Parameters, service: Service) -> PlaceInfo:
    """Read which stop is meant: `stopId`, or `center` where no stop has that id."""
    stop_id, center = read.text("stopId"), read.text("center")
    known = service.places.get(stop_id) if stop_id else None
    if known is not None and known.kind is not PlaceKind.COORDINATES:
        return known
    if center:
        return place_named("center", center, service)
    return place_named(
        "stopId", read.required("stopId", _("il faut l’identifiant d’un arrêt")), service
    )


def _stops(read: Parameters, place: PlaceInfo, service: Service) -> tuple[int, ...]:
    """Return the stops of the board: the station's, and those within the radius."""
    network = service.snapshot.network
    given, exact = read.text("radius"), read.flag("exactRadius", default=False)
    stops = set(place.stops)
    if not exact and place.station is not None:
        stops |= set(network.stops_of_station(place.station).tolist())
    if given is not None:
        away_m = distance_m(place.lat, place.lon, network.stop_lat, network.stop_lon)
        near = np.flatnonzero(away_m <= read.whole("radius", RADIUS_M))
        stops |= set(near.tolist())
    elif not place.stops:
        read.required("radius", _("il faut un rayon en mètres autour de «\u00a0center\u00a0»"))
    return tuple(sorted(stops))


def _route_types(read: Parameters, service: Service) -> frozenset[int] | None:
    modes = set(read.choices("mode", _MODES))
    if not modes or "TRANSIT" in modes:
        return None
    if "RAIL" in modes:
        modes |= {*RAIL_MODES, "SUBWAY"}
    every = set(service.snapshot.network.line_type.tolist())
    return frozenset(route_type for route_type in every if mode_of(route_type) in modes)


def _cursor(read: Parameters, *, arrivals: bool, now_s: int) -> Cursor:
    """Return where the board begins: a cursor, else `time` and `direction`."""
    text, asked_s = read.text("pageCursor"), read.time("time")
    direction = read.text("direction") or ("EARLIER" if arrivals else "LATER")
    if direction not in {"EARLIER", "LATER"}:
        raise invalid_value("direction", direction, _("il faut EARLIER ou LATER"))
    if text is not None:
        cursor = read_cursor(text)
        if cursor is None:
            raise invalid_value(
                "pageCursor", text, _("il faut reprendre tel quel le curseur d’une réponse")
            )
        return cursor
    moment_s = now_s if asked_s is None else asked_s
    later = direction == "LATER"
    return Cursor(later=later, epoch_s=moment_s if later else moment_s + 1)
