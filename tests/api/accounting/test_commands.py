"""`correspondance costs show`: a French table, JSON and CSV that agree, and clear refusals."""

from __future__ import annotations

import argparse
import csv
import io
import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.accounting import (
    CostsContext,
    Terms,
    add_costs_commands,
    french_euros,
    read_statement,
    run_costs,
    show_costs,
)
from api.accounting.budgets import Budget, YearBudgets
from api.accounting.calibration import calibrate
from api.accounting.verification import verify
from tests.api.accounting.samples import (
    BOOK,
    NAMES,
    STRASBOURG,
    TARIFF,
    Clock,
    accountant,
    plan_event,
)
from tests.api.accounting.test_closing import MEMBERS
from tests.api.accounting.test_sealing import without_triggers


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


def context(ledger: Path, **changes: object) -> CostsContext:
    """Return what the commands are run with, on 3 December."""
    fields: dict[str, object] = {
        "ledger": ledger,
        "journals": ledger.with_name("ledger.sqlite.journals"),
        "tariffs": BOOK,
        "terms": Terms(),
        "members": lambda: MEMBERS,
        "pool": "Syndicat mixte d’essai",
        "now": datetime(2026, 12, 3, 9, tzinfo=UTC),
        "verification": ledger.with_name("verification.json"),
    }
    return CostsContext(**(fields | changes))  # type: ignore[arg-type]


def run(ledger: Path, *words: str, **changes: object) -> tuple[int, str]:
    """Type a command and return its status and what it prints."""
    parser = argparse.ArgumentParser()
    add_costs_commands(parser.add_subparsers(), str)
    out = io.StringIO()
    asked = parser.parse_args(["costs", *words])
    return run_costs(asked, context(ledger, **changes), str, out), out.getvalue()


def test_show_is_reached_by_its_options(ledger: Path) -> None:
    """What is typed reaches `show_costs`."""
    status, text = run(ledger, "show", "--month", "2026-11", "--json")
    assert (status, json.loads(text)["events"]) == (0, 3)
    assert run(ledger, "show", "--csv") == (0, shown(ledger, form="csv"))


def test_a_month_is_closed_printed_and_exported(ledger: Path) -> None:
    """From close to statement, FOCUS and beancount: the commands of a finance officer."""
    assert run(ledger, "close", "2026-11", "--provisional")[1].startswith(
        "Mois 2026-11 arrêté provisoirement, sceau "
    )
    assert "État provisoire" in run(ledger, "statement", "2026-11", STRASBOURG)[1]
    assert run(ledger, "close", "2026-11")[1].startswith("Mois 2026-11 clos, sceau ")
    page = run(ledger, "statement", "2026-11", STRASBOURG)[1]
    head = verify(ledger, BOOK).head
    total = french_euros(
        next(
            row.total_neur
            for row in read_statement(ledger, BOOK, "2026-11").payers
            if row.payer == STRASBOURG
        )
    )
    assert "État provisoire" not in page
    assert all(text in page for text in (NAMES[STRASBOURG], head, total, "hypothèse"))
    assert run(ledger, "focus", "2026-11")[1].startswith("BilledCost,BillingAccountId")
    assert 'option "operating_currency" "EUR"' in run(ledger, "beancount", "2026-11")[1]
    assert run(ledger, "verify")[0] == 0
    assert head in run(ledger, "verify")[1]
    assert run(ledger, "seal")[1] == "Rien de nouveau à sceller.\n"
    assert run(ledger, "reopen", "2026-11", "facture rectifiée")[1] == "Mois 2026-11 rouvert.\n"
    assert run(ledger, "purge")[1].startswith("0 écritures effacées")


