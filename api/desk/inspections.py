"""What is found in files that were received: kept in memory, as a file never changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from api.desk.registry import Registry, Version

if TYPE_CHECKING:
    from feeds.compare import Comparison
    from feeds.inspect import Inspection
    from feeds.sketch import Sketch

KEPT = 8


@lru_cache(maxsize=KEPT)
def inspection_of(path: Path, today: date) -> Inspection:
    """Return what is wrong on a day with a file that the registry keeps under its hash."""
    from feeds.inspect import inspect_feed

    return inspect_feed(path, today)


def inspection_of_version(registry: Registry, version: Version, today: date) -> Inspection:
    """Return what is wrong with a version, under the name its file had when it came."""
    return replace(inspection_of(registry.file_of(version), today), name=version.file_name)


@lru_cache(maxsize=KEPT)
def comparison_of(old: Path, new: Path, today: date) -> tuple[Comparison, Sketch, Sketch]:
    """Return what changes from one file to another, and what maps show of both.

    Raises
    ------
    FeedRefusedError: one of them cannot be used.

    """
    from feeds.compare import compare_feeds
    from feeds.single import read_feed
    from feeds.sketch import sketch_of

    before, after = read_feed(old, today), read_feed(new, today)
    return compare_feeds(before, after), sketch_of(before), sketch_of(after)
