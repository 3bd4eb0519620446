"""A region's network is built when something changed, whole or not at all, and put in service."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from feeds import (
    FeedRefusedError,
    InvalidRegionError,
    NoCommonWeekError,
    Progress,
    Region,
    Snapshot,
    SnapshotError,
    SourceMissingError,
    Step,
    active_version,
    build_region,
    open_snapshot,
)
from planner import Planner, Query, Ride, day_number, offsets_of_stops, service_midnight_s
from tests.feeds.small_feed import GOOD, replaced, write_zip
from tests.feeds.small_region import write_data, write_region

TODAY = date(2026, 11, 25)
IN_JUNE = date(2026, 6, 10)


@dataclass
class Builder:
    """Builds one region again and again, and keeps what it reported."""

    folder: Path
    region: Region
    data: Path
    steps: list[Progress] = field(default_factory=list)

    @property
    def store(self) -> Path:
        """Return the snapshot store."""
        return self.folder / "var" / "small" / "networks"

    def build(self, today: date = TODAY) -> str:
        """Build for a day; return the version."""
        self.steps.clear()
        return build_region(
            self.region,
            data=self.data,
            var=self.folder / "var",
            today=today,
            report=self.steps.append,
        )

    def snapshot(self) -> Snapshot:
        """Open what is in service."""
        version = active_version(self.store)
        assert version is not None
        return open_snapshot(self.store, version)

    def built_anew(self) -> bool:
        """Tell whether the last build made a network."""
        return Step.SAVE in {step.step for step in self.steps}

    def versions(self) -> set[str]:
        """Return every folder of the store, half-written ones included."""
        return {path.name for path in self.store.iterdir() if path.is_dir()}


@pytest.fixture
def builder(tmp_path: Path) -> Builder:
    """Return a builder of the small region."""
    return Builder(tmp_path, write_region(tmp_path), write_data(tmp_path))


def test_first_build_puts_a_network_in_service(builder: Builder) -> None:
    """The version returned is in service and holds the feed, its credit and its communes."""
    version = builder.build()
    assert active_version(builder.store) == version
    assert builder.versions() == {version}
    snapshot = builder.snapshot()
    assert list(snapshot.network.stop_id) == ["x:A", "x:B", "x:C"]
    assert list(snapshot.network.trip_id) == ["x:GOOD", "x:BAD"]
    communes = [snapshot.territories.communes[c].name for c in snapshot.stop_commune]
    assert communes == ["Southville", "Southville", "Northville"]
    (credit,) = snapshot.manifest.feeds
    assert (credit.id, credit.url) == ("x", "https://op.example")
    assert (credit.first_date, credit.last_date) == (date(2026, 6, 1), date(2026, 6, 30))
    assert (credit.n_stops, credit.n_trips, credit.n_stop_times) == (3, 2, 6)
    assert snapshot.manifest.examples[0].title == "Alpha → Gamma"


def test_progress_names_steps_and_counts(builder: Builder) -> None:
    """Each step is reported once, in order, with what it counted."""
    builder.build()
    assert [step.step for step in builder.steps] == [
        Step.READ,
        Step.MERGE,
        Step.FOOTPATHS,
        Step.MAP,
        Step.SAVE,
        Step.ACTIVATE,
    ]
    read = builder.steps[0]
    assert read.feed_id == "x"
    assert read.counts == {"stops": 3, "lines": 1, "trips": 2, "stop_times": 6, "problems": 0}


def test_second_build_reads_nothing(builder: Builder) -> None:
    """With the same files nothing is read again and the version stays."""
    version = builder.build()
    assert builder.build() == version
    assert [step.step for step in builder.steps] == [Step.UNCHANGED]


def test_same_files_same_version(builder: Builder, tmp_path: Path) -> None:
    """The version follows from the content: another machine builds the same."""
    other = tmp_path / "other"
    other.mkdir()
    twin = Builder(other, write_region(other), write_data(other))
    assert twin.build() == builder.build()


@pytest.mark.parametrize("changed", ["feed", "communes", "region"])
def test_changed_file_is_built_anew(builder: Builder, changed: str) -> None:
    """A change of a feed, of a territory file or of the region file makes another version."""
    version = builder.build()
    if changed == "feed":
        write_zip(builder.data / "x.zip", stops=replaced("stops", ("Beta", "Bêta")))
    elif changed == "communes":
        path = builder.data / "communes.csv"
        path.write_text(path.read_text("utf-8").replace("1200", "1201"), "utf-8")
    else:
        builder.region = write_region(builder.folder, ('name = "Small"', 'name = "Smaller"'))
    assert builder.build() != version
    assert builder.built_anew()
    assert active_version(builder.store) != version
    assert len(builder.versions()) == 2


def test_year_is_part_of_the_inputs(builder: Builder) -> None:
    """In another year long calendars are cut elsewhere: the feeds are read again."""
    builder.build(date(2026, 12, 31))
    builder.build(date(2027, 1, 1))
    assert builder.built_anew()


def test_damaged_network_is_built_anew(builder: Builder) -> None:
    """A network that cannot be opened is replaced by one that can."""
    version = builder.build()
    (builder.store / version / "network" / "stop_lat.npy").write_bytes(b"boo")
    assert builder.build() == version
    assert builder.snapshot().network.n_stops == 3
    assert builder.versions() == {version}


def test_real_dates_when_the_feeds_hold(builder: Builder) -> None:
    """On a day of the feeds' own calendars nothing is replayed."""
    builder.build(IN_JUNE)
    snapshot = builder.snapshot()
    assert not snapshot.manifest.replayed
    assert snapshot.network.replay_days[0] == 0
    assert snapshot.network.services_on(day_number(TODAY)) is None


