"""A file comes in: kept, inspected, and old versions forgotten."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from api.desk.errors import DeskError
from api.desk.inspections import inspection_of
from api.desk.limits import Room
from api.desk.pulling import Limits, pull
from api.desk.registry import Registry, Version
from api.desk.registry.pulls import Pull

PULLER = "pull"
"""Who brings what was fetched."""


def receive(
    registry: Registry,
    feed_id: str,
    path: Path,
    *,
    who: str,
    source: str,
    today: date,
    room: Room,
) -> Version:
    """Keep a file as a version of a feed and inspect it; its verdict says where it stands.

    Raises
    ------
    DeskError: no such feed, the file is too large, or there is no room for it.

    """
    registry.make_room(feed_id, path, room, who=who)
    version = registry.receive(feed_id, path, who=who, source=source)
    inspection = inspection_of(registry.file_of(version), today)
    version = registry.checked(version.id, inspection, who=who)
    registry.prune(feed_id, who=who)
    return version


def pull_all(
    registry: Registry, pulls: list[Pull], limits: Limits, room: Room, now: datetime
) -> Iterator[tuple[Pull, Version | DeskError | None]]:
    """Fetch feeds one after the other; yield for each the version, the failure, or no change."""
    for one in pulls:
        yield one, _pulled(registry, one, (limits, room), now)


def _pulled(
    registry: Registry, one: Pull, bounds: tuple[Limits, Room], now: datetime
) -> Version | DeskError | None:
    with tempfile.TemporaryDirectory(prefix="pull-") as folder:
        path = Path(folder) / f"{one.feed_id}.zip"
        try:
            pulled = pull(one.url, path, one.known, bounds[0])
            version = None
            if pulled.n_bytes is not None:
                version = receive(
                    registry,
                    one.feed_id,
                    path,
                    who=PULLER,
                    source=one.url,
                    today=now.date(),
                    room=bounds[1],
                )
        except DeskError as error:
            registry.pulls.failed(one, error, now)
            return error
        registry.pulls.succeeded(one, pulled.known, now)
        return version
