"""Problems: what is wrong with a request, as RFC 9457 with MOTIS's `error`, or as a page."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from api.dates import numeric_date
from api.words import _, lazy
from feeds import FeedError, SnapshotError
from planner import (
    DateOutsideNetworkError,
    InvalidQueryError,
    PlannerError,
    UnknownPlaceError,
    date_of,
)

TYPE_PREFIX = "tag:correspondance.example,2026:problem:"

INVALID, UNKNOWN_PARAMETER, UNSUPPORTED = "invalid-value", "unknown-parameter", "unsupported-value"
UNKNOWN_PLACE, OUTSIDE_REGION, SAME_PLACE = "unknown-place", "outside-region", "same-place"
OUTSIDE_TIMETABLES, NOT_READY, INTERNAL = "outside-timetables", "not-ready", "internal-error"
NOT_FOUND, NOT_ALLOWED, BAD_REQUEST = "not-found", "method-not-allowed", "bad-request"
UNAUTHORIZED, FORBIDDEN, CONFLICT = "unauthorized", "forbidden", "conflict"
TOO_LARGE, NO_ROOM = "too-large", "no-room"

CHALLENGE = 'Basic realm="Correspondance", charset="UTF-8"'
"""Browsers ask for a name and a password: the password is the token."""

PROBLEMS: dict[str, tuple[HTTPStatus, Any]] = {
    INVALID: (HTTPStatus.BAD_REQUEST, lazy("Paramètre invalide")),
    UNKNOWN_PARAMETER: (HTTPStatus.UNPROCESSABLE_ENTITY, lazy("Paramètre inconnu")),
    UNSUPPORTED: (HTTPStatus.UNPROCESSABLE_ENTITY, lazy("Demande non prise en charge")),
    UNKNOWN_PLACE: (HTTPStatus.NOT_FOUND, lazy("Lieu inconnu")),
    OUTSIDE_REGION: (HTTPStatus.UNPROCESSABLE_ENTITY, lazy("Hors de la région")),
    SAME_PLACE: (HTTPStatus.UNPROCESSABLE_ENTITY, lazy("Départ et arrivée identiques")),
    OUTSIDE_TIMETABLES: (HTTPStatus.UNPROCESSABLE_ENTITY, lazy("Date hors des horaires")),
    NOT_READY: (HTTPStatus.SERVICE_UNAVAILABLE, lazy("Service indisponible")),
    INTERNAL: (HTTPStatus.INTERNAL_SERVER_ERROR, lazy("Erreur interne")),
    NOT_FOUND: (HTTPStatus.NOT_FOUND, lazy("Adresse inconnue")),
    NOT_ALLOWED: (HTTPStatus.METHOD_NOT_ALLOWED, lazy("Méthode refusée")),
    BAD_REQUEST: (HTTPStatus.BAD_REQUEST, lazy("Requête invalide")),
    UNAUTHORIZED: (HTTPStatus.UNAUTHORIZED, lazy("Jeton demandé")),
    FORBIDDEN: (HTTPStatus.FORBIDDEN, lazy("Action refusée")),
    CONFLICT: (HTTPStatus.CONFLICT, lazy("Action impossible")),
    TOO_LARGE: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, lazy("Fichier trop grand")),
    NO_ROOM: (HTTPStatus.INSUFFICIENT_STORAGE, lazy("Plus de place")),
}
"""Every kind of problem: its status and title. docs/API.md has the same table."""


class ApiProblem(Exception):  # noqa: N818  # RFC 9457 calls it a problem
    """A request that cannot be answered; `detail` is one sentence for the person who asked."""

    def __init__(self, slug: str, detail: str, parameter: str | None = None) -> None:
        super().__init__(detail)
        self.slug = slug
        self.status, title = PROBLEMS[slug]
        self.title = str(title)
        self.detail = detail
        self.parameter = parameter

    def as_dict(self) -> dict[str, object]:
        """Return the members of the problem document."""
        members: dict[str, object] = {
            "type": TYPE_PREFIX + self.slug,
            "title": self.title,
            "status": int(self.status),
            "detail": self.detail,
            "error": self.detail,
        }
        if self.parameter is not None:
            members["parameter"] = self.parameter
        return members


def invalid_value(parameter: str, value: str, expected: str) -> ApiProblem:
    """Refuse a value that cannot be read; `expected` ends the sentence."""
    return ApiProblem(
        INVALID,
        _(
            "Le paramètre «\u00a0%(parameter)s\u00a0» vaut «\u00a0%(value)s\u00a0»\u00a0: "
            "%(expected)s.",
            parameter=parameter,
            value=shortened(value),
            expected=expected,
        ),
        parameter,
    )


def unsupported_value(parameter: str, value: str, supported: str | None) -> ApiProblem:
    """Refuse a value that would change the answer in a way that is not served."""
    if supported is None:
        sentence = _(
            "Le paramètre «\u00a0%(parameter)s\u00a0» n’est pas pris en charge.",
            parameter=parameter,
        )
    else:
        sentence = _(
            "Le paramètre «\u00a0%(parameter)s\u00a0» vaut «\u00a0%(value)s\u00a0», ce qui n’est "
            "pas pris en charge (admis\u00a0: %(supported)s).",
            parameter=parameter,
            value=shortened(value),
            supported=supported,
        )
    return ApiProblem(UNSUPPORTED, sentence, parameter)


def shortened(text: str) -> str:
    """Return what a person gave, short enough to be quoted in a sentence."""
    longest = 80
    return text if len(text) <= longest else text[: longest - 1] + "…"


def problem_of(error: PlannerError | FeedError) -> ApiProblem:
    """Turn an error of the planner or of the feeds into a problem."""
    match error:
        case DateOutsideNetworkError():
            first, last = date_of(error.first_day), date_of(error.last_day)
            return ApiProblem(
                OUTSIDE_TIMETABLES,
                _(
                    "Les horaires connus vont du %(first)s au %(last)s\u00a0: "
                    "rien ne peut être cherché le %(day)s.",
                    first=numeric_date(first),
                    last=numeric_date(last),
                    day=numeric_date(date_of(error.day)),
                ),
                "time",
            )
        case UnknownPlaceError():
            return ApiProblem(UNKNOWN_PLACE, _("Aucun arrêt de ce nom n’est connu."))
        case InvalidQueryError():
            return ApiProblem(INVALID, str(error), error.parameter)
        case SnapshotError():
            return ApiProblem(NOT_READY, _("Le réseau n’est pas prêt. Réessayez plus tard."))
        case _:
            return _internal_error()


def _internal_error() -> ApiProblem:
    return ApiProblem(INTERNAL, _("Une erreur est survenue de notre côté. Elle a été consignée."))


def register(app: Flask) -> None:
    """Answer every error of the application with a problem."""
    app.register_error_handler(ApiProblem, _answer)
    app.register_error_handler(HTTPException, _answer_http)
    for base in (PlannerError, FeedError):
        app.register_error_handler(base, _answer_ours)


def _answer(problem: ApiProblem) -> Response:
    """Write a problem as JSON, or as a page where people look at pages."""
    response = _written(problem)
    if problem.slug == UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = CHALLENGE
    return response


def _written(problem: ApiProblem) -> Response:
    if _wants_page():
        page = render_template("error.html", problem=problem)
        return Response(page, problem.status, mimetype="text/html")
    text = json.dumps(problem.as_dict(), ensure_ascii=False)
    return Response(text, problem.status, mimetype="application/problem+json")


def _answer_ours(error: PlannerError | FeedError) -> Response:
    problem = problem_of(error)
    if problem.slug == INTERNAL:
        raise error  # Flask logs it, then answers with the same problem
    return _answer(problem)


def _answer_http(error: HTTPException) -> Response:
    """Answer what Flask refuses, and what nobody expected (Flask has logged it)."""
    match error.code:
        case HTTPStatus.NOT_FOUND:
            problem = ApiProblem(NOT_FOUND, _("Rien ne se trouve à cette adresse."))
        case HTTPStatus.METHOD_NOT_ALLOWED:
            problem = ApiProblem(
                NOT_ALLOWED,
                _("La méthode %(method)s n’est pas admise à cette adresse.", method=request.method),
            )
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            problem = ApiProblem(TOO_LARGE, _("Ce qui est envoyé dépasse la taille admise."))
        case code if code is not None and code < HTTPStatus.INTERNAL_SERVER_ERROR:
            problem = ApiProblem(BAD_REQUEST, _("La requête ne peut pas être lue."))
        case _:
            problem = _internal_error()
    response = _answer(problem)
    response.headers.extend(
        (name, value) for name, value in error.get_headers() if name.lower() == "allow"
    )
    return response


def _wants_page() -> bool:
    return not request.path.startswith(("/api/", "/openapi"))