def test_a_statement_escapes_what_accountants_write(ledger: Path) -> None:
    """Labels and names are text, never markup; they are shown as they were written."""
    labels = {"article": "<b>611</b>"}
    budgets = {2026: YearBudgets(2026, {STRASBOURG: Budget(STRASBOURG, 1, labels)})}
    page = run(ledger, "statement", "2026-11", STRASBOURG, terms=Terms(budgets=budgets))[1]
    assert "article\u00a0: &lt;b&gt;611&lt;/b&gt;" in page.replace("&nbsp;", "\u00a0")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["close", "2026-12"], "Le mois 2026-12 n’est pas fini."),
        (["close", "2026-13"], "«\u202f2026-13\u202f» n’est pas un mois écrit AAAA-MM."),
        (["reopen", "2026-11", "x"], "Le mois 2026-11 n’est pas clos."),
        (["reopen", "2026-11", " "], "Le motif de la réouverture est vide."),
        (["statement", "2026-11", "1"], "1 ne doit rien pour 2026-11."),
        (["calibrate"], "Trop peu de recherches dans le registre pour ajuster des taux\u00a0: 0."),
    ],
)
def test_what_cannot_be_done_is_said(
    ledger: Path, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    """A refusal is one French line on standard error and a status that is not zero."""
    assert run(ledger, *words) == (1, "")
    assert capsys.readouterr().err == sentence + "\n"


def test_a_cost_without_key_is_said(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A month cannot be closed if a line has nobody to bear it; nothing is booked."""
    assert run(ledger, "close", "2026-11", members=tuple) == (1, "")
    assert capsys.readouterr().err.startswith("Coût impossible à répartir, règle R-")
    assert read_statement(ledger, BOOK, "2026-11").lines == {}


def test_commands_make_no_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Closing or sealing what is not there is refused and leaves nothing behind."""
    for words in (["close", "2026-11"], ["seal"], ["purge"], ["verify"]):
        assert run(tmp_path / "absent.sqlite", *words)[0] == 1
        assert "Pas encore de registre" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_false_ledger_is_told(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`verify` names the first wrong row and fails."""
    with closing(without_triggers(ledger)) as connection:
        connection.execute("UPDATE events SET bytes_out = 7 WHERE seq = 2")
        connection.commit()
    assert run(ledger, "verify")[0] == 1
    assert "/2: the hash" in capsys.readouterr().err


def test_a_simulation_needs_no_ledger(tmp_path: Path) -> None:
    """Inputs with their worth, results with their ranges; a figure that is typed is marked."""
    status, text = run(tmp_path / "absent", "simulate", "--set", "inhabitants=500000")
    assert status == 0
    assert "saisie" in text
    assert "hypothèse" in text
    assert "Part du coût portée par les voyageurs\u00a0: 100\u00a0%" in text
    half = run(tmp_path / "absent", "simulate", "--fares-part", "0.5")[1]
    assert "portée par les voyageurs\u00a0: 50\u00a0%" in half
    dear = run(tmp_path / "absent", "simulate", "--set", "system_cost_eur=1e9")[1]
    assert "aucun prix n’y suffit" in dear


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--set", "inhabitants"], "--set inhabitants\u00a0: il faut NOM=NOMBRE."),
        (["--set", "inhabitants=0"], "inhabitants: must be above zero"),
        (["--scenario", "../../etc/passwd"], "--scenario ../../etc/passwd\u00a0: pas un nom."),
        (["--fares-part", "2"], "fares_part: must be from 0 to 1"),
    ],
)
def test_a_simulation_that_cannot_be_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    """The option that is wrong is named."""
    assert run(tmp_path / "absent", "simulate", *words) == (1, "")
    assert sentence in capsys.readouterr().err


def test_a_month_says_what_it_emitted(ledger: Path) -> None:
    """The SCI of 1,000 answers, its components, and that watts are supposed."""
    text = run(ledger, "carbon", "2026-11")[1]
    assert "pour 3 réponses" in text
    assert "CO2e pour 1\u202f000 réponses" in text
    assert "puissances supposées" in text


def test_rates_are_fitted_on_searches(tmp_path: Path) -> None:
    """Times made from known rates give these rates back, whatever the counters."""
    ledger = tmp_path / "ledger.sqlite"
    keeper = accountant(ledger)
    for number in range(300):
        read, scanned = 1000 + 37 * (number % 50), 10 + number % 7
        keeper.charge(
            plan_event(
                counters={"stop_times_read": read, "patterns_scanned": scanned},
                cpu_us=500 + 2 * read + 30 * scanned,
                outcome="solved",
            )
        )
    keeper.close()
    fit = calibrate(ledger, TARIFF)
    assert fit.searches == 300
    expected = {"searches": 500, "stop_times_read": 2, "patterns_scanned": 30}
    assert {meter: round(us, 3) for meter, us in fit.us.items()} == expected
    assert fit.r2 > 0.999
    status, table = run(ledger, "calibrate")
    assert status == 0
    assert "300 recherches, 100\u00a0% de la variance" in table
    assert "stop_times_read               2.0000" in table


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
