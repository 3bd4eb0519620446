"""A feed that did not change is not read again; the network is the same byte for byte."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from feeds import FeedRefusedError, Progress, Step, active_version, build_region, read_cache
from tests.feeds.small_feed import replaced, write_zip
from tests.feeds.small_region import write_data, write_region
from tests.feeds.test_export import BUS, RAIL, SECOND

TODAY = date(2026, 6, 10)


class TwoFeeds:
    """A region of two feeds of every kind of row, built again and again."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.data = write_data(folder, **BUS)
        write_zip(self.data / "y.zip", **RAIL)
        self.region = write_region(folder, ("\n[territories]", SECOND))
        self.steps: list[Progress] = []

    def build(self, today: date = TODAY) -> dict[str, bytes]:
        """Build; return the files of the network in service by name."""
        self.steps.clear()
        var = self.folder / "var"
        build_region(self.region, data=self.data, var=var, today=today, report=self.steps.append)
        store = var / "small" / "networks"
        network = store / str(active_version(store))
        return {str(p.relative_to(network)): p.read_bytes() for p in network.rglob("*.*")}

    def steps_of_feeds(self) -> dict[str | None, Step]:
        """Return whether each feed was read or taken from the cache."""
        of_feeds = (Step.READ, Step.REUSE)
        return {step.feed_id: step.step for step in self.steps if step.step in of_feeds}

    @property
    def kept(self) -> list[Path]:
        """Return the files of the cache."""
        return sorted((self.folder / "var" / "small" / "read").iterdir())


@pytest.fixture
def region(tmp_path: Path) -> TwoFeeds:
    """Return a region of two feeds."""
    return TwoFeeds(tmp_path / "region")


def change(region: TwoFeeds) -> None:
    """Hand in another version of the railway."""
    stops = RAIL["stops"]
    assert stops is not None
    write_zip(region.data / "y.zip", **{**RAIL, "stops": stops.replace("VILLE", "BOURG")})


def test_only_the_changed_feed_is_read(region: TwoFeeds) -> None:
    """When one of two feeds changes, the other comes from the cache, with the same counts."""
    region.build()
    assert region.steps_of_feeds() == {"x": Step.READ, "y": Step.READ}
    counted = [step.counts for step in region.steps if step.feed_id == "x"]
    change(region)
    region.build()
    assert region.steps_of_feeds() == {"x": Step.REUSE, "y": Step.READ}
    assert [step.counts for step in region.steps if step.feed_id == "x"] == counted


def test_network_from_the_cache_is_the_same(region: TwoFeeds, tmp_path: Path) -> None:
    """Built with a cache or without, every file of the network has the same bytes."""
    region.build()
    change(region)
    fresh = TwoFeeds(tmp_path / "fresh")
    change(fresh)
    incremental, full = region.build(), fresh.build()
    assert region.steps_of_feeds()["x"] is Step.REUSE
    assert fresh.steps_of_feeds()["x"] is Step.READ
    assert incremental == full


def test_problems_come_from_the_cache_too(region: TwoFeeds) -> None:
    """What was left out of an unchanged feed is told in the next network as it was."""
    write_zip(region.data / "x.zip", **{**BUS, "stops": BUS["stops"] + "\nD,Delta,,,,,"})
    before = region.build()["problems.json"]
    change(region)
    after = region.build()
    assert region.steps_of_feeds()["x"] is Step.REUSE
    assert b"stop_without_location" in after["problems.json"]
    assert before.count(b'"line": 7') == after["problems.json"].count(b'"line": 7') == 1


def test_another_year_reads_again(region: TwoFeeds) -> None:
    """Long calendars are cut by the year: what was read in another one is not used."""
    region.build()
    region.build(date(2027, 6, 10))
    assert region.steps_of_feeds() == {"x": Step.READ, "y": Step.READ}


def test_damaged_file_is_read_again(region: TwoFeeds) -> None:
    """A file of the cache that was cut short is not used, and is written anew."""
    network = region.build()
    for path in region.kept:
        path.write_bytes(path.read_bytes()[:500])
    shutil.rmtree(region.folder / "var" / "small" / "networks")
    assert region.build() == network
    assert region.steps_of_feeds() == {"x": Step.READ, "y": Step.READ}


def test_refused_feed_is_not_kept(region: TwoFeeds) -> None:
    """A feed that is refused is refused again, with its reason."""
    write_zip(region.data / "x.zip", stops=replaced("stops", (",48.5", ",x")))
    for _attempt in range(2):
        with pytest.raises(FeedRefusedError, match="no trip is left"):
            region.build()


def test_cache_that_cannot_be_written_is_done_without(region: TwoFeeds) -> None:
    """A file where the folder should be costs time, not the build."""
    (region.folder / "var" / "small").mkdir(parents=True)
    (region.folder / "var" / "small" / "read").write_text("a file")
    assert region.build()
    change(region)
    assert region.build()
    assert region.steps_of_feeds() == {"x": Step.READ, "y": Step.READ}


def test_cache_is_bounded(region: TwoFeeds, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its size the cache forgets what was not used for longest."""
    region.build()
    size = sum(path.stat().st_size for path in region.kept)
    monkeypatch.setattr(read_cache, "MOST_BYTES", size)
    for path in region.kept:
        os.utime(path, (1, 1))
    change(region)
    region.build()
    assert len(region.kept) == 2
    assert all(path.stat().st_mtime > 1 for path in region.kept)


def test_leftovers_are_removed(region: TwoFeeds) -> None:
    """A file that a killed build was writing hours ago is removed by the next one."""
    region.build()
    left = region.kept[0].with_name(".0123.npz.999999")
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    change(region)
    region.build()
    assert not left.exists()
