"""Stations and journeys of a built network, by names and ids, for tests."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from planner import Journey, Network, Planner, Query, offsets_of_stops

ZONE = ZoneInfo("Europe/Paris")


def stations_named(network: Network, name: str) -> list[set[str]]:
    """Return the ids of the stops of each station that has a stop of this name."""
    stations = {
        int(network.stop_station[stop])
        for stop in range(network.n_stops)
        if network.stop_name[stop] == name
    }
    return [
        {network.stop_id[int(stop)] for stop in network.stops_of_station(station)}
        for station in sorted(stations)
    ]


def names_of_station(network: Network, stop_id: str) -> set[str]:
    """Return the names of all stops that are one station with a stop."""
    stop = network.stop_id.find(stop_id)
    assert stop is not None, stop_id
    stops = network.stops_of_station(int(network.stop_station[stop]))
    return {network.stop_name[int(other)] for other in stops}


def station_name(network: Network, stop_id: str) -> str:
    """Return the name of a stop's station."""
    stop = network.stop_id.find(stop_id)
    assert stop is not None, stop_id
    return network.station_name[int(network.stop_station[stop])]


def journeys(
    network: Network, from_id: str, to_id: str, day: date, clock: str, *, window_s: int = 3600
) -> tuple[Journey, ...]:
    """Search from a place to another on a day, from a time on."""
    origin, destination = network.stops_of_place(from_id), network.stops_of_place(to_id)
    assert origin is not None, from_id
    assert destination is not None, to_id
    start = datetime.combine(day, time.fromisoformat(clock), ZONE)
    query = Query(
        access=offsets_of_stops(network, origin, leaving=True),
        egress=offsets_of_stops(network, destination, leaving=False),
        time_s=int(start.timestamp()),
        window_s=window_s,
    )
    return Planner(network).search(query).journeys
