"""The pages about money, state by state, and the open data beside them."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import UTC, date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.accounting.closing import ClosingTerms, close_month, reopen_month
from api.accounting.ledger import Ledger
from api.costs import CostReader
from api.members import members_of
from api.service import EXTENSION
from tests.api.web.page import read
from tests.support.snapshots import EAST, NOW, WEST, two_towns

PLAN = "/api/v6/plan?fromPlace=t:Market&toPlace=t:Eloi&time=2026-06-10T06:00:00Z"
BACK = "/api/v6/plan?fromPlace=t:Eloi&toPlace=t:Market&time=2026-06-10T06:00:00Z"
MONTH = f"{NOW:%Y-%m}"


@pytest.fixture
def answered(client: FlaskClient, settle: Callable[[], None]) -> FlaskClient:
    """Return a client of a service that gave twelve journeys, and twelve times none."""
    for _ in range(12):
        client.get(PLAN)
        client.get(BACK)
    settle()
    return client


def close(app: Flask, ledger: Path, month: str = MONTH) -> None:
    """Close the month for good, in the next."""
    service = app.extensions[EXTENSION]
    terms = ClosingTerms(
        service.terms.costs.of(month),
        service.terms.rules.on(date(2026, 6, 1)),
        service.costs.members,
    )
    opened = Ledger(ledger)
    close_month(opened, service.costs.tariffs, terms, month, date(2026, 7, 2), final=True)
    opened.close()


def test_before_the_first_answer_there_is_nothing_to_show(client: FlaskClient) -> None:
    """The page says so, and invites to come back; the status is that of a service not ready."""
    response = client.get("/couts")
    assert response.status_code == 503
    assert "Aucune réponse n’a encore été comptée" in read(response.text).text


def test_the_month_under_way_is_shown(answered: FlaskClient) -> None:
    """Who paid what so far, where nothing was found, and what the fixed costs will be."""
    response = answered.get("/couts")
    text = read(response.text).text
    assert response.status_code == 200
    assert "Qui a payé en juin 2026" in text
    assert "les coûts fixes y entrent quand il est arrêté" in text
    assert "Métropole de l’Est" in text
    assert "100 % de 12" in text.replace("\u00a0", " ")
    assert "25 000,00 €" in text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Coût complet de 1 000 réponses" not in text.replace("\u202f", " ")


def test_a_closed_month_says_so(answered: FlaskClient, app: Flask, ledger: Path) -> None:
    """Closed, it has its fixed costs shared, its idle machines and the seal that covers it."""
    close(app, ledger)
    text = read(answered.get("/couts").text).text
    assert "Mois clos" in text
    assert "Machines inactives : ce que les réponses n’ont pas utilisé" in text.replace(
        "\u00a0", " "
    )
    head = answered.get(f"/api/v1/costs/{MONTH}").get_json()["head"]
    assert head in text


def test_a_closed_month_is_read_once_until_it_is_reopened(
    answered: FlaskClient, app: Flask, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot change, so it is not added up again; reopening is seen all the same."""
    costs: CostReader = app.extensions[EXTENSION].costs
    close(app, ledger)
    first = costs.month(MONTH)
    costs._months.clear()  # a minute has gone by
    with monkeypatch.context() as patched:
        patched.setattr("api.costs.read_public_costs", None)
        assert costs.month(MONTH) is first
    opened = Ledger(ledger)
    reopen_month(opened, MONTH, date(2026, 7, 3), "an invoice was wrong")
    opened.close()
    costs._months.clear()
    assert costs.month(MONTH).statement.state == "reopened"


def test_months_are_linked_but_not_those_to_come(answered: FlaskClient) -> None:
    """The month before is offered; the month after only once it has begun."""
    page = answered.get("/couts").text
    assert "month=2026-05" in page
    assert "month=2026-07" not in page
    assert "month=2026-06" in answered.get("/couts?month=2026-05").text


def test_a_month_without_answers_is_empty(answered: FlaskClient) -> None:
    """Nothing was counted: said in words, without charts."""
    response = answered.get("/couts?month=2026-05")
    assert response.status_code == 200
    assert "Aucune réponse n’a été comptée ce mois-ci" in response.text
    assert '<svg class="chart"' not in response.text


@pytest.mark.parametrize("month", ["2026-13", "juin", "<b>", "0001-01", "9999-12"])
def test_what_is_no_month_is_refused(answered: FlaskClient, month: str) -> None:
    """The sentence names the parameter; what was typed is never markup."""
    for address in ("/couts?month=", "/api/v1/costs/"):
        response = answered.get(f"{address}{month}")
        assert response.status_code == 400
        assert "month" in response.text
        assert "<b>" not in response.text or response.mimetype == "application/problem+json"


def test_charts_are_drawings_with_a_title_and_a_table(answered: FlaskClient) -> None:
    """Each chart is well-formed, is named, and its figures are in a table of the page."""
    for address in ("/couts", "/qui-paie"):
        page = answered.get(address).text
        starts = [at for at in range(len(page)) if page.startswith('<svg class="chart"', at)]
        assert starts
        for at in starts:
            drawing = ET.fromstring(
                page[at : page.index("</svg>", at) + 6].replace("&nbsp;", " ")
            )  # our own page
            title = next(child for child in drawing if child.tag == "title")
            assert drawing.get("role") == "img"
            assert drawing.get("aria-labelledby") == title.get("id")
            assert title.text
            assert page.count("<table") >= len(starts)


