"""Several feeds -> the tables of one network."""

from feeds.merge.duplicates import without_duplicates
from feeds.merge.islands import Island, islands
from feeds.merge.lines import merge_lines
from feeds.merge.merged import Merged, merge_feeds
from feeds.merge.network import merge_network
from feeds.merge.overlap import Overlap, overlap_json
from feeds.merge.stations import Stations, group_stations
from feeds.merge.stops import MergedStops, merge_stops
from feeds.merge.transfers import merge_transfers
from feeds.merge.trips import merge_trips

__all__ = [
    "Island",
    "Merged",
    "MergedStops",
    "Overlap",
    "Stations",
    "group_stations",
    "islands",
    "merge_feeds",
    "merge_lines",
    "merge_network",
    "merge_stops",
    "merge_transfers",
    "merge_trips",
    "overlap_json",
    "without_duplicates",
]
