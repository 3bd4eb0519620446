"""The streets of a region and where its stops stand on them: walks, rides and paths from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from planner.access import offsets_near
from planner.errors import InvalidNetworkError
from planner.network import FOOTPATH_STREETS, Float64s, Int32s, Network
from planner.query import Offset
from planner.streets.graph import Profile, StreetGraph, open_streets, save_streets
from planner.streets.kernel import Ends
from planner.streets.router import Pace, StreetPath, StreetRouter, point_of_edge

Point = tuple[float, float]
"""(lat, lon)."""


@dataclass(frozen=True)
class StreetNetwork:
    """The street graph with the stops and footpaths of a network put on it."""

    graph: StreetGraph
    stop_edge: Int32s  # (n_profiles, n_stops) edge a stop stands on, -1 when none is near
    stop_fraction: Float64s  # (n_profiles, n_stops) along the edge
    stop_away_ms: Int32s  # (n_profiles, n_stops) between the stop and that point
    footpath_wheelchair_s: Int32s  # parallel to Network.footpath_s, -1: no way for a wheelchair

    def stop_ends(self, profile: Profile) -> Ends:
        """Return where the stops stand, for one profile."""
        return Ends(
            self.stop_edge[profile], self.stop_fraction[profile], self.stop_away_ms[profile]
        )


Anchors: TypeAlias = Mapping[str, tuple[int, float]]
"""Stops that stand on an edge of their own, by id, and the end of it: platforms that ways inside
their station lead to."""


def anchored(ends: Ends, stop_id: Iterable[str], anchors: Anchors) -> Ends:
    """Return the ends of stops, those of platforms inside stations where they really are."""
    edge, fraction, away_ms = ends.edge.copy(), ends.fraction.copy(), ends.away_ms.copy()
    for stop, id_ in enumerate(stop_id):
        if id_ in anchors:
            edge[stop], fraction[stop] = anchors[id_]
            away_ms[stop] = 0
    return Ends(edge, fraction, away_ms)


_ARRAYS = ("stop_edge", "stop_fraction", "stop_away_ms", "footpath_wheelchair_s")


_NO_ANCHORS: Anchors = {}


def put_on_streets(
    graph: StreetGraph, network: Network, anchors: Anchors = _NO_ANCHORS
) -> StreetNetwork:
    """Match the stops of a network with streets and time its footpaths for wheelchairs."""
    router = StreetRouter(graph)
    places = list(zip(network.stop_lat.tolist(), network.stop_lon.tolist(), strict=True))
    ends = [
        anchored(router.ends(places, profile), network.stop_id, anchors)
        if profile is not Profile.CAR
        else router.ends(places, profile)
        for profile in Profile
    ]
    return StreetNetwork(
        graph,
        stop_edge=np.stack([end.edge for end in ends]),
        stop_fraction=np.stack([end.fraction for end in ends]),
        stop_away_ms=np.stack([end.away_ms for end in ends]),
        footpath_wheelchair_s=_wheelchair_footpaths(router, network, ends[Profile.WHEELCHAIR]),
    )


def _wheelchair_footpaths(router: StreetRouter, network: Network, ends: Ends) -> Int32s:
    """Return the times of footpaths in a wheelchair: measured where those on foot are."""
    duration_s: Int32s = np.array(network.footpath_s, dtype=np.int32)
    rows = np.flatnonzero(network.footpath_kind == FOOTPATH_STREETS)
    from_stop = np.searchsorted(network.footpaths_start, rows, side="right") - 1
    pairs = (from_stop.astype(np.int32), network.footpath_to[rows])
    measured_s = router.between(ends, pairs, Pace(Profile.WHEELCHAIR), 3600)
    duration_s[rows] = np.where(measured_s < 0, -1, np.maximum(measured_s, duration_s[rows]))
    return duration_s


def save_street_network(streets: StreetNetwork, folder: Path) -> None:
    """Write every array into an existing, empty folder."""
    save_streets(streets.graph, folder)
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", getattr(streets, name))


def open_street_network(folder: Path) -> StreetNetwork:
    """Memory-map a folder written by `save_street_network`.

    Raises
    ------
    InvalidNetworkError: a file is missing or unreadable, or the layout is another version.

    """
    graph = open_streets(folder)
    try:
        arrays = [np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in _ARRAYS]
    except (OSError, ValueError) as error:
        raise InvalidNetworkError(f"{folder} holds no readable streets: {error}") from error
    return StreetNetwork(graph, *arrays)


class Streets:
    """Finds ways between places and the stops of a network; safe to call from several threads."""

    def __init__(self, streets: StreetNetwork, network: Network) -> None:
        self.graph = streets.graph
        self._network = network
        self._router = StreetRouter(streets.graph, n_sources=network.n_stops + 1)
        self._stop_ends = tuple(streets.stop_ends(profile) for profile in Profile)

    @property
    def router(self) -> StreetRouter:
        """What finds ways between places that are no stops."""
        return self._router

    @property
    def n_stops(self) -> int:
        """Number of stops of the network."""
        return self._network.n_stops

    def ends_of_stops(self, profile: Profile) -> Ends:
        """Return where the stops stand, for one profile."""
        return self._stop_ends[profile]

    def point_of_stop(self, stop: int) -> Point:
        """Return where a stop is."""
        return self._position(stop)

    def points_of_stops(self) -> list[Point]:
        """Return where all stops are."""
        network = self._network
        return list(zip(network.stop_lat.tolist(), network.stop_lon.tolist(), strict=True))

    def has_street_near(self, point: Point, pace: Pace) -> bool:
        """Tell whether a street that can be used is near a point."""
        return bool(self._router.ends([point], pace.profile).edge[0] >= 0)

    def street_at(self, point: Point) -> tuple[str, float, float] | None:
        """Return the name of the nearest street and the point of it, None where it has no name."""
        ends = self._router.ends([point], Profile.FOOT)
        edge = int(ends.edge[0])
        name = self.graph.name[int(self.graph.edge_name[edge])] if edge >= 0 else ""
        if not name:
            return None
        lat, lon = point_of_edge(self.graph, edge, float(ends.fraction[0]))
        return name, lat, lon

    def seconds_to_stops(
        self, point: Point, pace: Pace, limit_s: int, *, leaving: bool
    ) -> tuple[Int32s, int]:
        """Return the seconds between a point and every stop, -1 beyond the limit, and the work."""
        origin, ends = self._router.ends([point], pace.profile), self._stop_ends[pace.profile]
        return self._router.reach(origin, ends, pace, limit_s, leaving=leaving)

    def offsets_near(
        self, point: Point, pace: Pace, limit_s: int, *, leaving: bool
    ) -> tuple[tuple[Offset, ...], int]:
        """Return the stops within a limit of a point, nearest first, and the nodes settled.

        `leaving`: from the point to the stops, else from them to it. On foot, where no street is
        near the point, or near a stop, the time is the flagged beeline estimate.
        """
        origin = self._router.ends([point], pace.profile)
        ends = self._stop_ends[pace.profile]
        known: tuple[Offset, ...] = ()
        settled = 0
        if origin.edge[0] >= 0:
            duration_s, settled = self._router.reach(origin, ends, pace, limit_s, leaving=leaving)
            near = np.flatnonzero(duration_s >= 0)
            known = tuple(Offset(int(stop), int(duration_s[stop])) for stop in near)
        estimated: tuple[Offset, ...] = ()
        if pace.profile is Profile.FOOT:
            estimated = tuple(
                offset
                for offset in offsets_near(self._network, *point, limit_s, pace.beeline_m_s)
                if origin.edge[0] < 0 or ends.edge[offset.stop] < 0
            )
        found = sorted((*known, *estimated), key=lambda offset: (offset.duration_s, offset.stop))
        return tuple(found), settled

    def spread(
        self,
        point: Point,
        stop_duration_s: Int32s,
        pace: Pace,
        limit_s: int,
        *,
        leaving: bool,
    ) -> tuple[Int32s, int]:
        """Return the milliseconds to every junction from a point and stops, and how many settled.

        `stop_duration_s`: when each stop is reached, -1 not at all. `leaving`: away from the
        point, else towards it.
        """
        origin, ends = self._router.ends([point], pace.profile), self._stop_ends[pace.profile]
        stops = np.flatnonzero((stop_duration_s >= 0) & (stop_duration_s <= limit_s))
        sources = Ends(
            np.concatenate([origin.edge, ends.edge[stops]]),
            np.concatenate([origin.fraction, ends.fraction[stops]]),
            np.concatenate([origin.away_ms, ends.away_ms[stops]]),
        )
        after_s = np.concatenate([[0], stop_duration_s[stops]]).astype(np.int32)
        return self._router.spread(sources, after_s, pace, limit_s, leaving=leaving)

    def path(
        self, start: Point | int, end: Point | int, pace: Pace, limit_s: int
    ) -> StreetPath | None:
        """Return the quickest way between two points or stops (by number), None beyond the limit.

        It takes as long as `offsets_near` and the footpaths say.
        """
        places = [self._position(place) for place in (start, end)]
        columns = [self._ends_of(place, pace.profile) for place in (start, end)]
        ends = Ends(
            np.concatenate([end.edge for end in columns]),
            np.concatenate([end.fraction for end in columns]),
            np.concatenate([end.away_ms for end in columns]),
        )
        return self._router.path(places, ends, pace, limit_s)

    def _position(self, place: Point | int) -> Point:
        if isinstance(place, int):
            return float(self._network.stop_lat[place]), float(self._network.stop_lon[place])
        return place

    def _ends_of(self, place: Point | int, profile: Profile) -> Ends:
        if isinstance(place, int):
            edge, fraction, away_ms = self._stop_ends[profile]
            at = slice(place, place + 1)
            return Ends(edge[at], fraction[at], away_ms[at])
        return self._router.ends([place], profile)
