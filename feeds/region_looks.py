"""The looks that a region file asks for, with the logos and authorities that they name."""

from __future__ import annotations

from pathlib import Path

from feeds.errors import InvalidRegionError
from feeds.logos import LogoError, read_logo
from feeds.region import Region
from feeds.territories import Territories
from feeds.themes import Logo, Theme, ThemeSource


def read_themes(
    region: Region, folder: Path, territories: Territories
) -> tuple[tuple[Theme, ...], dict[str, bytes]]:
    """Return (the looks of a region, what their logos hold by name).

    Raises
    ------
    InvalidRegionError: a logo cannot be used, an authority is none of the region's.

    """
    themes: list[Theme] = []
    logos: dict[str, bytes] = {}
    for source in region.themes:
        if source.authority and source.authority not in territories.authorities:
            raise InvalidRegionError(
                str(region.path),
                "themes.authority",
                f"{source.authority} is not in {region.territories.authorities}",
            )
        logo = _logo(region, folder, source, logos)
        themes.append(
            Theme(source.name, source.main, source.accent, logo, source.authority, source.hosts)
        )
    return tuple(themes), logos


def _logo(
    region: Region, folder: Path, source: ThemeSource, logos: dict[str, bytes]
) -> Logo | None:
    """Read the logo of a look, None where it has none."""
    if not source.logo:
        return None
    try:
        logo, content = read_logo(folder / source.logo)
    except LogoError as error:
        field = "themes.logo" if source.authority else "theme.logo"
        raise InvalidRegionError(str(region.path), field, f"{source.logo} {error}") from error
    logos[logo.file] = content
    return logo
