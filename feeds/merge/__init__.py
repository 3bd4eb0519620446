"""Several feeds -> the tables of one network."""

from feeds.merge.lines import merge_lines
from feeds.merge.network import merge_network
from feeds.merge.stations import Stations, group_stations
from feeds.merge.stops import MergedStops, merge_stops
from feeds.merge.transfers import merge_transfers
from feeds.merge.trips import merge_trips

__all__ = [
    "MergedStops",
    "Stations",
    "group_stations",
    "merge_lines",
    "merge_network",
    "merge_stops",
    "merge_transfers",
    "merge_trips",
]
