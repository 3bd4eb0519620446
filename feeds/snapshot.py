"""The network snapshot: an immutable folder with everything the service reads, and the pointer.

    <store>/<version>/            network/*.npy, stop_commune.npy, manifest.json, territories.json,
                                  former_ids.json, problems.json, shared.json, on_demand.json,
                                  gtfs.zip, logos/*, live/*.pb;
                                  streets/*.npy, streets.json, shapes/*.npy, places/*.npy,
                                  parks/*.npy and tiles/*.npy where known
    <store>/active                text: the version in service

A folder is written aside, synced and renamed, so that it is there whole or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from feeds.aliases import FormerIds
from feeds.column_files import Columns, open_columns, save_columns
from feeds.errors import SnapshotError
from feeds.on_demand import OnDemandService, on_demand_from_json, on_demand_json
from feeds.parking import Parks
from feeds.region import Bounds, Example, LiveKind, LiveSource, SharedSource
from feeds.shapes import PatternShapes, open_shapes, save_shapes
from feeds.streets.places import MapPlaces
from feeds.territories import Territories, open_territories, save_territories
from feeds.themes import Theme, theme_from_json
from feeds.tiles.archive import MapTiles
from planner import (
    Int32s,
    InvalidNetworkError,
    Network,
    StreetNetwork,
    open_network,
    open_street_network,
    save_network,
    save_street_network,
)

POINTER = "active"
GTFS = "gtfs.zip"
_LOGOS = "logos"
ABANDONED_S = 24 * 3600
KEPT_NETWORKS = 5


@dataclass(frozen=True, slots=True)
class FeedCredit:
    """What is said of a feed wherever its data are shown."""

    id: str
    operator: str
    licence: str
    url: str
    first_date: date
    last_date: date
    """First and last date of the feed's own calendars."""
    replayed_monday: date | None
    """Monday of the real week that is shown every week; None when the dates are real."""
    n_stops: int
    n_trips: int
    n_stop_times: int
    n_problems: int
    """Rows that were dropped or doubtful when the feed was read."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is about."""

    region_id: str
    region_name: str
    timezone: str
    languages: tuple[str, ...]
    bounds: Bounds
    feeds: tuple[FeedCredit, ...]
    examples: tuple[Example, ...]
    imaginary: bool = False
    """True when the places and timetables were made up by a generator."""
    streets_licence: str = ""
    """Of the street map, "" where there is none or nothing is said."""
    shared: tuple[SharedSource, ...] = ()
    """Systems of shared vehicles."""
    themes: tuple[Theme, ...] = ()
    """The looks of the pages, the region's own first where it has one."""
    live: tuple[LiveSource, ...] = ()
    """Where live messages of the feeds come from."""

    @property
    def replayed(self) -> bool:
        """Tell whether timetables of a past week are shown as if it were this one."""
        return any(feed.replayed_monday for feed in self.feeds)


@dataclass(frozen=True)
class Snapshot:
    """One version of a region's network, opened."""

    version: str
    manifest: Manifest
    network: Network
    territories: Territories
    stop_commune: Int32s
    """Index into `territories.communes` for every stop, NO_COMMUNE (-1) where there is none."""
    streets: StreetNetwork | None = None
    """None where no streets are known: walks are estimated."""
    shapes: PatternShapes | None = None
    """The lines of vehicles; None: straight from stop to stop."""
    map_places: MapPlaces | None = None
    """Points of interest and house numbers; None where no map is known."""
    former_ids: FormerIds = field(default_factory=FormerIds)
    """Ids that the network no longer has, and those that stand for them."""
    gtfs: Path | None = None
    """The merged network as one GTFS (feeds.export); None when it cannot be one."""
    parks: Parks | None = None
    """Where cars and bikes may be left; None where neither a map nor a table tells."""
    shared: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """GBFS documents of systems that are files, by id; the others are fetched while serving."""
    live: Mapping[str, bytes] = field(default_factory=dict)
    """Live messages that are files, by name of their source; the others are fetched."""
    on_demand: tuple[OnDemandService, ...] = ()
    tiles: MapTiles | None = None
    """The map that pages show; None: pages show none."""
    logos: Mapping[str, bytes] = field(default_factory=dict)
    """What the logos of the themes hold, by the name of their file."""


