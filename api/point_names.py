"""What a point on the map is called: the house, the street or the stop beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from api.map_places import INTEREST, MapEntry
from feeds import Snapshot
from planner import Float64s, Streets, distance_m

SAME_POINT_M = 2.0
"""A point of interest is named by a plan as its coordinates, written with six decimals."""
HOUSE_M = 25.0
STREET_M = 100.0
STOP_M = 500.0
_DEGREE_M = 111_195.0
POINTS_KEPT = 4096


@dataclass(frozen=True, slots=True)
class PointName:
    """The name of a point, or of a stop it is only near to."""

    name: str
    is_near: bool = False


class PointNames:
    """Names points of one snapshot; safe to call from several threads."""

    def __init__(self, snapshot: Snapshot, streets: Streets | None, on_map: list[MapEntry]) -> None:
        self._streets = streets
        self._interests = [entry for entry in on_map if entry.type == INTEREST]
        self._interest_at = _Nearest(
            np.array([entry.lat for entry in self._interests]),
            np.array([entry.lon for entry in self._interests]),
        )
        self._places = snapshot.map_places
        self._house_at = (
            None
            if self._places is None
            else _Nearest(self._places.address_lat, self._places.address_lon)
        )
        network = snapshot.network
        self._station_name = network.station_name
        self._station_at = _Nearest(network.station_lat, network.station_lon)
        self.of = lru_cache(maxsize=POINTS_KEPT)(self._of)

    def _of(self, lat: float, lon: float) -> PointName | None:
        """Return the name of a point, None where nothing with a name is near."""
        interest = self._interest_at.within(lat, lon, SAME_POINT_M)
        if interest is not None:
            return PointName(self._interests[interest].name)
        house = None if self._house_at is None else self._house_at.within(lat, lon, HOUSE_M)
        if self._places is not None and house is not None:
            number, street = self._places.address_number[house], self._places.address_street[house]
            return PointName(f"{number} {street}")
        if self._streets is not None and (found := self._streets.street_at((lat, lon))):
            name, *beside = found
            if _away_m(lat, lon, beside[0], beside[1]) <= STREET_M:
                return PointName(name)
        station = self._station_at.within(lat, lon, STOP_M)
        return None if station is None else PointName(self._station_name[station], is_near=True)


class _Nearest:
    """Finds the nearest of many points, sorted by latitude so that few are looked at."""

    def __init__(self, lat: Float64s, lon: Float64s) -> None:
        self._order = np.argsort(lat, kind="stable")
        self._lat, self._lon = np.asarray(lat)[self._order], np.asarray(lon)[self._order]

    def within(self, lat: float, lon: float, limit_m: float) -> int | None:
        """Return the number of the nearest point within a limit, None where there is none."""
        high = limit_m / _DEGREE_M
        first, end = np.searchsorted(self._lat, [lat - high, lat + high])
        if first == end:
            return None
        away_m = distance_m(lat, lon, self._lat[first:end], self._lon[first:end])
        best = int(np.argmin(away_m))
        return int(self._order[first + best]) if away_m[best] <= limit_m else None


def _away_m(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    return float(distance_m(lat, lon, np.array([to_lat]), np.array([to_lon]))[0])
