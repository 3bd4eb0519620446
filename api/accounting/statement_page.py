"""The monthly statement of one authority as a page to read, print and attach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.accounting.budgets import Budget
from api.accounting.closing import IDLE
from api.accounting.errors import UnknownPayerError
from api.accounting.events import LOSS
from api.accounting.fixed_costs import FixedCosts
from api.accounting.money import french_euros
from api.accounting.statement import PayerStatement, Statement
from api.accounting.statement_text import Translate
from api.accounting.tariff import TariffBook


@dataclass(frozen=True, slots=True)
class StatementTerms:
    """What a statement is explained by: tariffs, fixed costs, and the payer's budget labels."""

    tariffs: TariffBook
    costs: FixedCosts
    budgets: Mapping[str, Budget]


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    rule: str
    kind: str
    amount_neur: int


def as_page(statement: Statement, payer: str, terms: StatementTerms, translate: Translate) -> str:
    """Return the page of a payer, whole by itself. Raises `UnknownPayerError`."""
    template = _environment().get_template("statement.html")
    return template.render(page_values(statement, payer, terms, translate))


def page_values(
    statement: Statement, payer: str, terms: StatementTerms, translate: Translate
) -> dict[str, object]:
    """Return what ``statement_body.html`` shows of a payer.

    Raises `UnknownPayerError` if it owes nothing.
    """
    assert statement.month is not None, "a statement is of a month"
    row = next((row for row in statement.payers if row.payer == payer), None)
    if row is None:
        raise UnknownPayerError(payer, statement.month)
    _ = translate
    budget = terms.budgets.get(payer)
    return {
        "_": translate,
        "title": _("État de refacturation analytique, %(month)s") % {"month": statement.month},
        "statement": statement,
        "payer": row,
        "labels": budget.labels if budget else {},
        "lines": _lines(row, terms.costs, translate),
        "answer_rules": ", ".join(sorted(row.rules)),
        "answer_kinds": ", ".join(_kinds(statement, terms.tariffs, translate)),
        "money": french_euros,
        "names": {other.payer: other.name for other in statement.payers},
    }


def _lines(row: PayerStatement, costs: FixedCosts, translate: Translate) -> list[_Line]:
    _ = translate
    known = {line.line: line for line in costs.lines}
    covering = next(line for line in costs.lines if line.covers_answers)
    own = {
        IDLE: (_("Machines inactives (facture moins réponses)"), covering.rule, covering.kind),
        LOSS: (_("Réponses données mais non mesurées"), "", "hypothesis"),
    }
    lines = []
    for name, amount in sorted(row.lines.items()):
        line = known.get(name)
        label, rule, kind = (line.label, line.rule, line.kind) if line else own[name]
        lines.append(_Line(label, rule, kind_name(kind, translate), amount))
    return lines


def _kinds(statement: Statement, tariffs: TariffBook, translate: Translate) -> list[str]:
    found = (tariffs.find(version) for version in statement.tariff_versions)
    kinds = {kind for tariff in found if tariff for kind in tariff.kinds}
    return [kind_name(kind, translate) for kind in sorted(kinds)]


def kind_name(kind: str, translate: Translate) -> str:
    """Return what a figure rests on, in words."""
    _ = translate
    return {
        "invoice": _("facture"),
        "catalogue": _("prix de catalogue"),
        "published": _("donnée publiée"),
        "given": _("saisie"),
        "hypothesis": _("hypothèse"),
    }[kind]


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
