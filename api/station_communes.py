"""Which commune each station lies in, and the busiest station of each commune."""

from __future__ import annotations

import numpy as np

from feeds import NO_COMMUNE, Snapshot
from planner import Int32s


def commune_of_stations(snapshot: Snapshot) -> Int32s:
    """Return the commune of each station's first stop that lies in one."""
    network = snapshot.network
    commune: Int32s = np.full(len(network.station_id), NO_COMMUNE, dtype=np.int32)
    for stop in range(network.n_stops - 1, -1, -1):
        if snapshot.stop_commune[stop] != NO_COMMUNE:
            commune[network.stop_station[stop]] = snapshot.stop_commune[stop]
    return commune


def busiest_stations(commune_of: Int32s, departures: Int32s) -> dict[int, int]:
    """Return the station with most departures of each commune that has one with any."""
    busiest: dict[int, int] = {}
    for station in np.argsort(departures, kind="stable").tolist():
        if commune_of[station] != NO_COMMUNE and departures[station]:
            busiest[int(commune_of[station])] = station
    return busiest
