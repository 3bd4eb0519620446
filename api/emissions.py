"""What journeys emit, as fields of the JSON API: grams of CO2 equivalent for one passenger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from api.door_to_door import Direct, Way
from api.plan_request import PlanRequest
from api.service import Service
from api.street_emissions import CAR_VEHICLE, travelled_mg, vehicle_of
from api.travelling import CAR
from planner import EmissionFactors, Emissions, Ride, distance_m


def factors_response(factors: EmissionFactors) -> dict[str, object]:
    """Return which factors an answer was computed with."""
    return {
        "version": factors.version,
        "source": factors.source,
        "carGramsPerKm": grams(round(factors.car.factor.mg_per_km / factors.car.occupants)),
    }


def ride_emissions(service: Service, rides: Sequence[Ride]) -> dict[str, object]:
    """Return what riding in one vehicle emits; its kind is that of the first trip."""
    emissions: Emissions = service.emissions
    vehicle, factor = emissions.factor_of(rides[0])
    content: dict[str, object] = {
        "grams": grams(sum(emissions.ride_mg(ride) for ride in rides)),
        "distance": sum(emissions.ride_distance_m(ride) for ride in rides),
        "vehicle": vehicle,
        "gramsPerKm": grams(factor.mg_per_km),
    }
    if factor.is_hypothesis:
        content["hypothesis"] = True
    if not all(_has_line(service, ride) for ride in rides):
        content["estimatedDistance"] = True
    return content


def street_emissions(service: Service, way: Way | None) -> dict[str, object]:
    """Return what a leg along streets emits: walking and cycling nothing in use."""
    vehicle = "" if way is None else vehicle_of(way)
    if way is None or not vehicle:
        return {"grams": 0.0}
    content: dict[str, object] = {
        "grams": grams(_way_mg(service, way)),
        "distance": round(way.distance_m),
        "vehicle": vehicle,
    }
    if vehicle != CAR_VEHICLE:
        factor = service.emissions.factors.vehicles[vehicle]
        content["gramsPerKm"] = grams(factor.mg_per_km)
        if factor.is_hypothesis:
            content["hypothesis"] = True
    return content


def street_mg(service: Service, ways: Iterable[Way]) -> int:
    """Return what ways along streets emit, in milligrams."""
    return sum(_way_mg(service, way) for way in ways)


def _way_mg(service: Service, way: Way) -> int:
    return travelled_mg(service.emissions.factors, way, way.distance_m)


def car_grams(service: Service, request: PlanRequest, direct: Iterable[Direct]) -> float:
    """Return what the way by car would emit, for one of its average occupants.

    Along streets where the answer has that way, else the straight line lengthened.
    """
    car = service.emissions.factors.car
    for found in direct:
        if found.mode == CAR:
            return grams(street_mg(service, found.ways))
    start, end = request.origin, request.destination
    beeline_m = distance_m(start.lat, start.lon, np.array([end.lat]), np.array([end.lon]))
    return grams(car.emitted_mg(float(beeline_m[0]) * car.detour))


def grams(emitted_mg: int) -> float:
    """Return grams to the tenth."""
    return round(emitted_mg / 1000, 1)


def _has_line(service: Service, ride: Ride) -> bool:
    """Tell whether the length of a ride was measured along the operator's line."""
    shapes = service.snapshot.shapes
    if shapes is None:
        return False
    pattern = service.snapshot.network.pattern_of_trip(ride.trip)
    return bool(shapes.points_start[pattern] < shapes.points_start[pattern + 1])
