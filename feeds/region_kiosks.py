"""Kiosks as a region file declares them (`[[kiosks]]`)."""

from __future__ import annotations

import re
from enum import Enum
from typing import TypeVar

from feeds.kiosks import (
    LANGUAGES,
    LEAST_IDLE_S,
    MOST_IDLE_S,
    Kiosk,
    KioskKeyboard,
    KioskKind,
    KioskTheme,
)
from feeds.region_table import RegionTable

Choice = TypeVar("Choice", bound=Enum)

_ID = re.compile(r"[a-z][a-z0-9-]{0,31}")
_ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")


def read_kiosk(table: RegionTable) -> Kiosk:
    """Read one kiosk.

    Raises
    ------
    InvalidRegionError: a field is missing, unknown or wrong.

    """
    id_, owner = table.take("id", str), table.take("owner", str)
    if _ID.fullmatch(id_) is None:
        raise table.error("id", f"{id_!r} must be lower-case letters, digits and hyphens")
    if _ACCOUNT.fullmatch(owner) is None:
        raise table.error("owner", f"{owner!r} must be the SIREN of an authority or an account")
    languages = tuple(table.take("languages", list, list(LANGUAGES)))
    if not languages or len(set(languages) & set(LANGUAGES)) < len(languages):
        raise table.error("languages", f"must be some of {', '.join(LANGUAGES)}, each once")
    idle_s = table.take("idle_s", int, 60)
    if not LEAST_IDLE_S <= idle_s <= MOST_IDLE_S:
        raise table.error("idle_s", f"must be {LEAST_IDLE_S} to {MOST_IDLE_S}")
    kiosk = Kiosk(
        id=id_,
        title=table.take("title", str),
        place=table.take("place", str),
        owner=owner,
        kind=_one_of(table, "kind", KioskKind.TOUCH),
        languages=languages,
        theme=_one_of(table, "theme", KioskTheme.LIGHT),
        keyboard=_one_of(table, "keyboard", KioskKeyboard.LANGUAGE),
        idle_s=idle_s,
    )
    table.done()
    return kiosk


def _one_of(table: RegionTable, name: str, default: Choice) -> Choice:
    """Take the name of a member of an enumeration."""
    known = {one.value: one for one in type(default)}
    given = table.take(name, str, default.value)
    if given not in known:
        raise table.error(name, f"must be one of {', '.join(known)}")
    return known[given]
