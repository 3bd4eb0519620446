"""Civil time: days and months are those of French accounts, whatever the clock of the rows."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from api.accounting.errors import InvalidMonthError

CIVIL_ZONE = ZoneInfo("Europe/Paris")
"""Months are those of French accounts."""


@lru_cache(maxsize=4096)
def civil_day(day: str, hour: int) -> str:
    """Return the civil day of an hour of a UTC day."""
    moment = datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)
    return moment.astimezone(CIVIL_ZONE).date().isoformat()


def first_day(month: str) -> date:
    """Return the first day of a month of this century written YYYY-MM.

    Raises `InvalidMonthError`.
    """
    if re.fullmatch(r"20\d{2}-\d{2}", month, flags=re.ASCII) is None:
        raise InvalidMonthError(month)
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise InvalidMonthError(month) from error


def next_month(month: str) -> str:
    """Return the month after a month written YYYY-MM."""
    return f"{first_day(month) + timedelta(days=31):%Y-%m}"


def last_hour(month: str) -> tuple[str, int]:
    """Return the UTC day and hour of a month's last civil hour: where its closing is booked."""
    end = first_day(next_month(month))
    midnight = datetime(end.year, end.month, end.day, tzinfo=CIVIL_ZONE)
    moment = midnight.astimezone(UTC) - timedelta(hours=1)
    return moment.date().isoformat(), moment.hour
