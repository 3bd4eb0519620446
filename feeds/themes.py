"""The looks of a region's pages: its own and those of authorities in it, by host name.

A main colour that white cannot be read on, or that cannot be read on the pages' paper, is refused
with the nearest shade that can; so is an accent that is not seen on the main colour. The shades of
dark pages and of pages with more contrast are made from them (api.web.theme).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from feeds.contrast import READABLE, SEEN, contrast, nearest_shade
from feeds.region_table import RegionTable

LIGHT_PAPER = "ebeae2"
"""The darkest that text of the main colour stands on in light pages (styles/tokens.css)."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class ThemeSource:
    """A look as the region file gives it."""

    name: str
    """What the service is called, in every page."""
    main: str
    """Of the masthead, buttons and links: six hexadecimal digits."""
    accent: str
    """Of outlines and lines on the main colour."""
    logo: str = ""
    """File in the data folder, SVG or PNG; "" for the program's own mark."""
    authority: str = ""
    """SIREN of the authority whose look this is; "" for the region's."""
    hosts: tuple[str, ...] = ()
    """Names of the server under which pages look so; the region's is for all others."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo in a snapshot."""

    file: str
    """Its name there: the hash of what it holds, and .svg or .png."""
    width: int
    height: int
    """In pixels, or units of the drawing: only their ratio counts."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A look in a snapshot."""

    name: str
    main: str
    accent: str
    logo: Logo | None = None
    authority: str = ""
    hosts: tuple[str, ...] = ()


def theme_from_json(content: Mapping[str, Any]) -> Theme:
    """Return a look as a manifest holds it."""
    logo = content["logo"]
    return Theme(
        **{**content, "hosts": tuple(content["hosts"]), "logo": Logo(**logo) if logo else None}
    )


def themes_of(table: RegionTable) -> tuple[ThemeSource, ...]:
    """Take `[theme]` and `[[themes]]` of a region file.

    Raises
    ------
    InvalidRegionError: a field is missing or wrong, a colour cannot be read, two have one host.

    """
    own = table.table("theme", optional=True)
    themes = [] if own.is_empty else [_theme(own)]
    hosts: set[str] = set()
    for row in table.tables("themes"):
        theme = _theme(row, of_authority=True)
        twice = hosts.intersection(theme.hosts)
        if twice:
            raise row.error("hosts", f"{min(twice)} is the host of another theme already")
        hosts.update(theme.hosts)
        themes.append(theme)
    return tuple(themes)


def _theme(table: RegionTable, *, of_authority: bool = False) -> ThemeSource:
    main = _colour(table, "main")
    _must_contrast(table, "main", main, LIGHT_PAPER, READABLE)
    accent = _colour(table, "accent")
    _must_contrast(table, "accent", accent, main, SEEN)
    theme = ThemeSource(
        name=table.take("name", str),
        main=main,
        accent=accent,
        logo=table.take("logo", str, "-").strip("-"),
        authority=table.take("authority", str) if of_authority else "",
        hosts=_hosts(table) if of_authority else (),
    )
    table.done()
    return theme


def _colour(table: RegionTable, name: str) -> str:
    text = table.take(name, str)
    if not _COLOUR.fullmatch(text):
        raise table.error(name, f"{text!r} must be a colour like #0e4a3f")
    return text.removeprefix("#").lower()


def _hosts(table: RegionTable) -> tuple[str, ...]:
    hosts = table.texts("hosts")
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise table.error("hosts", f"{host!r} must be a host name in small letters, no port")
    return hosts


def _must_contrast(table: RegionTable, name: str, colour: str, beside: str, wanted: float) -> None:
    """Refuse a colour with too little contrast, and name the nearest shade that has enough."""
    ratio = contrast(colour, beside)
    if ratio < wanted:
        shade = nearest_shade(colour, beside, wanted)
        assert shade is not None, "black or white has a contrast of 4.5 with any colour"
        raise table.error(
            name,
            f"#{colour} has a contrast of {int(ratio * 100) / 100:.2f} with #{beside}, {wanted} is "
            f"needed; the nearest shade that has it is #{shade}",
        )
