"""A row of frequencies.txt becomes one trip for each departure."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.feed import Feed
from feeds.frequencies import expand_frequencies
from feeds.problems import ProblemLog
from feeds.read import read_tables
from tests.feeds.small_feed import checked, replaced, told, trips

HEADER = "trip_id,start_time,end_time,headway_secs,exact_times\n"


def expanded(folder: Path, rows: str, **tables: str) -> tuple[Feed, ProblemLog]:
    """Return the good feed with these rows of frequencies.txt."""
    feed, log = checked(folder, frequencies=HEADER + rows, **tables)
    table = read_tables("x", folder / "x.zip", log)["frequencies"]
    return expand_frequencies(feed, table, log), log


@pytest.mark.parametrize("exact", ["0", "1", ""])
def test_departures_replace_the_template(tmp_path: Path, exact: str) -> None:
    """From start_time on, before end_time, every headway; the template itself does not run."""
    feed, log = expanded(tmp_path, f"BAD,08:00:00,08:30:00,900,{exact}")
    assert trips(feed) == [
        "GOOD A 10:00 B 10:10/10:11 C 10:20",
        "BAD@08:00:00 A 08:00 B 08:10/08:11 C 08:20",
        "BAD@08:15:00 A 08:15 B 08:25/08:26 C 08:35",
    ]
    assert log.kept == []
    assert list(feed.trips.service) == [0, 0, 0]


def test_wait_at_the_first_stop(tmp_path: Path) -> None:
    """The start of a frequency is the departure, also where the vehicle stands there before."""
    waits = replaced("stop_times", ("11:00:00,11:00:00", "10:55:00,11:00:00"))
    feed, _ = expanded(tmp_path, "BAD,08:00:00,08:01:00,60,0", stop_times=waits)
    assert trips(feed)[1] == "BAD@08:00:00 A 07:55/08:00 B 08:10/08:11 C 08:20"


def test_rows_that_meet(tmp_path: Path) -> None:
    """Rows of one trip follow each other; a departure of two rows is one trip."""
    feed, _ = expanded(tmp_path, "BAD,23:00:00,24:10:00,3600,0\nBAD,24:00:00,25:00:00,3600,0")
    assert [line.split()[0] for line in trips(feed)] == ["GOOD", "BAD@23:00:00", "BAD@24:00:00"]


def test_copies_are_of_no_block(tmp_path: Path) -> None:
    """A block joins timetabled trips: copies of a template are not chained to each other."""
    block = replaced("trips", ("trip_headsign", "block_id"), ("GOOD,Gamma", "GOOD,7"))
    feed, _ = expanded(tmp_path, "BAD,08:00:00,08:01:00,60,0", trips=block)
    assert feed.trips.block[0] >= 0
    assert feed.trips.block[1] == -1


def test_every_trip_by_frequency(tmp_path: Path) -> None:
    """A feed may run by frequency alone."""
    rows = "GOOD,08:00:00,08:01:00,60,0\nBAD,09:00:00,09:01:00,60,0"
    feed, _ = expanded(tmp_path, rows)
    assert [line.split()[0] for line in trips(feed)] == ["GOOD@08:00:00", "BAD@09:00:00"]


@pytest.mark.parametrize(
    ("row", "rule", "field"),
    [
        ("GHOST,08:00:00,09:00:00,600,0", "foreign_key_violation", "trip_id"),
        ("BAD,8h,09:00:00,600,0", "invalid_time", "start_time"),
        ("BAD,08:00:00,,600,0", "invalid_time", "end_time"),
        ("BAD,08:00:00,09:00:00,0,0", "number_out_of_range", "headway_secs"),
        ("BAD,08:00:00,09:00:00,,0", "number_out_of_range", "headway_secs"),
        ("BAD,09:00:00,08:00:00,600,0", "start_and_end_range_out_of_order", "start_time"),
        ("BAD,00:00:00,167:00:00,1,0", "too_many_departures", "headway_secs"),
    ],
)
def test_row_left_out(tmp_path: Path, row: str, rule: str, field: str) -> None:
    """A row that makes no sense, or departures without end, is left out; the trip stays."""
    feed, log = expanded(tmp_path, row)
    assert [line.split()[0] for line in trips(feed)] == ["GOOD", "BAD"]
    assert told(log) == [(rule, "frequencies.txt", 2, field)]


def test_the_headway_is_kept_where_no_times_are_promised(tmp_path: Path) -> None:
    """exact_times 0 or empty: so often a vehicle comes; a timetable written shortly has none."""
    rows = "BAD,08:00:00,08:30:00,900,0\nBAD,09:00:00,09:20:00,600,1\nBAD,10:00:00,10:01:00,60,"
    feed, _ = expanded(tmp_path, rows)
    found = dict(zip(feed.trips.id, feed.trips.headway_s.tolist(), strict=True))
    assert found == {
        "GOOD": 0,
        "BAD@08:00:00": 900,
        "BAD@08:15:00": 900,
        "BAD@09:00:00": 0,
        "BAD@09:10:00": 0,
        "BAD@10:00:00": 60,
    }
