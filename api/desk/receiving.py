"""A file comes in: kept, inspected, and old versions forgotten."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from api.desk.errors import DeskError
from api.desk.pulling import Limits, pull
from api.desk.registry import Registry, Version
from api.desk.registry.pulls import Pull

PULLER = "pull"
"""Who brings what was fetched."""


def receive(
    registry: Registry, feed_id: str, path: Path, *, who: str, source: str, today: date
) -> Version:
    """Keep a file as a version of a feed and inspect it; its verdict says where it stands.

    Raises
    ------
    DeskError: no such feed, or the file cannot be kept.

    """
    from feeds.inspect import inspect_feed

    version = registry.receive(feed_id, path, who=who, source=source)
    inspection = inspect_feed(registry.file_of(version), today)
    version = registry.checked(version.id, inspection, who=who)
    registry.prune(feed_id, who=who)
    return version


def pull_all(
    registry: Registry, pulls: list[Pull], limits: Limits, now: datetime
) -> Iterator[tuple[Pull, Version | DeskError | None]]:
    """Fetch feeds one after the other; yield for each the version, the failure, or no change."""
    for one in pulls:
        yield one, _pulled(registry, one, limits, now)


def _pulled(
    registry: Registry, one: Pull, limits: Limits, now: datetime
) -> Version | DeskError | None:
    with tempfile.TemporaryDirectory(prefix="pull-") as folder:
        path = Path(folder) / f"{one.feed_id}.zip"
        try:
            pulled = pull(one.url, path, one.known, limits)
            version = None
            if pulled.n_bytes is not None:
                version = receive(
                    registry, one.feed_id, path, who=PULLER, source=one.url, today=now.date()
                )
        except DeskError as error:
            registry.pulls.failed(one, str(error), now)
            return error
        registry.pulls.succeeded(one, pulled.known, now)
        return version
