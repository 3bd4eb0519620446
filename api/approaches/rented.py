"""A shared vehicle: walk to it, ride it, leave it at a station or where zones allow, walk on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from api.approaches.approach import Approach, Part, Spot, quickest_rows
from api.shared_fleet import Fleet, RentalClass
from api.times import show_time
from api.travelling import RENTAL, WALK, RentalFilter, Travelling
from feeds import FormFactor, Propulsion
from feeds.shared.system import UNLIMITED
from feeds.table import Flags
from planner import Int32s, Offset, Pace, Profile, Streets

TAKE_S, LEAVE_S = 60, 60
"""To unlock a vehicle and set off, to lock it."""
LIVE_FOR_S = 1800
"""How long from now counts of vehicles mean anything."""

_ANYWHERE = -1
_M_S = {Propulsion.ELECTRIC_ASSIST: 5.0, Propulsion.ELECTRIC: 5.5}
_MOPED_M_S = 12.5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Moment:
    """When one sets out, and what time it is now; UTC epoch seconds."""

    time_s: int
    now_s: int

    @property
    def is_near(self) -> bool:
        """Tell whether what stands at stations now tells what one will find."""
        return abs(self.time_s - self.now_s) <= LIVE_FOR_S


def classes_for(fleet: Fleet, wanted: RentalFilter, moment: Moment) -> Iterator[RentalClass]:
    """Return the vehicles that may be rented; none of a system whose state is too old for now."""
    for found in fleet.systems:
        if moment.is_near and found.is_stale(moment.now_s):
            continue
        for kind in found.classes:
            if wanted.takes(kind.system.id, kind.key.form_factor, kind.key.propulsion):
                yield kind


def has_stale(fleet: Fleet, moment: Moment) -> bool:
    """Tell whether a system is left out because its state is too old, or never came."""
    stale = moment.is_near and any(found.is_stale(moment.now_s) for found in fleet.systems)
    return fleet.lacks_some or stale


def pace_of(kind: RentalClass, travelling: Travelling) -> Pace:
    """Return how fast one rides or drives vehicles of a kind."""
    form = kind.key.form_factor
    if form is FormFactor.CAR:
        return Pace(Profile.CAR)
    if form is FormFactor.MOPED:
        return Pace(Profile.CAR, _MOPED_M_S)
    return Pace(Profile.BIKE, _M_S.get(kind.key.propulsion, travelling.cycling_m_s))


@dataclass(frozen=True, slots=True)
class Rental:
    """A ride: from which place of a kind to which, or to none (left anywhere)."""

    kind: RentalClass
    take: int
    leave: int | None
    moment: Moment

    @property
    def start(self) -> Spot:
        """Where the vehicle is taken."""
        return self._spot(self.take)

    @property
    def end(self) -> Spot | None:
        """Where it is left, None: where the ride ends."""
        return None if self.leave is None else self._spot(self.leave)

    def _spot(self, number: int) -> Spot:
        kind = self.kind
        lat, lon = kind.spots.places[number]
        is_station = number < len(kind.stations)
        name = kind.stations[number].name if is_station else kind.system.name
        return Spot(name, lat, lon, "BIKESHARE")

    @property
    def members(self) -> Mapping[str, object]:
        """MOTIS's `rental` of the leg, with ours: how many there are, as of when."""
        kind, system = self.kind, self.kind.system
        is_station = self.take < len(kind.stations)
        taken = (
            kind.stations[self.take] if is_station else kind.free[self.take - len(kind.stations)]
        )
        told: dict[str, object] = {
            "providerId": system.id,
            "providerGroupId": system.id,
            "systemId": system.system_id,
            "systemName": system.name,
            "formFactor": kind.key.form_factor.value,
            "propulsionType": kind.key.propulsion.value,
            "returnConstraint": kind.key.return_rule.value,
        }
        if system.url:
            told["url"] = system.url
        if is_station:
            told["stationName"] = told["fromStationName"] = kind.stations[self.take].name
        if self.leave is not None:
            told["toStationName"] = kind.stations[self.leave].name
        for key, name in (("web", "Web"), ("android", "Android"), ("ios", "IOS")):
            if key in taken.rental_uris:
                told[f"rentalUri{name}"] = taken.rental_uris[key]
        if self.moment.is_near:
            told["vehiclesAvailable"] = kind.count(self.take)
            if self.leave is not None and kind.stations[self.leave].docks != UNLIMITED:
                told["docksAvailable"] = kind.stations[self.leave].docks
            if not kind.is_fixed:
                told["asOf"] = show_time(system.updated_s)
        return {"rental": told}


