"""The look of an authority: its name and its colour, dark enough to be read on."""

from __future__ import annotations

from hashlib import blake2b

from api.settings import Settings
from api.web.colours import READABLE, WHITE, contrast

DARK_SURFACE = "17201d"
"""Darkest and lightest surfaces that text of the colour stands on; see styles/tokens.css."""
LIGHT_PAPER = "ebeae2"


def theme_styles(settings: Settings) -> str:
    """Return the style sheet that puts an authority's colour in place of ours, "" for ours."""
    if settings.colour is None:
        return ""
    light = _until_readable(settings.colour, LIGHT_PAPER, darker=True)
    dark = _until_readable(settings.colour, DARK_SURFACE, darker=False)
    return (
        f":root{{--brand:#{_until_readable(settings.colour, WHITE, darker=True)};"
        f"--brand-soft:#fff;--action:#{light};--action-hover:#{_mixed(light, '000000', 0.3)};"
        f"--link:#{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--action:#{dark};"
        f"--action-hover:#{_mixed(dark, WHITE, 0.4)};--on-action:#000;--link:#{dark}}}}}\n"
    )


def theme_version(settings: Settings) -> str:
    """Return what changes with the look, for the name of its file."""
    return blake2b(theme_styles(settings).encode(), digest_size=6).hexdigest()


def _until_readable(colour: str, beside: str, *, darker: bool) -> str:
    """Return the colour, mixed with black or white until it can be read beside another."""
    end = "000000" if darker else WHITE
    shades = (_mixed(colour, end, part / 20) for part in range(21))
    return next(shade for shade in shades if contrast(shade, beside) >= READABLE)


def _mixed(colour: str, other: str, part: float) -> str:
    """Return a colour with a part of another in it."""
    pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (0, 2, 4))
    return "".join(f"{round(one + (two - one) * part):02x}" for one, two in pairs)
