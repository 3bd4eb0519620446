"""Versions of one feed, each for its own days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from feeds.compose import Part, compose
from feeds.errors import FeedRefusedError
from feeds.feed import Feed
from planner import date_of, day_number
from tests.feeds.small_feed import GOOD, checked, replaced, trips

CHANGE = day_number(date(2026, 6, 15))


def version(folder: Path, **tables: str) -> Feed:
    """Return the good feed with some tables replaced."""
    folder.mkdir()
    return checked(folder, **tables)[0]


def days_of(feed: Feed, trip_id: str) -> list[date]:
    """Return the days on which a trip runs."""
    (trip,) = np.flatnonzero(feed.trips.id == trip_id)
    rows = np.flatnonzero(feed.services.active[:, feed.trips.service[trip]])
    return [date_of(feed.services.first_day + int(row)) for row in rows]


def test_next_version_leaves_this_week_as_it_is(tmp_path: Path) -> None:
    """Until the new version counts the old one runs; the days of both are one calendar."""
    old = version(tmp_path / "old")
    new = version(
        tmp_path / "new",
        stops=GOOD["stops"].replace("Gamma", "Omega") + "\nD,Delta,48.53,7.73",
        stop_times=replaced("stop_times", ("10:20:00,10:20:00,C", "10:25:00,10:25:00,D")),
    )
    feed = compose([Part(old, None, CHANGE), Part(new, CHANGE, None)])
    assert trips(feed) == [
        "GOOD~20260614 A 10:00 B 10:10/10:11 C 10:20",
        "BAD~20260614 A 11:00 B 11:10/11:11 C 11:20",
        "GOOD A 10:00 B 10:10/10:11 D 10:25",
        "BAD A 11:00 B 11:10/11:11 C 11:20",
    ]
    assert days_of(feed, "GOOD~20260614")[-1] == date(2026, 6, 12)
    assert days_of(feed, "GOOD")[0] == date(2026, 6, 15)
    assert len(days_of(feed, "GOOD~20260614")) + len(days_of(feed, "GOOD")) == 22
    assert list(feed.stops.name) == ["Alpha", "Beta", "Omega", "Delta"]
    assert list(feed.routes.id) == ["L"]
    assert feed.agencies.name == ["Operator"]


def test_what_only_the_old_version_has_stays(tmp_path: Path) -> None:
    """Lines, stops and agencies that are not in the new version are there until its first day."""
    old = version(tmp_path / "old")
    new = version(
        tmp_path / "new",
        agency=replaced("agency", ("OP,Operator", "OQ,Other")),
        routes=replaced("routes", ("L,OP", "M,OQ")),
        trips=replaced("trips", ("L,W,GOOD", "M,W,G2"), ("L,W,BAD", "M,W,B2")),
        stop_times=GOOD["stop_times"].replace("GOOD", "G2").replace("BAD", "B2"),
    )
    feed = compose([Part(old, None, CHANGE), Part(new, CHANGE, None)])
    lines = {str(feed.trips.id[t]): str(feed.routes.id[feed.trips.route[t]]) for t in range(4)}
    assert lines == {"GOOD": "L", "BAD": "L", "G2": "M", "B2": "M"}
    agencies = [feed.agencies.name[row] for row in feed.routes.agency]
    assert dict(zip(feed.routes.id, agencies, strict=True)) == {"L": "Operator", "M": "Other"}


def test_one_version_from_a_day_on(tmp_path: Path) -> None:
    """A version alone counts from its day on."""
    feed = compose([Part(version(tmp_path / "one"), CHANGE, None)])
    assert days_of(feed, "GOOD")[0] == date(2026, 6, 15)


def test_two_clocks(tmp_path: Path) -> None:
    """Versions on two clocks are refused: hours would be wrong."""
    one = version(tmp_path / "one")
    parts = [Part(one, None, CHANGE), Part(replace(one, timezone="Europe/London"), CHANGE, None)]
    with pytest.raises(FeedRefusedError, match="two clocks"):
        compose(parts)


def test_transfers_of_the_new_version_count(tmp_path: Path) -> None:
    """For a pair of stops that both versions know, the new rule counts."""
    head = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"
    old = version(tmp_path / "old", transfers=head + "A,B,2,900\nB,C,2,800")
    new = version(tmp_path / "new", transfers=head + "A,B,2,600")
    feed = compose([Part(old, None, CHANGE), Part(new, CHANGE, None)])
    ids = feed.stops.id
    rules = {
        (ids[start], ids[end]): seconds
        for start, end, seconds in zip(
            feed.transfers.from_stop, feed.transfers.to_stop, feed.transfers.duration_s, strict=True
        )
    }
    assert rules == {("A", "B"): 600, ("B", "C"): 800}
