"""OpenStreetMap in, street graph out: who may go where, how fast, and what was left out."""

from feeds.streets.build import build_streets, build_with_stations
from feeds.streets.heights import read_heights
from feeds.streets.pathways import StationPaths, read_pathways
from feeds.streets.places import MapPlaces, place_of, read_map_places
from feeds.streets.report import StreetReport

__all__ = [
    "MapPlaces",
    "StationPaths",
    "StreetReport",
    "build_streets",
    "build_with_stations",
    "place_of",
    "read_heights",
    "read_map_places",
    "read_pathways",
]
