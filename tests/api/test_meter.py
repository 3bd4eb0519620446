"""The meter: every answer is charged once, to whom it is for, with what it took."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.accounting import UNATTRIBUTED, Charge, Share
from api.meter import cost_sentence
from api.service import EXTENSION
from tests.support.snapshots import EAST, WEST

PLAN = "/api/v6/plan?fromPlace=t:Market&toPlace=t:Eloi&time=2026-06-10T06:00:00Z"


def lines(ledger: Path) -> list[dict[str, Any]]:
    """Return the events of the ledger, oldest first."""
    with closing(sqlite3.connect(ledger)) as connection:
        connection.row_factory = sqlite3.Row
        return [
            dict(row) for row in connection.execute("SELECT * FROM events ORDER BY source_id, seq")
        ]


def payers(client: FlaskClient, question: str) -> dict[str, int]:
    """Return what each payer bears of a plan's cost."""
    cost = client.get(f"/api/v6/plan?{question}").get_json()["cost"]
    assert sum(payer["amount"] for payer in cost["payers"]) == cost["total"] > 0
    return {payer["payer"]: payer["amount"] for payer in cost["payers"]}


@pytest.mark.parametrize(
    ("address", "status", "endpoint", "channel"),
    [
        (PLAN, 200, "plan", "api"),
        ("/api/v6/plan?fromPlace=48.0123,7.0456&toPlace=x", 404, "plan", "api"),
        ("/api/v1/geocode?text=gare", 200, "geocode", "api"),
        ("/api/v1/health", 200, "health", "api"),
        ("/api/v6/48.0123,7.0456", 404, "none", "api"),
        ("/48.0123,7.0456", 404, "none", "web"),
        ("/", 200, "planner", "web"),
        ("/?fromPlace=t:Market&toPlace=t:Eloi", 200, "planner", "web"),
    ],
)
def test_every_answer_is_a_line_without_an_address(
    client: FlaskClient, ledger: Path, address: str, status: int, endpoint: str, channel: str
) -> None:
    """Errors included: endpoint and channel by name, never what was asked."""
    client.get(address)
    (line,) = lines(ledger)
    assert (line["status"], line["endpoint"], line["channel"]) == (status, endpoint, channel)
    assert "48.0123" not in str(line)


def test_an_unexpected_error_is_a_line(
    make_app: Callable[..., Flask], ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500 is charged like any answer."""
    app = make_app()

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(app.extensions[EXTENSION].planner, "search", fail)
    assert app.test_client().get(PLAN).status_code == 500
    assert [line["status"] for line in lines(ledger)] == [500]


def test_static_files_are_no_lines(client: FlaskClient, ledger: Path) -> None:
    """Files that never change are free."""
    client.get("/static/nothing.css")
    assert not ledger.exists()


def test_the_answer_and_the_ledger_say_the_same(client: FlaskClient, ledger: Path) -> None:
    """The cost in the body is the one in the ledger, for the body without the cost."""
    response = client.get(PLAN)
    body = response.get_json()
    (line,) = lines(ledger)
    assert body["cost"]["total"] == line["cost_neur"]
    text = response.get_data(as_text=True)
    without_cost = text[: text.index(',"cost":')] + "}"
    assert line["bytes_out"] == len(without_cost.encode())


def test_origin_and_destination_pay_half_each(client: FlaskClient) -> None:
    """The communes of the first and the last stop decide."""
    shares = payers(client, "fromPlace=t:Market&toPlace=t:Eloi")
    assert set(shares) == {WEST, EAST}
    assert abs(shares[WEST] - shares[EAST]) <= 1


def test_one_authority_pays_alone_inside_its_own_territory(client: FlaskClient) -> None:
    """Both halves are its own."""
    assert set(payers(client, "fromPlace=t:Market&toPlace=t:Gare1")) == {WEST}


def test_an_end_in_no_commune_is_nobodys(client: FlaskClient) -> None:
    """The half of a stop outside every commune is not attributed."""
    assert set(payers(client, "fromPlace=t:Eloi&toPlace=t:Lac")) == {EAST, UNATTRIBUTED}


def test_an_empty_answer_is_nobodys(client: FlaskClient) -> None:
    """No journey, no ends, no payer."""
    assert set(payers(client, "fromPlace=t:Eloi&toPlace=t:Market")) == {UNATTRIBUTED}


def test_the_same_question_again_is_not_searched_again(client: FlaskClient, ledger: Path) -> None:
    """A kept answer is the same, is flagged as kept, and pays for no search."""
    first, again = client.get(PLAN).get_json(), client.get(PLAN).get_json()
    assert [line["cache_hit"] for line in lines(ledger)] == [0, 1]
    assert {**first, "cost": None} == {**again, "cost": None}
    meters = {line["meter"] for line in again["cost"]["lines"]}
    assert "searches" not in meters
    assert [p["payer"] for p in first["cost"]["payers"]] == [
        p["payer"] for p in again["cost"]["payers"]
    ]


def test_a_kept_answer_repeats_the_parameters_of_whoever_asks(client: FlaskClient) -> None:
    """RequestParameters are one's own, though the answer was searched for someone else."""
    client.get(PLAN)
    assert client.get(f"{PLAN}&language=fr").get_json()["requestParameters"]["language"] == "fr"


def test_nothing_is_kept_when_told_not_to(make_app: Callable[..., Flask], ledger: Path) -> None:
    """answers_kept=0 searches every time."""
    client = make_app(answers_kept=0).test_client()
    client.get(PLAN)
    client.get(PLAN)
    assert [line["cache_hit"] for line in lines(ledger)] == [0, 0]


def test_answers_go_on_without_a_ledger(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    """A ledger that cannot be written is said in the answer and by health, and stops nobody."""
    blocked = tmp_path / "a-file"
    blocked.write_text("not a folder")
    client = make_app(ledger=str(blocked / "ledger.sqlite")).test_client()
    body = client.get(PLAN).get_json()
    assert body["itineraries"]
    assert body["cost"]["recorded"] is False
    assert client.get("/api/v1/health").get_json()["ledger"] == "unavailable"


def charge_of(*payers_: str) -> Charge:
    """Return a charge of 312 nano-euros borne by these payers."""
    shares = tuple(Share(name, f"Autorité {name}", 312 // len(payers_)) for name in payers_)
    return Charge("http-1/1", 312, (), shares, "2026-11", "R-OD@1", recorded=True)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("A",), "payée par Autorité A. Vous"),
        (("A", "B"), "payée par Autorité A et Autorité B. Vous"),
        (("A", UNATTRIBUTED), "payée par Autorité A, le reste à aucune autorité. Vous"),
        ((UNATTRIBUTED,), "attribués à aucune autorité. Vous"),
    ],
)
def test_the_cost_is_said_in_a_sentence(app: Flask, names: tuple[str, ...], told: str) -> None:
    """Amount, payers, and that the reader pays nothing."""
    with app.test_request_context():
        sentence = cost_sentence(charge_of(*names))
    assert sentence.startswith("Cette recherche a coûté 0,000\u202f000\u202f312\u00a0€")
    assert told in sentence
    assert sentence.endswith("Vous ne payez rien.")
