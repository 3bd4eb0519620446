"""Calendars become days: weekly rows, dates added and removed, years that are cut."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from feeds.errors import FeedRefusedError
from feeds.feed import Feed
from planner import date_of
from tests.feeds.small_feed import GOOD, checked, replaced, told

DATES = "service_id,date,exception_type\n"


def days(feed: Feed, trip: str = "GOOD") -> list[str]:
    """Return the days on which a trip runs, as "06-01"."""
    service = feed.trips.service[list(feed.trips.id).index(trip)]
    first = feed.services.first_day
    rows = feed.services.active[:, service].nonzero()[0]
    return [f"{date_of(first + int(row)):%m-%d}" for row in rows]


def test_weekdays_between_two_dates(tmp_path: Path) -> None:
    """A weekly service runs on its weekdays from its first to its last date."""
    feed, _ = checked(tmp_path, calendar=replaced("calendar", ("20260630", "20260609")))
    assert days(feed) == ["06-01", "06-02", "06-03", "06-04", "06-05", "06-08", "06-09"]


def test_dates_added_and_removed(tmp_path: Path) -> None:
    """Dates beat weekdays, within the weekly dates and outside of them."""
    feed, log = checked(
        tmp_path,
        calendar=replaced("calendar", ("20260630", "20260602")),
        calendar_dates=DATES + "W,20260601,2\nW,20260606,1\nW,20260614,2",
    )
    assert days(feed) == ["06-02", "06-06"]
    assert log.kept == []


def test_dates_alone(tmp_path: Path) -> None:
    """A feed may have dates and no weekly calendar."""
    feed, log = checked(
        tmp_path, calendar=None, calendar_dates=DATES + "W,20260605,1\nW,20260607,1"
    )
    assert days(feed) == ["06-05", "06-07"]
    assert log.kept == []


def test_validity_is_that_of_the_trips(tmp_path: Path) -> None:
    """A calendar that no trip uses does not lengthen the feed."""
    unused = "\nU,1,1,1,1,1,1,1,20250101,20261231"
    feed, _ = checked(tmp_path, calendar=GOOD["calendar"] + unused)
    services = feed.services
    ends = date_of(services.first_day), date_of(services.last_day)
    assert ends == (date(2026, 6, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("row", "rule", "field"),
    [
        ("S,1,1,1,1,1,1,1,20260601,20261332", "invalid_date", "end_date"),
        ("S,1,1,1,1,1,1,1,2026-06-01,20260630", "invalid_date", "start_date"),
        ("S,1,1,1,1,1,1,1,20260601,", "invalid_date", "end_date"),
        ("S,2,1,1,1,1,1,1,20260601,20260630", "unexpected_enum_value", "monday"),
        ("S,1,1,1,1,1,1,yes,20260601,20260630", "unexpected_enum_value", "sunday"),
        ("S,1,1,1,1,1,1,1,20260630,20260601", "start_and_end_range_out_of_order", "start_date"),
    ],
)
def test_weekly_row_left_out(tmp_path: Path, row: str, rule: str, field: str) -> None:
    """A weekly row that cannot be read is left out; its trips do not run, the others do."""
    feed, log = checked(
        tmp_path,
        calendar=f"{GOOD['calendar']}\n{row}",
        trips=replaced("trips", ("L,W,BAD", "L,S,BAD")),
    )
    assert list(feed.trips.id) == ["GOOD"]
    assert told(log) == [
        (rule, "calendar.txt", 3, field),
        ("foreign_key_violation", "trips.txt", 3, "service_id"),
    ]


@pytest.mark.parametrize(
    ("row", "rule", "field"),
    [
        ("W,20260606,9", "unexpected_enum_value", "exception_type"),
        ("W,20260631,1", "invalid_date", "date"),
        (",20260606,1", "missing_required_field", "service_id"),
    ],
)
def test_dated_row_left_out(tmp_path: Path, row: str, rule: str, field: str) -> None:
    """A date that cannot be read changes nothing."""
    plain, _ = checked(tmp_path)
    feed, log = checked(tmp_path, calendar_dates=DATES + row)
    assert days(feed) == days(plain)
    assert told(log) == [(rule, "calendar_dates.txt", 2, field)]


def test_date_twice(tmp_path: Path) -> None:
    """Of two rows for one service and date the first holds."""
    feed, log = checked(tmp_path, calendar_dates=DATES + "W,20260601,2\nW,20260601,1")
    assert "06-01" not in days(feed)
    assert told(log) == [("duplicate_key", "calendar_dates.txt", 3, "date")]


def test_endless_calendar_is_cut(tmp_path: Path) -> None:
    """Of a calendar without end the years around today are kept."""
    feed, _ = checked(
        tmp_path, calendar=replaced("calendar", ("20260601,20260630", "20000101,20991231"))
    )
    assert date_of(feed.services.first_day) == date(2025, 1, 1)
    assert date_of(feed.services.last_day) == date(2027, 12, 31)


def test_endless_calendar_of_the_past(tmp_path: Path) -> None:
    """A long calendar that is over keeps its last three years, which may be replayed."""
    feed, _ = checked(
        tmp_path, calendar=replaced("calendar", ("20260601,20260630", "20000101,20191231"))
    )
    assert date_of(feed.services.first_day) == date(2016, 12, 29)
    assert date_of(feed.services.last_day) == date(2019, 12, 31)


def test_no_usable_row(tmp_path: Path) -> None:
    """A feed whose calendars are empty is refused."""
    with pytest.raises(FeedRefusedError, match="no usable row"):
        checked(tmp_path, calendar=None, calendar_dates=DATES)
