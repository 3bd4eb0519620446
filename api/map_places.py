"""Streets, points of interest and house numbers of the map, as entries of the search for places."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from api.place_names import words_of
from feeds import Snapshot
from planner import Int32s, StreetGraph, distance_m

STREET, INTEREST = "ADDRESS", "PLACE"
"""MOTIS types of matches."""

_WEIGHTS = {
    "hospital": 300,
    "university": 200,
    "college": 100,
    "townhall": 100,
    "stadium": 100,
    "museum": 60,
    "theatre": 50,
    "school": 40,
    "library": 40,
    "exhibition_centre": 60,
    "mall": 100,
    "supermarket": 30,
    "clinic": 60,
}
"""Against departures per day of a stop and inhabitants of a commune."""
_OTHER_WEIGHT, _STREET_WEIGHT = 5, 2

SAME_PLACE_M = 400
"""Within it a stop and what it is named after are one place to whoever types the name."""

_NUMBER = re.compile(r"\b(\d{1,4}(?:\s?(?:bis|ter|quater|[a-z]))?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MapEntry:
    """One street or point of interest."""

    type: str
    name: str
    lat: float
    lon: float
    commune: int
    weight: int

    @property
    def id(self) -> str:
        """Return the id a plan may name: the coordinates, as MOTIS's clients do."""
        return f"{self.lat:.6f},{self.lon:.6f}"


def map_entries(snapshot: Snapshot) -> list[MapEntry]:
    """Return the streets and points of interest of a snapshot, none where no map is known."""
    entries: list[MapEntry] = []
    if snapshot.streets is not None:
        entries += _streets(snapshot, snapshot.streets.graph)
    places = snapshot.map_places
    if places is not None:
        communes = snapshot.territories.communes_at(places.lat, places.lon)
        known = _Known(snapshot)
        for at, name in enumerate(places.name):
            lat, lon = float(places.lat[at]), float(places.lon[at])
            if known.adds(name, lat, lon):
                weight = _WEIGHTS.get(places.kind[at], _OTHER_WEIGHT)
                entries.append(MapEntry(INTEREST, name, lat, lon, int(communes[at]), weight))
    return entries


class _Known:
    """Names that are there already: a stop's beside it, or a point's whose outline has it too."""

    def __init__(self, snapshot: Snapshot) -> None:
        network = snapshot.network
        self._places: dict[tuple[str, ...], list[tuple[float, float]]] = {}
        for station, name in enumerate(network.station_name):
            where = float(network.station_lat[station]), float(network.station_lon[station])
            self._places.setdefault(words_of(name), []).append(where)

    def adds(self, name: str, lat: float, lon: float) -> bool:
        """Tell whether nothing of that name is near, and remember it."""
        others = self._places.setdefault(words_of(name), [])
        lats, lons = (np.array([place[axis] for place in others]) for axis in (0, 1))
        if others and float(distance_m(lat, lon, lats, lons).min()) < SAME_PLACE_M:
            return False
        others.append((lat, lon))
        return True


def _streets(snapshot: Snapshot, graph: StreetGraph) -> list[MapEntry]:
    """Return each named street once per commune, at the middle of the edge in its midst."""
    middle = (graph.edge_points_start[:-1].astype(np.int64) + graph.edge_points_start[1:]) // 2
    lat, lon = np.asarray(graph.point_lat)[middle], np.asarray(graph.point_lon)[middle]
    communes = snapshot.territories.communes_at(lat, lon)
    keys = np.stack([np.asarray(graph.edge_name), communes], axis=1)
    named = np.flatnonzero(keys[:, 0] != 0)
    if not len(named):
        return []
    groups, owner = np.unique(keys[named], axis=0, return_inverse=True)
    counts = np.bincount(owner)
    mean_lat = np.bincount(owner, weights=lat[named]) / counts
    mean_lon = np.bincount(owner, weights=lon[named]) / counts
    away = (lat[named] - mean_lat[owner]) ** 2 + (lon[named] - mean_lon[owner]) ** 2
    order = np.lexsort((away, owner))
    chosen = named[order[np.searchsorted(owner[order], np.arange(len(groups)))]]
    return [
        MapEntry(
            STREET,
            graph.name[int(name)],
            float(lat[edge]),
            float(lon[edge]),
            int(commune),
            _STREET_WEIGHT,
        )
        for (name, commune), edge in zip(groups.tolist(), chosen.tolist(), strict=True)
    ]


class Addresses:
    """House numbers by street."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._places = snapshot.map_places
        self._of_street: dict[tuple[str, ...], list[int]] = {}
        if self._places is not None:
            for at, street in enumerate(self._places.address_street):
                self._of_street.setdefault(words_of(street), []).append(at)

    def find(
        self, street: str, text: str, near: tuple[float, float]
    ) -> tuple[str, float, float] | None:
        """Return (number, lat, lon) of the house of a street whose number is typed in a text.

        Of several communes' streets of the name the nearest house counts.
        """
        rows = self._of_street.get(words_of(street))
        typed = {_plain(number) for number in _NUMBER.findall(text)}
        if rows is None or self._places is None or not typed:
            return None
        places = self._places
        found = [at for at in rows if _plain(places.address_number[at]) in typed]
        if not found:
            return None
        at_rows: Int32s = np.array(found, dtype=np.int32)
        lat, lon = places.address_lat[at_rows], places.address_lon[at_rows]
        best = int(np.argmin((lat - near[0]) ** 2 + (lon - near[1]) ** 2))
        return places.address_number[found[best]], float(lat[best]), float(lon[best])


def _plain(number: str) -> str:
    return number.replace(" ", "").casefold()
