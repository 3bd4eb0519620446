"""What the service emits: the Software Carbon Intensity of 1,000 answers, month by month.

SCI = ((E x I) + M) per R (Green Software Foundation, 1.1): E the energy, I the grid's
intensity, M the machines' making, R 1,000 answers. The boundary is the servers: neither the
network nor the reader's device. Estimates from watts that are hypotheses until measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from api.accounting import json_fields
from api.accounting.errors import InvalidCarbonError
from api.accounting.json_fields import FieldError, read_json
from api.accounting.periods import first_day, next_month

EMISSIONS = Path(__file__).parent / "emissions"

FigureKind = Literal["invoice", "published", "hypothesis"]
_KINDS = ("invoice", "published", "hypothesis")
_J_PER_KWH = 3_600_000
_DAYS_IN_YEAR = 365.25
_FIGURES = (
    "watts_per_busy_vcpu",
    "watts_per_idle_vcpu",
    "grid_g_per_kwh",
    "embodied_g_per_vcpu_year",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and what it is worth."""

    value: float
    kind: FigureKind
    source: str


@dataclass(frozen=True, slots=True)
class Machines:
    """What is reserved for the service, and what it draws and took to make."""

    version: str
    vcpus: int
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Footprint:
    """A month's emissions in grams of CO2e, by component; they add up to the total."""

    answers: int
    busy_g: float
    idle_g: float
    embodied_g: float

    @property
    def total_g(self) -> float:
        """All of it."""
        return self.busy_g + self.idle_g + self.embodied_g

    @property
    def sci_g(self) -> float | None:
        """Grams for 1,000 answers; None without any."""
        return 1000 * self.total_g / self.answers if self.answers else None


def load_machines(folder: Path = EMISSIONS) -> Machines:
    """Read the latest file, or raise `InvalidCarbonError`."""
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise InvalidCarbonError(str(folder), "*.json", "no file in this folder")
    return read_json(paths[-1], _machines, InvalidCarbonError)


def footprint(month: str, answers: int, cpu_us: int, machines: Machines) -> Footprint:
    """Return what the service emitted in a whole month, with this processor time for answers."""
    days = (first_day(next_month(month)) - first_day(month)).days
    reserved_s = machines.vcpus * days * 86_400
    busy_s = min(cpu_us / 1e6, reserved_s)
    value = {name: figure.value for name, figure in machines.figures.items()}
    g_per_j = value["grid_g_per_kwh"] / _J_PER_KWH
    return Footprint(
        answers,
        busy_g=busy_s * value["watts_per_busy_vcpu"] * g_per_j,
        idle_g=(reserved_s - busy_s) * value["watts_per_idle_vcpu"] * g_per_j,
        embodied_g=machines.vcpus * value["embodied_g_per_vcpu_year"] * days / _DAYS_IN_YEAR,
    )


def _machines(content: object) -> Machines:
    table = json_fields.table(content, "file", ("version", "vcpus", *_FIGURES))
    return Machines(
        json_fields.text(table, "version", "file"),
        json_fields.integer(table, "vcpus", "file", 1),
        {name: _figure(table[name], name) for name in _FIGURES},
    )


def _figure(row: object, where: str) -> Figure:
    table = json_fields.table(row, where, ("value", "kind", "source"))
    value = table["value"]
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise FieldError(f"{where}.value", "must be a number, zero or more")
    kind = cast("FigureKind", json_fields.choice(table, "kind", where, _KINDS))
    return Figure(float(value), kind, json_fields.text(table, "source", where))
