"""Snapshots are written whole or not at all, opened as they were, and replaced by a pointer."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from feeds import (
    Bounds,
    Example,
    FeedCredit,
    LiveKind,
    LiveSource,
    Manifest,
    Snapshot,
    SnapshotError,
    activate,
    active_version,
    open_snapshot,
    read_territories,
    save_snapshot,
)
from feeds.region import TerritoryFiles
from feeds.snapshot import discard
from planner import Network
from tests.feeds.small_region import write_territories
from tests.support.network import parse

CREDIT = FeedCredit(
    id="t",
    operator="Opérateur",
    licence="CC0-1.0",
    url="https://op.example",
    first_date=date(2026, 6, 9),
    last_date=date(2026, 6, 11),
    replayed_monday=None,
    n_stops=3,
    n_trips=1,
    n_stop_times=3,
    n_problems=0,
)
MANIFEST = Manifest(
    region_id="small",
    region_name="Small",
    timezone="Europe/Paris",
    languages=("fr", "de"),
    bounds=Bounds(48.4, 7.6, 48.7, 7.8),
    feeds=(CREDIT,),
    examples=(Example("t:A", "t:C", "A → C"),),
)


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    """Return a snapshot that is not saved."""
    files = TerritoryFiles("communes.csv", ("communes.geojson",), "authorities.csv", {})
    write_territories(tmp_path)
    return Snapshot(
        version="v1",
        manifest=MANIFEST,
        network=parse("T1:  A 08:00  B 08:10  C 08:20"),
        territories=read_territories(tmp_path, files),
        stop_commune=np.array([0, 1, -1], dtype=np.int32),
    )


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Return the path of a store that is not there yet."""
    return tmp_path / "var" / "networks"


def names(store: Path) -> set[str]:
    """Return what is in the store, hidden files included."""
    return {path.name for path in store.iterdir()}


def test_opened_as_it_was_saved(store: Path, snapshot: Snapshot) -> None:
    """Every array, text and fact comes back."""
    save_snapshot(store, snapshot)
    opened = open_snapshot(store, "v1")
    assert opened.manifest == MANIFEST
    assert opened.stop_commune.tolist() == [0, 1, -1]
    assert opened.territories.communes == snapshot.territories.communes
    for field in fields(Network):
        mine, theirs = getattr(snapshot.network, field.name), getattr(opened.network, field.name)
        assert list(mine) == list(theirs) or np.array_equal(mine, theirs), field.name


def test_monday_of_a_replay_comes_back(store: Path, snapshot: Snapshot) -> None:
    """The real week of a replayed feed is kept as a date."""
    credit = replace(CREDIT, replayed_monday=date(2026, 3, 23))
    save_snapshot(store, replace(snapshot, manifest=replace(MANIFEST, feeds=(credit,))))
    manifest = open_snapshot(store, "v1").manifest
    assert manifest.feeds[0].replayed_monday == date(2026, 3, 23)
    assert manifest.replayed


def test_saved_twice_is_saved_once(store: Path, snapshot: Snapshot) -> None:
    """A version that is there is left alone."""
    folder = save_snapshot(store, snapshot)
    before = (folder / "manifest.json").stat().st_mtime_ns
    assert save_snapshot(store, snapshot) == folder
    assert (folder / "manifest.json").stat().st_mtime_ns == before
    assert names(store) == {"v1"}


