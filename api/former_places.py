"""Which id a place has today: its own, or the one that stands for a former one."""

from __future__ import annotations

from feeds import Snapshot

STATION_PREFIX = "station:"


def place_today(snapshot: Snapshot, place_id: str) -> str:
    """Return the id that a place has in a network: the same one unless it is a former one.

    A station is called after one of its stops: where another gives it its name now, the former id
    still says which stop it was.
    """
    network = snapshot.network
    if network.stops_of_place(place_id) is not None:
        return place_id
    if place_id.startswith(STATION_PREFIX):
        stop_id = place_today(snapshot, place_id.removeprefix(STATION_PREFIX))
        stops = network.stops_of_place(stop_id)
        if stops is not None and len(stops):
            return network.station_id[int(network.stop_station[stops[0]])]
    return snapshot.former_ids.places.get(place_id, place_id)
