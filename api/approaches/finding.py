"""What is in reach of the ends of a search, by the modes asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from api.approaches.approach import Approach, InReach, OneLeg
from api.approaches.booked import AtPlace, booked
from api.approaches.parked import PARK_BIKE_S, parked
from api.approaches.rented import Moment, classes_for, pace_of, rented
from api.approaches.weighed import WaysWeighed
from api.places import PlaceInfo
from api.plan_request import Limits, PlanRequest
from api.service import Service
from api.travelling import BIKE, CAR, CAR_DROPOFF, CAR_PARKING, FLEX, RENTAL, WALK, Travelling
from planner import Offset, Streets, offsets_near, offsets_of_stops

KERB_WALK_S = 120
"""How far from a stop one may be dropped at the roadside, in seconds on foot."""


@dataclass(frozen=True, slots=True)
class End:
    """An end of a search: where, and whether one sets out there or arrives."""

    place: PlaceInfo
    leaving: bool

    @property
    def point(self) -> tuple[float, float]:
        """(lat, lon)."""
        return self.place.lat, self.place.lon


def stops_in_reach(service: Service, request: PlanRequest, *, leaving: bool) -> InReach:
    """Return the stops in reach of the origin (`leaving`) or of the destination."""
    travelling, moment = request.travelling, moment_of(service, request)
    if leaving:
        end, limits = End(request.origin, leaving=True), request.max_access
    else:
        end, limits = End(request.destination, leaving=False), request.max_egress
    found = in_reach(service, travelling, end, limits, moment)
    if not request.criteria:
        return found
    factors, network = service.emissions.factors, service.snapshot.network
    return replace(found, weigh=WaysWeighed(network, factors, end.point, leaving))


def moment_of(service: Service, request: PlanRequest) -> Moment:
    """Return when one would set out, as far as is known before the search, and what time it is."""
    asked_s = request.time_s if request.cursor is None else request.cursor.epoch_s
    return Moment(asked_s, int(service.now().timestamp()))


def in_reach(
    service: Service, travelling: Travelling, end: End, limits: Limits, moment: Moment
) -> InReach:
    """Return the stops in reach of a place, from it or (not `leaving`) towards it."""
    modes = travelling.access_modes if end.leaving else travelling.egress_modes
    found: list[Approach] = []
    for mode in modes:
        if mode == WALK:
            found.append(_walked(service, travelling, end, limits.of(mode)))
        elif mode == BIKE:
            found += _cycled(service, travelling, end, limits.of(mode))
        elif mode == CAR_DROPOFF:
            found.append(_driven(service, travelling, end, limits.of(mode)))
        elif mode == CAR_PARKING and service.car_parks is not None:
            paces = travelling.pace_of(CAR), travelling.pace_of(WALK)
            found.append(parked(service.car_parks, CAR, end.point, paces, limits.of(mode)))
        elif mode == RENTAL:
            found += _rented(service, travelling, end, limits.of(mode), moment)
        elif mode == FLEX:
            found.append(_booked(service, travelling, end, limits.of(mode), moment))
    return InReach(tuple(found))


def _walked(service: Service, travelling: Travelling, end: End, limit_s: int) -> Approach:
    """Walk, by the footpaths of the network from a place that has stops."""
    place, streets, pace = end.place, service.streets, travelling.pace_of(WALK)
    if place.stops:
        network = service.planner_for(travelling).network
        stops = np.array(place.stops, dtype=np.int32)
        offsets = offsets_of_stops(network, stops, leaving=end.leaving, options=travelling.options)
        return OneLeg(WALK, pace, tuple(o for o in offsets if o.duration_s <= limit_s))
    if streets is None:
        network = service.snapshot.network
        return OneLeg(WALK, pace, offsets_near(network, *end.point, limit_s, pace.beeline_m_s))
    return OneLeg(WALK, pace, *streets.offsets_near(end.point, pace, limit_s, leaving=end.leaving))


def _cycled(service: Service, travelling: Travelling, end: End, limit_s: int) -> Iterator[Approach]:
    """Cycle: to a park for bikes near the stop where one is known, else to the stop itself.

    A bike that comes along is not parked; one that waits at the other end is at the stop.
    """
    streets, pace = _streets(service), travelling.pace_of(BIKE)
    lock_s = 0 if travelling.takes_bike else PARK_BIKE_S
    offsets, settled = streets.offsets_near(end.point, pace, limit_s - lock_s, leaving=end.leaving)
    ridden = [replace(offset, duration_s=offset.duration_s + lock_s) for offset in offsets]
    parks = service.bike_parks
    if parks is not None and end.leaving and not travelling.takes_bike:
        paces = pace, travelling.pace_of(WALK)
        yield parked(parks, BIKE, end.point, paces, limit_s)
        with_park = set(parks.spots.walks(paces[1], leaving=True).stop.tolist())
        ridden = [offset for offset in ridden if offset.stop not in with_park]
    yield OneLeg(BIKE, pace, tuple(ridden), settled)


def _driven(service: Service, travelling: Travelling, end: End, limit_s: int) -> Approach:
    """Be driven to or from where a road comes near the stop."""
    streets, pace = _streets(service), travelling.pace_of(CAR)
    offsets, settled = streets.offsets_near(end.point, pace, limit_s, leaving=end.leaving)
    away_ms = streets.ends_of_stops(pace.profile).away_ms
    near: tuple[Offset, ...] = tuple(o for o in offsets if away_ms[o.stop] <= KERB_WALK_S * 1000)
    return OneLeg(CAR, pace, near, settled)


def _rented(
    service: Service, travelling: Travelling, end: End, limit_s: int, moment: Moment
) -> Iterator[Approach]:
    """Take a shared vehicle of any kind that may be used."""
    assert service.shared is not None, "rentals are refused where there are none"
    wanted = travelling.access_rentals if end.leaving else travelling.egress_rentals
    for kind in classes_for(service.shared.current(), wanted, moment):
        paces = pace_of(kind, travelling), travelling.pace_of(WALK)
        streets = _streets(service)
        yield rented(kind, streets, end.point, paces, limit_s, moment, leaving=end.leaving)


def _booked(
    service: Service, travelling: Travelling, end: End, limit_s: int, moment: Moment
) -> Approach:
    """Book an on-demand ride."""
    assert service.on_demand is not None, "refused where there is none"
    stops, walk = end.place.stops, travelling.pace_of(WALK)
    at = AtPlace(end.point, stops, end.leaving, walk, limit_s)
    names = service.snapshot.network.stop_name
    return booked(service.on_demand, _streets(service), at, names, moment.now_s)


def _streets(service: Service) -> Streets:
    assert service.streets is not None, "all but walking is refused where no streets are known"
    return service.streets
