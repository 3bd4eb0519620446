"""Metered events in, priced and shared ledger lines out; knows no web framework."""

from api.accounting.accountant import Accountant
from api.accounting.alerts import Alert, to_file, to_webhook
from api.accounting.budgets import load_budgets
from api.accounting.carbon import Footprint, footprint, load_machines
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
from api.accounting.events import (
    OPERATIONS,
    POOL,
    UNATTRIBUTED,
    MeteredEvent,
    Operation,
    Outcome,
)
from api.accounting.fixed_costs import FixedCosts, load_costs
from api.accounting.keys import Member
from api.accounting.money import euros, french_euros, short_euros
from api.accounting.public import Place, PublicCosts, read_public_costs
from api.accounting.rules import load_rules
from api.accounting.simulation import SIMULATIONS, Input, Scenario, estimates, load_scenario
from api.accounting.simulation_text import (
    estimate_text,
    input_names,
    result_names,
    results_of,
    short,
)
from api.accounting.statement import PayerStatement, Statement, read_statement
from api.accounting.statement_page import kind_name
from api.accounting.tariff import Tariff, TariffBook, TariffLine, load_tariffs
from api.accounting.upkeep import Terms

__all__ = [
    "OPERATIONS",
    "POOL",
    "SIMULATIONS",
    "UNATTRIBUTED",
    "Accountant",
    "AccountingError",
    "Alert",
    "Charge",
    "ConflictingEntryError",
    "CostsContext",
    "FixedCosts",
    "Footprint",
    "Input",
    "InvalidFileError",
    "InvalidMonthError",
    "InvalidRulesError",
    "InvalidTariffError",
    "LedgerAbsentError",
    "LedgerUnavailableError",
    "Member",
    "MeteredEvent",
    "Operation",
    "Outcome",
    "PayerStatement",
    "Place",
    "PriceLine",
    "PublicCosts",
    "Scenario",
    "Share",
    "Statement",
    "Tariff",
    "TariffBook",
    "TariffLine",
    "Terms",
    "add_costs_commands",
    "estimate_text",
    "estimates",
    "euros",
    "footprint",
    "french_euros",
    "input_names",
    "kind_name",
    "load_budgets",
    "load_costs",
    "load_machines",
    "load_rules",
    "load_scenario",
    "load_tariffs",
    "read_public_costs",
    "read_statement",
    "result_names",
    "results_of",
    "run_costs",
    "short",
    "short_euros",
    "show_costs",
    "to_file",
    "to_webhook",
]
