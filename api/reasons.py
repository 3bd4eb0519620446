"""Reasons: why an answer is empty, or better walked, in one sentence with what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.dates import numeric_date
from api.words import _
from planner import NoJourney

NO_STOP_NEAR_ORIGIN, NO_STOP_NEAR_DESTINATION = "no-stop-near-origin", "no-stop-near-destination"
NOTHING_EARLIER, NOTHING_LATER = "nothing-earlier", "nothing-later"
WALKING_IS_FASTER = "walking-is-faster"
NOT_USABLE_THEN = "not-usable-then"
SHARED_VEHICLES_STALE = "shared-vehicles-stale"
LIVE_TIMES_STALE = "live-times-stale"
NO_STREET_NEAR_ORIGIN = "no-street-near-origin"
NO_STREET_NEAR_DESTINATION = "no-street-near-destination"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no journey; `next_departure_s` is when there is one, as UTC epoch seconds."""

    code: str
    next_departure_s: int | None = None


def sentence_of(reason: Reason, zone: ZoneInfo, *, max_transfers: int, arrive_by: bool) -> str:
    """Word a reason for the person who asked."""
    when = "" if reason.next_departure_s is None else _moment(reason.next_departure_s, zone)
    after_window = (
        _("Rien dans les 24 heures qui précèdent. Dernier départ\u00a0: %(when)s.", when=when)
        if arrive_by
        else _("Rien dans les 24 heures qui suivent. Prochain départ\u00a0: %(when)s.", when=when)
    )
    sentences = {
        NO_STOP_NEAR_ORIGIN: _("Aucun arrêt n’est à distance de marche du départ."),
        NO_STOP_NEAR_DESTINATION: _("Aucun arrêt n’est à distance de marche de l’arrivée."),
        NO_STREET_NEAR_ORIGIN: _(
            "Aucune rue connue près du départ\u00a0: la marche y est estimée à vol d’oiseau."
        ),
        NO_STREET_NEAR_DESTINATION: _(
            "Aucune rue connue près de l’arrivée\u00a0: la marche y est estimée à vol d’oiseau."
        ),
        WALKING_IS_FASTER: _("À pied, c’est aussi rapide."),
        NOT_USABLE_THEN: _(
            "Ce qui mènerait aux arrêts (parking, transport à la demande) est fermé ou ne peut "
            "plus être réservé à ces heures."
        ),
        SHARED_VEHICLES_STALE: _(
            "On ne sait plus quels véhicules partagés sont disponibles\u00a0: leur exploitant n’a "
            "rien transmis récemment. Ils ne sont pas proposés."
        ),
        LIVE_TIMES_STALE: _(
            "Le temps réel de ces lignes n’arrive plus\u00a0: les itinéraires suivent les horaires "
            "prévus."
        ),
        NOTHING_EARLIER: _("Rien de plus tôt dans les 24 heures qui précèdent."),
        NOTHING_LATER: _("Rien de plus tard dans les 24 heures qui suivent."),
        NoJourney.ONLY_AFTER_WINDOW.value: after_window,
        NoJourney.TOO_MANY_TRANSFERS.value: _(
            "Aucun itinéraire n’a %(most)s correspondances ou moins\u202f; avec davantage, "
            "départ %(when)s.",
            most=max_transfers,
            when=when,
        ),
        NoJourney.NO_SERVICE_IN_HORIZON.value: _(
            "Aucun service ne relie ces deux lieux dans la semaine qui suit."
        ),
    }
    return sentences[reason.code]


def reason_of(reason: NoJourney, next_departure_s: int | None) -> Reason:
    """Turn the planner's reason into ours."""
    return Reason(reason.value, next_departure_s)


def _moment(epoch_s: int, zone: ZoneInfo) -> str:
    moment = datetime.fromtimestamp(epoch_s, zone)
    return _("le %(day)s à %(clock)s", day=numeric_date(moment.date()), clock=f"{moment:%H:%M}")
