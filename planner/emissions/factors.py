"""Emission factors: a versioned file, read and checked, from kinds of vehicles to mg per km."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import InvalidEmissionFactorsError

FOLDER = Path(__file__).parent / "factors"
BUS, COACH, OTHER = "bus", "coach", "other"
"""Vehicles that the rules below name: a file must have them."""
_KINDS = ("published", "hypothesis")
_MG_PER_G = 1000
_MOST_G_PER_KM = 2000.0


@dataclass(frozen=True, slots=True)
class Factor:
    """What a kilometre emits, for one passenger (of the car: for the whole car)."""

    mg_per_km: int
    """Milligrams of CO2 equivalent."""
    is_hypothesis: bool
    source: str


@dataclass(frozen=True, slots=True)
class Car:
    """The car that a journey is compared with."""

    factor: Factor
    occupants: float
    detour: float
    """Metres driven for each metre of straight line, where the way is not known."""

    def emitted_mg(self, driven_m: float) -> int:
        """Return the milligrams of one occupant."""
        return round(driven_m * self.factor.mg_per_km / _M_PER_KM / self.occupants)


@dataclass(frozen=True, slots=True)
class EmissionFactors:
    """One version of the factors."""

    version: str
    source: str
    vehicles: Mapping[str, Factor]
    car: Car
    coach_spacing_m: int
    """Buses whose stops lie further apart on average are coaches."""
    route_types: Mapping[int, str]
    route_type_hundreds: Mapping[int, str]

    def vehicle_of(self, route_type: int, spacing_m: float) -> str:
        """Return the kind of vehicle of a line by its GTFS type and how far its stops are apart."""
        by_hundred = self.route_type_hundreds.get(route_type // 100, OTHER)
        vehicle = self.route_types.get(route_type, by_hundred)
        return COACH if vehicle == BUS and spacing_m > self.coach_spacing_m else vehicle


_M_PER_KM = 1000


def load_emission_factors(path: Path | None = None) -> EmissionFactors:
    """Read a file of factors, by default the latest version that comes with the program.

    Raises
    ------
    InvalidEmissionFactorsError: the file cannot be read, or a field is missing or wrong.

    """
    path = path or max(FOLDER.glob("*.toml"))
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidEmissionFactorsError(path.name, "file", str(error)) from error
    return _Reader(path.name, content).factors()


class _Reader:
    """Reads the fields of one file and names those that are wrong."""

    def __init__(self, name: str, content: dict[str, Any]) -> None:
        self._name, self._content = name, content

    def factors(self) -> EmissionFactors:
        """Read the whole file."""
        rows = self._get(self._content, "", "vehicles", dict)
        vehicles = {vehicle: self._factor(rows, "vehicles", vehicle) for vehicle in rows}
        for vehicle in (BUS, COACH, OTHER):
            if vehicle not in vehicles:
                self._refuse(f"vehicles.{vehicle}", "is missing")
        car = self._get(self._content, "", "car", dict)
        return EmissionFactors(
            version=self._get(self._content, "", "version", str),
            source=self._get(self._content, "", "source", str),
            vehicles=vehicles,
            car=Car(
                self._factor(self._content, "", "car"),
                self._number(car, "car", "occupants", 1.0, 9.0),
                self._number(car, "car", "detour", 1.0, 3.0),
            ),
            coach_spacing_m=int(self._number(self._content, "", "coach_spacing_m", 1.0, 1e5)),
            route_types=self._types("route_types", vehicles),
            route_type_hundreds=self._types("route_type_hundreds", vehicles),
        )

    def _factor(self, table: dict[str, Any], where: str, name: str) -> Factor:
        """Read the factor of one vehicle."""
        row = self._get(table, where, name, dict)
        field = _joined(where, name)
        kind = self._get(row, field, "kind", str)
        if kind not in _KINDS:
            self._refuse(f"{field}.kind", f"must be one of {', '.join(_KINDS)}")
        grams = self._number(row, field, "g_per_km", 0.0, _MOST_G_PER_KM)
        source = self._get(row, field, "source", str)
        return Factor(round(grams * _MG_PER_G), kind == "hypothesis", source)

    def _types(self, name: str, vehicles: Mapping[str, Factor]) -> dict[int, str]:
        """Read which route types are which vehicle."""
        found = {}
        for text, vehicle in self._get(self._content, "", name, dict).items():
            if not (text.isascii() and text.isdigit()):
                self._refuse(f"{name}.{text}", "must be a number of GTFS route types")
            if vehicle not in vehicles:
                self._refuse(f"{name}.{text}", "names no vehicle of this file")
            found[int(text)] = vehicle
        return found

    def _number(
        self, table: dict[str, Any], where: str, name: str, least: float, most: float
    ) -> float:
        value = self._get(table, where, name, (int, float))
        if isinstance(value, bool) or not (math.isfinite(value) and least <= value <= most):
            self._refuse(_joined(where, name), f"must be a number from {least:g} to {most:g}")
        return float(value)

    def _get(
        self, table: dict[str, Any], where: str, name: str, kind: type | tuple[type, ...]
    ) -> Any:  # noqa: ANN401  # checked here
        if name not in table:
            self._refuse(_joined(where, name), "is missing")
        value = table[name]
        if not isinstance(value, kind) or value == "":
            self._refuse(_joined(where, name), f"must be {_WORDS[kind]}")
        return value

    def _refuse(self, field: str, reason: str) -> None:
        raise InvalidEmissionFactorsError(self._name, field, reason)


_WORDS: dict[type | tuple[type, ...], str] = {
    dict: "a table",
    str: "a text that is not empty",
    (int, float): "a number",
}


def _joined(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