@dataclass(frozen=True)
class Rented(Approach):
    """By vehicles of one kind between a place and the stops."""

    kind: RentalClass
    point: Point
    leaving: bool
    paces: tuple[Pace, Pace]
    """Riding, walking."""
    limit_s: int
    moment: Moment
    streets: Streets
    walked_s: Int32s
    """Between the place and each spot on foot, -1 out of reach."""
    ridden_s: Int32s
    """Between the place and each spot at the other end of the ride, locking included."""
    stops_s: Int32s
    """To each stop where the vehicle may be left anywhere, -1 elsewhere."""
    settled: int

    def offsets(self) -> Iterable[Offset]:
        """Return the stops with their times."""
        return (Offset(stop, total_s) for stop, (total_s, _row) in self._best.items())

    def parts(self, stop: int) -> tuple[Part, ...]:
        """Return the walk to the vehicle, the ride and the walk from it."""
        total_s, row = self._best[stop]
        walks = self.kind.spots.walks(self.paces[1], leaving=self.leaving)
        far = None if row == _ANYWHERE else int(walks.spot[row])
        far_walk_s = 0 if row == _ANYWHERE else int(walks.duration_s[row])
        where = self.streets.point_of_stop(stop) if far is None else self.kind.spots.places[far]
        near, near_walk_s = self._near(where)
        ride_s = total_s - near_walk_s - far_walk_s
        if self.leaving:
            assert near is not None, "one walks to a vehicle"
            return _parts((near, far), (near_walk_s, ride_s, far_walk_s), self)
        assert far is not None, "a vehicle is taken where it stands"
        return _parts((far, near), (far_walk_s, ride_s, near_walk_s), self)

    def _near(self, where: Point) -> tuple[int | None, int]:
        """Return the spot beside the place by which a point is reached soonest, and the walk there.

        None: the ride leads to the place itself.
        """
        ride_s, _settled = self.kind.spots.reach(
            where, self.paces[0], self.limit_s, leaving=not self.leaving
        )
        usable = _near_ends(self.kind, self.moment, leaving=self.leaving)
        known = usable & (ride_s >= 0) & (self.walked_s >= 0)
        total_s = np.where(known, self.walked_s + ride_s, np.iinfo(np.int32).max)
        best = int(np.argmin(total_s))
        if not self.leaving:
            path = self.streets.path(where, self.point, self.paces[0], self.limit_s)
            if (
                path is not None
                and self.kind.may_end_at(self.point)
                and path.duration_s <= int(total_s[best])
            ):
                return None, 0
        return best, int(self.walked_s[best])

    @cached_property
    def _best(self) -> Mapping[int, tuple[int, int]]:
        """Seconds and row of the walks (_ANYWHERE: none) of every stop in reach."""
        walks = self.kind.spots.walks(self.paces[1], leaving=self.leaving)
        ridden_s = self.ridden_s[walks.spot]
        total_s = ridden_s + walks.duration_s
        rows = np.flatnonzero((ridden_s >= 0) & (total_s <= self.limit_s))
        free = np.flatnonzero((self.stops_s >= 0) & (self.stops_s <= self.limit_s))
        stop = np.concatenate([walks.stop[rows], free]).astype(np.int32)
        seconds = np.concatenate([total_s[rows], self.stops_s[free]]).astype(np.int32)
        row = np.concatenate([rows, np.full(len(free), _ANYWHERE)])
        best = quickest_rows(stop, seconds)
        return {
            int(s): (int(t), int(r))
            for s, t, r in zip(stop[best], seconds[best], row[best], strict=True)
        }


def _parts(
    spots: tuple[int, int | None], times_s: tuple[int, int, int], rented: Rented
) -> tuple[Part, ...]:
    """Return a walk, a ride and a walk; walks of no time are left out."""
    rental = Rental(rented.kind, spots[0], spots[1], rented.moment)
    return ride_parts(rental, times_s, rented.paces)


def ride_parts(
    rental: Rental, times_s: tuple[int, int, int], paces: tuple[Pace, Pace]
) -> tuple[Part, ...]:
    """Return the legs of a ride and the walks around it; walks of no time are left out."""
    start, end = rental.start, rental.end
    parts = [Part(RENTAL, paces[0], times_s[1], start, end, rental.members)]
    if times_s[0]:
        parts.insert(0, Part(WALK, paces[1], times_s[0], end=start))
    if times_s[2] and end is not None:
        parts.append(Part(WALK, paces[1], times_s[2], start=end))
    return tuple(parts)


