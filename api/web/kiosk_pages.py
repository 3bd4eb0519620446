"""Kiosks and screens of halls: a board, a planner that starts here, how a machine becomes one."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask_babel import force_locale
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from api.desk.access import refuse_other_sites
from api.desk.in_service import registry_in_service
from api.geocoding import geocode_response
from api.languages import LANGUAGES, language_of_answer
from api.problems import ApiProblem
from api.service import Service, current_service
from api.web.form import SearchForm, read_form
from api.web.kiosk_access import (
    ENDPOINTS,
    OPENINGS,
    NotProvisionedError,
    ShownKiosk,
    registered_kiosk,
    remember,
    shown_kiosk,
)
from api.web.kiosk_board import kiosk_board
from api.web.look_files import look_of
from api.web.pages import with_cost
from api.web.results import Results, read_results
from api.web.search import answer_of
from api.web.take_along import qr_svg
from api.web.theme import theme_of_authority
from api.words import _
from feeds import KioskKeyboard, KioskKind, KioskTheme

blueprint = Blueprint("kiosk", __name__)

ON_BOARD = 12
LAYOUTS = {
    "azerty": ("azertyuiop", "qsdfghjklm", "wxcvbn’-"),
    "qwertz": ("qwertzuiopü", "asdfghjklöä", "yxcvbnmß-"),
    "qwerty": ("qwertyuiop", "asdfghjkl", "zxcvbnm’-"),
}
"""Rows of the keyboard on the screen; accents may be left out of any name."""
_LAYOUT_OF = {"fr": "azerty", "de": "qwertz", "en": "qwerty"}


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


@blueprint.get("/borne/<path:kiosk_id>")
def kiosk(kiosk_id: str) -> AnyResponse:
    """Answer with the board and the planner of a kiosk, or with the journeys asked for."""
    service = current_service()
    try:
        shown = shown_kiosk(kiosk_id, KioskKind.TOUCH, service)
    except NotProvisionedError:
        return _closed(kiosk_id, KioskKind.TOUCH, HTTPStatus.FORBIDDEN)
    if shown.kiosk.kind is not KioskKind.TOUCH:
        return redirect(url_for(ENDPOINTS[shown.kiosk.kind], kiosk_id=kiosk_id))
    comfort = Comfort(*(request.args.get(name) == "1" for name in ("low", "contrast")))
    form = _form(service, shown)
    results, trouble = _found(service, form)
    body = render_template(
        "kiosk.html",
        kiosk=shown.kiosk,
        comfort=comfort,
        contrast=comfort.contrast or shown.kiosk.theme is KioskTheme.CONTRAST,
        languages={code: LANGUAGES[code] for code in shown.kiosk.languages},
        field=form.end if _is_asked() else None,
        trouble=trouble,
        results=results,
        qr=Markup(_qr(results)) if results else "",  # noqa: S704  # drawn by us
        now=service.now(),
        board=None if results else kiosk_board(service, shown, ON_BOARD),
        layout=_layout(shown),
        home=url_for("kiosk.kiosk", kiosk_id=kiosk_id),
        **_look(service, shown),
    )
    status = HTTPStatus.BAD_REQUEST if trouble and not form.end.choices else HTTPStatus.OK
    body = with_cost(body, status, searched=results is not None)
    response = _answer(shown, body, status)
    if _is_asked():
        response.headers["Cache-Control"] = "no-store"  # where somebody goes stays nowhere
    return response


@blueprint.get("/ecran/<path:kiosk_id>")
def screen(kiosk_id: str) -> AnyResponse:
    """Answer with the next departures for the screen of a hall: nothing to press."""
    service = current_service()
    try:
        shown = shown_kiosk(kiosk_id, KioskKind.SCREEN, service)
    except NotProvisionedError:
        return _closed(kiosk_id, KioskKind.SCREEN, HTTPStatus.FORBIDDEN)
    if shown.kiosk.kind is not KioskKind.SCREEN:
        return redirect(url_for(ENDPOINTS[shown.kiosk.kind], kiosk_id=kiosk_id))
    board = kiosk_board(service, shown, ON_BOARD)
    look = _look(service, shown)
    body = render_template("screen.html", kiosk=shown.kiosk, board=board, now=board.now, **look)
    return _answer(shown, with_cost(body, searched=False), HTTPStatus.OK)


@blueprint.get("/borne/<path:kiosk_id>/lieux")
def places(kiosk_id: str) -> AnyResponse:
    """Answer with the places that fit what is typed at a kiosk, which pays for it."""
    service = current_service()
    try:
        shown_kiosk(kiosk_id, KioskKind.TOUCH, service)
    except NotProvisionedError:
        return _closed(kiosk_id, KioskKind.TOUCH, HTTPStatus.FORBIDDEN)
    response = jsonify(geocode_response(request.args, service))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/borne/<kiosk_id>/ouvrir", methods=["GET", "POST"])
def open_kiosk(kiosk_id: str) -> AnyResponse:
    """Make this machine a kiosk, by the code of a link of the desk."""
    return _opened(kiosk_id, KioskKind.TOUCH)


@blueprint.route("/ecran/<kiosk_id>/ouvrir", methods=["GET", "POST"])
def open_screen(kiosk_id: str) -> AnyResponse:
    """Make this machine the screen of a hall, by the code of a link of the desk."""
    return _opened(kiosk_id, KioskKind.SCREEN)


def _opened(kiosk_id: str, kind: KioskKind) -> AnyResponse:
    """Ask for the code; where it is good, let the machine in and lead to its page.

    The code comes in the part of the link that browsers send to nobody, then in a form: it stands
    in no address that is asked for, and looking at a link does not use it up.
    """
    found = registered_kiosk(kiosk_id)
    if request.method == "GET":
        return _closed(kiosk_id, kind, HTTPStatus.OK)
    refuse_other_sites()
    secret = registry_in_service().kiosks.open(kiosk_id, request.form.get("code", "").strip())
    if secret is None:
        return _closed(kiosk_id, kind, HTTPStatus.FORBIDDEN, wrong=True)
    leads_to = url_for(ENDPOINTS[found.kind], kiosk_id=kiosk_id)
    response = redirect(leads_to, HTTPStatus.SEE_OTHER, Response)
    remember(response, found, secret)
    return response


def _closed(
    kiosk_id: str, kind: KioskKind, status: HTTPStatus, *, wrong: bool = False
) -> AnyResponse:
    """Say in every language that this machine is no kiosk, and how it becomes one."""
    said = {}
    for code in LANGUAGES:
        with force_locale(code):
            said[code] = {
                "title": _("Cet écran n’est pas encore en service"),
                "how": _(
                    "Ouvrez une fois sur cette machine le lien que donne le bureau des "
                    "exploitants (page «\u00a0Bornes\u00a0»), ou tapez ici le code qui le termine."
                ),
                "wrong": _("Ce code n’est pas, ou n’est plus, valable\u00a0: demandez un lien."),
                "code": _("Code"),
                "open": _("Mettre en service"),
            }
    action = url_for(OPENINGS[kind], kiosk_id=kiosk_id)
    body = render_template("kiosk_closed.html", said=said, action=action, wrong=wrong)
    response = Response(body, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(shown: ShownKiosk, body: str, status: HTTPStatus) -> Response:
    response = Response(body, status, mimetype="text/html")
    if shown.secret:
        remember(response, shown.kiosk, shown.secret)
    return response


def _look(service: Service, shown: ShownKiosk) -> dict[str, Any]:
    """Return the look of the owner, where it has one; else a kiosk looks like its host's pages."""
    theme = theme_of_authority(service, shown.kiosk.owner)
    return {} if theme is None else look_of(theme)


def _layout(shown: ShownKiosk) -> tuple[str, ...]:
    """Return the rows of the keyboard, none where a real one is there."""
    wanted = shown.kiosk.keyboard
    if wanted is KioskKeyboard.NONE:
        return ()
    if wanted is KioskKeyboard.LANGUAGE:
        return LAYOUTS[_LAYOUT_OF[language_of_answer()]]
    return LAYOUTS[wanted.value]


def _qr(results: Results) -> str:
    """Draw the address of a search into the page: no second answer is charged for it."""
    title = _("Code QR de l’adresse de cette recherche")
    return qr_svg(results.address, title=title, svgclass="qr", lineclass=None, svgns=False)


def _is_asked() -> bool:
    return any(request.args.get(name, "").strip() for name in ("to", "toPlace"))


def _form(service: Service, shown: ShownKiosk) -> SearchForm:
    """Return the search from here to what was typed or chosen, leaving now."""
    args = MultiDict(
        {
            "fromPlace": shown.kiosk.place,
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
