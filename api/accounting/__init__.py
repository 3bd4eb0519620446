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
from api.accounting.rules import RuleBook, Rules, load_rules
from api.accounting.statement import PayerStatement, Statement, read_statement
from api.accounting.tariff import Tariff, TariffBook, TariffLine, load_tariffs

__all__ = [
    "UNATTRIBUTED",
    "Accountant",
    "AccountingError",
    "Charge",
    "ConflictingEntryError",
    "InvalidFileError",
    "InvalidMonthError",
    "InvalidRulesError",
    "InvalidTariffError",
    "LedgerAbsentError",
    "LedgerUnavailableError",
    "MeteredEvent",
    "PayerStatement",
    "PriceLine",
    "RuleBook",
    "Rules",
    "Share",
    "Statement",
    "Tariff",
    "TariffBook",
    "TariffLine",
    "add_costs_commands",
    "euros",
    "french_euros",
    "load_rules",
    "load_tariffs",
    "read_statement",
    "show_costs",
]
