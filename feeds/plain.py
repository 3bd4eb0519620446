"""GTFS files without a region -> a network, by rules that other planners follow too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from feeds.checks import check_feed
from feeds.feed import NONE, Feed
from feeds.footpaths import Walking, walks_between
from feeds.frequencies import expand_frequencies
from feeds.merge import (
    MergedStops,
    group_stations,
    merge_network,
    merge_stops,
    merge_transfers,
)
from feeds.near import pairs_within
from feeds.problems import ProblemLog
from feeds.read import read_tables
from feeds.region import FeedSource
from feeds.service_days import merge_calendars, only_running
from planner import FOOTPATH_CHANGE, FootpathTable, Network


@dataclass(frozen=True, slots=True)
class WalkingRules:
    """How people change and walk."""

    change_s: int = 60
    footpath_radius_m: int = 400
    """0: only along transfers.txt, between platforms of a parent station, and between stops of
    two feeds at the very same point; nothing is estimated."""
    speed_m_s: float = 1.2


def read_feeds(paths: Sequence[tuple[str, Path]], years: range) -> list[Feed]:
    """Read and check GTFS zips or folders, each under an id.

    Raises
    ------
    FeedRefusedError: a feed cannot be used.

    """
    feeds = []
    for id_, path in paths:
        log = ProblemLog(id_)
        tables = read_tables(id_, path, log)
        source = FeedSource(id=id_, operator="", file=str(path), licence="", url="", page="")
        feed = check_feed(source, tables, log, years, anywhere=True)
        feeds.append(only_running(expand_frequencies(feed, tables.get("frequencies"), log)))
    return feeds


def plain_network(feeds: Sequence[Feed], rules: WalkingRules) -> Network:
    """Merge feeds into one network in the time zone of the first."""
    stops = merge_stops(feeds)
    stations = group_stations(stops)
    estimate = rules.footpath_radius_m > 0
    if estimate:
        walking = Walking(rules.footpath_radius_m, rules.change_s, speed_m_s=rules.speed_m_s)
        footpaths = walks_between(stops, stations.of_stop, walking)
    else:
        footpaths = _stated_changes(stops, rules.change_s)
    transfers = merge_transfers(feeds, stops, footpaths, estimate=estimate)
    calendar = merge_calendars(feeds, None)
    walks = footpaths, transfers
    return merge_network(feeds, stops, stations, feeds[0].timezone, calendar, walks)


def _stated_changes(stops: MergedStops, change_s: int) -> FootpathTable:
    """Return the changes at a stop, within a parent station, and to another feed's same point."""
    pairs = {(stop, stop) for stop in range(len(stops.id))}
    platforms: dict[int, list[int]] = {}
    for stop, parent in enumerate(stops.parent.tolist()):
        if parent != NONE:
            platforms.setdefault(parent, []).append(stop)
    for siblings in platforms.values():
        pairs |= {(a, b) for a in siblings for b in siblings}
    first, second, _ = pairs_within(stops.lat, stops.lon, 0)
    other_feed = stops.feed[first] != stops.feed[second]
    pairs |= set(zip(first[other_feed].tolist(), second[other_feed].tolist(), strict=True))
    columns = np.array(sorted(pairs), dtype=np.int32).reshape(-1, 2)
    return FootpathTable(
        columns[:, 0].copy(),
        columns[:, 1].copy(),
        np.full(len(columns), change_s, dtype=np.int32),
        np.full(len(columns), FOOTPATH_CHANGE, dtype=np.int8),
    )
