"""Retention: old detail goes, the accounts stay and still verify."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.accounting import read_statement
from api.accounting.closing import close_month
from api.accounting.ledger import Ledger
from api.accounting.retention import oldest_kept, purge
from api.accounting.statement_text import as_json
from api.accounting.verification import verify
from tests.api.accounting.rows import event_rows, query_rows, table_rows
from tests.api.accounting.samples import BOOK, Clock, accountant, plan_event
from tests.api.accounting.test_closing import TERMS
from tests.api.accounting.test_ledger import refused

Charge = Callable[[datetime, int], None]


@pytest.fixture
def charge(any_ledger: str, tmp_path: Path) -> Charge:
    """Return what charges some answers at a moment."""

    def charge(at: datetime, count: int) -> None:
        keeper = accountant(any_ledger, Clock(at), tmp_path / "journals")
        for _ in range(count):
            keeper.charge(plan_event(outcome="solved", commune="67482"))
        keeper.close()

    return charge


def test_old_detail_goes_and_the_accounts_stay(any_ledger: str, charge: Charge) -> None:
    """After the purge the month reads the same, its rows are gone, and the chain verifies."""
    charge(datetime(2026, 11, 23, 8, tzinfo=UTC), 3)
    opened = Ledger(any_ledger)
    close_month(opened, BOOK, TERMS, "2026-11", date(2026, 12, 3), final=True)
    charge(datetime(2026, 12, 23, 8, tzinfo=UTC), 2)
    before = as_json(read_statement(any_ledger, BOOK, "2026-11"))
    head = verify(any_ledger, BOOK).head
    assert purge(opened, date(2027, 12, 31)) == 0, "thirteen months are not over"
    n_closing = len(TERMS.costs.lines)
    assert purge(opened, date(2028, 2, 1)) == 3 + n_closing
    opened.close()
    assert as_json(read_statement(any_ledger, BOOK, "2026-11")) == before
    found = verify(any_ledger, BOOK)
    assert (found.fault, found.head, found.records) == (None, head, 2)
    assert {row.day for row in event_rows(any_ledger)} == {"2026-12-23"}
    assert query_rows(any_ledger, "SELECT COUNT(*) FROM postings") == [(2 * 3,)]


def test_a_month_that_is_not_closed_is_kept(any_ledger: str, charge: Charge) -> None:
    """Detail that accounts may still need is never purged, however old."""
    charge(datetime(2026, 11, 23, 8, tzinfo=UTC), 3)
    opened = Ledger(any_ledger)
    close_month(opened, BOOK, TERMS, "2026-11", date(2026, 12, 3), final=False)
    assert purge(opened, date(2030, 1, 1)) == 0
    opened.close()


def test_a_purged_ledger_still_refuses_changes(any_ledger: str, charge: Charge) -> None:
    """The purge leaves no door open, and a replay of what it removed brings nothing back."""
    charge(datetime(2026, 11, 23, 8, tzinfo=UTC), 3)
    opened = Ledger(any_ledger)
    close_month(opened, BOOK, TERMS, "2026-11", date(2026, 12, 3), final=True)
    purge(opened, date(2028, 3, 1))
    opened.close()
    assert table_rows(any_ledger, "events") == []
    refused(any_ledger, "purges", "DELETE FROM {table}")
    charge(datetime(2028, 3, 2, tzinfo=UTC), 1)
    refused(any_ledger, "events", "DELETE FROM {table}")


@pytest.mark.parametrize(
    ("today", "oldest"),
    [
        (date(2026, 12, 31), date(2025, 11, 1)),
        (date(2027, 1, 1), date(2025, 12, 1)),
        (date(2027, 2, 28), date(2026, 1, 1)),
    ],
)
def test_thirteen_months_are_kept(today: date, oldest: date) -> None:
    """Detail is kept from the first of the month thirteen months ago."""
    assert oldest_kept(today) == oldest
