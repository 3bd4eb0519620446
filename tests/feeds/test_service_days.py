"""Which week is replayed of each feed, and one calendar for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from feeds.errors import NoCommonWeekError
from feeds.feed import Feed
from feeds.service_days import (
    common_validity,
    merge_calendars,
    only_running,
    replayed_mondays,
    week_of,
)
from planner import date_of, day_number
from tests.feeds.small_feed import GOOD, checked, replaced, source


def feed_of(folder: Path, id_: str, first: str, last: str, dates: str = "") -> Feed:
    """Return a feed that runs every day between two dates, with dates added or removed."""
    calendar = GOOD["calendar"].replace(
        "1,1,1,1,1,0,0,20260601,20260630", f"1,1,1,1,1,1,1,{first},{last}"
    )
    tables = {"calendar_dates": f"service_id,date,exception_type\n{dates}"} if dates else {}
    feed, _ = checked(folder, calendar=calendar, **tables)
    return replace(feed, source=source(id_))


def mondays(*feeds: Feed) -> dict[str, str]:
    """Return the week shown of each feed, as "2026-06-01"."""
    return {id_: str(date_of(day)) for id_, day in replayed_mondays(feeds).items()}


def test_first_full_week(tmp_path: Path) -> None:
    """Of equal weeks the first full one from Monday to Sunday is shown."""
    feed = feed_of(tmp_path, "a", "20260603", "20260630")
    assert mondays(feed) == {"a": "2026-06-08"}


def test_week_with_the_most_trips(tmp_path: Path) -> None:
    """A week with a day off is not shown when a whole one is at hand."""
    feed = feed_of(tmp_path, "a", "20260601", "20260630", "W,20260603,2\nW,20260609,2")
    assert mondays(feed) == {"a": "2026-06-15"}


def test_week_that_is_cut_is_not_shown(tmp_path: Path) -> None:
    """A week whose Sunday is missing is no full week, however many trips it has."""
    days_off = "W,20260602,2\nW,20260603,2"
    feed = feed_of(tmp_path, "a", "20260601", "20260613", days_off)
    assert mondays(feed) == {"a": "2026-06-01"}


def test_feeds_that_overlap_share_a_week(tmp_path: Path) -> None:
    """Feeds of the same time keep their dates to each other; a feed of another year has its own."""
    a = feed_of(tmp_path, "a", "20260601", "20260628")
    b = feed_of(tmp_path, "b", "20260610", "20260731")
    c = feed_of(tmp_path, "c", "20250101", "20250131")
    assert mondays(a, b, c) == {"a": "2026-06-15", "b": "2026-06-15", "c": "2025-01-06"}


def test_no_common_week_names_feeds_and_dates(tmp_path: Path) -> None:
    """Feeds that overlap without a full common week cannot be replayed together."""
    a = feed_of(tmp_path, "a", "20260601", "20260610")
    b = feed_of(tmp_path, "b", "20260605", "20260630")
    with pytest.raises(NoCommonWeekError) as caught:
        replayed_mondays([a, b])
    assert str(caught.value) == (
        "no full week from Monday to Sunday is common to "
        "a (2026-06-01 to 2026-06-10), b (2026-06-05 to 2026-06-30)"
    )


def test_common_validity(tmp_path: Path) -> None:
    """The days on which all hold; none when the first comes after the last."""
    a = feed_of(tmp_path, "a", "20260601", "20260610")
    b = feed_of(tmp_path, "b", "20260605", "20260630")
    first, last = common_validity([a, b])
    assert (date_of(first), date_of(last)) == (date(2026, 6, 5), date(2026, 6, 10))


def test_replayed_calendar_has_seven_days_from_a_monday(tmp_path: Path) -> None:
    """The calendar of a replay is one week of each feed, side by side."""
    a = feed_of(tmp_path, "a", "20260601", "20260630", "W,20260603,2\nW,20260610,2\nW,20260617,2")
    b = feed_of(tmp_path, "b", "20250106", "20250112")
    shown = {"a": day_number(date(2026, 6, 1)), "b": day_number(date(2025, 1, 6))}
    calendar = merge_calendars([week_of(a, shown["a"]), week_of(b, shown["b"])], shown)
    assert calendar.replay_days == 7
    assert date_of(calendar.first_day).weekday() == 0
    assert calendar.active[:, 0].tolist() == [True, True, False, True, True, True, True]
    assert calendar.active[:, 1].tolist() == [True] * 7


def test_real_calendar_covers_every_feed(tmp_path: Path) -> None:
    """Without replay the calendar goes from the first date of any feed to the last."""
    a = feed_of(tmp_path, "a", "20260601", "20260603")
    b = feed_of(tmp_path, "b", "20260603", "20260604")
    calendar = merge_calendars([a, b], None)
    assert calendar.replay_days == 0
    assert date_of(calendar.first_day) == date(2026, 6, 1)
    assert calendar.active.tolist() == [[True, False], [True, False], [True, True], [False, True]]


def test_trips_that_never_run_are_dropped(tmp_path: Path) -> None:
    """Of a week only the trips that run in it are kept, with their services and lines."""
    feed, _ = checked(
        tmp_path,
        calendar=GOOD["calendar"] + "\nSUN,0,0,0,0,0,0,1,20260615,20260630",
        routes=GOOD["routes"] + "\nM,OP,2,Other,3,",
        trips=replaced("trips", ("L,W,GOOD", "M,SUN,GOOD")),
    )
    week = only_running(week_of(feed, day_number(date(2026, 6, 1))))
    assert list(week.trips.id) == ["BAD"]
    assert list(week.routes.id) == ["L"]
    assert week.services.active.shape == (7, 1)
    assert week.calls.trip.tolist() == [0, 0, 0]
    assert week.trips.route.tolist() == week.trips.service.tolist() == [0]
