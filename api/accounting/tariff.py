"""The tariff: what one unit of each meter costs, dated, each rate with its source."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Literal, cast, get_args

from api.accounting import json_fields
from api.accounting.errors import InvalidTariffError
from api.accounting.json_fields import FieldError, read_json
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
    return read_json(path, lambda content: _tariff(path.stem, content), InvalidTariffError)


def _tariff(stem: str, content: object) -> Tariff:
    table = json_fields.table(content, "file", ("version", "valid_from", "currency", "lines"))
    if table["version"] != stem:
        raise FieldError("version", f"must be the file's name, {stem!r}")
    if table["currency"] != "EUR":
        raise FieldError("currency", "must be 'EUR'")
    valid_from = json_fields.day(table, "valid_from", "file")
    rows = json_fields.rows(table["lines"], "lines")
    lines = tuple(_line(row, f"lines[{number}]") for number, row in enumerate(rows))
    meters = [line.meter for line in lines]
    for number, meter in enumerate(meters):
        if meter in meters[:number]:
            raise FieldError(f"lines[{number}].meter", f"{meter!r} already has a rate")
    return Tariff(stem, valid_from, lines)


def _line(row: object, where: str) -> TariffLine:
    table = json_fields.table(row, where, [field.name for field in fields(TariffLine)])
    line = TariffLine(
        meter=json_fields.text(table, "meter", where),
        rate_peur=json_fields.integer(table, "rate_peur", where, 0),
        per=json_fields.integer(table, "per", where, 1),
        unit=json_fields.text(table, "unit", where),
        basis=cast("Basis", json_fields.choice(table, "basis", where, get_args(Basis))),
        kind=cast("Kind", json_fields.choice(table, "kind", where, get_args(Kind))),
        source=json_fields.text(table, "source", where),
    )
    if AEUR_PER_PEUR % line.per:
        raise FieldError(f"{where}.per", f"must divide {AEUR_PER_PEUR}")
    return line
