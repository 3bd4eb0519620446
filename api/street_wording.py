"""Legs along streets in words: by what means, and what to know of parks and rented vehicles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import ngettext

from api.words import _, lazy

STREET_MODES = frozenset({"WALK", "BIKE", "CAR", "RENTAL"})
"""Modes of legs that follow streets and have no line."""

_MEANS = {
    "WALK": lazy("à pied"),
    "BIKE": lazy("à vélo"),
    "CAR": lazy("en voiture"),
}

Leg = Mapping[str, Any]


def means_of(leg: Leg) -> str:
    """Return by what means a leg is travelled: ``à vélo``."""
    rental = leg.get("rental")
    return str(_MEANS[leg["mode"]]) if rental is None else _of_rental(rental)


def icon_of(leg: Leg) -> str:
    """Return the symbol of the means of a leg."""
    return {"WALK": "walk", "CAR": "car", "FLEX": "bus"}.get(leg["mode"], "bike")


def notes_of(leg: Leg) -> tuple[str, ...]:
    """Return what to know of a leg, one sentence each."""
    parking, rental = leg["to"].get("parking"), leg.get("rental")
    if rental is not None:
        return _of_state(rental)
    return () if parking is None else _of_parking(parking)


def _of_state(rental: Leg) -> tuple[str, ...]:
    notes = []
    if "vehiclesAvailable" in rental:
        count = rental["vehiclesAvailable"]
        notes.append(
            ngettext("%(num)d véhicule disponible", "%(num)d véhicules disponibles", count)
        )
    if "docksAvailable" in rental:
        count = rental["docksAvailable"]
        notes.append(ngettext("%(num)d place au retour", "%(num)d places au retour", count))
    if "vehiclesAvailable" not in rental:
        notes.append(_("Disponibilité à vérifier avant de partir"))
    return tuple(str(note) for note in notes)


def _of_rental(rental: Leg) -> str:
    """Return what a rented vehicle is called: ``en vélo partagé (Valvélo)``."""
    form, system = rental["formFactor"], rental["systemName"]
    if form == "CAR":
        return _("en voiture partagée (%(system)s)", system=system)
    if form in {"SCOOTER_STANDING", "SCOOTER_SEATED"}:
        return _("en trottinette partagée (%(system)s)", system=system)
    if form == "MOPED":
        return _("en scooter partagé (%(system)s)", system=system)
    return _("en vélo partagé (%(system)s)", system=system)


def _of_parking(parking: Mapping[str, Any]) -> tuple[str, ...]:
    notes = []
    if "capacity" in parking:
        notes.append(_("%(capacity)s places", capacity=parking["capacity"]))
    if "openingHours" in parking:
        notes.append(_("Ouvert\u00a0: %(hours)s", hours=parking["openingHours"]))
    return tuple(notes)