def test_failure_in_the_middle_leaves_nothing(
    store: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk is full in the middle, no folder is left, half or hidden."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("feeds.snapshot.save_territories", full)
    with pytest.raises(SnapshotError, match=r"cannot be written \(No space left on device\)$"):
        save_snapshot(store, snapshot)
    assert names(store) == set()


def test_store_that_cannot_be_made(tmp_path: Path, snapshot: Snapshot) -> None:
    """A store below a file is refused in one sentence."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SnapshotError, match=r"cannot be written \(Not a directory\)$"):
        save_snapshot(tmp_path / "file" / "networks", snapshot)


def test_written_by_another_process_meanwhile(
    store: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes may build the same version at once: both have it, one folder is left."""
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if not target.exists():
            target.mkdir()
            (target / "manifest.json").write_text("{}")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    assert save_snapshot(store, snapshot) == store / "v1"
    assert names(store) == {"v1"}


def test_nothing_in_service(store: Path) -> None:
    """A store that is not there has no version in service."""
    assert active_version(store) is None


def test_pointer_is_replaced_in_one_step(store: Path, snapshot: Snapshot) -> None:
    """The version in service is the last that was activated; no other file is left."""
    save_snapshot(store, snapshot)
    save_snapshot(store, replace(snapshot, version="v2"))
    for version in ("v1", "v2", "v1"):
        activate(store, version)
        assert active_version(store) == version
    assert names(store) == {"v1", "v2", "active"}


def test_pointer_that_cannot_be_written(
    store: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the pointer cannot be replaced, the version before stays in service."""
    save_snapshot(store, snapshot)
    activate(store, "v1")

    def read_only(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "replace", read_only)
    with pytest.raises(SnapshotError, match=r"cannot be written \(Read-only file system\)$"):
        activate(store, "v2")
    assert active_version(store) == "v1"


@pytest.mark.parametrize(
    "file",
    ["manifest.json", "territories.json", "stop_commune.npy", "network/stop_lat.npy"],
)
@pytest.mark.parametrize("damage", ["missing", "garbage"])
def test_damaged_snapshot_is_refused(
    store: Path, snapshot: Snapshot, file: str, damage: str
) -> None:
    """A snapshot with a file missing or unreadable is refused, naming its folder."""
    folder = save_snapshot(store, snapshot)
    if damage == "missing":
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(b"boo")
    with pytest.raises(SnapshotError, match=f"network {folder} cannot be opened"):
        open_snapshot(store, "v1")


def test_another_layout_is_refused(store: Path, snapshot: Snapshot) -> None:
    """A snapshot of another version of the program says which."""
    folder = save_snapshot(store, snapshot)
    np.save(folder / "network" / "layout_version.npy", np.array([99]))
    with pytest.raises(SnapshotError, match="has layout 99, this program reads layout"):
        open_snapshot(store, "v1")


def test_absent_version_is_refused(store: Path) -> None:
    """A version that is not there cannot be opened."""
    with pytest.raises(SnapshotError, match="cannot be opened"):
        open_snapshot(store, "v9")


def test_open_snapshot_outlives_its_folder(store: Path, snapshot: Snapshot) -> None:
    """Requests in flight finish on a network whose folder is discarded."""
    save_snapshot(store, snapshot)
    opened = open_snapshot(store, "v1")
    discard(store, "v1")
    assert names(store) == set()
    assert opened.network.stop_lat.tolist() == snapshot.network.stop_lat.tolist()
    assert opened.network.stop_id[2] == "t:C"


def test_discard_what_is_not_there(store: Path) -> None:
    """There is nothing to discard in a store that was never written."""
    discard(store, "v1")
    assert not store.exists()


def test_live_messages_are_kept_beside(store: Path, snapshot: Snapshot) -> None:
    """Their bytes, and where those that are fetched come from."""
    sources = (
        LiveSource("t", LiveKind.ALERTS, "t:", 30, file="live/t.pb"),
        LiveSource("t", LiveKind.UPDATES, "t:", 30, url="https://op.example/t.pb"),
    )
    manifest = replace(snapshot.manifest, live=sources)
    save_snapshot(store, replace(snapshot, manifest=manifest, live={"t-alerts": b"\x0a\x00"}))
    opened = open_snapshot(store, snapshot.version)
    assert opened.manifest.live == sources
    assert dict(opened.live) == {"t-alerts": b"\x0a\x00"}
