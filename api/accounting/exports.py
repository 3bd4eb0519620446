"""The files of a month: FOCUS, beancount and the statement of a payer, read and checked."""

from __future__ import annotations

from pathlib import Path

from api.accounting.beancount import as_beancount
from api.accounting.database import reading
from api.accounting.errors import FaultyExportError
from api.accounting.focus import Issuer, as_csv, focus_rows
from api.accounting.focus_checks import faults
from api.accounting.months import booked_totals, read_months
from api.accounting.periods import first_day
from api.accounting.statement import account_names, statement_within
from api.accounting.statement_page import StatementTerms
from api.accounting.tariff import TariffBook
from api.accounting.upkeep import Terms


def focus_file(ledger: str | Path, tariffs: TariffBook, month: str, pool: str) -> str:
    """Return a month as FOCUS 1.2; ``pool`` names who shares the cost.

    Raises `FaultyExportError` where the file breaks a rule, `UnknownTariffError`,
    `InvalidMonthError`, `LedgerAbsentError` and `LedgerUnavailableError`.
    """
    first_day(month)
    with reading(ledger) as connection:
        book = read_months(connection)
        totals = booked_totals(connection, tariffs, month, book)
        names = account_names(connection)
        statement = statement_within(connection, tariffs, month)
    text = as_csv(focus_rows(month, totals, book, tariffs, names, Issuer(pool)))
    owed = {row.payer: row.total_neur for row in statement.payers}
    for fault in faults(text, owed):
        raise FaultyExportError(fault)
    return text


def beancount_file(ledger: str | Path, tariffs: TariffBook, month: str) -> str:
    """Return a month as a beancount file.

    Raises `InvalidMonthError`, `LedgerAbsentError` and `LedgerUnavailableError`.
    """
    first_day(month)
    with reading(ledger) as connection:
        totals = booked_totals(connection, tariffs, month)
        return as_beancount(month, totals, account_names(connection))


def statement_terms(tariffs: TariffBook, terms: Terms, month: str) -> StatementTerms:
    """Return what the statements of a month are explained by. Raises `InvalidMonthError`."""
    budgets = terms.budgets.get(first_day(month).year)
    return StatementTerms(tariffs, terms.costs.of(month), budgets.budgets if budgets else {})
