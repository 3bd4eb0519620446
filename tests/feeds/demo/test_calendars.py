"""French calendars: holidays of known years, and services written as GTFS rules and exceptions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from feeds.demo.calendars import (
    SATURDAY,
    SCHOOL,
    SUNDAY,
    VACATION,
    Service,
    calendar_row,
    days_around,
    easter,
    kind_of,
    public_holidays,
)
from feeds.demo.railway import FERVAL
from feeds.demo.small_town import VALBUS
from feeds.demo.urban import VALMO

SERVICES = [service for operator in (VALMO, VALBUS, FERVAL) for service in operator.services]


@pytest.mark.parametrize(
    "sunday",
    [date(2008, 3, 23), date(2024, 3, 31), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25)],
)
def test_easter_falls_where_the_church_says(sunday: date) -> None:
    """Easter of known years comes out, its earliest and latest dates of the century included."""
    assert easter(sunday.year) == sunday


def test_public_holidays_of_2026() -> None:
    """The eleven public holidays of 2026 are found, the moving ones included."""
    moving = {date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)}
    holidays = public_holidays(2026)
    assert len(holidays) == 11
    assert moving < holidays


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2025, 2, 8), date(2025, 2, 23)),
        (date(2025, 10, 18), date(2025, 11, 2)),
        (date(2025, 12, 20), date(2026, 1, 4)),
        (date(2026, 2, 14), date(2026, 3, 1)),
        (date(2026, 4, 11), date(2026, 4, 26)),
        (date(2026, 7, 4), date(2026, 8, 31)),
    ],
)
def test_school_holidays_are_those_of_zone_b(first: date, last: date) -> None:
    """Working days of the official holidays are vacation, those just outside are school days."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert {kind_of(day) for day in days} <= {VACATION, SATURDAY, SUNDAY}
    assert kind_of(first - timedelta(days=1)) == SCHOOL
    after = next(last + timedelta(days=n) for n in (1, 2) if (last + timedelta(n)).weekday() < 5)
    assert kind_of(after) == SCHOOL


def test_a_public_holiday_is_a_sunday() -> None:
    """A working day that is a public holiday has Sunday service, whatever its weekday."""
    assert kind_of(date(2026, 7, 14)) == SUNDAY
    assert kind_of(date(2026, 7, 13)) == VACATION
    assert kind_of(date(2026, 8, 15)) == SUNDAY


def test_holidays_move_with_the_year() -> None:
    """The same date is Whit Monday in one year and a plain Monday or another day in the next."""
    assert kind_of(date(2026, 5, 25)) == SUNDAY
    assert kind_of(date(2027, 5, 25)) == SCHOOL


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.id))
def test_rules_and_exceptions_say_the_same_as_the_service(service: Service) -> None:
    """Reading the calendar row back as GTFS readers do gives the dates of the service."""
    row = calendar_row(service, 2026)
    for day in days_around(2026):
        runs = row.weekdays[day.weekday()]
        runs = (runs or day in row.added) and day not in row.removed
        assert runs == service.runs_on(day), day
