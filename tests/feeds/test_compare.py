"""Two versions of one feed: what came, went, moved, was renamed or only has another identifier."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import gtfs_kit as gk
import pytest

from feeds.compare import Comparison, compare_feeds
from feeds.compare.service import Service
from feeds.single import read_feed
from tests.feeds.small_feed import GOOD, replaced, write_zip

TODAY = date(2026, 6, 10)


def compared(folder: Path, **tables: str) -> Comparison:
    """Compare the good feed with itself, some tables replaced."""
    old = read_feed(write_zip(folder / "old.zip"), TODAY)
    return compare_feeds(old, read_feed(write_zip(folder / "new.zip", **tables), TODAY))


def renumbered(table: str, *ids: str) -> str:
    """Return a good table with other identifiers."""
    lines = [line.strip() for line in GOOD[table].strip().splitlines()]
    for id_ in ids:
        lines = [
            ",".join(f"new{cell}" if cell == id_ else cell for cell in line.split(","))
            for line in lines
        ]
    return "\n".join(lines)


def test_same_version_changes_nothing(tmp_path: Path) -> None:
    """A version compared with itself: no change, no alias, no warning."""
    comparison = compared(tmp_path)
    for changes in (comparison.lines, comparison.stops):
        assert (changes.added, changes.removed, changes.renamed) == ((), (), ())
    assert comparison.before == comparison.after == Service(2, 0, 0)
    assert comparison.aliases.trips == {}
    assert comparison.moved == ()
    assert comparison.drops(0.01) == ()
    assert comparison.days_without == 0


def test_other_identifiers_of_the_same_things(tmp_path: Path) -> None:
    """Stops, lines and trips with new identifiers are matched by what they are."""
    comparison = compared(
        tmp_path,
        stops=renumbered("stops", "A", "B", "C"),
        routes=renumbered("routes", "L"),
        trips=renumbered("trips", "L", "GOOD", "BAD"),
        stop_times=renumbered("stop_times", "GOOD", "BAD", "A", "B", "C"),
    )
    assert comparison.aliases.stops == {"newA": "A", "newB": "B", "newC": "C"}
    assert comparison.aliases.lines == {"newL": "L"}
    assert comparison.aliases.trips == {"newGOOD": "GOOD", "newBAD": "BAD"}
    assert comparison.stops.added == comparison.stops.removed == ()
    assert comparison.lines.added == comparison.lines.removed == ()
    assert [line.before for line in comparison.service] == [Service(2, 0, 0)]
    assert comparison.drops(0.01) == ()


def test_same_name_at_the_other_end_of_town(tmp_path: Path) -> None:
    """A stop of the same name far away is another stop."""
    stops = renumbered("stops", "C").replace("48.52,7.72", "48.55,7.72")
    comparison = compared(tmp_path, stops=stops, stop_times=renumbered("stop_times", "C"))
    assert comparison.aliases.stops == {}
    assert [stop.id for stop in comparison.stops.added] == ["newC"]
    assert [stop.id for stop in comparison.stops.removed] == ["C"]


def test_trips_that_are_too_alike_have_no_alias(tmp_path: Path) -> None:
    """Of two new trips at the same time nobody can say which one is the old trip."""
    trips = renumbered("trips", "BAD") + "\nL,W,TWIN,Gamma"
    stop_times = renumbered("stop_times", "BAD") + (
        "\nTWIN,11:00:00,11:00:00,A,1\nTWIN,11:10:00,11:11:00,B,2\nTWIN,11:20:00,11:20:00,C,3"
    )
    assert compared(tmp_path, trips=trips, stop_times=stop_times).aliases.trips == {}


def test_renamed_and_moved(tmp_path: Path) -> None:
    """The same identifier with another name or place is told."""
    comparison = compared(
        tmp_path,
        stops=replaced("stops", ("Beta", "Betamax"), ("48.52,7.72", "48.525,7.72")),
        routes=replaced("routes", ("Alpha - Gamma", "Alpha - Omega")),
    )
    assert [(one.before, one.after) for one in comparison.stops.renamed] == [("Beta", "Betamax")]
    assert [one.after for one in comparison.lines.renamed] == ["1 Alpha - Omega"]
    assert comparison.moved == (("C", 556),)


@pytest.mark.parametrize(("share", "told"), [(0.4, True), (0.6, False)])
def test_service_that_drops(tmp_path: Path, share: float, told: bool) -> None:  # noqa: FBT001
    """A line that loses half of its trips is told when the share set is less."""
    comparison = compared(tmp_path, trips=replaced("trips", ("L,W,BAD,Gamma", "")))
    assert comparison.after == Service(1, 0, 0)
    assert bool(comparison.drops(share)) is told
    assert comparison.drops_in_all(share) is told


def test_days_between_two_versions(tmp_path: Path) -> None:
    """Days that no version serves are counted."""
    calendar = GOOD["calendar"].replace("20260601,20260630", "20260706,20260731")
    comparison = compared(tmp_path, calendar=calendar)
    assert comparison.days_without == 5
    assert comparison.validity_after == (date(2026, 7, 6), date(2026, 7, 31))


@pytest.mark.real_data
def test_trips_per_day_against_gtfs_kit(real_data: Path) -> None:
    """gtfs-kit counts as many trips on each Sunday of Soléa's busiest week as we do."""
    path = real_data / "alsace" / "solea_mulhouse_2026.zip"
    feed = read_feed(path, date(2026, 4, 1))
    other = gk.read_feed(path, dist_units="km")
    day = date(2026, 3, 22)
    row = (day - date(1970, 1, 1)).days - feed.services.first_day
    sunday = replace(
        feed,
        services=replace(
            feed.services,
            first_day=feed.services.first_day + row,
            active=feed.services.active[row : row + 1],
        ),
    )
    trips = gk.get_trips(other, date=f"{day:%Y%m%d}")
    expected = trips.groupby("route_id").size().to_dict()
    found = {line.id: line.after.sunday for line in compare_feeds(sunday, sunday).service}
    assert {id_: n for id_, n in found.items() if n} == expected


@pytest.mark.real_data
def test_real_version_against_itself(real_data: Path) -> None:
    """Real feeds: comparing CTS with itself finds nothing, 23,635 trips notwithstanding."""
    feed = read_feed(real_data / "alsace" / "cts_strasbourg_2026.zip", date(2026, 3, 1))
    comparison = compare_feeds(feed, feed)
    assert comparison.lines.added == comparison.stops.added == ()
    assert comparison.before == comparison.after
