"""Metered events in, priced and shared ledger lines out; knows no web framework."""

from api.accounting.accountant import Accountant
from api.accounting.charge import Charge, PriceLine, Share
from api.accounting.commands import add_costs_commands, show_costs
from api.accounting.errors import (
    AccountingError,
    ConflictingEntryError,
    InvalidFileError,
    InvalidMonthError,
    InvalidRulesError,
    InvalidTariffError,
    LedgerAbsentError,
    LedgerUnavailableError,
)
from api.accounting.events import UNATTRIBUTED, MeteredEvent
from api.accounting.money import euros, french_euros
from api.accounting.reports import AuthorityTotal, CostReport, cost_report, totals_by_authority
from api.accounting.rules import RuleBook, Rules, load_rules
from api.accounting.tariff import Tariff, TariffBook, TariffLine, load_tariffs

__all__ = [
    "UNATTRIBUTED",
    "Accountant",
    "AccountingError",
    "AuthorityTotal",
    "Charge",
    "ConflictingEntryError",
    "CostReport",
    "InvalidFileError",
    "InvalidMonthError",
    "InvalidRulesError",
    "InvalidTariffError",
    "LedgerAbsentError",
    "LedgerUnavailableError",
    "MeteredEvent",
    "PriceLine",
    "RuleBook",
    "Rules",
    "Share",
    "Tariff",
    "TariffBook",
    "TariffLine",
    "add_costs_commands",
    "cost_report",
    "euros",
    "french_euros",
    "load_rules",
    "load_tariffs",
    "show_costs",
    "totals_by_authority",
]
