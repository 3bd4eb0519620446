"""Budgets: a spent one changes who bears, never what is answered; alerts are told once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.accounting import Accountant, read_statement
from api.accounting.alerts import Alert, to_file, to_webhook
from api.accounting.budgets import Budget, YearBudgets, load_budgets
from api.accounting.errors import InvalidBudgetsError
from api.accounting.spending import Spending
from api.accounting.upkeep import Terms
from api.accounting.verification import verify
from tests.api.accounting.rows import query_rows, table_rows
from tests.api.accounting.samples import (
    BOOK,
    MULHOUSE,
    STRASBOURG,
    Clock,
    accountant,
    plan_event,
)

POOL = "pool-solidarite"


def budgets(**amounts_neur: int) -> dict[int, YearBudgets]:
    """Return the budgets of 2026; names are those of the constants above, in small letters."""
    payers = {"strasbourg": STRASBOURG, "mulhouse": MULHOUSE, "pool": POOL}
    found = {payers[name]: Budget(payers[name], a, {}) for name, a in amounts_neur.items()}
    return {2026: YearBudgets(2026, found)}


@pytest.fixture
def clock() -> Clock:
    """Return a clock of our own."""
    return Clock(datetime(2026, 11, 23, 8, tzinfo=UTC))


@contextmanager
def keeping(
    ledger: Path, clock: Clock, terms: Terms
) -> Iterator[tuple[Accountant, Callable[[], None]]]:
    """Give an accountant, and what makes it look at the budgets."""
    keeper = accountant(ledger, clock, terms=terms)

    def look() -> None:
        clock.advance(minutes=2)
        keeper.settle()

    yield keeper, look
    keeper.close()


def test_a_spent_budget_is_borne_by_the_pool(tmp_path: Path, clock: Clock) -> None:
    """What a payer owes beyond its budget falls on the pool; the statement shows the debt."""
    ledger = tmp_path / "ledger.sqlite"
    with keeping(ledger, clock, Terms(budgets=budgets(strasbourg=1))) as (keeper, look):
        before = keeper.charge(plan_event())
        look()
        after = keeper.charge(plan_event())
    assert [share.bearer for share in before.shares] == [None, None]
    assert {share.payer: share.bearer for share in after.shares} == {
        STRASBOURG: "Pool de solidarité",
        MULHOUSE: None,
    }
    rows = {row.payer: row for row in read_statement(ledger, BOOK).payers}
    (debt,) = [share.amount_neur for share in after.shares if share.payer == STRASBOURG]
    assert rows[STRASBOURG].borne_by == {POOL: debt}
    assert rows[MULHOUSE].borne_by == {}
    posted = """
        SELECT SUM(amount_neur) FROM postings JOIN accounts ON accounts.id = account_id
        WHERE account = 'pool-solidarite'
    """
    assert query_rows(ledger, posted) == [(debt,)]
    assert verify(ledger, BOOK).fault is None


def test_a_spent_pool_leaves_a_deficit(tmp_path: Path, clock: Clock) -> None:
    """Once the pool is spent too, the deficit account bears, and answers still leave."""
    ledger = tmp_path / "ledger.sqlite"
    terms = Terms(budgets=budgets(strasbourg=1, pool=1))
    with keeping(ledger, clock, terms) as (keeper, look):
        keeper.charge(plan_event())
        look()
        spent = keeper.charge(plan_event())
        unsolved = keeper.charge(plan_event(outcome="unsolved"))
    assert spent.recorded
    assert unsolved.recorded
    assert [share.bearer for share in unsolved.shares] == ["Déficit"]
    assert "Déficit" in [share.bearer for share in spent.shares]
    assert verify(ledger, BOOK).fault is None


def test_a_spent_budget_changes_nothing_but_who_bears(tmp_path: Path, clock: Clock) -> None:
    """Same cost, same lines, same payers and shares, with a budget or with none left."""
    charges = []
    for name, amount in (("spent", 1), ("large", 10**15)):
        with keeping(
            tmp_path / name, Clock(clock.now), Terms(budgets=budgets(strasbourg=amount))
        ) as (keeper, look):
            keeper._source = "the-same-1-life"
            keeper.charge(plan_event())
            look()
            charges.append(keeper.charge(plan_event()).as_dict())
    spent, large = charges
    assert (spent.pop("budget"), large.pop("budget")) == ("spent", "normal")
    bearers = [payer.pop("bearer", None) for payer in spent["payers"]]  # type: ignore[attr-defined]
    assert sorted(map(str, bearers)) == ["None", "Pool de solidarité"]
    assert spent == large


def test_alerts_are_raised_once_each(tmp_path: Path, clock: Clock) -> None:
    """At 50, 80 and 100 % an alert is put down and told, by one worker, for ever once."""
    ledger, told = tmp_path / "ledger.sqlite", []
    terms = Terms(budgets=budgets(strasbourg=550), deliver=[told.append])
    with keeping(ledger, clock, terms) as (keeper, look):
        reached: list[list[int]] = []
        for _ in range(3):
            keeper.charge(plan_event(payers={STRASBOURG: 1}))
            look()
            look()
            reached.append([alert.threshold_pct for alert in told])
    cost_neur = read_statement(ledger, BOOK).total_neur // 3
    expected = [[p for p in (50, 80, 100) if 100 * n * cost_neur >= p * 550] for n in (1, 2, 3)]
    assert reached == expected
    assert reached[2] == [50, 80, 100]
    again: list[Alert] = []
    with keeping(ledger, clock, Terms(budgets=terms.budgets, deliver=[again.append])) as (k, look):
        k.charge(plan_event())
        look()
    assert again == []
    assert len(table_rows(ledger, "alerts")) == 3


def test_a_forecast_warns_before_the_budget_is_spent(tmp_path: Path, clock: Clock) -> None:
    """From the third day, what the year will cost at this pace is compared too."""
    ledger, told = tmp_path / "ledger.sqlite", []
    with keeping(
        ledger, clock, Terms(budgets=budgets(strasbourg=5_000), deliver=[told.append])
    ) as (keeper, look):
        keeper.charge(plan_event(payers={STRASBOURG: 1}))
        look()
        assert told == []
        clock.advance(days=2)
        keeper.charge(plan_event(payers={STRASBOURG: 1}))
        look()
    assert {alert.basis for alert in told} == {"forecast"}
    assert [alert.threshold_pct for alert in told] == [50, 80, 100]


def test_a_forecast_is_linear() -> None:
    """Spending so far, plus the same pace for the days that are left."""
    spending = Spending("nowhere", BOOK, 2026)
    assert spending.forecast_neur(STRASBOURG, date(2026, 11, 25)) is None
    spending._add("2026-12-01", {STRASBOURG: 1000})
    assert spending.forecast_neur(STRASBOURG, date(2026, 12, 2)) is None
    assert spending.forecast_neur(STRASBOURG, date(2026, 12, 10)) == 1000 + 1000 * 21 // 10
    assert spending.forecast_neur(MULHOUSE, date(2026, 12, 10)) == 0


@given(st.dictionaries(st.sampled_from([STRASBOURG, MULHOUSE, POOL]), st.integers(0, 10)))
def test_nobody_bears_for_who_still_has_a_budget(owed: dict[str, int]) -> None:
    """Exactly the payers at or above their budget are relieved, by pool or by deficit."""
    bearers = budgets(strasbourg=5, mulhouse=3, pool=4)[2026].bearers(owed)
    assert (STRASBOURG in bearers) == (owed.get(STRASBOURG, 0) >= 5)
    assert (MULHOUSE in bearers) == (owed.get(MULHOUSE, 0) >= 3)
    assert set(bearers.values()) <= {POOL, "deficit"}
    assert len(set(bearers.values())) <= 1
    assert (POOL in bearers) == ("deficit" in bearers.values())


def test_days_are_sealed_by_the_workers(tmp_path: Path, clock: Clock) -> None:
    """The first worker to post on a new day seals the day before; once a day is enough."""
    ledger = tmp_path / "ledger.sqlite"
    with keeping(ledger, clock, Terms()) as (keeper, look):
        for _ in range(3):
            keeper.charge(plan_event())
            look()
        clock.now += timedelta(days=1)
        keeper.charge(plan_event())
        look()
    assert [row[1] for row in table_rows(ledger, "seals")] == ["2026-11-23", "2026-11-24"]
    assert verify(ledger, BOOK).fault is None


ALERT = Alert(STRASBOURG, 2026, 80, "actual", "2026-11-25", 80, 100)


def test_an_alert_is_appended_to_a_file(tmp_path: Path) -> None:
    """One line of JSON each, with the amounts in euros."""
    deliver = to_file(tmp_path / "var" / "alerts.jsonl")
    deliver(ALERT)
    deliver(ALERT)
    lines = (tmp_path / "var" / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0])["budgetEuros"] == "0.000000100"


def test_an_alert_is_posted_to_an_address(caplog: pytest.LogCaptureFixture) -> None:
    """The address the operator gave gets the JSON; one that does not answer stops nothing."""
    received: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}/"
        to_webhook(address)(ALERT)
        thread.join()
    assert received[0]["payer"] == STRASBOURG
    to_webhook(address)(ALERT)
    assert "alert not posted" in caplog.text
    with pytest.raises(ValueError, match="webhook"):
        to_webhook("file:///etc/passwd")


ROW = {"payer": STRASBOURG, "amount_eur": "1200.50", "labels": {"instruction": "M43"}}


def test_budgets_are_read_with_the_accountants_labels(tmp_path: Path) -> None:
    """A file a year; amounts exact; labels are kept as they were written."""
    content = {"year": 2026, "currency": "EUR", "budgets": [ROW]}
    (tmp_path / "2026.json").write_text(json.dumps(content), encoding="utf-8")
    budget = load_budgets(tmp_path)[2026].budgets[STRASBOURG]
    assert (budget.amount_neur, budget.labels) == (1_200_500_000_000, {"instruction": "M43"})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"year": 2027}, "year"),
        ({"currency": "USD"}, "currency"),
        ({"budgets": []}, "budgets"),
        ({"budgets": [ROW, ROW]}, "budgets[1].payer"),
        ({"budgets": [ROW | {"amount_eur": 1200.5}]}, "budgets[0].amount_eur"),
        ({"budgets": [ROW | {"amount_eur": "-1"}]}, "budgets[0].amount_eur"),
        ({"budgets": [ROW | {"labels": {"article": 611}}]}, "budgets[0].labels.article"),
        ({"budgets": [ROW | {"chapitre": "011"}]}, "budgets[0].chapitre"),
    ],
)
def test_a_wrong_budget_is_refused_by_its_field(
    tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    """The error names the file and the field that is wrong."""
    content = {"year": 2026, "currency": "EUR", "budgets": [ROW]} | changes
    path = tmp_path / "2026.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InvalidBudgetsError) as caught:
        load_budgets(tmp_path)
    assert (caught.value.path, caught.value.field) == (str(path), field)
