"""Alerts: a payer's budget is half spent, nearly spent, spent; told once each, then kept."""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from sqlalchemy import insert, select

from api.accounting.budgets import THRESHOLDS_PCT, YearBudgets
from api.accounting.ledger import Ledger
from api.accounting.money import euros
from api.accounting.schema import alerts
from api.accounting.spending import Spending

WEBHOOK_TIMEOUT_S = 5.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Alert:
    """A payer owes, or will owe at this pace, so many hundredths of its budget."""

    payer: str
    year: int
    threshold_pct: int
    basis: Literal["actual", "forecast"]
    day: str
    owed_neur: int
    budget_neur: int

    def as_json(self) -> str:
        """Return the alert as one line of JSON."""
        amounts = {"owedEuros": euros(self.owed_neur), "budgetEuros": euros(self.budget_neur)}
        return json.dumps(asdict(self) | amounts, ensure_ascii=False)


Deliver = Callable[[Alert], None]


def raise_alerts(
    ledger: Ledger, budgets: YearBudgets, spending: Spending, today: date
) -> list[Alert]:
    """Put down the alerts that are due and were not raised before; return them.

    Raises `LedgerUnavailableError`.
    """
    due = list(_due(budgets, spending, today))
    if not due:
        return []
    with ledger.writing() as connection:
        known = {
            (row.payer, row.year, row.threshold_pct, row.basis)
            for row in connection.execute(select(alerts))
        }
        new = [
            alert
            for alert in due
            if (alert.payer, alert.year, alert.threshold_pct, alert.basis) not in known
        ]
        if new:
            names = [column.name for column in alerts.columns]
            connection.execute(
                insert(alerts), [{name: asdict(alert)[name] for name in names} for alert in new]
            )
    return new


def _due(budgets: YearBudgets, spending: Spending, today: date) -> Iterator[Alert]:
    for payer, budget in sorted(budgets.budgets.items()):
        owed_neur = spending.owed_neur.get(payer, 0)
        forecast_neur = spending.forecast_neur(payer, today)
        for threshold in THRESHOLDS_PCT:
            limit = budget.amount_neur * threshold
            if owed_neur * 100 >= limit:
                basis: Literal["actual", "forecast"] = "actual"
            elif forecast_neur is not None and forecast_neur * 100 >= limit:
                basis = "forecast"
            else:
                continue
            yield Alert(
                payer,
                budgets.year,
                threshold,
                basis,
                today.isoformat(),
                owed_neur,
                budget.amount_neur,
            )


def to_file(path: Path) -> Deliver:
    """Return what appends alerts to a file, a line of JSON each."""

    def deliver(alert: Alert) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.write(alert.as_json() + "\n")
        except OSError as error:
            _log.warning("alert not written to %s: %s", path, error)

    return deliver


def to_webhook(url: str) -> Deliver:
    """Return what posts alerts as JSON to an address that the operator chose."""
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"webhook: not an http address: {url!r}")

    def deliver(alert: Alert) -> None:
        request = urllib.request.Request(  # noqa: S310  # the scheme was just checked
            url, alert.as_json().encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=WEBHOOK_TIMEOUT_S):  # noqa: S310  # same
                pass
        except (urllib.error.URLError, TimeoutError) as error:
            _log.warning("alert not posted: %s; it is in the ledger", error)

    return deliver
