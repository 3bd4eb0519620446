"""What a version that goes into service calls otherwise than the one before: found and kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from api.desk.registry import Registry, Version
from api.settings import Settings
from feeds import FeedError, Region
from feeds.aliases import Alias, AliasKind


def keep_aliases(
    registry: Registry, version: Version, region: Region, settings: Settings, today: date
) -> int:
    """Keep the ids of stops and lines that a version changes; return how many there are.

    It is compared with the newest version in service, or with the region's own file. Without one
    that can be read there is nothing to compare: the next build says why.

    Raises
    ------
    DeskError: the registry cannot be read.

    """
    from feeds.compare import find_aliases
    from feeds.single import read_feed

    before = _before(registry, version, region, settings, today)
    after = registry.file_of(version)
    if before is None or before == after:
        return 0
    try:
        found = find_aliases(*(read_feed(path, today) for path in (before, after)))
    except FeedError:
        return 0
    prefix = version.feed_id
    aliases = [
        Alias(kind, f"{prefix}:{old}", f"{prefix}:{new}")
        for kind, changed in ((AliasKind.PLACE, found.stops), (AliasKind.LINE, found.lines))
        for new, old in changed.items()
    ]
    return registry.aliases.keep(prefix, version.id, aliases)


def _before(
    registry: Registry, version: Version, region: Region, settings: Settings, today: date
) -> Path | None:
    """Return the file in service, None where there is none."""
    in_service = registry.composition(version.feed_id, today)
    if in_service:
        return in_service[-1][0]
    folder = settings.data or settings.var / region.id / "sources"
    files = [folder / feed.file for feed in region.feeds if feed.id == version.feed_id]
    return next((path for path in files if path.exists()), None)
