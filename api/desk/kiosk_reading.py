"""A kiosk as a person configures it, by the desk's form or a command, checked field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TypeVar

from api.accounting import COMMON, OPERATIONS, OWN_ACCOUNT_NAMES
from api.coordinates import read_coordinates
from api.desk.errors import DeskError
from api.places import Places
from api.words import N_
from feeds import Kiosk, KioskKeyboard, KioskKind, KioskTheme, Snapshot
from feeds.kiosks import LANGUAGES, LEAST_IDLE_S, MOST_IDLE_S

Choice = TypeVar("Choice", bound=Enum)

LONGEST_TITLE = 80
"""A longer one does not stay on one line of a screen."""
_ID = re.compile(r"[a-z][a-z0-9-]{0,31}")


class InvalidKioskError(DeskError):
    """A field of a kiosk cannot be used; `field` is its name."""

    def __init__(self, field: str, sentence: str, **values: object) -> None:
        super().__init__(sentence, **values)
        self.field = field


def owners_in(snapshot: Snapshot) -> Mapping[str, str]:
    """Return who may own a kiosk: the name of each authority and account."""
    authorities = snapshot.territories.authorities.items()
    names = {siren: one.name for siren, one in sorted(authorities, key=lambda pair: pair[1].name)}
    return names | {account: OWN_ACCOUNT_NAMES[account] for account in (OPERATIONS, COMMON)}


def read_kiosk(
    given: Mapping[str, str], languages: Sequence[str], snapshot: Snapshot, places: Places
) -> Kiosk:
    """Read the fields of a kiosk (those of `feeds.Kiosk`); the first language is where it begins.

    Raises
    ------
    InvalidKioskError: a field is missing or cannot be used.

    """
    field = {name: text.strip() for name, text in given.items()}
    title = " ".join(field.get("title", "").split())
    if not 0 < len(title) <= LONGEST_TITLE:
        raise InvalidKioskError(
            "title", N_("il faut un titre de %(most)s caractères au plus"), most=LONGEST_TITLE
        )
    owners = owners_in(snapshot)
    if field.get("owner", "") not in owners:
        raise InvalidKioskError(
            "owner",
            N_("«\u00a0%(given)s\u00a0» n’est ni une autorité ni un compte\u00a0: %(known)s"),
            given=field.get("owner", ""),
            known=", ".join(f"{id_} ({name})" for id_, name in owners.items()),
        )
    return Kiosk(
        id=_id(field.get("id", ""), snapshot),
        title=title,
        place=_place(field.get("place", ""), snapshot, places),
        owner=field["owner"],
        kind=_one_of("kind", field, KioskKind.TOUCH),
        languages=_languages(languages),
        theme=_one_of("theme", field, KioskTheme.LIGHT),
        keyboard=_one_of("keyboard", field, KioskKeyboard.LANGUAGE),
        idle_s=_idle(field.get("idle_s", "")),
    )


def _id(text: str, snapshot: Snapshot) -> str:
    if _ID.fullmatch(text) is None:
        raise InvalidKioskError(
            "id",
            N_(
                "le nom «\u00a0%(given)s\u00a0» doit commencer par une lettre et n’avoir que "
                "minuscules, chiffres et tirets, 32 au plus"
            ),
            given=text,
        )
    if text in {kiosk.id for kiosk in snapshot.manifest.kiosks}:
        raise InvalidKioskError(
            "id",
            N_("le fichier de région déclare déjà une borne «\u00a0%(given)s\u00a0»"),
            given=text,
        )
    return text


def _place(text: str, snapshot: Snapshot, places: Places) -> str:
    """Return the id or point of where a kiosk stands: as it is given, or of the only such name."""
    point = read_coordinates(text)
    if point is not None and snapshot.manifest.bounds.contains(*point):
        return text
    known = None if point is not None else places.get(text)
    if known is not None and known.stops and not text.startswith("commune:"):
        return text
    found = (
        [match for match in places.search(text, limit=5) if match.type == "STOP"] if text else []
    )
    same = [match for match in found if match.name.casefold() == text.casefold()]
    if len(same) == 1:
        return same[0].id
    raise InvalidKioskError(
        "place",
        N_(
            "le lieu «\u00a0%(given)s\u00a0» n’est ni l’identifiant ou le nom d’un seul arrêt, ni "
            "«\u00a0latitude,longitude\u00a0» dans la région%(near)s"
        ),
        given=text,
        near="".join(f"\u202f; {match.id} ({match.name})" for match in same or found),
    )


def _languages(given: Sequence[str]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(language for language in given if language))
    if not chosen or not set(chosen) <= set(LANGUAGES):
        raise InvalidKioskError(
            "languages",
            N_("il faut une langue au moins, parmi %(known)s"),
            known=", ".join(LANGUAGES),
        )
    return chosen


def _idle(text: str) -> int:
    if not text.isdecimal() or not LEAST_IDLE_S <= int(text) <= MOST_IDLE_S:
        raise InvalidKioskError(
            "idle_s",
            N_("l’attente «\u00a0%(given)s\u00a0» doit être de %(least)s à %(most)s secondes"),
            given=text,
            least=LEAST_IDLE_S,
            most=MOST_IDLE_S,
        )
    return int(text)


def _one_of(name: str, field: Mapping[str, str], default: Choice) -> Choice:
    known = {one.value: one for one in type(default)}
    given = field.get(name) or default.value
    if given not in known:
        raise InvalidKioskError(
            name,
            N_("le champ %(name)s vaut «\u00a0%(given)s\u00a0»\u202f; il faut %(known)s"),
            name=name,
            given=given,
            known=", ".join(known),
        )
    return known[given]
