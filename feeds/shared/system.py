"""A system of shared vehicles as it is at one moment: types, stations, free vehicles, zones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from shapely.geometry.base import BaseGeometry

UNLIMITED = -1
"""Docks of a station that takes any number of vehicles, or does not say."""


class FormFactor(Enum):
    """What a vehicle is; the names are MOTIS's."""

    BICYCLE = "BICYCLE"
    CARGO_BICYCLE = "CARGO_BICYCLE"
    CAR = "CAR"
    MOPED = "MOPED"
    SCOOTER_STANDING = "SCOOTER_STANDING"
    SCOOTER_SEATED = "SCOOTER_SEATED"
    OTHER = "OTHER"


class Propulsion(Enum):
    """What drives a vehicle; the names are MOTIS's."""

    HUMAN = "HUMAN"
    ELECTRIC_ASSIST = "ELECTRIC_ASSIST"
    ELECTRIC = "ELECTRIC"
    COMBUSTION = "COMBUSTION"
    COMBUSTION_DIESEL = "COMBUSTION_DIESEL"
    HYBRID = "HYBRID"
    PLUG_IN_HYBRID = "PLUG_IN_HYBRID"
    HYDROGEN_FUEL_CELL = "HYDROGEN_FUEL_CELL"


class ReturnRule(Enum):
    """Where a vehicle is given back; the names are MOTIS's."""

    NONE = "NONE"
    """Anywhere that the zones allow, or in a dock."""
    ANY_STATION = "ANY_STATION"
    ROUNDTRIP_STATION = "ROUNDTRIP_STATION"
    """Where it was taken: of no use on a journey one way."""


@dataclass(frozen=True, slots=True)
class VehicleType:
    """A kind of vehicle of a system."""

    id: str
    form_factor: FormFactor = FormFactor.BICYCLE
    propulsion: Propulsion = Propulsion.HUMAN
    return_rule: ReturnRule | None = None
    """None: not said."""


@dataclass(frozen=True, slots=True)
class Station:
    """A station, docked or virtual."""

    id: str
    name: str
    lat: float
    lon: float
    capacity: int | None
    is_renting: bool
    is_returning: bool
    available: Mapping[str, int]
    """Vehicles to be taken, by type."""
    docks: int
    """Places to return to, UNLIMITED."""
    rental_uris: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle that stands free and may be taken."""

    id: str
    lat: float
    lon: float
    type_id: str
    rental_uris: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Zone:
    """A rule about an area; the first zone of a list that covers a point counts."""

    outline: BaseGeometry | None
    """None: everywhere that no other zone covers."""
    type_ids: frozenset[str]
    """Types it is about, empty for all."""
    start_allowed: bool
    end_allowed: bool


@dataclass(frozen=True)
class SharedSystem:
    """A system of shared vehicles at one moment."""

    id: str
    """Of the region's source."""
    system_id: str
    name: str
    url: str
    types: Mapping[str, VehicleType]
    stations: tuple[Station, ...]
    vehicles: tuple[Vehicle, ...]
    zones: tuple[Zone, ...]
    updated_s: int
    """When the operator last said how many vehicles there are; UTC epoch seconds."""
    ttl_s: int
    """For how long the operator takes that to hold."""
    n_problems: int = 0
    """Stations and vehicles that were left out because they could not be read."""
