"""One feed by itself, read and checked as a build does it, for the desk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from feeds.checks import check_feed
from feeds.feed import Feed
from feeds.frequencies import expand_frequencies
from feeds.problems import ProblemLog
from feeds.read import read_tables
from feeds.region import FeedSource


def read_feed(path: Path, today: date) -> Feed:
    """Return the feed of a zip or folder as it would be used.

    Raises
    ------
    FeedRefusedError: the feed cannot be used.

    """
    log = ProblemLog(path.stem)
    tables = read_tables(log.feed_id, path, log)
    feed = check_feed(source_of(path), tables, log, range(today.year - 1, today.year + 2))
    return expand_frequencies(feed, tables.get("frequencies"), log)


def source_of(path: Path) -> FeedSource:
    """Return an entry that stands for a file that is in no region."""
    return FeedSource(
        id=path.stem, operator="", file=path.name, licence="", url="", page="", clip=False
    )
