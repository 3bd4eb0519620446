"""The look of a page: the authority's whose host name was asked for, the region's, or our own."""

from __future__ import annotations

from hashlib import blake2b

from api.service import Service
from feeds import (
    BLACK,
    READABLE,
    READABLE_BY_ALL,
    SEEN,
    WHITE,
    Theme,
    contrast,
    mixed,
    nearest_shade,
)

OWN = Theme("Correspondance", "0e4a3f", "ffd166")
"""Its shades are those of styles/tokens.css."""

DARK_PAPER = "1f2a26"
"""The lightest that text stands on in dark pages (--sunken in styles/tokens.css)."""
NIGHT = "06120f"
"""What screens of halls are painted with (styles/stops.css)."""
_TINTED = 0.9


def theme_of(service: Service, host: str) -> Theme:
    """Return the look for a host name, which may carry a port."""
    name = host.lower().partition(":")[0].rstrip(".")
    themes = service.snapshot.manifest.themes
    known = {own: theme for theme in themes for own in theme.hosts}
    if name in known:
        return known[name]
    return next((theme for theme in themes if not theme.authority), OWN)


def theme_version(theme: Theme) -> str:
    """Return what changes with the shades of a look, for the name of its file."""
    return blake2b(theme_styles(theme).encode(), digest_size=6).hexdigest()


def theme_styles(theme: Theme) -> str:
    """Return the style sheet that puts the shades of a look in place of ours.

    The colours themselves stand in light pages; where they cannot be read in dark ones, or by those
    who ask for more contrast, the nearest shades that can be stand for them.
    """
    main, accent = theme.main, theme.accent
    tint = _tint(main, WHITE, _TINTED, main)
    dark_tint = mixed(main, DARK_PAPER, 0.7)
    lightest = min((DARK_PAPER, dark_tint), key=lambda paper: contrast(paper, WHITE))
    dark = _shade(main, lightest, READABLE, WHITE)
    strong, strong_dark = _shade(main, WHITE, READABLE_BY_ALL), _shade(main, BLACK, READABLE_BY_ALL)
    seen = nearest_shade(accent, strong, SEEN) or WHITE
    light_rules = (
        f"--brand:#{main};--brand-soft:#fff;--sun:#{accent};"
        f"--night-sun:#{_shade(accent, NIGHT, READABLE, WHITE)};"
        f"{_pressed(main, mixed(main, BLACK, 0.3), WHITE)};--tint:#{tint}"
    )
    dark_rules = f"{_pressed(dark, mixed(dark, WHITE, 0.4), BLACK)};--tint:#{dark_tint}"
    strong_rules = f"--brand:#{strong};--sun:#{seen};{_pressed(strong, BLACK, WHITE)};--tint:#fff"
    strong_dark_rules = f"{_pressed(strong_dark, WHITE, BLACK)};--tint:#000"
    return (
        f":root{{{light_rules}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{dark_rules}}}}}\n"
        f"@media (prefers-contrast:more){{:root{{{strong_rules}}}}}\n"
        "@media (prefers-contrast:more) and (prefers-color-scheme:dark)"
        f"{{:root{{{strong_dark_rules}}}}}\n"
    )


def _pressed(shade: str, hover: str, text: str) -> str:
    """Return the rules of what can be pressed: buttons and links."""
    return f"--action:#{shade};--link:#{shade};--action-hover:#{hover};--on-action:#{text}"


def _shade(colour: str, beside: str, wanted: float, otherwise: str = BLACK) -> str:
    """Return the nearest shade with a contrast; `otherwise`, black or white, beside a grey."""
    return nearest_shade(colour, beside, wanted) or otherwise


def _tint(colour: str, paper: str, part: float, read: str) -> str:
    """Return a paper with as much of a colour in it as leaves another readable on it."""
    parts = (part + (1 - part) * step / 10 for step in range(11))
    tints = (mixed(colour, paper, part) for part in parts)
    return next(tint for tint in tints if contrast(tint, read) >= READABLE)
