"""Who pays? What a traveller-information system costs if citizens, authorities or both pay.

Estimates, not accounts: real numbers with a range, never a point alone. Every input says
whether it is an invoice, published or a hypothesis. Formulae: docs/COSTS.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from itertools import product
from pathlib import Path
from typing import Literal, cast

from api.accounting import json_fields
from api.accounting.errors import InvalidSimulationError
from api.accounting.json_fields import FieldError, read_json

SIMULATIONS = Path(__file__).parent / "simulations"

InputKind = Literal["invoice", "published", "hypothesis", "given"]
_KINDS = ("invoice", "published", "hypothesis")


@dataclass(frozen=True, slots=True)
class Input:
    """A figure with its range, and what it is worth."""

    low: float
    central: float
    high: float
    kind: InputKind
    source: str


@dataclass(frozen=True, slots=True)
class Figures:
    """One set of inputs, in euros a year, trips a year, kilometres and grams."""

    system_cost_eur: float
    inhabitants: float
    trips: float
    mean_fare_eur: float
    fare_elasticity: float
    mobility_tax_yield_eur: float
    operating_cost_eur: float
    trip_km: float
    car_share: float
    car_g_per_km: float
    transit_g_per_km: float
    fixed_part_eur: float
    governance_eur: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one set of inputs leads to. None where no fare can yield the cost.

    ``fare_…`` is what a trip would cost more if travellers bore ``fares_part`` of the cost;
    the rest of the cost is the authorities'.
    """

    eur_per_inhabitant: float
    tax_yield_part: float
    operating_part: float
    fare_naive_eur: float
    fare_response_eur: float | None
    fare_rise_part: float | None
    lost_trips: float | None
    lost_trips_part: float | None
    lost_co2e_kg: float | None
    break_even_part: float
    pooling_saving_eur: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A result with what it may be: the least and the most over the ranges of the inputs.

    Ends are None where some inputs within the ranges have no solution.
    """

    low: float | None
    central: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A territory's inputs by name, and how many authorities would share one system."""

    name: str
    authorities: int
    inputs: Mapping[str, Input]

    def given(self, values: Mapping[str, float]) -> Scenario:
        """Return the scenario with some figures given by its reader instead, without range.

        Raises ``ValueError`` by name for one that is not a figure of the scenario, or out of
        what it may be.
        """
        for name, value in values.items():
            _check(name, value)
        read = {name: Input(v, v, v, "given", "") for name, v in values.items()}
        return replace(self, inputs={**self.inputs, **read})

    def central(self) -> Figures:
        """Return the inputs at the middle of their ranges."""
        return Figures(**{name: value.central for name, value in self.inputs.items()})


def load_scenario(name: str, folder: Path = SIMULATIONS) -> Scenario:
    """Read a scenario by name, or raise `InvalidSimulationError`."""
    return read_json(folder / f"{name}.json", _scenario, InvalidSimulationError)


def fare_rise(cost_eur: float, trips: float, fare_eur: float, elasticity: float) -> float | None:
    """Return by how much a fare must rise so that it yields a cost more, as a part of itself.

    The smallest positive x of ``T (1 + e x) f (1 + x) = T f + C``: the dearer the fare, the
    fewer travel. None where no fare yields that much.
    """
    gain = cost_eur / (trips * fare_eur)
    if elasticity == 0:
        return gain
    half = 1 + elasticity
    discriminant = half * half + 4 * elasticity * gain
    if discriminant < 0:
        return None
    # The stable form of the root nearest to zero.
    rise = 2 * gain / (half + math.sqrt(discriminant)) if half > 0 else None
    return rise if rise is None or 1 + elasticity * rise > 0 else None


def outcome(figures: Figures, authorities: int, fares_part: float = 1.0) -> Outcome:
    """Return what a set of inputs leads to, travellers bearing a part of the cost."""
    f = figures
    on_fares_eur = f.system_cost_eur * fares_part
    rise = fare_rise(on_fares_eur, f.trips, f.mean_fare_eur, f.fare_elasticity)
    lost = None if rise is None else -f.fare_elasticity * rise * f.trips
    driven_g = f.trip_km * f.car_share * (f.car_g_per_km - f.transit_g_per_km)
    return Outcome(
        eur_per_inhabitant=(f.system_cost_eur - on_fares_eur) / f.inhabitants,
        tax_yield_part=(f.system_cost_eur - on_fares_eur) / f.mobility_tax_yield_eur,
        operating_part=(f.system_cost_eur - on_fares_eur) / f.operating_cost_eur,
        fare_naive_eur=on_fares_eur / f.trips,
        fare_response_eur=None if rise is None else rise * f.mean_fare_eur,
        fare_rise_part=rise,
        lost_trips=lost,
        lost_trips_part=None if lost is None else lost / f.trips,
        lost_co2e_kg=None if lost is None else lost * driven_g / 1000,
        break_even_part=f.system_cost_eur / (f.trips * f.mean_fare_eur),
        pooling_saving_eur=(authorities - 1) * f.fixed_part_eur - authorities * f.governance_eur,
    )


