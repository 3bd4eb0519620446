"""The phases of a build of some feeds, timed one after the other in this process; prints JSON."""

from __future__ import annotations

import json
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import psutil

from feeds.checks import check_feed
from feeds.export.gtfs import export_gtfs
from feeds.export.package import packed
from feeds.feed import Feed
from feeds.footpaths import Walking, walks_between
from feeds.frequencies import expand_frequencies
from feeds.inspect import inspect_feed
from feeds.merge import Merged, merge_feeds, merge_network, merge_transfers
from feeds.problems import ProblemLog
from feeds.read import BESIDE, OPTIONAL, REQUIRED, read_tables
from feeds.region import FeedSource
from feeds.service_days import merge_calendars
from feeds.shapes import read_shapes
from feeds.table import Table
from planner import Network

Result = TypeVar("Result")
MIB = 2**20
CHANGE_S, RADIUS_M = 60, 400
PUBLISHER = ("Benchmark", ("fr",))


def main(day: date, paths: list[Path]) -> None:
    """Measure each phase and print the figures as one line."""
    phases: dict[str, dict[str, float]] = {}

    def measured(phase: str, work: Callable[[], Result]) -> Result:
        _forget_peak()
        before, start_s, start = (
            psutil.Process().memory_info().rss,
            time.process_time(),
            time.time(),
        )
        result = work()
        phases[phase] = {
            "cpu_s": round(time.process_time() - start_s, 3),
            "wall_s": round(time.perf_counter() - start, 3),
            "memory_mb": round((_peak() - before) / MIB, 1),
        }
        return result

    sources = [_source(number, path) for number, path in enumerate(paths)]
    logs = [ProblemLog(source.id) for source in sources]
    measured("pandas", lambda: [_plain_pandas(path) for path in paths])
    tables = measured("read", lambda: _read(sources, paths, logs))
    feeds = measured("check", lambda: _check(sources, tables, logs, day))
    measured("inspect", lambda: [inspect_feed(path, day) for path in paths])
    merged = measured("merge", lambda: merge_feeds(feeds, replayed=False))
    network = measured("build", lambda: _build(merged))
    shapes = [read_shapes(source, read) for source, read in zip(sources, tables, strict=True)]
    zipped = measured("export", lambda: packed(export_gtfs(PUBLISHER, (), merged, shapes) or {}))
    print(
        json.dumps(
            {
                "stop_times": sum(len(read["stop_times"]) for read in tables),
                "stops": network.n_stops,
                "trips": network.n_trips,
                "zipped_bytes": len(zipped),
                "phases": phases,
            }
        )
    )


def _plain_pandas(path: Path) -> int:
    """Read the same files as pandas reads them by itself; nothing is checked."""
    rows = 0
    with zipfile.ZipFile(path) as archive:
        for name in {*REQUIRED, *OPTIONAL, *BESIDE}:
            if f"{name}.txt" in archive.namelist():
                with archive.open(f"{name}.txt") as file:
                    rows += len(pd.read_csv(file, dtype=str))
    return rows


def _read(
    sources: list[FeedSource], paths: list[Path], logs: list[ProblemLog]
) -> list[dict[str, Table]]:
    return [
        read_tables(source.id, path, log)
        for source, path, log in zip(sources, paths, logs, strict=True)
    ]


def _check(
    sources: list[FeedSource], tables: list[dict[str, Table]], logs: list[ProblemLog], day: date
) -> list[Feed]:
    years = range(day.year - 1, day.year + 2)
    return [
        expand_frequencies(check_feed(source, read, log, years), read.get("frequencies"), log)
        for source, read, log in zip(sources, tables, logs, strict=True)
    ]


def _build(merged: Merged) -> Network:
    stops, stations = merged.stops, merged.stations
    footpaths = walks_between(stops, stations.of_stop, Walking(RADIUS_M, CHANGE_S))
    rules = merge_transfers(merged.feeds, stops, footpaths)
    calendar = merge_calendars(merged.feeds, None)
    timezone = merged.feeds[0].timezone
    return merge_network(merged.feeds, stops, stations, timezone, calendar, (footpaths, rules))


def _source(number: int, path: Path) -> FeedSource:
    page = "https://example.invalid"
    return FeedSource(f"f{number}", path.stem, path.name, "", page, page)


def _forget_peak() -> None:
    """Let the highest use of memory begin anew (Linux)."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")


def _peak() -> int:
    """Return the highest use of memory since then, in bytes."""
    status: dict[str, Any] = dict(
        line.split(":", 1) for line in Path("/proc/self/status").read_text("ascii").splitlines()
    )
    return int(status["VmHWM"].split()[0]) * 1024


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]])
