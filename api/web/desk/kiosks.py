"""Kiosks by the desk: which there are, when they last asked, how each is configured and opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from api.desk.access import allow_administration
from api.desk.kiosk_reading import LONGEST_TITLE, InvalidKioskError, owners_in, read_kiosk
from api.desk.registry import Registry
from api.desk.registry.kiosks import LINK_FOR, KeptKiosk
from api.desk.registry.tokens import Bearer, Role
from api.desk.wording import kiosk_happening_text, kiosk_state, kiosk_words
from api.languages import LANGUAGES
from api.problems import ApiProblem
from api.service import current_service
from api.web.desk.session import blueprint, entered, page, told
from api.web.kiosk_access import ENDPOINTS, OPENINGS
from feeds import Kiosk
from feeds.kiosks import LEAST_IDLE_S, MOST_IDLE_S, kiosk_json

_NEW: Mapping[str, object] = {
    "kind": "touch",
    "theme": "light",
    "keyboard": "language",
    "idle_s": 60,
}


@dataclass(frozen=True, slots=True)
class ListedKiosk:
    """A kiosk in the list."""

    kiosk: Kiosk
    kept: KeptKiosk | None
    """None for one of the region file."""
    place: str
    """Name of where it stands, "" where the network in service no longer knows."""
    seen_at: datetime | None
    url: str
    """Address of its page."""


@blueprint.get("/desk/bornes")
@told
def kiosks() -> AnyResponse:
    """List the kiosks, those of the region file first."""
    registry, bearer = entered()
    return _list(registry, bearer, _fields(None), HTTPStatus.OK, None)


@blueprint.post("/desk/bornes")
@told
def add_kiosk() -> AnyResponse:
    """Keep a new kiosk; what is wrong is said in the form."""
    registry, bearer = entered()
    allow_administration(bearer)
    try:
        kiosk = _read(request.form.get("id", ""))
    except InvalidKioskError as error:
        return _list(registry, bearer, _fields(None), HTTPStatus.BAD_REQUEST, error)
    registry.kiosks.add(kiosk, who=bearer.name)
    return redirect(url_for("desk.kiosk", kiosk_id=kiosk.id), HTTPStatus.SEE_OTHER)


@blueprint.get("/desk/bornes/<kiosk_id>")
@told
def kiosk(kiosk_id: str) -> AnyResponse:
    """Show a kiosk: its form, its machine, who did what."""
    registry, bearer = entered()
    return _one(registry, bearer, kiosk_id)


@blueprint.post("/desk/bornes/<kiosk_id>")
@told
def change_kiosk(kiosk_id: str) -> AnyResponse:
    """Configure a kiosk anew; what is wrong is said in the form."""
    registry, bearer = entered()
    allow_administration(bearer)
    try:
        registry.kiosks.change(_read(kiosk_id), who=bearer.name)
    except InvalidKioskError as error:
        return _one(registry, bearer, kiosk_id, error=error)
    return redirect(url_for("desk.kiosk", kiosk_id=kiosk_id), HTTPStatus.SEE_OTHER)


@blueprint.post("/desk/bornes/<kiosk_id>/<any(link, close, retire):action>")
@told
def act_on_kiosk(kiosk_id: str, action: str) -> AnyResponse:
    """Give the link of a kiosk, shown in this one answer; take link and machine back; retire it."""
    registry, bearer = entered()
    allow_administration(bearer)
    if action == "link":
        token = registry.kiosks.give_link(kiosk_id, who=bearer.name)
        kind = registry.kiosks.one(kiosk_id).kiosk.kind
        opening = url_for(OPENINGS[kind], kiosk_id=kiosk_id, _external=True).partition("?")[0]
        return _one(registry, bearer, kiosk_id, link=f"{opening}#{token}")
    if action == "close":
        registry.kiosks.close(kiosk_id, who=bearer.name)
    else:
        registry.kiosks.retire(kiosk_id, who=bearer.name)
    return redirect(url_for("desk.kiosk", kiosk_id=kiosk_id), HTTPStatus.SEE_OTHER)


def _read(kiosk_id: str) -> Kiosk:
    service = current_service()
    given = {**request.form.to_dict(), "id": kiosk_id}
    first = request.form.get("first_language", "")
    languages = (first, *request.form.getlist("languages"))
    return read_kiosk(given, languages, service.snapshot, service.places)


def _list(
    registry: Registry,
    bearer: Bearer,
    fields: Mapping[str, object],
    status: HTTPStatus,
    error: InvalidKioskError | None,
) -> AnyResponse:
    seen = registry.kiosks.last_seen()
    declared = [(one, None) for one in current_service().snapshot.manifest.kiosks]
    kept = [(one.kiosk, one) for one in registry.kiosks.all()]
    rows = [_listed(one, of_desk, seen) for one, of_desk in [*declared, *kept]]
    response = page("desk_kiosks.html", bearer, rows=rows, **_form(bearer, fields, error))
    response.status_code = status
    return response


def _one(
    registry: Registry,
    bearer: Bearer,
    kiosk_id: str,
    *,
    link: str = "",
    error: InvalidKioskError | None = None,
) -> AnyResponse:
    declared = {one.id: one for one in current_service().snapshot.manifest.kiosks}
    of_desk = None if kiosk_id in declared else registry.kiosks.one(kiosk_id)
    shown = declared[kiosk_id] if of_desk is None else of_desk.kiosk
    response = page(
        "desk_kiosk.html",
        bearer,
        row=_listed(shown, of_desk, registry.kiosks.last_seen()),
        link=link,
        link_hours=int(LINK_FOR.total_seconds() // 3600),
        history=registry.kiosks.history(kiosk_id),
        happening=kiosk_happening_text,
        **_form(bearer, _fields(shown), error),
    )
    response.status_code = HTTPStatus.OK if error is None else HTTPStatus.BAD_REQUEST
    return response


def _listed(one: Kiosk, kept: KeptKiosk | None, seen: Mapping[str, datetime]) -> ListedKiosk:
    try:
        found = current_service().places.get(one.place)
    except ApiProblem:  # a point that the region no longer holds
        found = None
    url = url_for(ENDPOINTS[one.kind], kiosk_id=one.id)
    return ListedKiosk(one, kept, found.name if found else "", seen.get(one.id), url)


def _fields(shown: Kiosk | None) -> Mapping[str, object]:
    """Return what the form holds: what was sent, else the kiosk as it is, else a new one."""
    if request.method == "POST" and "title" in request.form:
        first = request.form.get("first_language", "")
        return {**request.form.to_dict(), "languages": [first, *request.form.getlist("languages")]}
    return {**_NEW, "languages": list(LANGUAGES)} if shown is None else kiosk_json(shown)


def _form(
    bearer: Bearer, fields: Mapping[str, object], error: InvalidKioskError | None
) -> dict[str, object]:
    """Return what the form of a kiosk is drawn from."""
    return {
        "fields": fields,
        "wrong": error.field if error else "",
        "wrong_text": str(error) if error else "",
        "owners": owners_in(current_service().snapshot),
        "words": kiosk_words(),
        "kiosk_state": kiosk_state,
        "may_change": bearer.role is Role.ADMINISTRATOR,
        "idle_range": (LEAST_IDLE_S, MOST_IDLE_S),
        "longest_title": LONGEST_TITLE,
        "known_languages": LANGUAGES,
    }
