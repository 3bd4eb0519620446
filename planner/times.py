"""Service days and their midnights."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_S = 24 * 3600
EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Return the days from 1970-01-01 to `day`."""
    return (day - EPOCH).days


def date_of(day: int) -> date:
    """Return the date of a day number."""
    return EPOCH + timedelta(days=day)


@lru_cache(maxsize=1024)
def service_midnight_s(day: int, zone: ZoneInfo) -> int:
    """Return the UTC epoch seconds of "noon minus 12 hours" of a service day.

    It differs from midnight on the two days a year when clocks change
    (GTFS reference, field type Time).
    """
    date_ = date_of(day)
    noon = datetime(date_.year, date_.month, date_.day, 12, tzinfo=zone)
    return int(noon.timestamp()) - DAY_S // 2


def day_of(epoch_s: int, zone: ZoneInfo) -> int:
    """Return the day number of the calendar date at an instant in a time zone."""
    return day_number(datetime.fromtimestamp(epoch_s, UTC).astimezone(zone).date())
