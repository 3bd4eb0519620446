"""What two feeds have in common: stations, and trips of which one copy was dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from feeds.feed import Feed
from feeds.fields import clock
from feeds.merge.stations import Stations
from feeds.merge.stops import MergedStops

KEPT = 200
"""Shared trips of a pair of feeds that are kept word for word; all are counted."""


@dataclass(frozen=True, slots=True)
class SharedTrip:
    """A trip that two feeds hold, and which copy is shown."""

    kept: str
    dropped: str
    from_name: str
    to_name: str
    departure_s: int
    days: int
    """Days on which both run."""
    whole: bool
    """False when the copy that is kept goes further than the one that is dropped."""
    difference_s: int
    """The most by which their times differ."""


@dataclass(frozen=True, slots=True)
class SharedStation:
    """A station at which both feeds call."""

    id: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two feeds have in common; the first has priority."""

    feeds: tuple[str, str]
    stations: tuple[SharedStation, ...]
    trips: tuple[SharedTrip, ...]
    trips_per_day: float
    """Dropped copies on an average common day."""
    busiest_day_trips: int


def overlap_of(
    feeds: Sequence[Feed],
    stops: MergedStops,
    stations: Stations,
    numbers: tuple[int, int],
    found: tuple[Sequence[SharedTrip], npt.NDArray[np.int64]],
) -> Overlap:
    """Return the overlap of two feeds from the shared trips found and how many each day."""
    shared, per_day = found
    called = [np.unique(stops.row[n][feeds[n].calls.stop]) for n in numbers]
    both = np.intersect1d(stations.of_stop[called[0]], stations.of_stop[called[1]])
    places = []
    for station in both.tolist():
        members = called[0][stations.of_stop[called[0]] == station]
        lat, lon = float(stops.lat[members].mean()), float(stops.lon[members].mean())
        place = round(lat, 6), round(lon, 6)
        places.append(SharedStation(stations.id[station], stations.name[station], *place))
    return Overlap(
        feeds=(feeds[numbers[0]].source.id, feeds[numbers[1]].source.id),
        stations=tuple(places),
        trips=tuple(shared),
        trips_per_day=round(float(per_day.mean()), 1) if len(per_day) else 0.0,
        busiest_day_trips=int(per_day.max(initial=0)),
    )


def overlap_json(overlap: Overlap) -> dict[str, Any]:
    """Return an overlap as it is kept beside a network: all stations, the first trips."""
    return {
        "feeds": list(overlap.feeds),
        "stations": [asdict(station) for station in overlap.stations],
        "shared_trips": len(overlap.trips),
        "trips_per_day": overlap.trips_per_day,
        "busiest_day_trips": overlap.busiest_day_trips,
        "trips": [
            {**asdict(trip), "departure": clock(trip.departure_s)} for trip in overlap.trips[:KEPT]
        ],
    }
