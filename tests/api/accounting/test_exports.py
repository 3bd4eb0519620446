"""Exports: FOCUS and beancount files add up to the ledger, to the last digit."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from beancount import loader
from hypothesis import given, settings
from hypothesis import strategies as st

from api.accounting import MeteredEvent, TariffBook, payer_csv, payer_json, read_statement
from api.accounting.beancount import as_beancount
from api.accounting.database import reading
from api.accounting.errors import UnknownTariffError
from api.accounting.focus import Issuer, as_csv, focus_rows
from api.accounting.focus_checks import faults
from api.accounting.ledger import Ledger
from api.accounting.months import booked_totals, read_months
from api.accounting.sealing import seal
from api.accounting.statement import account_names
from api.accounting.upkeep import Terms
from tests.api.accounting.samples import (
    BOOK,
    NAMES,
    TARIFF,
    Clock,
    accountant,
    chained_batch,
    events,
    plan_event,
    texts,
)
from tests.api.accounting.test_budgets import budgets, keeping
from tests.api.accounting.test_closing import charge, close

ISSUER = Issuer("Syndicat mixte d’essai")


def focus(ledger: Path, month: str, tariffs: TariffBook = BOOK) -> str:
    """Return a month as FOCUS."""
    with reading(ledger) as connection:
        book = read_months(connection)
        totals = booked_totals(connection, BOOK, month, book)
        names = account_names(connection)
        return as_csv(focus_rows(month, totals, book, tariffs, names, ISSUER))


def owed(ledger: Path) -> dict[str, int]:
    """Return what each payer owes by the ledger."""
    return {row.payer: row.total_neur for row in read_statement(ledger, BOOK, "2026-11").payers}


def beancount(ledger: Path, month: str) -> str:
    """Return a month as beancount."""
    with reading(ledger) as connection:
        totals = booked_totals(connection, BOOK, month)
        return as_beancount(month, totals, account_names(connection))


@settings(max_examples=15)
@given(batch=st.lists(events(), min_size=1, max_size=8), cuts=st.sets(st.integers(0, 7)))
def test_the_same_records_give_the_same_bytes(
    batch: list[MeteredEvent], cuts: set[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A month recomputed from its records, brought and sealed at other moments, reads the same."""
    folder = tmp_path_factory.mktemp("bytes")
    records = chained_batch(texts(batch))
    files = []
    for name, ends in (("once", {len(records)}), ("often", {*cuts, len(records)})):
        ledger = folder / f"{name}.sqlite"
        opened = Ledger(ledger)
        for end in sorted(ends):
            opened.append("w-1-a", NAMES, records[:end] or records)
            seal(opened, BOOK, "2026-11-24")
        opened.close()
        statement = read_statement(ledger, BOOK, "2026-11")
        plain = replace(statement, seal=0, head="")
        files.append(
            (
                payer_csv(plain),
                payer_json(plain),
                focus(ledger, "2026-11"),
                beancount(ledger, "2026-11"),
            )
        )
    assert files[0] == files[1]


@settings(max_examples=15)
@given(batch=st.lists(events(), max_size=6), closed=st.booleans())
def test_exports_add_up_to_the_statement(
    batch: list[MeteredEvent], tmp_path_factory: pytest.TempPathFactory, *, closed: bool
) -> None:
    """Any month: no fault by our rules, each payer's rows sum to what it owes, books balance."""
    ledger = tmp_path_factory.mktemp("exports") / "ledger.sqlite"
    charge(ledger, [plan_event(), *batch])
    if closed:
        close(ledger)
    assert list(faults(focus(ledger, "2026-11"), owed(ledger))) == []
    _, errors, _ = loader.load_string(beancount(ledger, "2026-11"))
    assert errors == []


def test_late_answers_are_corrections(tmp_path: Path) -> None:
    """What belongs to a month closed before says so in its rows."""
    ledger = tmp_path / "ledger.sqlite"
    charge(ledger, [plan_event()])
    close(ledger)
    charge(ledger, [plan_event()])
    charge(ledger, [plan_event()], datetime(2026, 12, 5, tzinfo=UTC))
    rows = list(csv.DictReader(io.StringIO(focus(ledger, "2026-12"))))
    classes = {(row["ChargePeriodStart"][:7], row["ChargeClass"]) for row in rows}
    assert {("2026-11", "Correction"), ("2026-12", "")} <= classes
    assert all(row["BillingPeriodStart"] == "2026-11-30T23:00:00Z" for row in rows)


def test_who_bears_is_told(tmp_path: Path) -> None:
    """Rows that a spent budget left to the pool name it; sums per payer are what it owes."""
    ledger = tmp_path / "ledger.sqlite"
    clock = Clock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    with keeping(ledger, clock, Terms(budgets=budgets(strasbourg=1))) as (keeper, look):
        keeper.charge(plan_event())
        look()
        keeper.charge(plan_event())
    text = focus(ledger, "2026-11")
    assert list(faults(text, owed(ledger))) == []
    assert {row["x_BearerId"] for row in csv.DictReader(io.StringIO(text))} == {
        "",
        "pool-solidarite",
    }
    _, errors, _ = loader.load_string(beancount(ledger, "2026-11"))
    assert errors == []


def test_a_price_that_cannot_be_told_is_not_exported(tmp_path: Path) -> None:
    """Without the tariff of a month there is no FOCUS file for it."""
    ledger = tmp_path / "ledger.sqlite"
    keeper = accountant(ledger)
    keeper.charge(plan_event())
    keeper.close()
    other = TariffBook((TARIFF.__class__("1999-01", TARIFF.valid_from, TARIFF.lines),))
    with pytest.raises(UnknownTariffError, match="2026-11"):
        focus(ledger, "2026-11", other)


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("ChargeCategory", "Conso", "ChargeCategory is Conso"),
        ("ListCost", "0.1", "ListCost is not ListUnitPrice x PricingQuantity"),
        ("BillingCurrency", "EURO", "BillingCurrency is EURO"),
        ("ChargePeriodStart", "2026-11-23", "ChargePeriodStart is no UTC time"),
        ("PricingQuantity", "1e3", "PricingQuantity is no plain number"),
        ("ServiceCategory", "Transport", "ServiceCategory is Transport"),
        ("ServiceCategory", "Databases", "categories"),
        ("ServiceName", "Réponses", "ServiceName is not ASCII"),
        ("BillingAccountId", "", "BillingAccountId is empty"),
        ("ChargeClass", "Late", "ChargeClass is Late"),
        ("EffectiveCost", "0.0", "the rows do not add up to what the ledger says"),
        ("Tags", '{"a": {}}', "Tags hold more than plain values"),
        (
            "x_AllocatedMethodDetails",
            '{"Elements": [{"AllocatedRatio": "0.6"}]}',
            "the ratios add up to 1.1",
        ),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, column: str, value: str, fault: str) -> None:
    """Each of our rules can fail, and says where."""
    ledger = tmp_path / "ledger.sqlite"
    charge(ledger, [plan_event()])
    rows = list(csv.DictReader(io.StringIO(focus(ledger, "2026-11"))))
    assert rows[0]["ChargeCategory"] == "Usage"
    rows[0][column] = value
    assert any(fault in found for found in faults(as_csv(iter(rows)), owed(ledger)))
