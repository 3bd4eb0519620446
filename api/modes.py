"""MOTIS transport modes from GTFS route types, basic and extended."""

from __future__ import annotations

import numpy as np

from planner import Int32s, Network

_BASIC = {
    0: "TRAM",
    1: "SUBWAY",
    2: "REGIONAL_RAIL",
    3: "BUS",
    4: "FERRY",
    5: "TRAM",
    6: "AERIAL_LIFT",
    7: "FUNICULAR",
    11: "BUS",
}
_EXTENDED_EXACTLY = {
    101: "HIGHSPEED_RAIL",
    102: "LONG_DISTANCE",
    105: "NIGHT_RAIL",
    109: "SUBURBAN",
}
_EXTENDED_BY_HUNDRED = {
    1: "REGIONAL_RAIL",
    2: "COACH",
    3: "SUBURBAN",
    4: "SUBWAY",
    5: "SUBWAY",
    6: "SUBWAY",
    7: "BUS",
    8: "BUS",
    9: "TRAM",
    10: "FERRY",
    11: "AIRPLANE",
    12: "FERRY",
    13: "AERIAL_LIFT",
    14: "FUNICULAR",
}

RAIL_MODES = frozenset(
    {"HIGHSPEED_RAIL", "LONG_DISTANCE", "NIGHT_RAIL", "REGIONAL_RAIL", "SUBURBAN"}
)
"""What stops at what people call a railway station."""


def mode_of(route_type: int) -> str:
    """Return the MOTIS mode of a GTFS route type, OTHER where it has none."""
    return (
        _BASIC.get(route_type)
        or _EXTENDED_EXACTLY.get(route_type)
        or _EXTENDED_BY_HUNDRED.get(route_type // 100, "OTHER")
    )


def modes_by_station(network: Network) -> list[tuple[str, ...]]:
    """Return the modes that serve each station, in alphabetical order."""
    found: list[set[str]] = [set() for _ in network.station_id]
    for station, route_type in _served(network):
        found[station].add(mode_of(route_type))
    return [tuple(sorted(modes)) for modes in found]


def _served(network: Network) -> list[list[int]]:
    """Return the distinct (station, route type) pairs of the network."""
    pattern_line = network.trip_line[network.pattern_trips_start[:-1]]
    lengths = np.diff(network.pattern_stops_start)
    route_type: Int32s = np.repeat(network.line_type[pattern_line], lengths)
    station = network.stop_station[network.pattern_stops]
    pairs: list[list[int]] = np.unique(np.stack([station, route_type], axis=1), axis=0).tolist()
    return pairs
