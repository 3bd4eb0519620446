"""Reads, checks and inspects one feed, and says whether it can be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

import numpy as np

from feeds.archive import Archive
from feeds.checks import check_feed
from feeds.errors import FeedRefusedError
from feeds.feed import STOP, Feed
from feeds.frequencies import expand_frequencies
from feeds.inspect.changes import inspect_changes
from feeds.inspect.coverage import inspect_coverage
from feeds.inspect.lines import inspect_lines
from feeds.inspect.located import Place, places_of
from feeds.inspect.places import inspect_places
from feeds.inspect.score import score_of
from feeds.inspect.shapes import inspect_shapes
from feeds.inspect.structure import inspect_structure
from feeds.inspect.travel import inspect_travel
from feeds.inspect.validity import inspect_validity
from feeds.inspect.view import Inspected
from feeds.problems import Problem, ProblemCount, ProblemLog, Severity
from feeds.read import read_beside, read_tables
from feeds.single import source_of
from feeds.sketch import Sketch, sketch_of
from feeds.table import Table
from planner import date_of, day_number

BESIDE: dict[str, tuple[str, ...]] = {"feed_info": ()}
"""Tables that reports look at and networks do not."""


class Verdict(Enum):
    """What becomes of a feed."""

    ACCEPT = "accept"
    """Used as it is."""
    WARN = "warn"
    """Used whole; something is doubtful."""
    SKIP = "skip"
    """Used without some rows."""
    REJECT = "reject"
    """Not used: the version in service stays."""


@dataclass(frozen=True)
class Inspection:
    """What is known of one feed."""

    name: str
    verdict: Verdict
    score: int
    """0 (refused) to 100 (nothing found): see `feeds.inspect.score`."""
    problems: tuple[Problem, ...]
    counts: tuple[ProblemCount, ...]
    sizes: Mapping[str, int]
    """Stops, lines, trips, stop_times that are left; empty when refused."""
    first_date: date | None
    last_date: date | None
    places: tuple[Place | None, ...] = ()
    """Where each of `problems` is, None for what is nowhere; empty when refused."""
    sketch: Sketch | None = None
    """What a map shows of the feed; None when refused."""


def inspect_feed(path: Path, today: date) -> Inspection:
    """Inspect a zip or a folder; whatever is wrong with it is in the answer, nothing is raised."""
    log = ProblemLog(path.stem)
    rows: dict[str, int] = {}
    try:
        feed, tables = _inspect(path, log, day_number(today), rows)
    except FeedRefusedError as error:
        log.row(error.rule, error.place, error.reason, Severity.ERROR, value=error.value)
        return Inspection(path.name, Verdict.REJECT, 0, tuple(log.kept), log.counts, {}, None, None)
    return Inspection(
        name=path.name,
        verdict=_verdict(log.counts),
        score=score_of(log.counts, rows),
        problems=tuple(log.kept),
        counts=log.counts,
        sizes=_sizes(feed),
        first_date=date_of(feed.services.first_day),
        last_date=date_of(feed.services.last_day),
        places=places_of(log.kept, tables),
        sketch=sketch_of(feed),
    )


def _inspect(
    path: Path, log: ProblemLog, today: int, rows: dict[str, int]
) -> tuple[Feed, Mapping[str, Table]]:
    """Return the feed as it would be used, and its tables; `rows` is filled with their sizes."""
    archive = Archive(log.feed_id, path)
    tables = read_tables(log.feed_id, path, log)
    tables |= read_beside(archive, log, BESIDE)
    rows.update((table.file, len(table)) for table in tables.values())
    year = date_of(today).year
    feed = check_feed(source_of(path), tables, log, range(year - 1, year + 2))
    view = Inspected(tables, archive.names, feed, today)
    for inspect in (
        inspect_validity,
        inspect_travel,
        inspect_places,
        inspect_lines,
        inspect_changes,
        inspect_shapes,
        inspect_coverage,
    ):
        inspect(view, log)
    inspect_structure(view, log)
    return expand_frequencies(feed, tables.get("frequencies"), log), tables


def _verdict(counts: tuple[ProblemCount, ...]) -> Verdict:
    severities = {count.severity for count in counts}
    if Severity.ERROR.value in severities:
        return Verdict.SKIP
    return Verdict.WARN if Severity.WARNING.value in severities else Verdict.ACCEPT


def _sizes(feed: Feed) -> dict[str, int]:
    tables: Mapping[str, Table | np.ndarray] = {
        "lines": feed.routes.id,
        "trips": feed.trips.id,
        "stop_times": feed.calls.trip,
    }
    return {
        "stops": int((feed.stops.type == STOP).sum()),
        **{name: len(table) for name, table in tables.items()},
    }