def test_replay_when_they_do_not(builder: Builder) -> None:
    """On another day a real week is shown, said with its Monday, for any date."""
    builder.build(TODAY)
    snapshot = builder.snapshot()
    assert snapshot.manifest.feeds[0].replayed_monday == date(2026, 6, 1)
    network = snapshot.network
    wednesday, sunday = day_number(TODAY), day_number(date(2031, 11, 30))
    running = [network.services_on(day) for day in (wednesday, sunday)]
    assert [bool(active is not None and active.any()) for active in running] == [True, False]


def test_replay_begins_and_ends_with_the_calendar(builder: Builder) -> None:
    """Nothing but the date changed: the network follows it, and comes back to the same version."""
    versions = [builder.build(day) for day in (IN_JUNE, TODAY, IN_JUNE)]
    assert versions[0] == versions[2] != versions[1]
    assert active_version(builder.store) == versions[0]


def test_region_without_replay_keeps_the_dates(builder: Builder) -> None:
    """A region that does not replay serves feeds that are over as what they are."""
    builder.region = write_region(builder.folder, ("enabled = true", "enabled = false"))
    builder.build(TODAY)
    assert not builder.snapshot().manifest.replayed


def test_trip_of_the_day_before_is_ridden_in_a_replay(builder: Builder) -> None:
    """A trip past midnight of a replayed Friday is found early on Saturday."""
    night = replaced("stop_times", ("BAD,11", "BAD,25"), (",11:", ",25:"))
    write_zip(builder.data / "x.zip", stop_times=night)
    builder.build(TODAY)
    network = builder.snapshot().network
    saturday_s = service_midnight_s(day_number(date(2026, 11, 28)), ZoneInfo("Europe/Paris"))
    from_, to = network.stops_of_place("x:A"), network.stops_of_place("x:C")
    assert from_ is not None
    assert to is not None
    query = Query(
        access=offsets_of_stops(network, from_, leaving=True),
        egress=offsets_of_stops(network, to, leaving=False),
        time_s=saturday_s + 30 * 60,
        window_s=3600,
    )
    (journey,) = Planner(network).search(query).journeys
    (ride,) = [leg for leg in journey.legs if isinstance(leg, Ride)]
    assert network.trip_id[ride.trip] == "x:BAD"
    assert ride.service_day == day_number(date(2026, 11, 27))
    assert ride.departure_s == saturday_s + 3600


