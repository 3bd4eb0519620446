"""What was read of a file, kept by its content: an unchanged feed is not read again.

    <folder>/<key>.npz      arrays of one feed, its shapes and its problems; no objects, no code

The key is the hash of the file's bytes and of everything else that reading depends on. A cache that
cannot be read or written is done without: it changes how long a build takes, never what it makes.
"""

from __future__ import annotations

import json
import os
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from feeds.aliases import Alias, AliasKind
from feeds.feed import Agencies, Calls, Feed, Routes, Services, Stops, Transfers, Trips
from feeds.on_demand import on_demand_from_json, on_demand_json
from feeds.problems import ProblemLog
from feeds.region import FeedSource
from feeds.shapes import FeedShapes
from feeds.sources import content_digest
from feeds.streets import StationPaths

LAYOUT = 2
"""Raised whenever a file of the cache would be read otherwise."""
MOST_BYTES = 1024**3
"""What the cache may take; the files that were not used for longest go first."""
ABANDONED_S = 3600
"""A file being written for so long was left by a process that was killed."""

Arrays = dict[str, npt.NDArray[Any]]
Table = TypeVar("Table", Agencies, Stops, Routes, Trips, Calls, Services, Transfers)
_TABLES: Mapping[str, type[Any]] = {
    "agencies": Agencies,
    "stops": Stops,
    "routes": Routes,
    "trips": Trips,
    "calls": Calls,
    "services": Services,
    "transfers": Transfers,
}
_DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile)


@dataclass(frozen=True)
class ReadFeed:
    """What was read of a feed, as it goes into the network, and what was found in it."""

    feed: Feed
    shapes: FeedShapes
    stations: StationPaths
    log: ProblemLog


class ReadCache:
    """Files of one folder, each what was read of one file of a feed."""

    def __init__(self, folder: Path, reader: str) -> None:
        """Use a folder; `reader` names the version of the code that reads and checks."""
        self._folder = folder
        self._reader = reader

    def find(self, source: FeedSource, path: Path, years: range) -> ReadFeed | None:
        """Return what was read of a file, None when it is not kept."""
        try:
            kept = self._path(source, path, years)
            with kept.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                found = _unpacked(source, arrays)
            os.utime(kept)
        except _DAMAGED:
            return None
        return found

    def keep(self, source: FeedSource, path: Path, years: range, read: ReadFeed) -> None:
        """Keep what was read of a file, whole or not at all, and make room."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            kept = self._path(source, path, years)
            aside = kept.with_name(f".{kept.name}.{os.getpid()}")
            try:
                with aside.open("wb") as file:
                    np.savez(file, **_packed(read))  # type: ignore[arg-type]  # arrays by name
                aside.replace(kept)
            finally:
                aside.unlink(missing_ok=True)
            self._clean()

    def _path(self, source: FeedSource, path: Path, years: range) -> Path:
        about = (LAYOUT, self._reader, source.id, source.merged, years.start, years.stop)
        key = sha256(repr(about).encode() + content_digest(path))
        return self._folder / f"{key.hexdigest()}.npz"

    def _clean(self) -> None:
        """Remove what was left half-written, and the files unused for longest beyond MOST_BYTES."""
        for path in self._folder.glob(".*.npz.*"):
            if time.time() - path.stat().st_mtime > ABANDONED_S:
                path.unlink(missing_ok=True)
        room = MOST_BYTES
        kept = [(path.stat(), path) for path in self._folder.glob("*.npz")]
        for stat, path in sorted(kept, key=lambda one: -one[0].st_mtime_ns):
            room -= stat.st_size
            if room < 0:
                path.unlink(missing_ok=True)


def _packed(read: ReadFeed) -> Arrays:
    """Return everything as arrays; texts are JSON."""
    feed, shapes = read.feed, read.shapes
    arrays: Arrays = {}
    for name, kind in _TABLES.items():
        table = getattr(feed, name)
        for field in fields(kind):
            value = getattr(table, field.name)
            is_text = isinstance(value, list) or getattr(value, "dtype", None) == np.object_
            arrays[f"{name}.{field.name}"] = _texts(list(value)) if is_text else np.asarray(value)
    points = list(shapes.points.values())
    arrays["shape_points"] = np.concatenate([*points, np.empty((0, 2))])
    arrays["shape_starts"] = np.append(0, np.cumsum([len(one) for one in points])).astype(np.int64)
    arrays["about"] = _texts(
        {
            "timezone": feed.timezone,
            "credits": feed.credits,
            "aliases": [(one.kind.value, one.old, one.new) for one in feed.aliases],
            "shapes": list(shapes.points),
            "shape_of_trip": dict(shapes.of_trip),
            "on_demand": on_demand_json(feed.on_demand),
            "stations": asdict(read.stations),
            "problems": read.log.as_dict(),
        }
    )
    return arrays


def _unpacked(source: FeedSource, arrays: Mapping[str, npt.NDArray[Any]]) -> ReadFeed:
    about = json.loads(arrays["about"].tobytes())
    tables = {name: kind(**dict(_columns(name, kind, arrays))) for name, kind in _TABLES.items()}
    feed = Feed(
        source=source,
        timezone=about["timezone"],
        **tables,
        credits=tuple(map(tuple, about["credits"])),
        aliases=tuple(Alias(AliasKind(kind), old, new) for kind, old, new in about["aliases"]),
        on_demand=on_demand_from_json(about["on_demand"]),
    )
    parts = np.split(arrays["shape_points"], arrays["shape_starts"][1:-1])
    points = dict(zip(about["shapes"], parts, strict=False))
    shapes = FeedShapes(source, about["shape_of_trip"], points)
    stations = StationPaths.restored(about["stations"])
    return ReadFeed(feed, shapes, stations, ProblemLog.restored(source.id, about["problems"]))


def _columns(
    name: str, kind: type[Table], arrays: Mapping[str, npt.NDArray[Any]]
) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a table."""
    for field in fields(kind):
        value = arrays[f"{name}.{field.name}"]
        if field.type == "Texts":
            yield field.name, np.array(json.loads(value.tobytes()), dtype=object)
        elif field.type == "list[str]":
            yield field.name, json.loads(value.tobytes())
        else:
            yield field.name, value if value.ndim else value.item()


def _texts(content: object) -> npt.NDArray[np.uint8]:
    return np.frombuffer(json.dumps(content, ensure_ascii=False).encode(), dtype=np.uint8)
