"""Metered events in, priced and shared ledger lines out; knows no web framework."""

from api.accounting.accountant import Accountant
from api.accounting.alerts import Alert, to_file, to_webhook
from api.accounting.budgets import load_budgets
from api.accounting.charge import Charge, PriceLine, Share
from api.accounting.command_actions import CostsContext, run_costs, show_costs
from api.accounting.commands import add_costs_commands
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
from api.accounting.events import UNATTRIBUTED, MeteredEvent, Outcome
from api.accounting.fixed_costs import load_costs
from api.accounting.keys import Member
from api.accounting.money import euros, french_euros
from api.accounting.rules import load_rules
from api.accounting.statement import PayerStatement, Statement, read_statement
from api.accounting.tariff import Tariff, TariffBook, TariffLine, load_tariffs
from api.accounting.upkeep import Terms

__all__ = [
    "UNATTRIBUTED",
    "Accountant",
    "AccountingError",
    "Alert",
    "Charge",
    "ConflictingEntryError",
    "CostsContext",
    "InvalidFileError",
    "InvalidMonthError",
    "InvalidRulesError",
    "InvalidTariffError",
    "LedgerAbsentError",
    "LedgerUnavailableError",
    "Member",
    "MeteredEvent",
    "Outcome",
    "PayerStatement",
    "PriceLine",
    "Share",
    "Statement",
    "Tariff",
    "TariffBook",
    "TariffLine",
    "Terms",
    "add_costs_commands",
    "euros",
    "french_euros",
    "load_budgets",
    "load_costs",
    "load_rules",
    "load_tariffs",
    "read_statement",
    "run_costs",
    "show_costs",
    "to_file",
    "to_webhook",
]
