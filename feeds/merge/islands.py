"""Parts of the network that no ride and no walk joins to the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np

from feeds.feed import Feed
from feeds.merge.stations import Stations
from feeds.merge.stops import MergedStops
from planner import Int32s

NAMED = 20
"""Stations of an island that are named; all are counted."""


@dataclass(frozen=True, slots=True)
class Island:
    """Stations that are joined among themselves only."""

    n_stations: int
    lat: float
    lon: float
    """The middle of its stops."""
    names: tuple[str, ...]
    feeds: tuple[str, ...]


def islands(
    feeds: Sequence[Feed],
    stops: MergedStops,
    stations: Stations,
    walks: tuple[Int32s, Int32s],
) -> list[Island]:
    """Return what cannot be reached from the largest part, the largest first.

    `walks` are the stops at both ends of each walk. Stations without a trip do not count.
    """
    edges = [stations.of_stop[np.column_stack(walks)]]
    served = np.zeros(len(stations.id), dtype=np.bool_)
    for feed, row in zip(feeds, stops.row, strict=True):
        station = stations.of_stop[row[feed.calls.stop]]
        served[station] = True
        follows = feed.calls.trip[1:] == feed.calls.trip[:-1]
        edges.append(np.column_stack([station[:-1], station[1:]])[follows])
    joined = np.unique(np.concatenate(edges), axis=0)
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(np.flatnonzero(served).tolist())
    network.add_edges_from(joined[served[joined].all(axis=1)].tolist())
    parts = sorted(nx.connected_components(network), key=lambda part: (-len(part), min(part)))
    return [_island(part, feeds, stops, stations) for part in parts[1:]]


def _island(
    part: set[int], feeds: Sequence[Feed], stops: MergedStops, stations: Stations
) -> Island:
    members = np.isin(stations.of_stop, list(part))
    lat, lon = (round(float(place[members].mean()), 6) for place in (stops.lat, stops.lon))
    return Island(
        len(part),
        lat,
        lon,
        tuple(sorted(stations.name[station] for station in part)[:NAMED]),
        tuple(feeds[number].source.id for number in np.unique(stops.feed[members]).tolist()),
    )
