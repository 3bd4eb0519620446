"""The kiosk of a stop: a board and a planner that starts here, for a screen that people touch."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from api.languages import language_of_answer
from api.places import PlaceInfo, PlaceKind
from api.plan_request import place_named
from api.problems import UNKNOWN_PLACE, ApiProblem
from api.service import Service, current_service
from api.stoptimes import board_response, read_board_request
from api.web.alerts import read_alerts
from api.web.boards import read_departures
from api.web.form import SearchForm, read_form
from api.web.live_wording import times_notice
from api.web.pages import with_cost
from api.web.results import Results, read_results
from api.web.search import answer_of
from api.words import _

blueprint = Blueprint("kiosk", __name__)

ON_BOARD = 8
LAYOUTS = {
    "fr": ("azertyuiop", "qsdfghjklm", "wxcvbn’-"),
    "de": ("qwertzuiopü", "asdfghjklöä", "yxcvbnmß-"),
    "en": ("qwertyuiop", "asdfghjkl", "zxcvbnm’-"),
}
"""Rows of the keyboard on the screen; accents may be left out of any name."""


@dataclass(frozen=True, slots=True)
class Comfort:
    """How somebody needs the screen; kept in the address, gone with the next person."""

    low: bool
    """What can be pressed is in reach of a wheelchair."""
    contrast: bool

    def query(self, **changes: bool) -> dict[str, str]:
        """Return the parameters of an address that keeps it, with some changed."""
        wanted = {"low": self.low, "contrast": self.contrast} | changes
        return {name: "1" for name, on in wanted.items() if on}


@blueprint.get("/borne/<path:stop_id>")
def kiosk(stop_id: str) -> Response:
    """Answer with the board and the planner of a kiosk, or with the journeys asked for."""
    service = current_service()
    place = _place(service, stop_id)
    comfort = Comfort(*(request.args.get(name) == "1" for name in ("low", "contrast")))
    form = _form(service, stop_id)
    results, trouble = _found(service, form)
    body = render_template(
        "kiosk.html",
        place=place,
        stop_id=stop_id,
        comfort=comfort,
        field=form.end if _is_asked() else None,
        trouble=trouble,
        results=results,
        now=service.now(),
        **({} if results else _board(service, stop_id)),
        layout=LAYOUTS[language_of_answer()],
        home=url_for("kiosk.kiosk", stop_id=stop_id),
    )
    if results:
        body = with_cost(body)
    status = HTTPStatus.BAD_REQUEST if trouble and not form.end.choices else HTTPStatus.OK
    return Response(body, status, mimetype="text/html")


def _place(service: Service, stop_id: str) -> PlaceInfo:
    place = place_named("stopId", stop_id, service)
    if place.kind is PlaceKind.COORDINATES:
        raise ApiProblem(UNKNOWN_PLACE, _("Aucun arrêt de ce nom n’est connu."))
    return place


def _is_asked() -> bool:
    return any(request.args.get(name, "").strip() for name in ("to", "toPlace"))


def _form(service: Service, stop_id: str) -> SearchForm:
    """Return the search from here to what was typed or chosen, leaving now."""
    args = MultiDict(
        {
            "fromPlace": stop_id,
            "to": request.args.get("to", ""),
            "toPlace": request.args.get("toPlace", ""),
        }
    )
    return read_form(args, service.places, service.now())


def _found(service: Service, form: SearchForm) -> tuple[Results | None, str]:
    """Return (results, what is wrong); neither where nothing is asked yet."""
    if not _is_asked():
        return None, ""
    if form.errors:
        return None, form.errors[0].message
    try:
        return read_results(answer_of(form, service), form, service.zone, linked=False), ""
    except ApiProblem as problem:
        return None, problem.detail


def _board(service: Service, stop_id: str) -> dict[str, Any]:
    """Return what leaves next, and what operators say of it."""
    now = service.now()
    asked = {"stopId": stop_id, "n": str(ON_BOARD), "time": now.isoformat(timespec="seconds")}
    board = board_response(service, read_board_request(MultiDict(asked), service))
    rows: Any = board["stopTimes"]
    told: Any = board["alerts"]
    return {
        "departures": read_departures(rows[:ON_BOARD], now, now.date()),
        "alerts": read_alerts(told, now, linked=False),
        "times_notice": times_notice(board, now),
    }
