"""Feeds side by side: one numbering of stops, stations across operators, shared trips kept once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feeds.feed import Feed
from feeds.merge.duplicates import without_duplicates
from feeds.merge.overlap import Overlap
from feeds.merge.stations import Stations, group_stations
from feeds.merge.stops import MergedStops, merge_stops
from feeds.service_days import only_running
from feeds.station_decisions import StationDecision


@dataclass(frozen=True)
class Merged:
    """Feeds without the trips that another one holds too, and what was found on the way."""

    feeds: tuple[Feed, ...]
    stops: MergedStops
    stations: Stations
    overlaps: tuple[Overlap, ...]


def merge_feeds(
    feeds: Sequence[Feed], *, replayed: bool, decisions: Sequence[StationDecision] = ()
) -> Merged:
    """Merge feeds in the order of their priority.

    With `replayed`, the calendars of all feeds are one same week. `decisions` are the desk's about
    stations.
    """
    feeds = [only_running(feed) for feed in feeds]
    stops = merge_stops(feeds)
    given = {number for number, feed in enumerate(feeds) if feed.source.merged}
    stations = group_stations(stops, decisions, given)
    feeds, overlaps = without_duplicates(feeds, stops, stations, replayed=replayed)
    return Merged(tuple(feeds), stops, stations, tuple(overlaps))
