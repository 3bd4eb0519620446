"""Places: stations, communes, streets and points of interest by what people type, or by id."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from api.coordinates import read_coordinates
from api.former_places import place_today
from api.map_places import STREET, Addresses, map_entries
from api.modes import RAIL_MODES, modes_by_station
from api.place_names import Mask, WordTable, matched_ranges, typed_words, words_of
from api.point_names import PointName, PointNames
from api.station_communes import busiest_stations, commune_of_stations
from feeds import NO_COMMUNE, Snapshot
from planner import Float64s, Int32s, Streets, distance_m

COMMUNE_PREFIX = "commune:"
"""An id that begins so names a commune by its code."""

NEAR_M = 5_000
"""How far a place may be to gain a little when a search says where the person is."""

_IN_NAME, _WHOLE_WORD, _SAME_NAME, _NEAR = 4.0, 1.5, 4.0, 4.0
"""What a match gains, in units of ln(departures per day) or ln(inhabitants)."""


class PlaceKind(Enum):
    """What a place is."""

    STOP = "stop"
    STATION = "station"
    COMMUNE = "commune"
    COORDINATES = "coordinates"


@dataclass(frozen=True, slots=True)
class PlaceInfo:
    """A place that a search may start from or lead to."""

    id: str
    name: str
    lat: float
    lon: float
    kind: PlaceKind
    stops: tuple[int, ...] = ()
    """Stops that are at the place, the named one first; none for coordinates. A stop brings its
    other platforms: people name one side of the street and mean both."""
    station: int | None = None
    commune: str | None = None
    """Name of the commune, None outside of all."""
    is_near: bool = False
    """A point that is only near to what it is named after."""


@dataclass(frozen=True, slots=True)
class Match:
    """A place that fits what was typed. One per station, not per stop."""

    type: str
    """STOP for a station, PLACE for a commune or a point of interest, ADDRESS for a street."""
    id: str
    name: str
    lat: float
    lon: float
    area: str | None
    """Name of the commune a station or a place of the map lies in."""
    area_matched: bool
    tokens: tuple[tuple[int, int], ...]
    """(first character, number of characters) of the words of the name that were typed."""
    score: float
    modes: tuple[str, ...] = ()
    importance: float = 0.0
    """0 to 1, from departures per day."""


class Places:
    """The places of a snapshot. Entries: stations first, then communes, then those of the map."""

    def __init__(self, snapshot: Snapshot, streets: Streets | None = None) -> None:
        self._network = network = snapshot.network
        self._snapshot = snapshot
        self._territories = snapshot.territories
        self._stop_commune = snapshot.stop_commune
        communes = snapshot.territories.communes
        self._n_stations = len(network.station_id)
        self._commune_of = commune_of_stations(snapshot)
        self._busiest = busiest_stations(self._commune_of, network.station_departures)
        n = self._n_stations
        self._map = map_entries(snapshot)
        self._addresses = Addresses(snapshot)
        self._point_names = PointNames(snapshot, streets, self._map)
        names = [*network.station_name, *(commune.name for commune in communes)]
        names += [entry.name for entry in self._map]
        areas = [self._commune_name(commune) or "" for commune in self._commune_of.tolist()]
        areas += [""] * len(communes)
        areas += [self._commune_name(entry.commune) or "" for entry in self._map]
        self._types = np.array(
            [*["STOP"] * n, *["PLACE"] * len(communes), *(entry.type for entry in self._map)]
        )
        self._names = names
        self._folded = [" ".join(words_of(name)) for name in names]
        self._modes = modes_by_station(network)
        self._name_words = WordTable([*self._words_of_stations(), *map(words_of, names[n:])])
        self._area_words = WordTable([words_of(area) for area in areas])
        weights = [*network.station_departures.tolist(), *(c.population for c in communes)]
        weights += [entry.weight for entry in self._map]
        self._importance = np.log1p(np.array(weights, dtype=np.float64))
        self._lat, self._lon = self._positions()

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        near: tuple[float, float] | None = None,
        types: Collection[str] = (),
    ) -> list[Match]:
        """Return the places with words that begin with the typed words, likeliest first.

        Where no place has them all, the commoner words are left out ("place" of "place Broglie").
        ``types`` keeps "STOP", "PLACE" or "ADDRESS" only; empty keeps all. A word that fits nothing
        is taken for the ones that differ by a letter. A number finds a house of the street.
        """
        typed = tuple(self._spelled(prefixes) for prefixes in typed_words(text))
        if not typed:
            return []
        fits = []
        score = self._importance.copy()
        for prefixes in typed:
            in_name = self._name_words.beginning_with(prefixes)
            fits.append(in_name | self._area_words.beginning_with(prefixes))
            score += (_IN_NAME / len(typed)) * in_name
            score += (_WHOLE_WORD / len(typed)) * self._name_words.with_word(prefixes)
        if near is not None:
            score += _NEAR * np.exp(-distance_m(*near, self._lat, self._lon) / NEAR_M)
        found = _with_rarest_words(fits)
        if types:
            found &= np.isin(self._types, list(types))
        entries = np.flatnonzero(found)
        whole = " ".join(words_of(text))
        score[[entry for entry in entries.tolist() if self._folded[entry] == whole]] += _SAME_NAME
        order = np.lexsort((entries, -score[entries]))[:limit]
        matches = [self._match(int(e), typed, float(score[e])) for e in entries[order]]
        return [self._with_number(match, text) for match in matches]

    def _spelled(self, prefixes: tuple[str, ...]) -> tuple[str, ...]:
        """Return what a typed word may begin, or what it is a slip of where it begins nothing."""
        tables = (self._name_words, self._area_words)
        if any(table.beginning_with(prefixes).any() for table in tables):
            return prefixes
        return tuple(word for table in tables for word in table.close_to(prefixes[0])) or prefixes

    def _with_number(self, match: Match, text: str) -> Match:
        """Return the house of a street whose number was typed, where the map has it."""
        if match.type != STREET:
            return match
        found = self._addresses.find(match.name, text, (match.lat, match.lon))
        if found is None:
            return match
        number, lat, lon = found
        return replace(
            match,
            id=f"{lat:.6f},{lon:.6f}",
            name=f"{number} {match.name}",
            lat=lat,
            lon=lon,
            tokens=((0, len(number)), *((s + len(number) + 1, n) for s, n in match.tokens)),
        )

    def street(self, name: str, lat: float, lon: float, point: PlaceInfo) -> Match:
        """Return a street near a point; the score is minus the distance in metres."""
        away_m = distance_m(point.lat, point.lon, np.array([lat]), np.array([lon]))
        return Match(
            type=STREET,
            id=f"{lat:.6f},{lon:.6f}",
            name=name,
            lat=lat,
            lon=lon,
            area=self._commune_name(self._territories.commune_at(lat, lon)),
            area_matched=False,
            tokens=(),
            score=0.0 - round(float(away_m[0]), 1),
        )

    def nearest(self, lat: float, lon: float, *, limit: int = 5) -> list[Match]:
        """Return the stations nearest to a point; the score is minus the distance in metres."""
        network = self._network
        away_m = distance_m(lat, lon, network.station_lat, network.station_lon)
        order = np.argsort(away_m, kind="stable")[:limit]
        return [self._match(int(s), (), 0.0 - round(float(away_m[s]), 1)) for s in order]

    def commune_at(self, lat: float, lon: float) -> Match | None:
        """Return the commune a point lies in."""
        commune = self._territories.commune_at(lat, lon)
        return None if commune == NO_COMMUNE else self._match(self._n_stations + commune, (), 0.0)

    def get(self, place_id: str) -> PlaceInfo | None:
        """Return a stop, GTFS parent station, station or commune by id, or a point "lat,lon".

        A former id finds what stands for it, which has its id of today.
        """
        place_id = place_today(self._snapshot, place_id)
        stops = self._network.stops_of_place(place_id)
        if stops is not None and len(stops):
            return self._transit_place(place_id, stops)
        if place_id.startswith(COMMUNE_PREFIX):
            return self._commune_place(place_id)
        point = read_coordinates(place_id)
        if point is None:
            return None
        commune = self._commune_name(self._territories.commune_at(*point))
        named = self._point_names.of(*point) or PointName(f"{point[0]:.5f}, {point[1]:.5f}")
        return PlaceInfo(
            place_id,
            named.name,
            *point,
            PlaceKind.COORDINATES,
            commune=commune,
            is_near=named.is_near,
        )

    def modes_of_station(self, station: int) -> tuple[str, ...]:
        """Return the modes that serve a station."""
        return self._modes[station]

    def _words_of_stations(self) -> list[set[str]]:
        """Return the words of each station's name and of its stops' names.

        Where trains call, "gare" is one of them, written or not.
        """
        network = self._network
        words = [set(words_of(name)) for name in network.station_name]
        for stop, station in enumerate(network.stop_station.tolist()):
            words[station].update(words_of(network.stop_name[stop]))
        for station, modes in enumerate(self._modes):
            if RAIL_MODES.intersection(modes):
                words[station].add("gare")
        return words

    def _transit_place(self, place_id: str, stops: Int32s) -> PlaceInfo:
        network, first = self._network, int(stops[0])
        station = int(network.stop_station[first])
        is_stop = network.stop_id[first] == place_id
        if is_stop:
            stops = self._with_siblings(first)
        return PlaceInfo(
            id=place_id,
            name=network.stop_name[first] if is_stop else network.station_name[station],
            lat=float(network.stop_lat[first if is_stop else stops].mean()),
            lon=float(network.stop_lon[first if is_stop else stops].mean()),
            kind=PlaceKind.STOP if is_stop else PlaceKind.STATION,
            stops=tuple(stops.tolist()),
            station=station,
            commune=self._commune_name(int(self._stop_commune[first])),
        )

    def _with_siblings(self, stop: int) -> Int32s:
        """Return a stop, then those an operator gave the same name in the same station."""
        network = self._network
        name, feed = network.stop_name[stop], network.stop_feed[stop]
        station_stops = network.stops_of_station(int(network.stop_station[stop])).tolist()
        siblings = [
            other
            for other in station_stops
            if other != stop
            and network.stop_name[other] == name
            and network.stop_feed[other] == feed
        ]
        return np.array([stop, *siblings], dtype=np.int32)

    def _commune_place(self, place_id: str) -> PlaceInfo | None:
        """Return a commune as its busiest station: nobody travels to a centroid."""
        code = place_id.removeprefix(COMMUNE_PREFIX)
        for number, commune in enumerate(self._territories.communes):
            if commune.code == code:
                station = self._busiest.get(number)
                entry = self._n_stations + number
                return PlaceInfo(
                    id=place_id,
                    name=commune.name,
                    lat=float(self._lat[entry]),
                    lon=float(self._lon[entry]),
                    kind=PlaceKind.COMMUNE,
                    stops=()
                    if station is None
                    else tuple(self._network.stops_of_station(station).tolist()),
                    station=station,
                    commune=commune.name,
                )
        return None

    def _match(self, entry: int, typed: tuple[tuple[str, ...], ...], score: float) -> Match:
        name = self._names[entry]
        is_station = entry < self._n_stations
        communes = self._territories.communes
        on_map = entry - self._n_stations - len(communes)
        if on_map >= 0:
            place = self._map[on_map]
            return Match(
                type=place.type,
                id=place.id,
                name=name,
                lat=place.lat,
                lon=place.lon,
                area=self._commune_name(place.commune),
                area_matched=bool(typed) and self._area_has(entry, typed),
                tokens=tuple(matched_ranges(name, typed)),
                score=round(score, 3),
            )
        commune = int(self._commune_of[entry]) if is_station else entry - self._n_stations
        return Match(
            type="STOP" if is_station else "PLACE",
            id=self._network.station_id[entry]
            if is_station
            else COMMUNE_PREFIX + communes[commune].code,
            name=name,
            lat=float(self._lat[entry]),
            lon=float(self._lon[entry]),
            area=self._commune_name(commune) if is_station else None,
            area_matched=is_station and bool(typed) and self._area_has(entry, typed),
            tokens=tuple(matched_ranges(name, typed)),
            score=round(score, 3),
            modes=self._modes[entry] if is_station else (),
            importance=self._relative_importance(entry) if is_station else 0.0,
        )

    def _area_has(self, entry: int, typed: tuple[tuple[str, ...], ...]) -> bool:
        return any(self._area_words.beginning_with(prefixes)[entry] for prefixes in typed)

    def _relative_importance(self, station: int) -> float:
        most = float(self._importance[: self._n_stations].max(initial=0)) or 1.0
        return round(float(self._importance[station]) / most, 3)

    def _commune_name(self, commune: int) -> str | None:
        return None if commune == NO_COMMUNE else self._territories.communes[commune].name

    def _positions(self) -> tuple[Float64s, Float64s]:
        """Return where every entry is; a commune is where its busiest station is."""
        network = self._network
        lat = [*network.station_lat.tolist(), *(c.lat for c in self._territories.communes)]
        lon = [*network.station_lon.tolist(), *(c.lon for c in self._territories.communes)]
        lat += [entry.lat for entry in self._map]
        lon += [entry.lon for entry in self._map]
        for commune, station in self._busiest.items():
            lat[self._n_stations + commune] = lat[station]
            lon[self._n_stations + commune] = lon[station]
        return np.array(lat, dtype=np.float64), np.array(lon, dtype=np.float64)


def _with_rarest_words(fits: list[Mask]) -> Mask:
    """Return what fits every word, or as many as go together, the rarest words first."""
    rarest_first = sorted((fit for fit in fits if fit.any()), key=np.count_nonzero)
    found: Mask = np.zeros_like(fits[0]) if not rarest_first else rarest_first[0].copy()
    for fit in rarest_first[1:]:
        if (found & fit).any():
            found &= fit
    return found
