"""A vehicle of one's own left in a park near the stop: park and ride, bike and ride."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from opening_hours import OpeningHours

from api.approaches.approach import Approach, Part, Spot, quickest_rows
from api.words import _
from feeds import ParkKind, Parks
from planner import Int32s, Offset, Pace, Spots, SpotWalks, Streets

PARK_CAR_S, PARK_BIKE_S = 120, 60
"""To find a space and leave the car, to lock a bike."""

WALK_FROM_PARK_S = {ParkKind.CAR: 600, ParkKind.BIKE: 300}
"""How far from a stop one parks at most."""


class ParkPlaces:
    """The parks of one kind on the streets of a network."""

    def __init__(self, parks: Parks, kind: ParkKind, streets: Streets, zone: ZoneInfo) -> None:
        self.rows = np.flatnonzero(parks.kind == kind)
        self.kind, self.parks, self.zone = kind, parks, zone
        places = [(float(parks.lat[row]), float(parks.lon[row])) for row in self.rows]
        self.spots = Spots(streets, places, WALK_FROM_PARK_S[kind])

    @cached_property
    def have_hours(self) -> bool:
        """Tell whether some of them have opening hours."""
        return any(self.parks.opening_hours[int(row)] for row in self.rows)

    def spot(self, number: int) -> Spot:
        """Return what is told of a park."""
        parks, row = self.parks, int(self.rows[number])
        told: dict[str, object] = {"parkingId": parks.id[row]}
        if parks.capacity[row] >= 0:
            told["capacity"] = int(parks.capacity[row])
        if parks.opening_hours[row]:
            told["openingHours"] = parks.opening_hours[row]
        if parks.park_ride[row] >= 0:
            told["parkRide"] = bool(parks.park_ride[row])
        otherwise = _("Parking") if self.kind is ParkKind.CAR else _("Parking à vélos")
        lat, lon = self.spots.places[number]
        return Spot(parks.name[row] or otherwise, lat, lon, members={"parking": told})

    def is_open(self, number: int, epoch_s: int) -> bool:
        """Tell whether a park is open at a moment, by what is known of it."""
        hours = self.parks.opening_hours[int(self.rows[number])]
        if not hours:
            return True
        moment = datetime.fromtimestamp(epoch_s, self.zone).replace(tzinfo=None)
        return bool(_hours(hours).is_open(moment))


@lru_cache(maxsize=1024)
def _hours(text: str) -> OpeningHours:
    return OpeningHours(text)


@dataclass(frozen=True)
class Parked(Approach):
    """From the origin by a vehicle of one's own to a park, then on foot to the stops."""

    places: ParkPlaces
    mode: str
    pace: Pace
    walk: Pace
    limit_s: int
    to_park_s: Int32s
    """For each park, -1 out of reach; parking not included."""
    settled: int
    closed: frozenset[int] = frozenset()
    """Parks that are not used."""

    @property
    def has_hours(self) -> bool:
        """Tell whether a park of this kind has opening hours."""
        return self.places.have_hours

    def offsets(self) -> Iterable[Offset]:
        """Return the stops with their times."""
        return (Offset(stop, duration_s) for stop, (duration_s, _row) in self._best.items())

    def parts(self, stop: int) -> tuple[Part, ...]:
        """Return the drive and the walk."""
        _total_s, row = self._best[stop]
        walks = self._walks
        park, walk_s = int(walks.spot[row]), int(walks.duration_s[row])
        spot = self.places.spot(park)
        drive = Part(self.mode, self.pace, int(self.to_park_s[park]) + self._parking_s, end=spot)
        return drive, Part("WALK", self.walk, walk_s, start=spot)

    def without_misfit(self, stop: int, start_s: int, end_s: int) -> Approach | None:
        """Leave out a park that is closed when one comes there."""
        del end_s
        park = int(self._walks.spot[self._best[stop][1]])
        if self.places.is_open(park, start_s + int(self.to_park_s[park])):
            return None
        return replace(self, closed=self.closed | {park}, settled=0)

    @property
    def _parking_s(self) -> int:
        return PARK_CAR_S if self.places.kind is ParkKind.CAR else PARK_BIKE_S

    @property
    def _walks(self) -> SpotWalks:
        return self.places.spots.walks(self.walk, leaving=True)

    @cached_property
    def _best(self) -> Mapping[int, tuple[int, int]]:
        """Seconds and row of the walks of every stop in reach."""
        walks = self._walks
        to_park_s = self.to_park_s.copy()
        to_park_s[list(self.closed)] = -1
        driven_s = to_park_s[walks.spot]
        total_s = driven_s + self._parking_s + walks.duration_s
        rows = np.flatnonzero((driven_s >= 0) & (total_s <= self.limit_s))
        best = rows[quickest_rows(walks.stop[rows], total_s[rows])]
        return {
            int(stop): (int(seconds), int(row))
            for stop, seconds, row in zip(walks.stop[best], total_s[best], best, strict=True)
        }


def parked(
    places: ParkPlaces,
    mode: str,
    point: tuple[float, float],
    paces: tuple[Pace, Pace],
    limit_s: int,
) -> Parked:
    """Look for the parks in reach of a point; `paces`: on the way there, and on foot."""
    to_park_s, settled = places.spots.reach(point, paces[0], limit_s, leaving=True)
    return Parked(places, mode, paces[0], paces[1], limit_s, to_park_s, settled)
