"""docs/COSTS.md shows the tariff that is in force and a month as the code computes it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.accounting import Accountant, euros, load_rules, load_tariffs, read_statement
from api.accounting.closing import IDLE, close_month
from api.accounting.ledger import Ledger
from tests.api.accounting.samples import NAMES, Clock, plan_event
from tests.api.accounting.test_closing import DECEMBER, TERMS

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = ["COSTS.md", "COSTS.fr.md"]
SEARCH = {"stop_times_read": 123_456, "footpaths_relaxed": 3_456, "journeys": 5}


@pytest.mark.parametrize("page", PAGES)
def test_the_documented_rates_are_the_tariffs(page: str) -> None:
    """Each line of the tariff is in the page's table with its rate, unit and kind; no more."""
    row = re.compile(r"^\| `(\w+)` \| (\d+) \| (\d+) \| (\w+) \|", flags=re.MULTILINE)
    text = (DOCS / page).read_text(encoding="utf-8")
    tariff = load_tariffs().on(date(2026, 11, 23))
    kinds = {"hypothesis": "hypothesis" if page == "COSTS.md" else "hypothèse"}
    assert re.search(rf"^(Tariff|Tarif) {tariff.version}\s?:", text, flags=re.MULTILINE)
    assert row.findall(text) == [
        (line.meter, str(line.rate_peur), str(line.per), kinds[line.kind]) for line in tariff.lines
    ]


@pytest.mark.parametrize("page", PAGES)
def test_the_documented_rules_are_those_in_force(page: str) -> None:
    """Each rule of an answer is in the page's table, in the order in which they are tried."""
    text = (DOCS / page).read_text(encoding="utf-8")
    rules = load_rules().on(date(2026, 11, 23))
    listed = re.findall(r"^\| `(R-[A-Z]+@\d+)` \|", text, flags=re.MULTILINE)
    assert listed == [rule.rule for rule in rules.answers]


@pytest.mark.parametrize("page", PAGES)
def test_the_worked_month_is_what_the_code_computes(page: str, tmp_path: Path) -> None:
    """Every figure of the table is found again by charging these answers and closing the month."""
    tariffs, ledger = load_tariffs(), tmp_path / "ledger.sqlite"
    clock = Clock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    keeper = Accountant(ledger, tariffs, NAMES, clock=clock, worker="docs")
    search = {"counters": SEARCH, "bytes_out": 23_456}
    for _ in range(1000):
        keeper.charge(plan_event(outcome="solved", **search))
    for _ in range(40):
        keeper.charge(plan_event(outcome="unsolved", payers={}, **search))
    for _ in range(500):
        page_event = {"counters": {}, "bytes_out": 15_000, "cpu_us": 2_500, "payers": {}}
        keeper.charge(plan_event(endpoint="planner", **page_event))
    keeper.close()
    opened = Ledger(ledger)
    close_month(opened, tariffs, TERMS, "2026-11", DECEMBER, final=True)
    opened.close()
    statement = read_statement(ledger, tariffs, "2026-11")
    rows = [(row.name, row.answers, row.direct_neur, row.lines) for row in statement.payers]
    rows.append(("Total", statement.answers, statement.direct_neur, dict(statement.lines)))
    text = (DOCS / page).read_text(encoding="utf-8")
    for name, answers, direct_neur, lines in rows:
        data, idle = lines.get("donnees", 0), lines.get(IDLE, 0)
        others = sum(lines.values()) - data - idle
        total = direct_neur + sum(lines.values())
        # Which of two equal payers bears the odd nano-euro depends on a random name.
        figures = [data, idle, others] if name != "Total" else [direct_neur, data, idle, total]
        line = next(line for line in text.splitlines() if line.startswith(f"| {name} |"))
        assert f"| {answers} |" in line
        for figure in figures:
            assert f"| {euros(figure)} |" in line, (name, euros(figure))
        shown = [int(cell.replace(".", "")) for cell in re.findall(r"\d+\.\d{9}", line)]
        assert shown[0] == pytest.approx(direct_neur, abs=200)
        assert shown[-1] == sum(shown[:-1])
