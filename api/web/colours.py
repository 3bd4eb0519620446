"""Colours of lines as one style sheet, each with a text that can be read on it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from feeds import BLACK, READABLE, WHITE, contrast

_HEX = re.compile(r"[0-9a-f]{6}")


def line_class(color: str, text_color: str) -> str:
    """Return the class that shows a line in its colours, "" when its feed gives none."""
    background = _hex(color)
    if background is None:
        return ""
    return f"line-{background}-{readable_on(background, text_color)}"


def line_styles(colours: Iterable[tuple[str, str]]) -> str:
    """Return the rules of the classes of lines; pages carry no inline style."""
    classes = {line_class(color, text_color) for color, text_color in colours} - {""}
    return "".join(
        f".{name}{{--line:#{name[5:11]};--on-line:#{name[12:]}}}\n" for name in sorted(classes)
    )


def readable_on(background: str, wished: str) -> str:
    """Return the wished text colour where it can be read, else black or white."""
    text = _hex(wished)
    if text is not None and contrast(background, text) >= READABLE:
        return text
    return max(BLACK, WHITE, key=lambda neutral: contrast(background, neutral))


def _hex(color: str) -> str | None:
    """Return a colour as six lower-case hexadecimal digits, or None when it is not one."""
    text = color.strip().removeprefix("#").lower()
    return text if _HEX.fullmatch(text) else None
