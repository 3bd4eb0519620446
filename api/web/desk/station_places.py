"""Stations of the network in service as the desk shows them: their stops, and what is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from api.desk.errors import UnknownHereError
from api.desk.maps import MarkedPlace
from api.service import current_service
from api.web.desk.maps import DrawnMap, draw
from api.words import N_, _
from feeds.sketch import Sketch, sketch_of_network
from feeds.station_decisions import DecidedStop
from planner import Network, distance_m

NEIGHBOURS_M = 500


@dataclass(frozen=True)
class StationStop:
    """A stop of a station."""

    decided: DecidedStop
    platform: str
    feed: str

    @property
    def id(self) -> str:
        """Return `feed:id`."""
        return self.decided.id


@dataclass(frozen=True)
class Neighbour:
    """Another station near one."""

    id: str
    name: str
    feeds: tuple[str, ...]
    metres: int


@dataclass(frozen=True)
class StationPlace:
    """A station by its number, with its stops."""

    number: int
    id: str
    name: str
    lat: float
    lon: float
    stops: tuple[StationStop, ...]

    @property
    def feeds(self) -> tuple[str, ...]:
        """Return the feeds that call here."""
        return tuple(dict.fromkeys(stop.feed for stop in self.stops))

    def neighbours(self) -> list[Neighbour]:
        """Return the stations within NEIGHBOURS_M, the nearest first."""
        network = current_service().snapshot.network
        metres = distance_m(self.lat, self.lon, network.station_lat, network.station_lon)
        near = [
            number
            for number in np.argsort(metres, kind="stable").tolist()
            if metres[number] <= NEIGHBOURS_M and number != self.number
        ]
        return [
            Neighbour(
                network.station_id[number],
                network.station_name[number],
                _feeds_of(network, number),
                round(float(metres[number])),
            )
            for number in near
        ]

    def drawing(self) -> DrawnMap | None:
        """Draw the station with what is around it."""
        network = current_service().snapshot.network
        whole = sketch_of_network(network)
        metres = distance_m(self.lat, self.lon, whole.lat, whole.lon)
        members = {stop.id for stop in self.stops}
        near = (metres <= 2 * NEIGHBOURS_M) | np.isin(np.array(whole.id), sorted(members))
        places = [
            MarkedPlace(lat, lon, "member" if id_ in members else "other", name)
            for id_, name, lat, lon, here in zip(
                whole.id, whole.name, whole.lat.tolist(), whole.lon.tolist(), near, strict=True
            )
            if here
        ]
        signs = {"member": _("arrêt de la station"), "other": _("autre arrêt")}
        title = _("La station %(name)s et ses alentours", name=self.name)
        return draw(title, _only(whole, near), places, signs)


def station_called(station_id: str) -> StationPlace:
    """Return a station by its id or that of one of its stops.

    Raises
    ------
    UnknownHereError: there is none.

    """
    network = current_service().snapshot.network
    stops = network.stops_of_place(station_id)
    if stops is None or not len(stops):
        raise UnknownHereError(
            N_("aucune station du réseau en service ne s’appelle %(id)s"), id=station_id
        )
    number = int(network.stop_station[stops[0]])
    return StationPlace(
        number=number,
        id=network.station_id[number],
        name=network.station_name[number],
        lat=float(network.station_lat[number]),
        lon=float(network.station_lon[number]),
        stops=tuple(_stop(network, stop) for stop in network.stops_of_station(number).tolist()),
    )


def station_of_stop(stop_id: str) -> tuple[str, str] | None:
    """Return the id and name of the station of a stop, None when the network has no such stop."""
    network = current_service().snapshot.network
    stops = network.stops_of_place(stop_id)
    if stops is None or not len(stops):
        return None
    number = int(network.stop_station[stops[0]])
    return network.station_id[number], network.station_name[number]


def stops_called(ids: Sequence[str], place: StationPlace) -> list[DecidedStop]:
    """Return some stops of a station.

    Raises
    ------
    UnknownHereError: one of them is not a stop of it.

    """
    of_station = {stop.id: stop.decided for stop in place.stops}
    for id_ in ids:
        if id_ not in of_station:
            raise UnknownHereError(
                N_("%(stop)s n’est pas un arrêt de %(name)s"), stop=id_, name=place.name
            )
    return [of_station[id_] for id_ in dict.fromkeys(ids)]


def _stop(network: Network, stop: int) -> StationStop:
    return StationStop(
        DecidedStop(
            network.stop_id[stop],
            network.stop_name[stop],
            round(float(network.stop_lat[stop]), 6),
            round(float(network.stop_lon[stop]), 6),
        ),
        network.stop_platform[stop],
        network.feed_id[int(network.stop_feed[stop])],
    )


def _feeds_of(network: Network, station: int) -> tuple[str, ...]:
    feeds = np.unique(network.stop_feed[network.stops_of_station(station)])
    return tuple(network.feed_id[feed] for feed in feeds.tolist())


def _only(sketch: Sketch, near: np.ndarray) -> Sketch:
    """Return the stops of a part of a sketch; stretches keep both ends or go."""
    number = np.cumsum(near) - 1
    both = near[sketch.start] & near[sketch.end]
    rows = np.flatnonzero(near).tolist()
    return Sketch(
        id=tuple(sketch.id[row] for row in rows),
        name=tuple(sketch.name[row] for row in rows),
        lat=sketch.lat[near],
        lon=sketch.lon[near],
        served=sketch.served[near],
        start=number[sketch.start[both]].astype(np.int32),
        end=number[sketch.end[both]].astype(np.int32),
        way=sketch.way[both],
    )
