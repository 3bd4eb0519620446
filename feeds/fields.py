"""GTFS field types: how a text becomes a number; None when it is malformed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date

from planner import day_number

LATEST_S = 7 * 24 * 3600
"""A trip may pass midnight a few times; later times are mistakes."""

_TIME = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)")
_DATE = re.compile(r"\d{8}")
_INTEGER = re.compile(r"[+-]?\d{1,18}")
_COLOR = re.compile(r"[0-9A-Fa-f]{6}")


def time_s(text: str) -> int | None:
    """Return the seconds of `H:MM:SS` or `HH:MM:SS`, which may pass 24 hours."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = map(int, match.groups())
    total_s = hours * 3600 + minutes * 60 + seconds
    return total_s if total_s < LATEST_S else None


def clock_s(text: str) -> int | None:
    """Return the seconds of a time as `time_s` does, or of `H:MM` without seconds."""
    return time_s(text if text.count(":") != 1 else f"{text}:00")


def day(text: str) -> int | None:
    """Return the day number of a date written `YYYYMMDD`."""
    if _DATE.fullmatch(text) is None:
        return None
    try:
        return day_number(date(int(text[:4]), int(text[4:6]), int(text[6:])))
    except ValueError:
        return None


def integer(text: str) -> int | None:
    """Return a whole number."""
    return int(text) if _INTEGER.fullmatch(text) else None


def between(least: int, most: int) -> Callable[[str], int | None]:
    """Return a parser of whole numbers of a range."""

    def parse(text: str) -> int | None:
        value = integer(text)
        return value if value is not None and least <= value <= most else None

    return parse


def number(text: str) -> float | None:
    """Return a finite number."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def color(text: str) -> str:
    """Return six hexadecimal digits in capitals, "" where it is none."""
    return text.upper() if _COLOR.fullmatch(text) else ""


def clock(seconds: int) -> str:
    """Write seconds as `HH:MM:SS`."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
