"""Metered events in, priced and shared ledger lines out; knows no web framework."""

from api.accounting.accountant import Accountant
from api.accounting.alerts import SHARE, Alert, to_file, to_webhook
from api.accounting.budgets import load_budgets
from api.accounting.carbon import Footprint, footprint, load_machines
from api.accounting.channels import KIOSK, channel_of_key, load_channel_keys
from api.accounting.charge import Charge, Share
from api.accounting.closing import close_month, reopen_month
from api.accounting.command_actions import CostsContext, run_costs, sentence_of, show_costs
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
    UnknownPayerError,
    VerificationRunningError,
)
from api.accounting.events import (
    COMMON,
    OPERATIONS,
    OWN_ACCOUNT_NAMES,
    POOL,
    UNATTRIBUTED,
    MeteredEvent,
    Operation,
    Outcome,
)
from api.accounting.exports import beancount_file, focus_file, statement_terms
from api.accounting.fixed_costs import FixedCosts, load_costs
from api.accounting.keys import Member
from api.accounting.ledger import Ledger
from api.accounting.money import euros, french_euros, short_euros
from api.accounting.months import MonthState
from api.accounting.overview import Overview, ToldAlert, read_history, read_overview
from api.accounting.pricing import PriceLine
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
from api.accounting.spending import Spending
from api.accounting.statement import PayerStatement, Statement, read_statement
from api.accounting.statement_page import kind_name, page_values
from api.accounting.statement_text import as_csv as payer_csv
from api.accounting.statement_text import as_json as payer_json
from api.accounting.tariff import Tariff, TariffBook, TariffLine, load_tariffs
from api.accounting.upkeep import Terms, closing_terms
from api.accounting.verified import is_running as verification_is_running
from api.accounting.verified import last as last_verification

__all__ = [
    "COMMON",
    "KIOSK",
    "OPERATIONS",
    "OWN_ACCOUNT_NAMES",
    "POOL",
    "SHARE",
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
    "Ledger",
    "LedgerAbsentError",
    "LedgerUnavailableError",
    "Member",
    "MeteredEvent",
    "MonthState",
    "Operation",
    "Outcome",
    "Overview",
    "PayerStatement",
    "Place",
    "PriceLine",
    "PublicCosts",
    "Scenario",
    "Share",
    "Spending",
    "Statement",
    "Tariff",
    "TariffBook",
    "TariffLine",
    "Terms",
    "ToldAlert",
    "UnknownPayerError",
    "VerificationRunningError",
    "add_costs_commands",
    "beancount_file",
    "channel_of_key",
    "close_month",
    "closing_terms",
    "estimate_text",
    "estimates",
    "euros",
    "focus_file",
    "footprint",
    "french_euros",
    "input_names",
    "kind_name",
    "last_verification",
    "load_budgets",
    "load_channel_keys",
    "load_costs",
    "load_machines",
    "load_rules",
    "load_scenario",
    "load_tariffs",
    "page_values",
    "payer_csv",
    "payer_json",
    "read_history",
    "read_overview",
    "read_public_costs",
    "read_statement",
    "reopen_month",
    "result_names",
    "results_of",
    "run_costs",
    "sentence_of",
    "short",
    "short_euros",
    "show_costs",
    "statement_terms",
    "to_file",
    "to_webhook",
    "verification_is_running",
]