def rented(
    kind: RentalClass,
    streets: Streets,
    point: Point,
    paces: tuple[Pace, Pace],
    limit_s: int,
    moment: Moment,
    *,
    leaving: bool,
) -> Rented:
    """Look for what vehicles of a kind bring in reach of a point."""
    spots = kind.spots
    walked_s, settled = spots.reach(point, paces[1], limit_s, leaving=leaving)
    usable = _near_ends(kind, moment, leaving=leaving)
    lock_s = TAKE_S if leaving else LEAVE_S
    after_s = np.where(usable & (walked_s >= 0), walked_s + lock_s, -1).astype(np.int32)
    ridden_s, stops_s, ridden = spots.spread(after_s, paces[0], limit_s, leaving=leaving)
    settled += ridden
    if not leaving and kind.may_end_at(point):
        straight_s, more = spots.reach(point, paces[0], limit_s, leaving=False)
        settled += more
        straight_s = np.where(straight_s >= 0, straight_s + lock_s, -1)
        better = (straight_s >= 0) & ((ridden_s < 0) | (straight_s < ridden_s))
        ridden_s = np.where(better, straight_s, ridden_s).astype(np.int32)
    unlock_s = LEAVE_S if leaving else TAKE_S
    far = _docks(kind, moment) if leaving else _takes(kind, moment)
    ridden_s = np.where(far & (ridden_s >= 0), ridden_s + unlock_s, -1).astype(np.int32)
    if leaving and kind.anywhere:
        stops_s = np.where(kind.ends_at_stops & (stops_s >= 0), stops_s + unlock_s, -1).astype(
            np.int32
        )
    else:
        stops_s = np.full(len(stops_s), -1, dtype=np.int32)
    return Rented(
        kind, point, leaving, paces, limit_s, moment, streets, walked_s, ridden_s, stops_s, settled
    )


def _near_ends(kind: RentalClass, moment: Moment, *, leaving: bool) -> Flags:
    return _takes(kind, moment) if leaving else _docks(kind, moment)


def _takes(kind: RentalClass, moment: Moment) -> Flags:
    return kind.takes_now if moment.is_near else kind.takes_later


def _docks(kind: RentalClass, moment: Moment) -> Flags:
    return kind.docks_now if moment.is_near else kind.docks_later


def ridden_directly(
    kind: RentalClass,
    ends: tuple[Point, Point],
    paces: tuple[Pace, Pace],
    limit_s: int,
    moment: Moment,
) -> tuple[tuple[Part, ...], int]:
    """Return the quickest way from a point to another by one vehicle of a kind, and the work.

    No parts: there is none within the limit.
    """
    spots, (start, end) = kind.spots, ends
    to_vehicle_s, settled = spots.reach(start, paces[1], limit_s, leaving=True)
    takes = _takes(kind, moment) & (to_vehicle_s >= 0)
    if not takes.any():
        return (), settled
    after_s = np.where(takes, to_vehicle_s + TAKE_S, -1).astype(np.int32)
    from_dock_s, more = spots.reach(end, paces[1], limit_s, leaving=False)
    settled += more
    ridden_s, _stops_s, more = spots.spread(after_s, paces[0], limit_s, leaving=True)
    settled += more
    usable = _docks(kind, moment) & (ridden_s >= 0) & (from_dock_s >= 0)
    most = np.iinfo(np.int32).max
    total_s = np.where(usable, ridden_s + LEAVE_S + from_dock_s, most)
    dock: int | None = int(np.argmin(total_s)) if len(total_s) else None
    best_s = most if dock is None else int(total_s[dock])
    where = end if dock is None else spots.places[dock]
    if kind.may_end_at(end):
        straight_s, more = spots.reach(end, paces[0], limit_s, leaving=False)
        settled += more
        free_s = np.where(takes & (straight_s >= 0), after_s + straight_s + LEAVE_S, most)
        if int(free_s.min()) <= best_s:
            best_s, dock, where = int(free_s.min()), None, end
    if best_s > limit_s:
        return (), settled
    ride_s, more = spots.reach(where, paces[0], limit_s, leaving=False)
    settled += more
    take = int(np.argmin(np.where(takes & (ride_s >= 0), after_s + ride_s, most)))
    walks_s = int(to_vehicle_s[take]), 0 if dock is None else int(from_dock_s[dock])
    times_s = walks_s[0], best_s - sum(walks_s), walks_s[1]
    return ride_parts(Rental(kind, take, dock, moment), times_s, paces), settled
