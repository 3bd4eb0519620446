"""What people take along of a search: a calendar entry, a QR code of its address."""

from __future__ import annotations

import io
from http import HTTPStatus

import segno
from flask import Blueprint, Response, request, url_for

from api.problems import INVALID, NOT_FOUND, ApiProblem
from api.service import current_service
from api.web.calendar_file import calendar_file
from api.web.form import read_form
from api.web.options import given_options
from api.web.search import answer_of
from api.words import _

blueprint = Blueprint("take_along", __name__)

SHARED = ("fromPlace", "toPlace", "time", "arriveBy", "sort", "lang")
"""What an address says of a search when it is passed on, beside its options."""

_LONGEST_ADDRESS = 800
"""A longer one makes a code too fine for a phone to read from a screen."""


@blueprint.get("/itineraire.ics")
def calendar() -> Response:
    """Answer with one journey of a search, for a calendar."""
    service = current_service()
    form = read_form(request.args, service.places, service.now())
    if not form.asked or form.errors:
        raise _gone()
    itineraries = answer_of(form, service)["itineraries"]
    wanted = request.args.get("id", "")
    itinerary = next((one for one in itineraries if one["id"] == wanted), None)
    if itinerary is None:
        raise _gone()
    text = calendar_file(
        itinerary, (form.start.text, form.end.text), _address(), service.zone, service.now()
    )
    response = Response(text, mimetype="text/calendar")
    response.headers["Content-Disposition"] = "attachment; filename=itineraire.ics"
    return response


@blueprint.get("/qr.svg")
def qr_code() -> Response:
    """Answer with the address of a search as a QR code."""
    address = _address()
    if len(address) > _LONGEST_ADDRESS:
        raise ApiProblem(INVALID, _("Cette adresse est trop longue pour un code QR."))
    return Response(qr_svg(address), HTTPStatus.OK, mimetype="image/svg+xml")


def qr_svg(address: str, **options: object) -> str:
    """Return the drawing of an address as a QR code (SVG); options are segno's."""
    drawn = io.BytesIO()
    given = {"border": 4, "dark": "#000", "light": "#fff", "omitsize": True, "xmldecl": False}
    segno.make_qr(address, error="m").save(drawn, kind="svg", **{**given, **options})
    return drawn.getvalue().decode()


def _address() -> str:
    """Return the whole address of the search that the parameters describe."""
    shared = {name: request.args[name] for name in SHARED if request.args.get(name)}
    options = given_options(request.args)
    return url_for("pages.planner", _external=True, **shared, **options)


def _gone() -> ApiProblem:
    return ApiProblem(
        NOT_FOUND, _("Cet itinéraire n’est plus proposé\u00a0: refaites la recherche.")
    )
