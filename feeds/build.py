"""Keeps a region's network in service up to date: builds it when something changed."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from feeds.errors import SnapshotError
from feeds.progress import Progress, Report, Step
from feeds.region import Region
from feeds.snapshot import (
    activate,
    active_version,
    discard,
    forget_old,
    open_snapshot,
    save_snapshot,
)
from feeds.sources import fingerprint, gather
from feeds.validity import replays
from planner import LAYOUT_VERSION, STREETS_LAYOUT_VERSION

BUILD_VERSION = 12
"""Raised whenever the same files would give another network: everybody's is then built anew."""

_STATE = "built.json"


@dataclass(frozen=True)
class Built:
    """What the network in service was built from (`built.json`)."""

    inputs: str
    common_days: list[int]
    replayed: bool
    version: str


def build_region(
    region: Region, *, data: Path | None, var: Path, today: date, report: Report
) -> str:
    """Make sure the region's network for `today` is built and in service; return its version.

    Files live in `var/<region.id>/`: `sources/` (what was generated or fetched), `read/` (what was
    read of each feed, see feeds.read_cache) and `networks/` (the snapshot store). When nothing
    changed since the last time, nothing is read again but the hashes of the files; when one feed
    changed, only that one. On any error the network in service stays.

    Raises
    ------
    SourceMissingError: a file is absent or cannot be fetched.
    InvalidRegionError: a territory file cannot be used.
    FeedRefusedError: a feed cannot be used.
    NoCommonWeekError: feeds are to be replayed together and share no week.
    SnapshotError: the network cannot be written.

    """
    home = var / region.id
    store = home / "networks"
    folder = gather(region, home / "sources", data=data, year=today.year, report=report)
    layouts = f"{BUILD_VERSION}.{LAYOUT_VERSION}.{STREETS_LAYOUT_VERSION}"
    inputs = f"{layouts}.{today.year}.{fingerprint(region, folder)}"
    built = _built(home / _STATE)
    if built is not None and _still_holds(region, store, built, inputs, today):
        report(Progress(Step.UNCHANGED))
    else:
        built = _build(region, home, folder, inputs, today, report)
    if active_version(store) != built.version:
        activate(store, built.version)
    return built.version


def _build(
    region: Region, home: Path, folder: Path, inputs: str, today: date, report: Report
) -> Built:
    """Build the network and save it."""
    # Compiling imports pandas and the like, which a start without a build does not wait for.
    from feeds.compile import compile_region
    from feeds.read_cache import ReadCache

    cache = ReadCache(home / "read", f"{BUILD_VERSION}.{LAYOUT_VERSION}")
    compiled = compile_region(region, folder, today, report, cache)
    snapshot = compiled.snapshot
    report(Progress(Step.SAVE))
    store = home / "networks"
    if not _opens(store, snapshot.version):
        discard(store, snapshot.version)
    save_snapshot(
        store,
        snapshot,
        compiled.problems,
        None if compiled.streets is None else compiled.streets.as_dict(),
        compiled.gtfs,
    )
    activate(store, snapshot.version)
    forget_old(store)
    counts = {"trips": snapshot.network.n_trips, "patterns": snapshot.network.n_patterns}
    report(Progress(Step.ACTIVATE, counts=counts))
    built = Built(
        inputs,
        list(compiled.common_days),
        replays(region, compiled.common_days, today),
        snapshot.version,
    )
    _write(home / _STATE, built)
    return built


def _still_holds(region: Region, store: Path, built: Built, inputs: str, today: date) -> bool:
    """Tell whether a network was built from the same files and shows the right days."""
    return (
        built.inputs == inputs
        and built.replayed == replays(region, built.common_days, today)
        and _opens(store, built.version)
    )


def _opens(store: Path, version: str) -> bool:
    try:
        open_snapshot(store, version)
    except SnapshotError:
        return False
    return True


def _built(path: Path) -> Built | None:
    """Return what was built last, None when that is not known."""
    try:
        return Built(**json.loads(path.read_text("utf-8")))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
        return None


def _write(path: Path, built: Built) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_text(json.dumps(asdict(built)) + "\n", "utf-8")
        aside.replace(path)
    except OSError as error:
        raise SnapshotError(f"{path} cannot be written ({error.strerror})") from error
