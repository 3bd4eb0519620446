"""Pages of stops: search, departures, the day of a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from api.coordinates import read_coordinates
from api.meter import current_meter
from api.payers import payers_at
from api.places import PlaceInfo
from api.problems import UNKNOWN_PLACE, ApiProblem
from api.service import Service, current_service
from api.stoptimes import BoardRequest, answer_board, read_board_request
from api.web import wording
from api.web.alerts import read_alerts
from api.web.boards import read_directions
from api.web.form import read_moment
from api.web.live_wording import times_notice
from api.web.pages import with_cost
from api.web.place_fields import PlaceField, read_place
from api.web.timetables import day_timetable
from api.words import _

blueprint = Blueprint("stops", __name__)

FEWEST, WINDOW_S = 12, 3600
"""A page of departures: those of an hour, and at least so many."""
NEAREST, NEAR_M = 6, 1500


@dataclass(frozen=True, slots=True)
class Near:
    """A stop that is not far."""

    name: str
    url: str
    distance: str


@blueprint.get("/arret")
def search() -> BaseResponse:
    """Lead to the stop that is typed, or ask which one."""
    service = current_service()
    asked = any(request.args.get(name, "").strip() for name in ("stop", "stopId"))
    field = PlaceField("stopId", "stop")
    if asked:
        field = read_place(request.args, "stopId", "stop", service.places)
    if field.id:
        return redirect(url_for("stops.board", stop_id=_nearest_stop(service, field.id)))
    status = HTTPStatus.BAD_REQUEST if field.error and not field.choices else HTTPStatus.OK
    body = render_template("stop_search.html", field=field)
    return Response(body, status, mimetype="text/html")


@blueprint.get("/arret/<path:stop_id>")
def board(stop_id: str) -> Response:
    """Answer with what leaves from a stop, by line and direction."""
    service = current_service()
    now = service.now()
    day, clock, moment, wrong = read_moment(request.args, now, service.zone)
    asked = _board_request(service, stop_id, moment or now)
    answer = answer_board(service, asked)
    rows: Any = answer["stopTimes"]
    told: Any = answer["alerts"]
    first = datetime.fromtimestamp(asked.query.start_s, UTC).astimezone(service.zone)
    shown = first if asked.query.later or not rows else _first_moment(rows, service)
    body = render_template(
        "stop.html",
        place=asked.place,
        stop_id=stop_id,
        date=day if "pageCursor" not in request.args else shown.date().isoformat(),
        clock=clock if "pageCursor" not in request.args else wording.clock(shown),
        wrong=wrong,
        from_moment=shown,
        alerts=read_alerts(told, now),
        times_notice=times_notice(answer, now),
        directions=read_directions(rows, now, shown.date(), stop_id),
        earlier_url=url_for(
            "stops.board", stop_id=stop_id, pageCursor=answer["previousPageCursor"]
        ),
        later_url=url_for("stops.board", stop_id=stop_id, pageCursor=answer["nextPageCursor"]),
        near=_near(service, asked.place),
    )
    if wrong:
        return Response(body, HTTPStatus.BAD_REQUEST, mimetype="text/html")
    return Response(with_cost(body, searched=False), mimetype="text/html")


@blueprint.get("/horaires/<path:stop_id>")
def timetable(stop_id: str) -> Response:
    """Answer with the whole day of a line at a stop, to be printed."""
    service = current_service()
    asked = _board_request(service, stop_id, service.now())
    given = request.args.get("date", "").strip()
    day, wrong = _read_day(given, service)
    line, direction = request.args.get("line", ""), request.args.get("direction", "")
    current_meter().payers = payers_at(service.snapshot, asked.query.stops)
    body = render_template(
        "timetable.html",
        place=asked.place,
        stop_id=stop_id,
        day=day,
        wrong=wrong,
        line_id=line,
        direction=direction,
        timetable=day_timetable(service, asked.query.stops, line, direction, day),
    )
    if wrong:
        return Response(body, HTTPStatus.BAD_REQUEST, mimetype="text/html")
    return Response(with_cost(body, searched=False), mimetype="text/html")


def _board_request(service: Service, stop_id: str, moment: datetime) -> BoardRequest:
    """Return the departures to ask for: those of the address's cursor, else from a moment on."""
    if read_coordinates(stop_id) is not None:
        raise ApiProblem(UNKNOWN_PLACE, _("Aucun arrêt de ce nom n’est connu."))
    args = MultiDict({"stopId": stop_id, "n": str(FEWEST), "window": str(WINDOW_S)})
    if cursor := request.args.get("pageCursor", "").strip():
        args.add("pageCursor", cursor)
    else:
        args.add("time", moment.isoformat(timespec="seconds"))
    return read_board_request(args, service)


def _nearest_stop(service: Service, place_id: str) -> str:
    """Return the id of a place with departures: of coordinates, the station nearest to them."""
    point = read_coordinates(place_id)
    return place_id if point is None else service.places.nearest(*point, limit=1)[0].id


def _near(service: Service, place: PlaceInfo) -> list[Near]:
    """Return the other stations that are not far, as the crow flies."""
    station = None if place.station is None else service.snapshot.network.station_id[place.station]
    matches = service.places.nearest(place.lat, place.lon, limit=NEAREST + 1)
    return [
        Near(
            match.name,
            url_for("stops.board", stop_id=match.id),
            wording.distance(-match.score),
        )
        for match in matches
        if match.id != station and -match.score <= NEAR_M
    ][:NEAREST]


def _read_day(text: str, service: Service) -> tuple[date, str]:
    """Return (day, what is wrong with it); today stands where none is given."""
    args = {"date": text, "clock": "12:00"} if text else {}
    _day, _clock, moment, wrong = read_moment(args, service.now(), service.zone)
    return (moment or service.now()).date(), wrong


def _first_moment(rows: list[dict[str, Any]], service: Service) -> datetime:
    return datetime.fromisoformat(rows[0]["place"]["departure"]).astimezone(service.zone)