def estimates(scenario: Scenario, fares_part: float = 1.0) -> Mapping[str, Estimate]:
    """Return every result with its range, over the ends of every input's range."""
    if not 0 <= fares_part <= 1:
        raise ValueError(f"fares_part: must be from 0 to 1, not {fares_part}")
    found: dict[str, list[float | None]] = {field.name: [] for field in fields(Outcome)}
    for name, values in found.items():
        used = _USED[name]
        for ends in product(*(_ends(scenario.inputs[one]) for one in used)):
            figures = replace(scenario.central(), **dict(zip(used, ends, strict=True)))
            values.append(getattr(outcome(figures, scenario.authorities, fares_part), name))
    central = outcome(scenario.central(), scenario.authorities, fares_part)
    return {
        name: Estimate(
            None if None in values else min(cast("list[float]", values)),
            getattr(central, name),
            None if None in values else max(cast("list[float]", values)),
        )
        for name, values in found.items()
    }


_COST = ("system_cost_eur",)
_FARE = (*_COST, "trips", "mean_fare_eur", "fare_elasticity")
_CARBON = ("trip_km", "car_share", "car_g_per_km", "transit_g_per_km")
_USED: Mapping[str, tuple[str, ...]] = {
    "eur_per_inhabitant": (*_COST, "inhabitants"),
    "tax_yield_part": (*_COST, "mobility_tax_yield_eur"),
    "operating_part": (*_COST, "operating_cost_eur"),
    "fare_naive_eur": (*_COST, "trips"),
    "fare_response_eur": _FARE,
    "fare_rise_part": _FARE,
    "lost_trips": _FARE,
    "lost_trips_part": _FARE,
    "lost_co2e_kg": (*_FARE, *_CARBON),
    "break_even_part": (*_COST, "trips", "mean_fare_eur"),
    "pooling_saving_eur": ("fixed_part_eur", "governance_eur"),
}
"""The inputs each result depends on."""


def _ends(figure: Input) -> tuple[float, ...]:
    return tuple({figure.low, figure.high})


def _check(name: str, value: float) -> None:
    if name not in Figures.__dataclass_fields__:
        raise ValueError(f"{name}: not a figure of the simulation")
    if not math.isfinite(value):
        raise ValueError(f"{name}: must be a number, not {value}")
    if name == "fare_elasticity":
        if not -1 < value <= 0:
            raise ValueError(f"{name}: must be above -1 and at most 0, not {value}")
    elif name == "car_share":
        if not 0 <= value <= 1:
            raise ValueError(f"{name}: must be from 0 to 1, not {value}")
    elif value < 0 or (value == 0 and name in _NOT_ZERO):
        raise ValueError(f"{name}: must be above zero, not {value}")


_NOT_ZERO = {
    "inhabitants",
    "trips",
    "mean_fare_eur",
    "mobility_tax_yield_eur",
    "operating_cost_eur",
}


def _scenario(content: object) -> Scenario:
    table = json_fields.table(content, "file", ("name", "authorities", "inputs"))
    names = [field.name for field in fields(Figures)]
    inputs = json_fields.table(table["inputs"], "inputs", names)
    return Scenario(
        json_fields.text(table, "name", "file"),
        json_fields.integer(table, "authorities", "file", 1),
        {name: _input(inputs[name], name) for name in names},
    )


def _input(row: object, name: str) -> Input:
    where = f"inputs.{name}"
    table = json_fields.table(row, where, ("low", "central", "high", "kind", "source"))
    ends = []
    for end in ("low", "central", "high"):
        value = table[end]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FieldError(f"{where}.{end}", "must be a number")
        try:
            _check(name, value)
        except ValueError as error:
            raise FieldError(f"{where}.{end}", str(error)) from error
        ends.append(float(value))
    if ends != sorted(ends):
        raise FieldError(where, "low, central and high must be in order")
    low, central, high = ends
    kind = cast("InputKind", json_fields.choice(table, "kind", where, _KINDS))
    return Input(low, central, high, kind, json_fields.text(table, "source", where))