def save_snapshot(
    store: Path,
    snapshot: Snapshot,
    problems: Mapping[str, Any] | None = None,
    street_report: Mapping[str, Any] | None = None,
    gtfs: bytes | None = None,
) -> Path:
    """Write a snapshot into the store, whole or not at all; return its folder.

    `problems` is what was found in the feeds (feeds.problems), `street_report` what was found in
    the street map (feeds.streets), kept beside it for people to read; `gtfs` is a zip for others.

    Raises
    ------
    SnapshotError: the store cannot be written (read-only, full).

    """
    folder = store / snapshot.version
    if folder.is_dir():
        return folder
    aside = store / f".{snapshot.version}.{os.getpid()}"
    with _refusals_named(store):
        store.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(store)
        try:
            (aside / "network").mkdir(parents=True)
            save_network(snapshot.network, aside / "network")
            save_territories(snapshot.territories, aside)
            np.save(aside / "stop_commune.npy", snapshot.stop_commune)
            _write_json(aside / "manifest.json", manifest_json(snapshot.manifest))
            _write_json(aside / "former_ids.json", asdict(snapshot.former_ids))
            _write_json(aside / "problems.json", problems or {})
            _write_json(aside / "shared.json", snapshot.shared)
            _write_json(aside / "on_demand.json", on_demand_json(snapshot.on_demand))
            (aside / "live").mkdir()
            for name, message in snapshot.live.items():
                (aside / "live" / f"{name}.pb").write_bytes(message)
            if snapshot.streets is not None:
                (aside / "streets").mkdir()
                save_street_network(snapshot.streets, aside / "streets")
                _write_json(aside / "streets.json", street_report or {})
            if snapshot.shapes is not None:
                (aside / "shapes").mkdir()
                save_shapes(snapshot.shapes, aside / "shapes")
            kinds = {
                "places": snapshot.map_places,
                "parks": snapshot.parks,
                "tiles": snapshot.tiles,
            }
            for name, columns in kinds.items():
                if columns is not None:
                    (aside / name).mkdir()
                    save_columns(columns, aside / name)
            (aside / _LOGOS).mkdir()
            for name, logo in snapshot.logos.items():
                (aside / _LOGOS / name).write_bytes(logo)
            if gtfs is not None:
                (aside / GTFS).write_bytes(gtfs)
            for path in (*aside.rglob("*"), aside):
                _sync(path)
            _rename(aside, folder)
            _sync(store)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return folder


def _clear_abandoned(store: Path) -> None:
    """Remove what a process was writing a day ago and more: it was killed."""
    for path in store.glob(".*"):
        if time.time() - path.stat().st_mtime > ABANDONED_S:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def activate(store: Path, version: str) -> None:
    """Put a version into service: replace the pointer file in one step."""
    aside = store / f".{POINTER}.{os.getpid()}"
    with _refusals_named(store):
        aside.write_text(version + "\n", "utf-8")
        _sync(aside)
        aside.replace(store / POINTER)
        _sync(store)


def forget_old(store: Path) -> None:
    """Remove the oldest networks, but for the one in service and the KEPT_NETWORKS newest.

    A process that still answers from one of them has its arrays open and goes on. A folder that
    cannot be removed is left for the next time.
    """
    active = active_version(store)
    found = [(path.stat().st_mtime_ns, path) for path in store.iterdir() if _is_network(path)]
    for _, path in sorted(found, reverse=True)[KEPT_NETWORKS:]:
        if path.name != active:
            shutil.rmtree(path, ignore_errors=True)


def _is_network(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".")


