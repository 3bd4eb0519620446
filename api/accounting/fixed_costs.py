"""Fixed costs: what the service costs each month whatever it answers, from dated files.

Each line is an invoice, a catalogue price or a hypothesis, and says so. One line at least
covers the answers: the invoice of the machines, of which the metered answers are a part and
the rest is idle.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from api.accounting import json_fields
from api.accounting.allocation import split
from api.accounting.errors import InvalidCostsError, InvalidMonthError
from api.accounting.json_fields import FieldError, read_json
from api.accounting.periods import first_day
from api.accounting.tariff import Kind

COSTS = Path(__file__).parent / "costs"

_MONTHS = 12
_LINE = re.compile(r"[a-z][a-z-]{0,40}")


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a machine: how much of it, and what the catalogue asks a month for one."""

    name: str
    quantity: int
    catalogue_neur: int


@dataclass(frozen=True, slots=True)
class CostLine:
    """A cost of a month: its name in the ledger, what it is, how much, under which rule."""

    line: str
    label: str
    amount_neur: int
    kind: Kind
    source: str
    rule: str
    covers_answers: bool
    components: tuple[Component, ...] = ()
    """What an invoice of machines is made of, for `component_prices`."""


def component_prices(line: CostLine) -> dict[str, int]:
    """Split an invoice of machines among its components, in nano-euros a month.

    OpenCost's rule: components keep the ratios of their catalogue prices, and their prices
    are rescaled so that they add up to the invoice.
    """
    weights = {c.name: c.quantity * c.catalogue_neur for c in line.components}
    return split(line.amount_neur, weights, line.line) if weights else {}


@dataclass(frozen=True, slots=True)
class FixedCosts:
    """The costs of every month from ``version`` (YYYY-MM) on, until the next version."""

    version: str
    lines: tuple[CostLine, ...]
    answers_a_year: int
    answers_kind: Kind

    @property
    def share_neur(self) -> int:
        """What an answer would bear of a year of fixed costs, each bearing the same."""
        return self.total_neur * _MONTHS // self.answers_a_year

    @property
    def kind(self) -> Kind:
        """What that share is worth: no more than its weakest part."""
        kinds = {self.answers_kind, *(line.kind for line in self.lines)}
        return next(kind for kind in ("hypothesis", "catalogue", "invoice") if kind in kinds)

    @property
    def total_neur(self) -> int:
        """What a month costs."""
        return sum(line.amount_neur for line in self.lines)


@dataclass(frozen=True, slots=True)
class CostBook:
    """Every version of the fixed costs, oldest first; at least one."""

    versions: tuple[FixedCosts, ...]

    def of(self, month: str) -> FixedCosts:
        """Return the costs of a month; before the first version, the first."""
        in_force = [costs for costs in self.versions if costs.version <= month]
        return in_force[-1] if in_force else self.versions[0]


def load_costs(folder: Path = COSTS) -> CostBook:
    """Read every version of the fixed costs, or raise `InvalidCostsError`."""
    versions = sorted(map(_read, folder.glob("*.json")), key=lambda costs: costs.version)
    if not versions:
        raise InvalidCostsError(str(folder), "*.json", "no costs in this folder")
    return CostBook(tuple(versions))


def _read(path: Path) -> FixedCosts:
    return read_json(path, lambda content: _costs(path.stem, content), InvalidCostsError)


def _costs(stem: str, content: object) -> FixedCosts:
    names = ("version", "currency", "lines", "answers_a_year", "answers_kind")
    table = json_fields.table(content, "file", names)
    if table["version"] != stem:
        raise FieldError("version", f"must be the file's name, {stem!r}")
    try:
        first_day(stem)
    except InvalidMonthError as error:
        raise FieldError("version", "must be a month YYYY-MM") from error
    if table["currency"] != "EUR":
        raise FieldError("currency", "must be 'EUR'")
    rows = json_fields.rows(table["lines"], "lines")
    lines = tuple(_line(row, f"lines[{number}]") for number, row in enumerate(rows))
    known = [line.line for line in lines]
    for number, name in enumerate(known):
        if name in known[:number]:
            raise FieldError(f"lines[{number}].line", f"{name!r} is already a line")
    if not any(line.covers_answers for line in lines):
        raise FieldError("lines", "one line at least must cover the answers")
    return FixedCosts(
        stem,
        lines,
        json_fields.integer(table, "answers_a_year", "file", 1),
        cast("Kind", json_fields.choice(table, "answers_kind", "file", get_args(Kind))),
    )


def _line(row: object, where: str) -> CostLine:
    names = ("line", "label", "eur_a_month", "kind", "source", "rule", "covers_answers")
    table = json_fields.table(row, where, names, optional=("components",))
    line = json_fields.text(table, "line", where)
    if _LINE.fullmatch(line) is None:
        raise FieldError(f"{where}.line", "must be a word of small letters and hyphens")
    covers = table["covers_answers"]
    if not isinstance(covers, bool):
        raise FieldError(f"{where}.covers_answers", "must be true or false")
    return CostLine(
        line=line,
        label=json_fields.text(table, "label", where),
        amount_neur=json_fields.amount_neur(table, "eur_a_month", where),
        kind=cast("Kind", json_fields.choice(table, "kind", where, get_args(Kind))),
        source=json_fields.text(table, "source", where),
        rule=json_fields.text(table, "rule", where),
        covers_answers=covers,
        components=_components(table.get("components"), f"{where}.components"),
    )


def _components(content: object, where: str) -> tuple[Component, ...]:
    if content is None:
        return ()
    found = []
    for number, row in enumerate(json_fields.rows(content, where)):
        own = f"{where}[{number}]"
        table = json_fields.table(row, own, ("name", "quantity", "eur_a_month_each"))
        found.append(
            Component(
                json_fields.text(table, "name", own),
                json_fields.integer(table, "quantity", own, 1),
                json_fields.amount_neur(table, "eur_a_month_each", own),
            )
        )
    if not any(component.catalogue_neur for component in found):
        raise FieldError(where, "one component at least must have a price")
    return tuple(found)
