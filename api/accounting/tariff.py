"""The tariff: what one unit of each meter costs, dated, each rate with its source."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Literal, cast, get_args

from api.accounting.errors import InvalidTariffError
from api.accounting.money import AEUR_PER_PEUR

Kind = Literal["invoice", "catalogue", "hypothesis"]
Basis = Literal["always", "search", "no-search"]

TARIFFS = Path(__file__).parent / "tariffs"


@dataclass(frozen=True, slots=True)
class TariffLine:
    """One rate: ``rate_peur`` pico-euros for ``per`` units of a meter.

    ``basis`` says which requests the line is for, so that the same second of CPU is never
    priced twice: a request that searched pays for its counters, another for its thread CPU.
    ``source`` says where the rate comes from and ``kind`` how much that is worth.
    """

    meter: str
    rate_peur: int
    per: int
    unit: str
    basis: Basis
    kind: Kind
    source: str


@dataclass(frozen=True)
class Tariff:
    """The rates in force from a date on."""

    version: str
    valid_from: date
    lines: tuple[TariffLine, ...]

    @cached_property
    def meters(self) -> frozenset[str]:
        """Every meter the tariff has a rate for, be it zero."""
        return frozenset(line.meter for line in self.lines)

    @cached_property
    def search_meters(self) -> frozenset[str]:
        """The meters that only a search moves."""
        return frozenset(line.meter for line in self.lines if line.basis == "search")

    @cached_property
    def kinds(self) -> frozenset[Kind]:
        """What the rates rest on: invoices, catalogue prices, hypotheses."""
        return frozenset(line.kind for line in self.lines)


@dataclass(frozen=True, slots=True)
class TariffBook:
    """Every tariff version, oldest first; at least one."""

    tariffs: tuple[Tariff, ...]

    def on(self, day: date) -> Tariff:
        """Return the tariff in force on a day.

        Before the first tariff the first one holds: a machine whose clock is wrong must still
        answer, and the ledger says which tariff it used.
        """
        in_force = [tariff for tariff in self.tariffs if tariff.valid_from <= day]
        return in_force[-1] if in_force else self.tariffs[0]

    def find(self, version: str) -> Tariff | None:
        """Return the tariff of a version, if there is one."""
        return next((tariff for tariff in self.tariffs if tariff.version == version), None)


def load_tariffs(folder: Path = TARIFFS) -> TariffBook:
    """Read every tariff of a folder, or raise `InvalidTariffError`."""
    tariffs = sorted(map(_read, sorted(folder.glob("*.json"))), key=lambda t: t.valid_from)
    if not tariffs:
        raise InvalidTariffError(str(folder), "*.json", "no tariff in this folder")
    for earlier, later in pairwise(tariffs):
        if earlier.valid_from == later.valid_from:
            path = str(folder / f"{later.version}.json")
            raise InvalidTariffError(path, "valid_from", f"same date as {earlier.version}")
    return TariffBook(tuple(tariffs))


def _read(path: Path) -> Tariff:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidTariffError(str(path), "file", str(error)) from error
    try:
        return _tariff(path.stem, content)
    except _FieldError as error:
        raise InvalidTariffError(str(path), error.field, error.reason) from error


class _FieldError(Exception):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason


def _tariff(stem: str, content: object) -> Tariff:
    table = _table(content, "file", {"version", "valid_from", "currency", "lines"})
    if table["version"] != stem:
        raise _FieldError("version", f"must be the file's name, {stem!r}")
    if table["currency"] != "EUR":
        raise _FieldError("currency", "must be 'EUR'")
    try:
        valid_from = date.fromisoformat(str(table["valid_from"]))
    except ValueError as error:
        raise _FieldError("valid_from", "must be a date YYYY-MM-DD") from error
    rows = table["lines"]
    if not isinstance(rows, list) or not rows:
        raise _FieldError("lines", "must be a list with a line at least")
    lines = tuple(_line(row, f"lines[{number}]") for number, row in enumerate(rows))
    meters = [line.meter for line in lines]
    for number, meter in enumerate(meters):
        if meter in meters[:number]:
            raise _FieldError(f"lines[{number}].meter", f"{meter!r} already has a rate")
    return Tariff(stem, valid_from, lines)


def _line(row: object, where: str) -> TariffLine:
    table = _table(row, where, {field.name for field in fields(TariffLine)})
    for name in ("meter", "unit", "source"):
        if not isinstance(table[name], str) or not table[name]:
            raise _FieldError(f"{where}.{name}", "must be a text that is not empty")
    for name, choices in (("basis", get_args(Basis)), ("kind", get_args(Kind))):
        if table[name] not in choices:
            raise _FieldError(f"{where}.{name}", f"must be one of {', '.join(choices)}")
    for name, least in (("rate_peur", 0), ("per", 1)):
        # bool is an int to isinstance; a rate of `true` is a mistake
        if type(table[name]) is not int or cast("int", table[name]) < least:
            raise _FieldError(f"{where}.{name}", f"must be an integer, {least} or more")
    if AEUR_PER_PEUR % cast("int", table["per"]):
        raise _FieldError(f"{where}.per", f"must divide {AEUR_PER_PEUR}")
    return TariffLine(**table)  # type: ignore[arg-type]  # each field was just checked


def _table(content: object, where: str, keys: set[str]) -> dict[str, object]:
    if not isinstance(content, dict):
        raise _FieldError(where, "must be an object")
    for key in sorted(keys ^ content.keys()):
        reason = "is missing" if key in keys else "is not a field of a tariff"
        raise _FieldError(key if where == "file" else f"{where}.{key}", reason)
    return content