def active_version(store: Path) -> str | None:
    """Return the version in service, or None when nothing was ever activated."""
    try:
        return (store / POINTER).read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SnapshotError(f"{store / POINTER} cannot be read ({error.strerror})") from error


def open_snapshot(store: Path, version: str) -> Snapshot:
    """Memory-map one version of a store.

    Raises
    ------
    SnapshotError: the folder is missing, damaged, or of another layout.

    """
    folder = store / version
    try:
        manifest = _from_json(json.loads((folder / "manifest.json").read_text("utf-8")))
        return Snapshot(
            version=version,
            manifest=manifest,
            network=open_network(folder / "network"),
            territories=open_territories(folder),
            stop_commune=np.load(folder / "stop_commune.npy", mmap_mode="r"),
            streets=open_street_network(folder / "streets")
            if (folder / "streets").is_dir()
            else None,
            shapes=open_shapes(folder / "shapes") if (folder / "shapes").is_dir() else None,
            map_places=_columns(MapPlaces, folder / "places"),
            former_ids=FormerIds(**json.loads((folder / "former_ids.json").read_text("utf-8"))),
            gtfs=folder / GTFS if (folder / GTFS).is_file() else None,
            parks=_columns(Parks, folder / "parks"),
            on_demand=on_demand_from_json(
                json.loads((folder / "on_demand.json").read_text("utf-8"))
            ),
            shared=json.loads((folder / "shared.json").read_text("utf-8")),
            live={path.stem: path.read_bytes() for path in (folder / "live").glob("*.pb")},
            tiles=_columns(MapTiles, folder / "tiles"),
            logos={path.name: path.read_bytes() for path in (folder / _LOGOS).iterdir()},
        )
    except (OSError, ValueError, KeyError, TypeError, InvalidNetworkError) as error:
        raise SnapshotError(f"network {folder} cannot be opened ({error})") from error


def _columns(kind: type[Columns], folder: Path) -> Columns | None:
    return open_columns(kind, folder) if folder.is_dir() else None


def read_problems(store: Path, version: str) -> dict[str, Any]:
    """Return what was found when a version was built, nothing when it is not kept."""
    try:
        content = json.loads((store / version / "problems.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def discard(store: Path, version: str) -> None:
    """Remove a version that is damaged, so that it can be written again."""
    folder, aside = store / version, store / f".{version}.{os.getpid()}.damaged"
    if folder.exists():
        with _refusals_named(store):
            folder.rename(aside)
            shutil.rmtree(aside)


@contextmanager
def _refusals_named(store: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SnapshotError(f"{store} cannot be written ({error.strerror})") from error


def _rename(aside: Path, folder: Path) -> None:
    try:
        aside.rename(folder)
    except OSError:
        # Another process wrote the same version meanwhile: same name, same content.
        if not folder.is_dir():
            raise


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def manifest_json(manifest: Manifest) -> dict[str, Any]:
    """Return what `manifest.json` holds."""
    content = asdict(manifest)
    for feed in content["feeds"]:
        for name in _DATES:
            feed[name] = feed[name].isoformat() if feed[name] else None
    return content


def _from_json(content: dict[str, Any]) -> Manifest:
    for feed in content["feeds"]:
        for name in _DATES:
            feed[name] = date.fromisoformat(feed[name]) if feed[name] else None
    return Manifest(
        **{
            **content,
            "languages": tuple(content["languages"]),
            "bounds": Bounds(**content["bounds"]),
            "feeds": tuple(FeedCredit(**feed) for feed in content["feeds"]),
            "examples": tuple(Example(**example) for example in content["examples"]),
            "shared": tuple(SharedSource(**source) for source in content["shared"]),
            "themes": tuple(theme_from_json(theme) for theme in content["themes"]),
            "live": tuple(
                LiveSource(**{**source, "kind": LiveKind(source["kind"])})
                for source in content["live"]
            ),
        }
    )


_DATES = ("first_date", "last_date", "replayed_monday")
