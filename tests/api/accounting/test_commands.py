"""`correspondance costs show`: a French table, JSON and CSV that agree, and clear refusals."""

from __future__ import annotations

import argparse
import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.accounting import add_costs_commands, show_costs
from tests.api.accounting.samples import BOOK, NAMES, STRASBOURG, Clock, accountant, plan_event


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Return a ledger of three answers."""
    path = tmp_path / "ledger.sqlite"
    keeper = accountant(path)
    for payers in ({STRASBOURG: 1}, dict.fromkeys(NAMES, 1), {}):
        keeper.charge(plan_event(payers=payers))
    keeper.close()
    return path


def shown(ledger: Path, **options: str | None) -> str:
    """Return what the command prints."""
    out = io.StringIO()
    assert show_costs(ledger, BOOK, str, out=out, **options) == 0
    return out.getvalue()


def test_the_three_forms_agree(ledger: Path) -> None:
    """Table, JSON and CSV show the same payers and amounts, which add up to the total."""
    table, document = shown(ledger), json.loads(shown(ledger, form="json"), parse_float=pytest.fail)
    rows = list(csv.DictReader(io.StringIO(shown(ledger, form="csv"))))
    amounts = {payer["payer"]: payer["amount"] for payer in document["payers"]}
    assert amounts == {row["payer"]: int(row["cost_neur"]) for row in rows}
    assert sum(amounts.values()) == document["total"] > 0
    for row in rows:
        digits = row["cost_eur"].partition(".")[2]
        decimals = "\u202f".join((digits[:3], digits[3:6], digits[6:]))
        (line,) = [line for line in table.splitlines() if f" {row['payer']} " in line]
        assert row["name"] in line
        assert line.endswith(f"0,{decimals}\u00a0€")


def test_the_table_says_what_its_figures_are_worth(ledger: Path) -> None:
    """Under the amounts: losses, what the tariff rests on, and that fixed costs are missing."""
    table = shown(ledger)
    assert "Mesures perdues\u00a0: 0" in table
    assert "Tarif 2026-11\u00a0: hypothèses" in table
    assert "Coûts directs seulement" in table
    assert "coûts fixes" in table


def test_a_month_without_answers_is_empty(ledger: Path) -> None:
    """A month restricts the totals; one without answers shows a total of nothing."""
    assert json.loads(shown(ledger, month="2026-11", form="json"))["events"] == 3
    assert json.loads(shown(ledger, month="2026-10", form="json"))["events"] == 0
    assert "0,000\u202f000\u202f000\u00a0€" in shown(ledger, month="2026-10")


@pytest.mark.parametrize(
    ("name", "month", "sentence"),
    [
        ("absent.sqlite", None, "Pas encore de registre des coûts"),
        ("text", None, "illisible\u00a0: file is not a database."),
        ("ledger.sqlite", "2026-13", "«\u202f2026-13\u202f» n’est pas un mois écrit AAAA-MM."),
    ],
)
def test_what_cannot_be_shown_is_said_in_one_sentence(
    ledger: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    month: str | None,
    sentence: str,
) -> None:
    """A refusal is one French line on standard error and a status that is not zero."""
    ledger.with_name("text").write_text("this is no database" * 100)
    assert show_costs(ledger.with_name(name), BOOK, str, month=month) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert sentence in printed.err
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "month", "form"),
    [
        (["costs", "show"], None, None),
        (["costs", "show", "--month", "2026-11", "--json"], "2026-11", "json"),
        (["costs", "show", "--csv"], None, "csv"),
    ],
)
def test_the_options_are_those_of_show_costs(
    words: list[str], month: str | None, form: str | None
) -> None:
    """What is typed reaches `show_costs` under the same names."""
    parser = argparse.ArgumentParser()
    add_costs_commands(parser.add_subparsers(), str)
    options = parser.parse_args(words)
    assert (options.costs_action, options.month, options.form) == ("show", month, form)


def test_the_last_hour_of_a_month_in_paris_belongs_to_it(tmp_path: Path) -> None:
    """An answer at 23:30 UTC on 30 November was given in December in Paris."""
    clock = Clock(datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    keeper = accountant(tmp_path / "ledger.sqlite", clock)
    keeper.charge(plan_event())
    keeper.close()
    months = {
        month: json.loads(shown(tmp_path / "ledger.sqlite", month=month, form="json"))["events"]
        for month in ("2026-11", "2026-12")
    }
    assert months == {"2026-11": 0, "2026-12": 1}
