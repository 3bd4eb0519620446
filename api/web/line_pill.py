"""A line as pages show it: its number in its colours, with the word and the symbol of its mode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.web import wording
from api.web.colours import line_class


@dataclass(frozen=True, slots=True)
class Line:
    """A line as travellers recognise it: its number in its colours."""

    text: str
    css: str
    mode: str
    icon: str
    id: str = ""
    """Of the page of the line, "" where none is linked."""


def line_of(leg: Mapping[str, Any]) -> Line:
    """Return the line that a leg or a departure of an answer is on."""
    mode = str(leg["mode"])
    name = leg.get("routeShortName") or leg.get("displayName") or leg.get("routeLongName") or ""
    return Line(
        text=str(name) or wording.mode_name(mode),
        css=line_class(leg.get("routeColor", ""), leg.get("routeTextColor", "")),
        mode=wording.mode_name(mode),
        icon=wording.mode_icon(mode),
        id=str(leg.get("routeId", "")),
    )
