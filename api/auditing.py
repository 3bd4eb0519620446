"""What an auditor or an administrator does with the accounts through the desk, and who may."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.accounting import (
    AccountingError,
    InvalidMonthError,
    Ledger,
    LedgerUnavailableError,
    Spending,
    UnknownPayerError,
    VerificationRunningError,
    close_month,
    closing_terms,
    reopen_month,
    verification_is_running,
)
from api.desk.access import bearer_of, refuse_other_sites
from api.desk.in_service import registry_in_service
from api.desk.registry.tokens import Bearer, Role
from api.problems import CONFLICT, FORBIDDEN, INVALID, NOT_FOUND, NOT_READY, ApiProblem
from api.service import Service
from api.words import _

_LOG = ".log"
"""Suffix of the file of what a verification says when it cannot be done."""


@dataclass(frozen=True, slots=True)
class BudgetState:
    """A payer's budget of the year, what it owes of it so far and at this pace in the end."""

    payer: str
    labels: Sequence[tuple[str, str]]
    amount_neur: int
    owed_neur: int
    forecast_neur: int | None

    @property
    def owed_pct(self) -> int:
        """What is owed, in hundredths of the budget, rounded down; 100 of a budget of nothing."""
        return self.owed_neur * 100 // self.amount_neur if self.amount_neur else 100


def auditor() -> Bearer:
    """Return who asks, an auditor or an administrator.

    Raises
    ------
    ApiProblem: no valid token, or one of an operator.

    """
    bearer = bearer_of(registry_in_service())
    if bearer.role not in {Role.AUDITOR, Role.ADMINISTRATOR}:
        raise ApiProblem(FORBIDDEN, _("Les comptes sont ouverts aux contrôleurs des comptes."))
    return bearer


def may_close() -> bool:
    """Tell whether who asks may close and reopen months: auditors look and change nothing."""
    return auditor().role is Role.ADMINISTRATOR


def close(service: Service, month: str, *, final: bool) -> None:
    """Close a month; who did it is kept.

    Raises
    ------
    ApiProblem: the role does not allow it, or the request comes from another site.
    AccountingError: the month cannot be closed.

    """
    who = _closer()
    terms = closing_terms(
        service.ledger, service.costs.tariffs, service.terms, service.costs.members, month
    )
    service.accountant.settle()
    ledger = Ledger(service.ledger)
    try:
        close_month(
            ledger,
            service.costs.tariffs,
            terms,
            month,
            service.now().date(),
            final=final,
            reason=who,
        )
    finally:
        ledger.close()


def reopen(service: Service, month: str, reason: str) -> None:
    """Reopen a closed month; who did it and why are kept.

    Raises
    ------
    ApiProblem: the role does not allow it, or the request comes from another site.
    AccountingError: the month is not closed.

    """
    who = _closer()
    ledger = Ledger(service.ledger)
    try:
        reopen_month(ledger, month, service.now().date(), f"{who}\u00a0: {reason}")
    finally:
        ledger.close()


def _closer() -> str:
    """Return the name of an administrator who asks from a page of ours."""
    if not may_close():
        sentence = _("Votre jeton ne permet ni de clore un mois ni de le rouvrir.")
        raise ApiProblem(FORBIDDEN, sentence)
    refuse_other_sites()
    return auditor().name


def budgets_of(service: Service, year: int) -> list[BudgetState]:
    """Return the budgets of a year with what is owed of each; none where there are none.

    Raises
    ------
    LedgerUnavailableError: the ledger cannot be read.

    """
    budgets = service.terms.budgets.get(year)
    if budgets is None:
        return []
    spending = service.accountant.spending
    if spending is None or spending.year != year:
        spending = Spending(service.ledger, service.costs.tariffs, year)
        spending.look()
    today = service.now().date()
    return [
        BudgetState(
            payer,
            tuple(budget.labels.items()),
            budget.amount_neur,
            spending.owed_neur.get(payer, 0),
            spending.forecast_neur(payer, today),
        )
        for payer, budget in sorted(budgets.budgets.items())
    ]


def start_verifying(service: Service) -> None:
    """Verify the ledger in a process of its own; its result is kept in a file.

    Raises
    ------
    ApiProblem: the request comes from another site.
    VerificationRunningError: it is being verified already.

    """
    refuse_other_sites()
    settings = service.settings
    if verification_is_running(settings.verification_of(service.snapshot.manifest.region_id)):
        raise VerificationRunningError
    options = ["--region", settings.region, "--var", str(settings.var)]
    path = settings.verification_of(service.snapshot.manifest.region_id)
    with path.with_suffix(_LOG).open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  # our own program, options of our own settings
            [sys.executable, "-m", "api.cli", *options, "costs", "verify"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )
    threading.Thread(target=process.wait, name="verification", daemon=True).start()


def verification_trouble(path: Path) -> str:
    """Return why the last verification that was begun here told nothing, "" when it did."""
    log = path.with_suffix(_LOG)
    kept = path.stat().st_mtime if path.exists() else 0.0
    if not log.exists() or log.stat().st_mtime < kept:
        return ""
    return log.read_text("utf-8", errors="replace").strip()[-500:]


def refusal_of(error: AccountingError) -> str:
    """Return the kind of problem that an accounting error is for whoever asked."""
    kinds = {
        InvalidMonthError: INVALID,
        UnknownPayerError: NOT_FOUND,
        LedgerUnavailableError: NOT_READY,
    }
    return next((kind for known, kind in kinds.items() if isinstance(error, known)), CONFLICT)
