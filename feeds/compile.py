"""The files of a region -> its network: read, check, merge, and credit who made them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from feeds.checks import check_feed
from feeds.clip import clip
from feeds.errors import FeedRefusedError
from feeds.feed import STOP, Feed
from feeds.footpaths import walks_between
from feeds.frequencies import expand_frequencies
from feeds.merge import (
    group_stations,
    merge_network,
    merge_stops,
    merge_transfers,
)
from feeds.problems import ProblemLog, problems_json
from feeds.progress import Progress, Report, Step
from feeds.read import read_tables
from feeds.region import FeedSource, Region
from feeds.service_days import (
    common_validity,
    merge_calendars,
    only_running,
    replayed_mondays,
    week_of,
)
from feeds.snapshot import FeedCredit, Manifest, Snapshot, manifest_json
from feeds.territories import read_territories, territories_json
from feeds.validity import replays
from planner import Network, date_of

VERSION_DIGITS = 16


@dataclass(frozen=True)
class Compiled:
    """A network that is not yet saved."""

    snapshot: Snapshot
    problems: dict[str, Any]
    """What `problems.json` holds."""
    common_days: tuple[int, int]
    """First and last day on which every feed holds by its own dates (first > last: none)."""


def compile_region(region: Region, folder: Path, today: date, report: Report) -> Compiled:
    """Read a region's files and build its network for a day.

    Raises
    ------
    InvalidRegionError: a territory file cannot be used.
    FeedRefusedError: a feed cannot be used.
    NoCommonWeekError: feeds are to be replayed together and share no week.

    """
    territories = read_territories(folder, region.territories)
    years = range(today.year - 1, today.year + 2)
    logs = tuple(ProblemLog(source.id) for source in region.feeds)
    feeds = []
    for source, log in zip(region.feeds, logs, strict=True):
        feeds.append(_read(source, region, folder, log, years))
        report(Progress(Step.READ, source.id, _counts(feeds[-1], log)))
    common = common_validity(feeds)
    mondays = replayed_mondays(feeds) if replays(region, common, today) else None
    network = _network(region, feeds, mondays, report)
    manifest = Manifest(
        region_id=region.id,
        region_name=region.name,
        timezone=region.timezone,
        languages=region.languages,
        bounds=region.bounds,
        feeds=tuple(_credit(feed, log, mondays) for feed, log in zip(feeds, logs, strict=True)),
        examples=region.examples,
        imaginary=region.generator is not None,
    )
    stop_commune = territories.communes_at(network.stop_lat, network.stop_lon)
    problems = problems_json(logs)
    beside = [manifest_json(manifest), territories_json(territories), problems]
    version = _version(network, json.dumps(beside, sort_keys=True).encode())
    return Compiled(
        Snapshot(version, manifest, network, territories, stop_commune),
        problems,
        common,
    )


def _read(source: FeedSource, region: Region, folder: Path, log: ProblemLog, years: range) -> Feed:
    """Read, check, expand and clip one feed."""
    tables = read_tables(source.id, folder / source.file, log)
    feed = check_feed(source, tables, log, years)
    feed = expand_frequencies(feed, tables.get("frequencies"), log)
    if source.clip:
        feed = clip(feed, region.bounds)
        if not len(feed.trips.id):
            raise FeedRefusedError(source.id, "no trip calls twice inside the region's bounds")
    return feed


def _network(
    region: Region, feeds: Sequence[Feed], mondays: Mapping[str, int] | None, report: Report
) -> Network:
    """Merge the feeds."""
    if mondays is not None:
        feeds = [week_of(feed, mondays[feed.source.id]) for feed in feeds]
    feeds = [only_running(feed) for feed in feeds]
    stops = merge_stops(feeds)
    stations = group_stations(stops)
    counts = {"stops": len(stops.id), "stations": len(stations.id)}
    report(Progress(Step.MERGE, counts=counts))
    footpaths = walks_between(stops, stations.of_stop, region.footpath_radius_m, region.change_s)
    report(Progress(Step.FOOTPATHS, counts={"footpaths": len(footpaths.from_stop)}))
    rules = merge_transfers(feeds, stops, footpaths)
    calendar = merge_calendars(feeds, mondays)
    return merge_network(feeds, stops, stations, region.timezone, calendar, (footpaths, rules))


def _counts(feed: Feed, log: ProblemLog) -> dict[str, int]:
    return {
        "stops": len(feed.stops.id),
        "lines": len(feed.routes.id),
        "trips": len(feed.trips.id),
        "stop_times": len(feed.calls.trip),
        "problems": log.n_problems,
    }


def _credit(feed: Feed, log: ProblemLog, mondays: Mapping[str, int] | None) -> FeedCredit:
    source = feed.source
    monday = None if mondays is None else date_of(mondays[source.id])
    return FeedCredit(
        id=source.id,
        operator=source.operator,
        licence=source.licence,
        url=source.page,
        first_date=date_of(feed.services.first_day),
        last_date=date_of(feed.services.last_day),
        replayed_monday=monday,
        n_stops=int((feed.stops.type == STOP).sum()),
        n_trips=len(feed.trips.id),
        n_stop_times=len(feed.calls.trip),
        n_problems=log.n_problems,
    )


def _version(network: Network, beside: bytes) -> str:
    """Return the hash of a network and what is kept beside it, which names its folder."""
    total = sha256(beside)
    for field in fields(network):
        value = getattr(network, field.name)
        arrays = [value] if isinstance(value, np.ndarray) else [value.blob, value.starts]
        for array in arrays:
            total.update(f"{field.name} {array.dtype} {array.shape}".encode())
            total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()[:VERSION_DIGITS]
