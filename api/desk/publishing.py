"""From the registry to the network: which files a build reads in place of the region's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from api.desk.registry import FeedRecord, Registry
from api.settings import Settings
from feeds import FeedSource, Region
from feeds.region import FeedPart


def registry_of(settings: Settings, region: Region) -> Registry:
    """Open a region's registry, which knows the feeds of the region file.

    Raises
    ------
    DeskError: the database cannot be opened.

    """
    feeds = (
        FeedRecord(feed.id, feed.operator, region.name, feed.licence, feed.page)
        for feed in region.feeds
    )
    return open_registry(settings, region.id, feeds)


def open_registry(
    settings: Settings,
    region_id: str,
    feeds: Iterable[FeedRecord],
    clock: Callable[[], datetime] | None = None,
) -> Registry:
    """Open the registry of a region, with these feeds in it; `clock` tells the time (UTC).

    Raises
    ------
    DeskError: the database cannot be opened.

    """
    registry = Registry(settings.registry_of(region_id), settings.received_of(region_id), clock)
    known = {feed.id for feed in registry.feeds()}
    for feed in feeds:
        if feed.id not in known:
            registry.register(feed)
    return registry


def with_versions(settings: Settings, region: Region, today: date) -> Region:
    """Return the region with the versions that the desk put into service, its stations and aliases.

    Without a registry it is the region as its file says.

    Raises
    ------
    DeskError: the database cannot be opened.

    """
    where = settings.registry_of(region.id)
    if "://" not in str(where) and not Path(where).exists():
        return region
    registry = registry_of(settings, region)
    of_region = {feed.id: feed for feed in region.feeds}
    feeds = []
    for record in registry.feeds():
        source = of_region.pop(record.id, None)
        parts = tuple(FeedPart(*one) for one in registry.composition(record.id, today))
        if parts:
            source = source or _source(record)
            source = replace(source, operator=record.operator, licence=record.licence, parts=parts)
        if source is not None:
            feeds.append(source)
    order = {feed.id: place for place, feed in enumerate(region.feeds)}
    feeds.sort(key=lambda feed: (order.get(feed.id, len(order)), feed.id))
    return replace(
        region,
        feeds=tuple(feeds),
        station_decisions=registry.stations.in_force(),
        aliases=registry.aliases.all(),
    )


def _source(record: FeedRecord) -> FeedSource:
    """Return an entry for a feed that is not in the region file; it comes after those that are.

    Only what calls inside the region's bounds is kept: questions outside are refused anyway.
    """
    return FeedSource(
        id=record.id,
        operator=record.operator,
        file=f"{record.id}.zip",
        licence=record.licence,
        url=record.credit,
        page=record.credit,
        clip=True,
    )
