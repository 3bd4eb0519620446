"""Upkeep: what a worker does for the ledger beside posting: seal the days, watch the budgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from api.accounting.alerts import AnyAlert, Deliver, raise_alerts, raise_share_alert
from api.accounting.budgets import NO_BUDGETS, YearBudgets
from api.accounting.closing import ClosingTerms
from api.accounting.fixed_costs import CostBook, load_costs
from api.accounting.keys import Member
from api.accounting.ledger import Ledger
from api.accounting.periods import CIVIL_ZONE, first_day
from api.accounting.rules import RuleBook, load_rules
from api.accounting.schema import seals
from api.accounting.sealing import seal
from api.accounting.spending import Spending
from api.accounting.tariff import TariffBook
from api.accounting.unattributed import Unattributed

BUDGETS_EVERY = timedelta(minutes=1)
"""How often spending is looked at: a budget may be overrun by a minute of answers."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What answers are shared and borne by, beside their tariff; the shipped files by default."""

    rules: RuleBook = field(default_factory=load_rules)
    costs: CostBook = field(default_factory=load_costs)
    budgets: Mapping[int, YearBudgets] = field(default_factory=lambda: NO_BUDGETS)
    deliver: Sequence[Deliver] = ()
    unattributed_alert_pct: int = 0
    """Hundredths of a month's direct cost that nobody pays, from which it is told; 0: never."""

    @property
    def weighs_legs(self) -> bool:
        """Whether a rule of some version shares by the legs of a journey."""
        rules = (rule for version in self.rules.versions for rule in version.answers)
        return any(rule.share == "legs" for rule in rules)


def closing_terms(
    ledger: str | Path, tariffs: TariffBook, terms: Terms, members: Sequence[Member], month: str
) -> ClosingTerms:
    """Return what a month is closed with, budgets that are spent today borne by others.

    Raises `InvalidMonthError` and `LedgerUnavailableError`.
    """
    first = first_day(month)
    bearers: Mapping[str, str] = {}
    budgets = terms.budgets.get(first.year)
    if budgets is not None:
        spending = Spending(ledger, tariffs, first.year)
        spending.look()
        bearers = budgets.bearers(spending.owed_neur)
    return ClosingTerms(terms.costs.of(month), terms.rules.on(first), members, bearers)


class Upkeep:
    """Seals each day once it is over and keeps ``bearers`` up to date, when `run` is called."""

    def __init__(
        self,
        ledger: str | Path,
        tariffs: TariffBook,
        terms: Terms,
        clock: Callable[[], datetime],
    ) -> None:
        self.bearers: Mapping[str, str] = {}
        self._path = ledger
        self._tariffs = tariffs
        self._terms = terms
        self._clock = clock
        self._sealed_day = ""
        self.spending: Spending | None = None
        self._unattributed: Unattributed | None = None
        self._next_look = datetime.min.replace(tzinfo=UTC)

    def run(self, ledger: Ledger) -> None:
        """Do what is due. Raises `LedgerUnavailableError`."""
        now = self._clock().astimezone(UTC)
        self._seal(ledger, now.date().isoformat())
        if now >= self._next_look or now < self._next_look - 2 * BUDGETS_EVERY:
            self._next_look = now + BUDGETS_EVERY
            today = now.astimezone(CIVIL_ZONE).date()
            self._watch(ledger, today)
            if self._terms.unattributed_alert_pct:
                self._watch_unattributed(ledger, today)

    def _seal(self, ledger: Ledger, today: str) -> None:
        """Seal if no worker did so today: everything up to the first records of the day."""
        if self._sealed_day == today:
            return
        with ledger.writing() as connection:
            last = connection.execute(select(func.max(seals.c.day))).scalar()
        if last is None or last < today:
            seal(ledger, self._tariffs, today)
        self._sealed_day = today

    def _watch(self, ledger: Ledger, today: date) -> None:
        budgets = self._terms.budgets.get(today.year)
        if budgets is None:
            self.bearers = {}
            return
        if self.spending is None or self.spending.year != today.year:
            self.spending = Spending(self._path, self._tariffs, today.year)
        self.spending.look()
        self.bearers = budgets.bearers(self.spending.owed_neur)
        self._tell(raise_alerts(ledger, budgets, self.spending, today))

    def _watch_unattributed(self, ledger: Ledger, today: date) -> None:
        month = f"{today:%Y-%m}"
        if self._unattributed is None or self._unattributed.month != month:
            self._unattributed = Unattributed(self._path, self._tariffs, month)
        self._unattributed.look()
        threshold_pct = self._terms.unattributed_alert_pct
        self._tell(raise_share_alert(ledger, self._unattributed, threshold_pct, today))

    def _tell(self, told: Sequence[AnyAlert]) -> None:
        for alert in told:
            for deliver in self._terms.deliver:
                deliver(alert)
