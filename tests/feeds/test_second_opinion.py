"""gtfs-kit reads the same files independently: the trips of a date must be the same ones."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import gtfs_kit as gk
import numpy as np
import pytest

from feeds import FeedCredit, Snapshot, load_region
from planner import day_number
from tests.conftest import PROJECT

DAYS = (date(2026, 11, 25), date(2026, 11, 28), date(2026, 11, 29))
"""A Wednesday, a Saturday and a Sunday."""


def trips_shown(snapshot: Snapshot, feed_id: str, day: date) -> set[str]:
    """Return the GTFS ids of a feed's trips in service on a date, frequencies folded back."""
    network = snapshot.network
    active = network.services_on(day_number(day))
    assert active is not None
    running = np.flatnonzero(active[network.trip_service]).tolist()
    ids = (network.trip_id[trip].split(":", 1) for trip in running)
    return {trip_id.split("@")[0] for prefix, trip_id in ids if prefix == feed_id}


def date_shown(credit: FeedCredit, day: date) -> date:
    """Return the date of the feed that is shown on a date."""
    if credit.replayed_monday is None:
        return day
    return credit.replayed_monday + timedelta(days=day.weekday())


def trips_of(path: Path, day: date) -> set[str]:
    """Return the ids of the trips that gtfs-kit finds on a date."""
    feed = gk.read_feed(path, dist_units="km")
    return set(gk.get_trips(feed, date=f"{day:%Y%m%d}").trip_id)


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("feed_id", ["urbain", "valbus", "ferval"])
def test_imaginary_operators(
    val_commun: Snapshot, val_commun_files: Path, feed_id: str, day: date
) -> None:
    """Each operator's trips of a school day, a Saturday and a Sunday."""
    expected = trips_of(val_commun_files / f"{feed_id}.zip", day)
    assert expected or (feed_id, day.weekday()) == ("valbus", 6)
    assert trips_shown(val_commun, feed_id, day) == expected


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_exported_network(val_commun: Snapshot, day: date) -> None:
    """Another reader finds in the exported network the trips of every operator."""
    assert val_commun.gtfs is not None
    shown = {
        f"{feed}:{trip_id}"
        for feed in ("urbain", "valbus", "ferval")
        for trip_id in trips_shown(val_commun, feed, day)
    }
    assert trips_of(val_commun.gtfs, day) == shown


@pytest.mark.real_data
@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("feed_id", ["cts", "solea"])
def test_real_operators(alsace: Snapshot, real_data: Path, feed_id: str, day: date) -> None:
    """The trips of the real date that a replay shows (TER is clipped: not all of its trips)."""
    region = load_region(PROJECT / "regions" / "alsace.toml")
    (source,) = (feed for feed in region.feeds if feed.id == feed_id)
    (credit,) = (feed for feed in alsace.manifest.feeds if feed.id == feed_id)
    expected = trips_of(real_data / "alsace" / source.file, date_shown(credit, day))
    assert len(expected) > 500
    assert trips_shown(alsace, feed_id, day) == expected
