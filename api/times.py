"""Instants as RFC 3339 texts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

from planner import date_of

_RFC_3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?([Zz]|[ +-]\d\d:\d\d)"
)
_DAY_S = 24 * 3600
FIRST_YEAR, LAST_YEAR = 1971, 2199
"""Service days are counted from 1970; further years are typing errors."""


def read_time(text: str) -> int | None:
    """Return the UTC epoch seconds of an RFC 3339 text, or None where it is not one.

    A space stands for "+": that is what an unescaped "+" becomes in a query string. Seconds may
    be left out, fractions are dropped.
    """
    parts = _RFC_3339.fullmatch(text.strip())
    if parts is None:
        return None
    date_and_clock = text.strip()[:16].upper()
    seconds, offset = parts.group(6) or "00", parts.group(7)
    offset = "+00:00" if offset in "zZ" else offset.replace(" ", "+")
    try:
        moment = datetime.fromisoformat(f"{date_and_clock}:{seconds}{offset}")
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return int(moment.timestamp()) if FIRST_YEAR <= moment.year <= LAST_YEAR else None


@lru_cache(maxsize=1 << 13)
def show_time(epoch_s: int) -> str:
    """Return an instant as MOTIS writes it, in UTC: 2026-11-25T07:04:00Z."""
    day, second = divmod(epoch_s, _DAY_S)
    minute = second // 60
    return f"{_show_date(day)}T{minute // 60:02}:{minute % 60:02}:{second % 60:02}Z"


@lru_cache(maxsize=64)
def _show_date(day: int) -> str:
    """Return the date of a day number; formatting it takes longer than all the rest."""
    return date_of(day).isoformat()
