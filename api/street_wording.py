"""Legs along streets in words: by what means, and what to know of parks and rented vehicles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    return str(_MEANS[leg["mode"]])


def icon_of(leg: Leg) -> str:
    """Return the symbol of the means of a leg."""
    return {"WALK": "walk", "CAR": "car"}.get(leg["mode"], "bike")


def notes_of(leg: Leg) -> tuple[str, ...]:
    """Return what to know of a leg, one sentence each."""
    parking = leg["to"].get("parking")
    return () if parking is None else _of_parking(parking)


def _of_parking(parking: Mapping[str, Any]) -> tuple[str, ...]:
    notes = []
    if "capacity" in parking:
        notes.append(_("%(capacity)s places", capacity=parking["capacity"]))
    if "openingHours" in parking:
        notes.append(_("Ouvert\u00a0: %(hours)s", hours=parking["openingHours"]))
    return tuple(notes)
