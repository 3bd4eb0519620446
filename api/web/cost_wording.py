"""Words of the pages about money: months, kinds of figures, lines of cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from flask_babel import format_date

from api.accounting import (
    SIMULATIONS,
    FixedCosts,
    PublicCosts,
    Scenario,
    kind_name,
    load_scenario,
)
from api.service import Service
from api.words import _


@dataclass(frozen=True, slots=True)
class CostLineText:
    """A line of a month's cost as it is read."""

    label: str
    rule: str
    kind: str
    source: str
    amount_neur: int | None
    """What is booked; None while the month is not closed."""
    due_neur: int | None
    """What the month will cost; None for what is only known at its closing."""


def kind_of(kind: str) -> str:
    """Return what a figure rests on, in words."""
    return kind_name(kind, _)


def month_name(month: str) -> str:
    """Return a month as it is read: ``novembre 2026``."""
    return str(format_date(date.fromisoformat(f"{month}-01"), "MMMM yyyy"))


def neighbours(month: str, today: date) -> tuple[str, str | None]:
    """Return the month before and the month after, None when that has not begun."""
    first = date.fromisoformat(f"{month}-01")
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    later = f"{after:%Y-%m}"
    return f"{before:%Y-%m}", later if later <= f"{today:%Y-%m}" else None


def cost_lines(costs: PublicCosts, fixed: FixedCosts) -> list[CostLineText]:
    """Return the lines of a month: what suppliers ask for, then idle machines and losses."""
    booked = dict(costs.statement.lines)
    lines = []
    for line in fixed.lines:
        amount = booked.pop(line.line, None)
        if line.covers_answers:
            amount = None
        lines.append(
            CostLineText(
                line.label, line.rule, kind_of(line.kind), line.source, amount, line.amount_neur
            )
        )
    own = {
        "machines-inactives": _("Machines inactives\u00a0: ce que les réponses n’ont pas utilisé"),
        "perte-de-mesure": _("Réponses données mais non mesurées"),
    }
    for name, amount in sorted(booked.items()):
        lines.append(CostLineText(own.get(name, name), "", "", "", amount, None))
    return lines


def scenario_of(service: Service) -> Scenario:
    """Return the scenario of the region in service, or that of Alsace."""
    region = service.snapshot.manifest.region_id
    own = Path(SIMULATIONS) / f"{region}.json"
    return load_scenario(region if own.is_file() else "alsace")
