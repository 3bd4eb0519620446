"""The two places of the form: what was typed or chosen, and what it can mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.coordinates import read_coordinates
from api.meter import look_up
from api.place_names import words_of
from api.place_responses import name_of
from api.places import COMMUNE_PREFIX, Match, PlaceInfo, PlaceKind, Places
from api.words import _

MOST_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that what was typed may mean."""

    id: str
    label: str
    kind: str
    """One of wording.PLACE_KINDS."""


@dataclass(frozen=True, slots=True)
class PlaceField:
    """One end of the journey. It is settled when `id` is not empty."""

    name: str
    """Of the parameter that carries the id: fromPlace or toPlace."""
    text_name: str
    """Of the parameter that carries what is typed: from or to."""
    text: str = ""
    id: str = ""
    choices: tuple[Choice, ...] = ()
    error: str = ""


def read_place(args: Mapping[str, str], name: str, text_name: str, places: Places) -> PlaceField:
    """Read one end of the journey: the place chosen, unless what is typed cannot mean it."""
    given, text = args.get(name, "").strip(), args.get(text_name, "").strip()
    chosen = places.get(given) if given else None
    if chosen is not None and (not text or text == label_of(chosen)):
        return PlaceField(name, text_name, label_of(chosen), chosen.id)
    if not text:
        error = _not_known(given) if given else _nothing_typed(text_name)
        return PlaceField(name, text_name, error=error)
    if read_coordinates(text) is not None and (point := places.get(text.replace(" ", ""))):
        return PlaceField(name, text_name, label_of(point), point.id)
    with look_up():
        matches = places.search(text, limit=MOST_CHOICES)
    settled = next((match for match in matches if match.id == given), None) or _clear(text, matches)
    if settled is not None:
        return PlaceField(name, text_name, label_of_match(settled), settled.id)
    if not matches:
        return PlaceField(name, text_name, text, error=_not_known(text))
    choices = tuple(Choice(match.id, label_of_match(match), _kind(match)) for match in matches)
    return PlaceField(name, text_name, text, choices=choices, error=_many(text))


def label_of(place: PlaceInfo) -> str:
    """Return how a place is written in its field."""
    if place.kind is PlaceKind.COMMUNE:
        return place.name
    return _labelled(name_of(place), place.commune)


def label_of_match(match: Match) -> str:
    """Return how a place found by its name is written in its field; scripts write the same."""
    return _labelled(match.name, match.area)


def _labelled(name: str, area: str | None) -> str:
    return f"{name}, {area}" if area and area not in name else name


def _clear(text: str, matches: list[Match]) -> Match | None:
    """Return the one place that is meant: the only one, or the only one of that very name."""
    if len(matches) == 1:
        return matches[0]
    words = words_of(text)
    same = [
        match
        for match in matches
        if words in {words_of(match.name), words_of(label_of_match(match))}
    ]
    return same[0] if len(same) == 1 else None


def _kind(match: Match) -> str:
    """Return what a match is; scripts decide the same."""
    if match.type == "ADDRESS":
        return "street"
    if match.type == "PLACE":
        return "commune" if match.id.startswith(COMMUNE_PREFIX) else "place"
    rail = any(mode.endswith("RAIL") or mode == "LONG_DISTANCE" for mode in match.modes)
    return "station" if rail else "stop"


def _nothing_typed(text_name: str) -> str:
    return _("Indiquez d’où vous partez.") if text_name == "from" else _("Indiquez où vous allez.")


def _not_known(text: str) -> str:
    return _(
        "Aucun arrêt ni commune ne correspond à «\u00a0%(text)s\u00a0». "
        "Vérifiez l’orthographe ou essayez un nom plus court.",
        text=text[:80],
    )


def _many(text: str) -> str:
    return _(
        "Plusieurs lieux correspondent à «\u00a0%(text)s\u00a0»\u00a0: choisissez.", text=text[:80]
    )
