"""What two feeds have in common: stations, trips of which one copy is dropped, contradictions."""

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
from planner import distance_m

KEPT = 200
"""Shared trips, and trips in conflict, of a pair of feeds that are kept word for word."""
WORST = 5
"""Conflicting calls of a trip that are kept, those that differ most."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is, by the name it has in one of the feeds."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class ConflictingCall:
    """A call about which two feeds differ by more than a minute; the first time is shown."""

    place: Place
    kept_s: int
    dropped_s: int


@dataclass(frozen=True, slots=True)
class SharedTrip:
    """A trip that two feeds hold, and which copy is shown."""

    kept: str
    dropped: str
    line: str
    """Its line, in the feed of the copy that is dropped."""
    from_name: str
    to_name: str
    departure_s: int
    days: int
    """Days on which both run."""
    whole: bool
    """False when the copy that is kept goes further than the one that is dropped."""
    difference_s: int
    """The most by which their times differ."""
    ends: tuple[Place, Place]
    """First and last call of the copy that is dropped."""
    n_conflicts: int
    conflicts: tuple[ConflictingCall, ...]
    """Calls whose times differ by more than TOLERANCE_S, the worst ones."""


@dataclass(frozen=True, slots=True)
class SharedStation:
    """A station at which both feeds call."""

    id: str
    name: str
    lat: float
    lon: float
    metres: int
    """Between the stops of one feed and those of the other, in the middle."""


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
        ends = [_middle(stops, at[stations.of_stop[at] == station]) for at in called]
        metres = float(distance_m(*ends[0], *(np.array([value]) for value in ends[1]))[0])
        lat, lon = ends[0]
        name = stations.name[station]
        places.append(SharedStation(stations.id[station], name, lat, lon, round(metres)))
    return Overlap(
        feeds=(feeds[numbers[0]].source.id, feeds[numbers[1]].source.id),
        stations=tuple(places),
        trips=tuple(shared),
        trips_per_day=round(float(per_day.mean()), 1) if len(per_day) else 0.0,
        busiest_day_trips=int(per_day.max(initial=0)),
    )


def _middle(stops: MergedStops, members: npt.NDArray[np.int32]) -> tuple[float, float]:
    lat, lon = float(stops.lat[members].mean()), float(stops.lon[members].mean())
    return round(lat, 6), round(lon, 6)


def overlap_json(overlap: Overlap) -> dict[str, Any]:
    """Return an overlap as it is kept beside a network: all stations, the first trips."""
    in_conflict = [trip for trip in overlap.trips if trip.n_conflicts]
    in_conflict.sort(key=lambda trip: -trip.difference_s)
    return {
        "feeds": list(overlap.feeds),
        "stations": [asdict(station) for station in overlap.stations],
        "shared_trips": len(overlap.trips),
        "conflicting_trips": len(in_conflict),
        "trips_per_day": overlap.trips_per_day,
        "busiest_day_trips": overlap.busiest_day_trips,
        "trips": [_trip_json(trip) for trip in overlap.trips[:KEPT]],
        "conflicts": [_trip_json(trip) for trip in in_conflict[:KEPT]],
    }


def _trip_json(trip: SharedTrip) -> dict[str, Any]:
    content = {**asdict(trip), "departure": clock(trip.departure_s)}
    for call, written in zip(trip.conflicts, content["conflicts"], strict=True):
        written |= {"kept_time": clock(call.kept_s), "dropped_time": clock(call.dropped_s)}
    return content
