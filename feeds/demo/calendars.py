"""French calendars for any year: public holidays, school holidays, and the services that follow.

School holidays follow the habit of the ministry (zone B of 2025 and 2026 comes out exactly), so
that the imaginary valley has them on any date without a table to maintain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

SCHOOL, VACATION, SATURDAY, SUNDAY = "school", "vacation", "saturday", "sunday"
"""Kinds of days; a public holiday is a Sunday to every operator of the valley."""

_WEEK = tuple(range(7))


@dataclass(frozen=True)
class Service:
    """A set of dates: the kinds of days it runs on, further limited to weekdays (0 = Monday)."""

    id: str
    kinds: tuple[str, ...]
    weekdays: tuple[int, ...] = _WEEK

    def runs_on(self, day: date) -> bool:
        """Tell whether the service runs on a date."""
        return kind_of(day) in self.kinds and day.weekday() in self.weekdays


@dataclass(frozen=True)
class CalendarRow:
    """A service as GTFS writes it: a weekly rule and the dates that break it."""

    service: str
    weekdays: tuple[bool, ...]
    added: tuple[date, ...]
    removed: tuple[date, ...]


def easter(year: int) -> date:
    """Return Easter Sunday (Gregorian computus, Meeus)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year: int) -> set[date]:
    """Return the eleven public holidays of metropolitan France."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    moving = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
    return {date(year, month, day) for month, day in fixed} | {
        easter(year) + timedelta(days=days) for days in moving
    }


def is_vacation(day: date) -> bool:
    """Tell whether schools are closed for holidays on a date."""
    february = _saturday_from(date(day.year, 2, 8))
    periods = [
        (february, 16),
        (february + timedelta(weeks=8), 16),
        (_saturday_from(date(day.year, 10, 17)), 16),
        (_saturday_from(date(day.year, 12, 18)), 16),
        (_saturday_from(date(day.year - 1, 12, 18)), 16),
    ]
    summer = _saturday_from(date(day.year, 7, 4)) <= day <= date(day.year, 8, 31)
    return summer or any(start <= day < start + timedelta(days=length) for start, length in periods)


def kind_of(day: date) -> str:
    """Return the kind of day a date is to the operators."""
    if day.weekday() == 6 or day in public_holidays(day.year):
        return SUNDAY
    if day.weekday() == 5:
        return SATURDAY
    return VACATION if is_vacation(day) else SCHOOL


def days_around(year: int) -> Iterator[date]:
    """Yield every date of a year, of the one before and of the one after."""
    day = date(year - 1, 1, 1)
    while day.year <= year + 1:
        yield day
        day += timedelta(days=1)


def calendar_row(service: Service, year: int) -> CalendarRow:
    """Return the weekly rule that needs the fewest exceptions, and those exceptions."""
    days = list(days_around(year))
    runs = {day for day in days if service.runs_on(day)}
    weekdays = tuple(
        2 * sum(day.weekday() == weekday for day in runs)
        > sum(day.weekday() == weekday for day in days)
        for weekday in _WEEK
    )
    return CalendarRow(
        service.id,
        weekdays,
        added=tuple(day for day in days if day in runs and not weekdays[day.weekday()]),
        removed=tuple(day for day in days if day not in runs and weekdays[day.weekday()]),
    )


def _saturday_from(day: date) -> date:
    """Return the first Saturday on or after a date."""
    return day + timedelta(days=(5 - day.weekday()) % 7)
