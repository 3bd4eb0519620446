"""Which kiosk asks: a configured one by its machine's cookie, an open one, or a mere preview."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import request, url_for
from werkzeug.wrappers import Response

from api.accounting import KIOSK
from api.desk.errors import DeskError
from api.desk.in_service import registry_in_service
from api.languages import offer_only
from api.meter import current_meter
from api.places import PlaceInfo, PlaceKind
from api.plan_request import place_named
from api.problems import NOT_FOUND, NOT_READY, UNKNOWN_PLACE, ApiProblem
from api.service import Service
from api.words import _
from feeds import Kiosk, KioskKind

COOKIE = "borne"
_KEPT_S = 400 * 24 * 3600
"""The longest that browsers keep a cookie; each answer begins it anew."""

ENDPOINTS = {KioskKind.TOUCH: "kiosk.kiosk", KioskKind.SCREEN: "kiosk.screen"}
OPENINGS = {KioskKind.TOUCH: "kiosk.open_kiosk", KioskKind.SCREEN: "kiosk.open_screen"}


class NotProvisionedError(Exception):
    """The machine that asks is not the kiosk that its address names."""


@dataclass(frozen=True, slots=True)
class ShownKiosk:
    """A kiosk whose pages may be shown to whoever asks."""

    kiosk: Kiosk
    place: PlaceInfo
    is_preview: bool
    """Nobody configured it: it shows a stop, and no owner pays."""
    secret: str
    """What its machine proved itself by; "" for an open one."""


def shown_kiosk(kiosk_id: str, kind: KioskKind, service: Service) -> ShownKiosk:
    """Return the kiosk of an address, its languages and payer made those of this answer.

    Raises
    ------
    ApiProblem: no kiosk and no stop is called so, or it stands nowhere that is known.
    NotProvisionedError: this machine is not it.

    """
    if ":" in kiosk_id or "," in kiosk_id:
        shown = _preview(kiosk_id, kind, service)
    else:
        kiosk, secret = _configured(kiosk_id, service)
        _charge_to(kiosk)
        shown = ShownKiosk(
            kiosk, place_named("place", kiosk.place, service), is_preview=False, secret=secret
        )
    offer_only(shown.kiosk.languages)
    return shown


def remember(response: Response, kiosk: Kiosk, secret: str) -> None:
    """Let the machine of a kiosk keep what it proves itself by, for its own pages alone."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=_KEPT_S,
        path=url_for(ENDPOINTS[kiosk.kind], kiosk_id=kiosk.id).partition("?")[0],
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )


def registered_kiosk(kiosk_id: str) -> Kiosk:
    """Return a kiosk in use of the desk's registry.

    Raises
    ------
    ApiProblem: there is none, or the registry cannot be asked.

    """
    try:
        kept = registry_in_service().kiosks.find(kiosk_id)
    except DeskError as error:
        raise _away() from error
    if kept is None:
        raise ApiProblem(NOT_FOUND, _("Aucune borne de ce nom n’est en usage."))
    return kept.kiosk


def _configured(kiosk_id: str, service: Service) -> tuple[Kiosk, str]:
    """Return a kiosk of the region file, or of the desk's if this machine is it."""
    declared = {kiosk.id: kiosk for kiosk in service.snapshot.manifest.kiosks}
    if kiosk_id in declared:
        with suppress(DeskError):  # it needs the registry for nothing but being seen
            registry_in_service().kiosks.seen(kiosk_id)
        return declared[kiosk_id], ""
    try:
        book = registry_in_service().kiosks
        kiosk, secret = registered_kiosk(kiosk_id), request.cookies.get(COOKIE, "")
        if not book.admits(kiosk_id, secret):
            raise NotProvisionedError
        book.seen(kiosk_id)
    except DeskError as error:
        raise _away() from error
    return kiosk, secret


def _charge_to(kiosk: Kiosk) -> None:
    meter = current_meter()
    meter.channel, meter.owner = KIOSK + kiosk.id, kiosk.owner


def _preview(stop_id: str, kind: KioskKind, service: Service) -> ShownKiosk:
    place = place_named("stopId", stop_id, service)
    if place.kind is PlaceKind.COORDINATES:
        raise ApiProblem(UNKNOWN_PLACE, _("Aucun arrêt de ce nom n’est connu."))
    kiosk = Kiosk(stop_id, place.name, stop_id, owner="", kind=kind)
    return ShownKiosk(kiosk, place, is_preview=True, secret="")


def _away() -> ApiProblem:
    return ApiProblem(NOT_READY, _("Le registre des bornes ne répond pas."))
