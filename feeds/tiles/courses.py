"""The course of each pattern on the map: its shape, else from station to station."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import shapely

from feeds.shapes import PatternShapes
from planner import Network, distance_m

MOST_DETOUR = 1.2
"""An express is drawn through the stations it passes where that is at most so much longer."""
_E6 = 1e6


class Courses:
    """Draws patterns; those without a shape as the network of their stations tells.

    From station to station the platforms of both directions are one line. A train that calls
    nowhere on the way is drawn through the stations where slower ones call, not straight across.
    """

    def __init__(self, network: Network, shapes: PatternShapes | None, on_rails: set[int]) -> None:
        """`on_rails`: the patterns whose vehicles pass the stations between two calls."""
        self._network = network
        self._shapes = shapes
        self._on_rails = on_rails
        self._tracks = self._made_tracks()
        self._between: dict[tuple[int, int], list[int]] = {}

    def course(self, pattern: int) -> shapely.LineString | None:
        """Return the line of a pattern in degrees, None where it goes nowhere."""
        if self._has_shape(pattern):
            assert self._shapes is not None, "it holds the shape"
            first, end = self._shapes.points_start[pattern : pattern + 2]
            lon, lat = self._shapes.lon_e6[first:end] / _E6, self._shapes.lat_e6[first:end] / _E6
        else:
            stations = self._stations(pattern)
            if pattern in self._on_rails:
                hops = pairwise(stations)
                stations = stations[:1] + [on for hop in hops for on in self._path(*hop)[1:]]
            lon, lat = self._network.station_lon[stations], self._network.station_lat[stations]
        return shapely.LineString(np.column_stack([lon, lat])) if len(lon) > 1 else None

    def _has_shape(self, pattern: int) -> bool:
        if self._shapes is None:
            return False
        first, end = self._shapes.points_start[pattern : pattern + 2]
        return bool(end > first)

    def _stations(self, pattern: int) -> list[int]:
        """Return the stations that a pattern calls at, in order, none twice in a row."""
        stations = self._network.stop_station[self._network.stops_of_pattern(pattern)]
        again = np.append(False, stations[1:] == stations[:-1])
        return [int(station) for station in stations[~again]]

    def _made_tracks(self) -> nx.Graph[int]:
        """Return the hops of trains without shapes, with their lengths."""
        tracks: nx.Graph[int] = nx.Graph()
        lat, lon = self._network.station_lat, self._network.station_lon
        for pattern in self._on_rails:
            if self._has_shape(pattern):
                continue
            stations = self._stations(pattern)
            for one, other in pairwise(stations):
                if not tracks.has_edge(one, other):
                    at = slice(other, other + 1)
                    away_m = distance_m(float(lat[one]), float(lon[one]), lat[at], lon[at])
                    tracks.add_edge(one, other, away_m=float(away_m[0]))
        return tracks

    def _path(self, one: int, other: int) -> list[int]:
        """Return the stations that a hop passes, both ends included."""
        if (one, other) not in self._between:
            away_m = self._tracks[one][other]["away_m"]
            path = self._detour(one, other, away_m)
            self._between[one, other] = path
            self._between[other, one] = path[::-1]
        return self._between[one, other]

    def _detour(self, one: int, other: int, away_m: float) -> list[int]:
        """Return the way of many short hops where it is little longer than the hop itself."""

        def cost(_from: int, _to: int, hop: dict[str, float]) -> float | None:
            # Squared, so that two short hops win over a long one.
            return None if hop["away_m"] >= away_m else hop["away_m"] ** 2

        try:
            path = nx.dijkstra_path(self._tracks, one, other, weight=cost)
        except nx.NetworkXNoPath:
            return [one, other]
        hops = pairwise(path)
        along_m = sum(self._tracks[here][there]["away_m"] for here, there in hops)
        return path if along_m <= MOST_DETOUR * away_m else [one, other]
