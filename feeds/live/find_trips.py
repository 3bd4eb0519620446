"""The trips of the network that an id of a live message stands for."""

from __future__ import annotations

from feeds.frequencies import DEPARTURE_MARK
from feeds.region import LiveSource
from planner import Network

VERSION_MARK = "~"
"""Stands between the id of a trip of a former version of its feed and the day (feeds.compose)."""


def trips_of(source: LiveSource, network: Network, trip_id: str, start_time: str) -> list[int]:
    """Return the trips that bear an id of a feed, of whatever version.

    A departure of frequencies.txt is one trip of the network: `start_time` says which.
    """
    if not trip_id:
        return []
    ids = [source.prefix + trip_id]
    if start_time:
        ids.append(f"{ids[0]}{DEPARTURE_MARK}{start_time}")
    found: list[int] = []
    for id_ in ids:
        exact = network.trip_id.find(id_)
        found += [] if exact is None else [exact]
        found += network.trip_id.find_beginning(id_ + VERSION_MARK)
    return found
