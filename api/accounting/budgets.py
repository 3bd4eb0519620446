"""Budgets: what each payer may spend in a year, by files its accountant supplies.

A spent budget denies nobody an answer: what its payer owes beyond it is borne by the
solidarity pool, and by the deficit account once the pool is spent too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from api.accounting import json_fields
from api.accounting.errors import InvalidBudgetsError
from api.accounting.events import DEFICIT, POOL
from api.accounting.json_fields import FieldError, read_json

THRESHOLDS_PCT = (50, 80, 100)


@dataclass(frozen=True, slots=True)
class Budget:
    """A payer's budget of a year. ``labels`` are the accountant's, kept as they are written.

    Such as budget (principal or annexe), instruction (M57, M43), section, chapitre, article.
    """

    payer: str
    amount_neur: int
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class YearBudgets:
    """The budgets of a civil year, by payer; the solidarity pool is one of them."""

    year: int
    budgets: Mapping[str, Budget]

    def bearers(self, owed_neur: Mapping[str, int]) -> Mapping[str, str]:
        """Return who bears for each payer that owes as much as its budget, or more.

        ``owed_neur`` gives what each payer owes so far, before any bearer.
        """
        spent = {
            payer: budget
            for payer, budget in self.budgets.items()
            if payer != POOL and owed_neur.get(payer, 0) >= budget.amount_neur
        }
        borne_neur = sum(owed_neur.get(payer, 0) - b.amount_neur for payer, b in spent.items())
        pool = self.budgets.get(POOL)
        if pool is None or owed_neur.get(POOL, 0) + borne_neur < pool.amount_neur:
            return dict.fromkeys(spent, POOL)
        return {**dict.fromkeys(spent, DEFICIT), POOL: DEFICIT}


NO_BUDGETS: Mapping[int, YearBudgets] = {}


def load_budgets(folder: Path) -> Mapping[int, YearBudgets]:
    """Read the budgets of each year, from files named YYYY.json, or raise `InvalidBudgetsError`."""
    return {budgets.year: budgets for budgets in map(_read, sorted(folder.glob("*.json")))}


def _read(path: Path) -> YearBudgets:
    return read_json(path, lambda content: _budgets(path.stem, content), InvalidBudgetsError)


def _budgets(stem: str, content: object) -> YearBudgets:
    table = json_fields.table(content, "file", ("year", "currency", "budgets"))
    year = json_fields.integer(table, "year", "file", 2000)
    if str(year) != stem:
        raise FieldError("year", f"must be the file's name, {stem!r}")
    if table["currency"] != "EUR":
        raise FieldError("currency", "must be 'EUR'")
    rows = json_fields.rows(table["budgets"], "budgets")
    found: dict[str, Budget] = {}
    for number, row in enumerate(rows):
        budget = _budget(row, f"budgets[{number}]")
        if budget.payer in found:
            raise FieldError(f"budgets[{number}].payer", f"{budget.payer!r} already has one")
        found[budget.payer] = budget
    return YearBudgets(year, found)


def _budget(row: object, where: str) -> Budget:
    table = json_fields.table(row, where, ("payer", "amount_eur"), optional=("labels",))
    labels = table.get("labels", {})
    if not isinstance(labels, dict):
        raise FieldError(f"{where}.labels", "must be an object")
    return Budget(
        json_fields.text(table, "payer", where),
        json_fields.amount_neur(table, "amount_eur", where),
        {name: json_fields.text(labels, name, f"{where}.labels") for name in labels},
    )