@pytest.mark.parametrize("file", ["x.zip", "communes.csv", "communes.geojson"])
def test_network_in_service_stays_on_errors(builder: Builder, file: str) -> None:
    """A file that became unusable is told in one sentence; what was in service stays."""
    version = builder.build()
    (builder.data / file).write_text("boo", "utf-8")
    with pytest.raises((FeedRefusedError, InvalidRegionError)) as caught:
        builder.build()
    assert "\n" not in str(caught.value)
    assert active_version(builder.store) == version
    assert builder.versions() == {version}
    assert builder.snapshot().network.n_stops == 3


def test_missing_files_are_named_together(builder: Builder) -> None:
    """Every file that the data folder lacks is in one sentence."""
    (builder.data / "x.zip").unlink()
    (builder.data / "authorities.csv").unlink()
    with pytest.raises(SourceMissingError, match=r"data lacks x\.zip, authorities\.csv$"):
        builder.build()
    assert not (builder.folder / "var").exists()


def test_absent_data_folder_is_named(builder: Builder) -> None:
    """A data folder that is not there is said to be so."""
    builder.data = builder.folder / "nowhere"
    with pytest.raises(SourceMissingError, match=r"the data folder .*nowhere does not exist$"):
        builder.build()


def test_store_that_cannot_be_written(builder: Builder) -> None:
    """A var folder below a file cannot be made: one sentence, naming it."""
    (builder.folder / "var").write_text("a file where the folder should be")
    with pytest.raises(SnapshotError, match=r"networks cannot be written \(Not a directory\)$"):
        builder.build()


def test_feeds_without_a_common_week(builder: Builder) -> None:
    """A feed of less than a week cannot be replayed."""
    calendar = replaced("calendar", ("20260630", "20260605"))
    write_zip(builder.data / "x.zip", calendar=calendar)
    with pytest.raises(NoCommonWeekError, match=r"x \(2026-06-01 to 2026-06-05\)$"):
        builder.build()


def test_clipped_feed_with_nothing_inside(builder: Builder) -> None:
    """A feed that is cut to the region and has nothing there is refused."""
    builder.region = write_region(
        builder.folder, ("[territories]", "clip = true\n[territories]"), ("48.4", "48.6")
    )
    with pytest.raises(FeedRefusedError, match="no trip calls twice inside the region"):
        builder.build()


def test_problems_are_kept_beside_the_network(builder: Builder) -> None:
    """What was left out is counted in the credit and readable in the snapshot's folder."""
    write_zip(builder.data / "x.zip", stops=GOOD["stops"] + "\nD,Delta,,")
    version = builder.build()
    assert builder.snapshot().manifest.feeds[0].n_problems == 1
    text = (builder.store / version / "problems.json").read_text("utf-8")
    assert '"rule": "stop_without_location"' in text
    assert '"line": 5' in text


def test_distances_of_the_network_are_finite(builder: Builder) -> None:
    """Places, times and walks of a built network are numbers in their ranges."""
    builder.build()
    network = builder.snapshot().network
    assert np.isfinite(network.stop_lat).all()
    assert (network.footpath_s >= 60).all()
    assert (np.diff(network.pattern_stops_start) >= 2).all()


def test_what_a_killed_build_left_is_removed(builder: Builder) -> None:
    """A folder that nobody wrote to for a day is removed by the next build; a new one stays."""
    builder.build()
    old, new = (builder.store / name for name in (".0123456789abcdef.999", ".fedcba9876543210.998"))
    for folder in (old, new):
        folder.mkdir()
        (folder / "half").write_text("half")
    os.utime(old, (1, 1))
    write_zip(builder.data / "x.zip", stops=replaced("stops", ("Beta", "Bêta")))
    builder.build()
    assert (old.exists(), new.exists()) == (False, True)


def test_old_networks_are_forgotten(builder: Builder) -> None:
    """Some networks are kept to go back to; the one in service always is, however old."""
    names = [f"Beta {number}" for number in range(7)]
    versions = []
    for number, name in enumerate(names):
        write_zip(builder.data / "x.zip", stops=replaced("stops", ("Beta", name)))
        versions.append(builder.build())
        os.utime(builder.store / versions[-1], (number, number))
    assert builder.versions() == set(versions[2:])
    write_zip(builder.data / "x.zip", stops=replaced("stops", ("Beta", names[2])))
    assert builder.build() == versions[2]
    assert builder.versions() == set(versions[2:])
