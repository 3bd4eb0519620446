"""What travelling along streets emits, by the mode of a leg."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from api.travelling import CAR, FLEX
from feeds import FormFactor, Propulsion
from planner import EmissionFactors


class Travelled(Protocol):
    """A leg along streets."""

    @property
    def mode(self) -> str:
        """As MOTIS names it."""

    @property
    def members(self) -> Mapping[str, object]:
        """What the leg says beside."""


def travelled_mg(factors: EmissionFactors, leg: Travelled, distance_m: float) -> int:
    """Return what so many metres emit, for one passenger; on foot or by a bike nothing in use."""
    vehicle = vehicle_of(leg)
    if not vehicle:
        return 0
    if vehicle == CAR_VEHICLE:
        return factors.car.emitted_mg(distance_m)
    return round(distance_m * factors.vehicles[vehicle].mg_per_km / 1000)


CAR_VEHICLE = "car"
_MOTORLESS = ""


def vehicle_of(way: Travelled) -> str:
    """Return the kind of vehicle of the emission factors, "" for what emits nothing in use."""
    if way.mode == CAR:
        return CAR_VEHICLE
    if way.mode == FLEX:
        return "taxi"
    rental = way.members.get("rental")
    return _rented(rental) if isinstance(rental, Mapping) else _MOTORLESS


def _rented(rental: Mapping[str, str]) -> str:
    form = FormFactor(rental["formFactor"])
    is_electric = Propulsion(rental["propulsionType"]) in _ELECTRIC
    if form is FormFactor.CAR:
        return CAR_VEHICLE
    if form is FormFactor.MOPED:
        return "electric_moped" if is_electric else "moped"
    if form in {FormFactor.SCOOTER_STANDING, FormFactor.SCOOTER_SEATED}:
        return "electric_scooter"
    return "electric_bike" if is_electric else _MOTORLESS


_ELECTRIC = {Propulsion.ELECTRIC, Propulsion.ELECTRIC_ASSIST}
