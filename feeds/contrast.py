"""Contrast of two colours by WCAG 2.2, and the nearest shade of a colour that has enough of it."""

from __future__ import annotations

BLACK, WHITE = "000000", "ffffff"
READABLE = 4.5
"""Least contrast of text (criterion 1.4.3, AA)."""
READABLE_BY_ALL = 7.0
"""Least contrast of text for those who ask for more (criterion 1.4.6, AAA)."""
SEEN = 3.0
"""Least contrast of what is no text: lines, outlines (criterion 1.4.11)."""

_LINEAR_BELOW = 0.04045
_STEPS = 255


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (six hexadecimal digits), from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def nearest_shade(colour: str, beside: str, wanted: float) -> str | None:
    """Return the colour with the least black or white in it that reaches a contrast.

    None where neither black nor white does: beside a middle grey, for 7.
    """
    for step in range(_STEPS + 1):
        for end in (BLACK, WHITE):
            shade = mixed(colour, end, step / _STEPS)
            if contrast(shade, beside) >= wanted:
                return shade
    return None


def mixed(colour: str, other: str, part: float) -> str:
    """Return a colour with a part of another in it."""
    pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (0, 2, 4))
    return "".join(f"{round(one + (two - one) * part):02x}" for one, two in pairs)


def _luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    red, green, blue = (
        part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(color[start : start + 2], 16) / 255 for start in (0, 2, 4))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
