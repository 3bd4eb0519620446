"""Alerts: a budget half spent, nearly spent, spent; answers that nobody pays; told once each."""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from sqlalchemy import insert, select

from api.accounting.budgets import THRESHOLDS_PCT, YearBudgets
from api.accounting.events import UNATTRIBUTED
from api.accounting.ledger import Ledger
from api.accounting.money import euros
from api.accounting.schema import alerts
from api.accounting.spending import Spending
from api.accounting.unattributed import Unattributed

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


@dataclass(frozen=True, slots=True)
class ShareAlert:
    """So many hundredths of what a month's answers cost are attributed to nobody, or more."""

    month: str
    threshold_pct: int
    day: str
    unattributed_neur: int
    direct_neur: int
    payer: str = UNATTRIBUTED

    @property
    def basis(self) -> str:
        """What the threshold is of: tells it from the alerts of budgets, and of other months."""
        return f"{SHARE}{self.month}"

    @property
    def year(self) -> int:
        """The civil year."""
        return int(self.month[:4])

    def as_json(self) -> str:
        """Return the alert as one line of JSON."""
        amounts = {
            "basis": "unattributed",
            "unattributedEuros": euros(self.unattributed_neur),
            "directEuros": euros(self.direct_neur),
        }
        return json.dumps(asdict(self) | amounts, ensure_ascii=False)


AnyAlert = Alert | ShareAlert
Deliver = Callable[[AnyAlert], None]

SHARE = "share-"
"""How the basis of a `ShareAlert` begins in the ledger; its month follows."""


def raise_alerts(
    ledger: Ledger, budgets: YearBudgets, spending: Spending, today: date
) -> list[AnyAlert]:
    """Put down the alerts of budgets that are due and were not raised before; return them.

    Raises `LedgerUnavailableError`.
    """
    return _put_down(ledger, list(_due(budgets, spending, today)))


def raise_share_alert(
    ledger: Ledger, found: Unattributed, threshold_pct: int, today: date
) -> list[AnyAlert]:
    """Put down that too much of a month is attributed to nobody, once a month; return it.

    Raises `LedgerUnavailableError`.
    """
    if not found.reaches(threshold_pct):
        return []
    alert = ShareAlert(
        found.month, threshold_pct, today.isoformat(), found.unattributed_neur, found.cost_neur
    )
    return _put_down(ledger, [alert])


def _put_down(ledger: Ledger, due: Sequence[AnyAlert]) -> list[AnyAlert]:
    """Write the alerts that are not in the ledger yet, and return them: each is told once."""
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
                insert(alerts), [{name: getattr(alert, name) for name in names} for alert in new]
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

    def deliver(alert: AnyAlert) -> None:
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

    def deliver(alert: AnyAlert) -> None:
        request = urllib.request.Request(  # noqa: S310  # the scheme was just checked
            url, alert.as_json().encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=WEBHOOK_TIMEOUT_S):  # noqa: S310  # same
                pass
        except (urllib.error.URLError, TimeoutError) as error:
            _log.warning("alert not posted: %s; it is in the ledger", error)

    return deliver