def test_open_data_agree_with_the_page(answered: FlaskClient) -> None:
    """JSON and CSV have the same payers and amounts, which add up."""
    document = answered.get(f"/api/v1/costs/{MONTH}").get_json()
    rows = list(csv.DictReader(io.StringIO(answered.get(f"/api/v1/costs/{MONTH}.csv").text)))
    assert {row["payer"] for row in rows} == {payer["payer"] for payer in document["payers"]}
    assert sum(payer["total"] for payer in document["payers"]) == document["total"]
    assert {WEST, EAST, "pool-solidarite"} <= {payer["payer"] for payer in document["payers"]}
    assert document["unsolved"][0]["unsolved"] == 12


def test_open_data_without_accounts_is_a_problem(client: FlaskClient) -> None:
    """No ledger yet: a problem of a service not ready, not an error."""
    response = client.get(f"/api/v1/costs/{MONTH}")
    assert response.status_code == 503
    assert response.mimetype == "application/problem+json"


def test_members_are_weighed_by_people_and_timetables() -> None:
    """Each authority has its inhabitants and the calls at its stops: all calls, once."""
    snapshot = two_towns()
    members = {member.siren: member for member in members_of(snapshot)}
    assert set(members) == set(snapshot.territories.authorities)
    network = snapshot.network
    outside = snapshot.stop_commune[network.pattern_stops] < 0
    in_pattern = [
        (network.pattern_trips_start[p + 1] - network.pattern_trips_start[p])
        * int((~outside[network.pattern_stops_start[p] : network.pattern_stops_start[p + 1]]).sum())
        for p in range(network.n_patterns)
    ]
    assert sum(member.feed_size for member in members.values()) == sum(in_pattern) > 0


def test_who_pays_shows_both_sides_with_their_ranges(client: FlaskClient) -> None:
    """Without any figure typed: authorities or travellers, each with what it may be."""
    response = client.get("/qui-paie")
    text = read(response.text).text
    assert response.status_code == 200
    for said in (
        "Si les collectivités paient tout",
        "Si les voyageurs paient tout",
        "Voyages perdus par an",
        "hypothèse",
        "donnée publiée",
    ):
        assert said in text


def test_figures_that_are_typed_replace_ours(client: FlaskClient) -> None:
    """French decimals and spaces are read; the form keeps them, marked as typed."""
    query = {"inhabitants": "1\u202f000\u202f000", "mean_fare_eur": "0,50", "part": "40"}
    page = read(client.get("/qui-paie", query_string=query).text)
    assert page.form()["inhabitants"] == "1\u202f000\u202f000"
    assert page.form()["mean_fare_eur"] == "0,5"
    assert "saisie" in page.text
    assert "Si les voyageurs en paient 40 %" in page.text.replace("\u00a0", " ")


def test_sending_the_form_as_it_is_changes_nothing(client: FlaskClient) -> None:
    """Figures that were left alone keep their ranges."""
    first = read(client.get("/qui-paie").text)
    again = read(client.get("/qui-paie", query_string=first.form()).text)
    assert again.text == first.text


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ({"trips": "beaucoup"}, "Voyages payants par an"),
        ({"inhabitants": "0"}, "Habitants"),
        ({"fare_elasticity": "0,3"}, "Élasticité de la demande au prix"),
        ({"trips": "1e999"}, "Voyages payants par an"),
        ({"trips": "<script>"}, "Voyages payants par an"),
        ({"part": "140"}, "La part portée par les voyageurs va de 0 à 100"),
        ({"part": "nan"}, "La part portée par les voyageurs va de 0 à 100"),
    ],
)
def test_a_figure_that_cannot_be_is_told_by_its_label(
    client: FlaskClient, query: dict[str, str], label: str
) -> None:
    """One sentence beside the field, linked from the top; the rest is still computed."""
    response = client.get("/qui-paie", query_string=query)
    page = read(response.text)
    assert response.status_code == 400
    assert label in page.text
    assert "À corriger" in page.text
    assert 'aria-invalid="true"' in response.text
    assert "<script>" not in response.text.replace('<script type="module"', "")
    assert "Voyages perdus par an" in page.text


def test_a_cost_no_fare_can_yield_is_said(client: FlaskClient) -> None:
    """There is no such price: in words, not an error."""
    text = read(client.get("/qui-paie?system_cost_eur=1000000000").text).text
    assert "aucun prix n’y suffit" in text


def test_a_spent_budget_changes_nothing_but_the_cost(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    """Byte for byte the same answer, and the same status, but for its `cost` object."""
    bodies: list[dict[str, Any]] = []
    for name, amount in (("spent", "0.000000001"), ("large", "1000000")):
        folder = tmp_path / name / "budgets"
        folder.mkdir(parents=True)
        rows = [{"payer": payer, "amount_eur": amount} for payer in (WEST, EAST, "pool-solidarite")]
        content = {"year": 2026, "currency": "EUR", "budgets": rows}
        (folder / "2026.json").write_text(json.dumps(content), encoding="utf-8")
        now = [NOW.astimezone(UTC)]
        app = make_app(
            clock=lambda now=now: now[0],
            accounts=tmp_path / name,
            var=tmp_path / name / "var",
            answers_kept=0,
        )
        client = app.test_client()
        client.get(PLAN)
        client.get(BACK)
        now[0] = now[0].replace(minute=now[0].minute + 2)
        app.extensions[EXTENSION].accountant.settle()
        for address in (PLAN, BACK):
            response = client.get(address)
            assert response.status_code == 200
            text = response.get_data(as_text=True)
            bodies.append({"rest": text[: text.index(',"cost":')], **response.get_json()["cost"]})
    half = len(bodies) // 2
    for spent, large in zip(bodies[:half], bodies[half:], strict=True):
        assert spent["rest"] == large["rest"]
        assert (spent["budget"], large["budget"]) == ("spent", "normal")
        assert (spent["total"], spent["rule"]) == (large["total"], large["rule"])
        assert "budget épuisé" in spent["sentence"]
        assert spent["sentence"].endswith("Vous ne payez rien.")
