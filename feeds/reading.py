"""A region's feeds, read and checked: each file once, then from the cache while unchanged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from feeds.checks import check_feed
from feeds.clip import clip
from feeds.compose import Part, compose
from feeds.errors import FeedRefusedError
from feeds.export.credits import read_credits
from feeds.export.former import read_aliases
from feeds.feed import Feed
from feeds.frequencies import expand_frequencies
from feeds.problems import ProblemLog
from feeds.progress import Progress, Report, Step
from feeds.read import read_tables
from feeds.read_cache import ReadCache, ReadFeed
from feeds.region import FeedPart, FeedSource, Region
from feeds.shapes import joined_shapes, read_shapes
from feeds.streets import read_pathways
from planner import day_number


def read_feeds(
    region: Region, folder: Path, years: range, cache: ReadCache | None, report: Report
) -> list[ReadFeed]:
    """Read, check, expand, compose and clip the feeds of a region; `years` are those shown.

    Raises
    ------
    FeedRefusedError: a feed cannot be used.

    """
    read = []
    for source in region.feeds:
        found, reused = _composed(source, folder, years, cache)
        if source.clip:
            found = replace(found, feed=clip(found.feed, region.bounds))
            if not len(found.feed.trips.id):
                raise FeedRefusedError(source.id, "no trip calls twice inside the region's bounds")
        step = Step.REUSE if reused else Step.READ
        report(Progress(step, source.id, _counts(found.feed, found.log)))
        read.append(found)
    return read


def _composed(
    source: FeedSource, folder: Path, years: range, cache: ReadCache | None
) -> tuple[ReadFeed, bool]:
    """Return the feed of its file, or of the versions in service; and whether nothing was read."""
    parts = source.parts or (FeedPart(folder / source.file, None),)
    starts = [None if part.starts_on is None else day_number(part.starts_on) for part in parts]
    read = []
    reused = True
    for part in parts:
        found = None if cache is None else cache.find(source, part.path, years)
        reused &= found is not None
        if found is None:
            found = _read(source, part.path, years)
            if cache is not None:
                cache.keep(source, part.path, years, found)
        read.append(found)
    ends = [*starts[1:], None]
    composed = [
        Part(one.feed, first, end) for one, first, end in zip(read, starts, ends, strict=True)
    ]
    feed = compose(composed) if source.parts else read[0].feed
    shapes = joined_shapes([one.shapes for one in read])
    stations = read[-1].stations  # those of the newest version stand
    return ReadFeed(feed, shapes, stations, ProblemLog.joined([one.log for one in read])), reused


def _read(source: FeedSource, path: Path, years: range) -> ReadFeed:
    """Read one file; its shapes and pathways are kept as they are."""
    log = ProblemLog(source.id)
    tables = read_tables(source.id, path, log)
    feed = check_feed(source, tables, log, years)
    feed = expand_frequencies(feed, tables.get("frequencies"), log)
    if source.merged:
        feed = replace(
            feed,
            credits=read_credits(tables.get("attributions")),
            aliases=read_aliases(tables.get("aliases")),
        )
    return ReadFeed(feed, read_shapes(source, tables), read_pathways(source, tables), log)


def _counts(feed: Feed, log: ProblemLog) -> dict[str, int]:
    return {
        "stops": len(feed.stops.id),
        "lines": len(feed.routes.id),
        "trips": len(feed.trips.id),
        "stop_times": len(feed.calls.trip),
        "problems": log.n_problems,
    }
