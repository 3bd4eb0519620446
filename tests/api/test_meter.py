"""The meter: every answer is charged once, to whom it is for, with what it took."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.accounting import (
    UNATTRIBUTED,
    Charge,
    LedgerUnavailableError,
    MeteredEvent,
    Share,
    load_tariffs,
)
from api.accounting.rules import RULES
from api.meter import cost_sentence
from api.service import EXTENSION
from tests.support.snapshots import EAST, WEST

PLAN = "/api/v6/plan?fromPlace=t:Market&toPlace=t:Eloi&time=2026-06-10T06:00:00Z"


Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(settle: Callable[[], None], ledger: Path) -> Lines:
    """Return what gives the events of the ledger, oldest first."""

    def read() -> list[dict[str, Any]]:
        settle()
        with closing(sqlite3.connect(ledger)) as connection:
            connection.row_factory = sqlite3.Row
            rows = connection.execute("SELECT * FROM events ORDER BY source_id, seq")
            return [dict(row) for row in rows]

    return read


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
        ("/borne/t:Market", 200, "kiosk", "kiosk"),
        ("/ecran/t:Market", 200, "screen", "kiosk"),
        ("/openapi.json", 200, "openapi", "api"),
    ],
)
def test_every_answer_is_a_line_without_an_address(
    client: FlaskClient, lines: Lines, address: str, status: int, endpoint: str, channel: str
) -> None:
    """Errors included: endpoint and channel by name, never what was asked."""
    client.get(address)
    (line,) = lines()
    assert (line["status"], line["endpoint"], line["channel"]) == (status, endpoint, channel)
    assert "48.0123" not in str(line)


def test_an_unexpected_error_is_a_line(
    make_app: Callable[..., Flask], lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500 is charged like any answer."""
    app = make_app()

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(app.extensions[EXTENSION].planner, "search", fail)
    assert app.test_client().get(PLAN).status_code == 500
    assert [line["status"] for line in lines()] == [500]


def test_static_files_are_no_lines(client: FlaskClient, ledger: Path) -> None:
    """Files that never change are free."""
    client.get("/static/nothing.css")
    assert not ledger.exists()


def test_the_answer_and_the_ledger_say_the_same(client: FlaskClient, lines: Lines) -> None:
    """The cost in the body is the one in the ledger, for the body without the cost."""
    response = client.get(PLAN)
    body = response.get_json()
    (line,) = lines()
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


def test_an_operators_own_rule_may_share_by_legs(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    """With R-LEG in its folder, metres in vehicles weigh; other files are still the program's."""
    rules = json.loads((RULES / "2026-11.json").read_text("utf-8"))
    by_legs = {"rule": "R-LEG@1", "when": "has-legs", "share": "legs"}
    rules |= {"version": "2026-05", "valid_from": "2026-05-01"}
    rules["answers"].insert(0, by_legs)
    (tmp_path / "accounts" / "rules").mkdir(parents=True)
    (tmp_path / "accounts" / "rules" / "2026-05.json").write_text(json.dumps(rules), "utf-8")
    client = make_app(accounts=tmp_path / "accounts").test_client()
    cost = client.get(PLAN).get_json()["cost"]
    assert (cost["rule"], cost["tariff"]) == ("R-LEG@1", "2026-11")
    shares = {payer["payer"]: payer["amount"] for payer in cost["payers"]}
    assert set(shares) == {WEST, EAST}
    assert abs(shares[WEST] - shares[EAST]) > 1, "the ends alone would share half and half"


def test_an_end_in_no_commune_is_nobodys(client: FlaskClient) -> None:
    """The half of a stop outside every commune is not attributed."""
    assert set(payers(client, "fromPlace=t:Eloi&toPlace=t:Lac")) == {EAST, UNATTRIBUTED}


def test_an_empty_answer_falls_on_the_pool(client: FlaskClient, lines: Lines) -> None:
    """No journey is a lack of transport: counted, with its commune, and shared by all."""
    assert set(payers(client, "fromPlace=t:Eloi&toPlace=t:Market")) == {"pool-solidarite"}
    (line,) = lines()
    assert line["outcome"] == "unsolved"
    assert re.fullmatch(r"\d{5}", line["commune"])


def test_a_found_journey_is_counted_as_solved(client: FlaskClient, lines: Lines) -> None:
    """Its origin's commune is kept; a later page is no search of its own to count."""
    body = client.get(PLAN).get_json()
    client.get(f"{PLAN}&pageCursor={body['nextPageCursor']}")
    assert [line["outcome"] for line in lines()] == ["solved", "-"]


@pytest.mark.parametrize(
    ("address", "agent", "kind", "rule", "account"),
    [
        ("/api/v1/health", "curl", "operation", "R-EXPL@1", "exploitation-supervision:1"),
        (PLAN, "Examplebot/2.1 (+http://x)", "answer", "R-BOT@1", "exploitation:1"),
    ],
)
def test_what_nobody_reads_is_our_own_cost(  # what is asked, and where it goes
    client: FlaskClient,
    lines: Lines,
    ledger: Path,
    address: str,
    agent: str,
    kind: str,
    rule: str,
    account: str,
) -> None:
    """Supervision and robots that say so are excluded from the shares; no agent is kept."""
    client.get(address, headers={"User-Agent": agent})
    (line,) = lines()
    assert (line["kind"], line["rule_version"]) == (kind, rule)
    with closing(sqlite3.connect(ledger)) as connection:
        assert connection.execute("SELECT split FROM splits").fetchall() == [(account,)]
    assert agent not in str(line)


def test_the_lines_of_a_cost_are_told_on_demand(client: FlaskClient) -> None:
    """By default the total, the full cost and the payers; with cost=detail, meter by meter."""
    assert "lines" not in client.get(PLAN).get_json()["cost"]
    assert client.get(f"{PLAN}&cost=detail").get_json()["cost"]["lines"]
    refused = client.get(f"{PLAN}&cost=everything")
    assert refused.status_code == 400
    assert refused.get_json()["parameter"] == "cost"


def test_every_answer_says_its_processor_time(client: FlaskClient) -> None:
    """Server-Timing, for whoever looks into the network panel; a kept answer says so."""
    first, again = client.get(PLAN), client.get(PLAN)
    timing = r"cpu;dur=\d+\.\d, streets;dur=\d+\.\d, search;dur=\d+\.\d, write;dur=\d+\.\d"
    assert re.fullmatch(timing, first.headers["Server-Timing"])
    assert again.headers["Server-Timing"].endswith(", cache;desc=hit")
    assert "search" not in again.headers["Server-Timing"]


@pytest.mark.parametrize(
    ("address", "stages"),
    [
        (PLAN, {"cpu_search_us", "cpu_streets_us", "cpu_write_us"}),
        (
            "/?fromPlace=t:Market&toPlace=t:Eloi",
            {"cpu_search_us", "cpu_streets_us", "cpu_write_us"},
        ),
        ("/api/v1/geocode?text=gare", {"cpu_geocode_us", "cpu_write_us"}),
        ("/?from=xyzzy&to=march", {"cpu_geocode_us", "cpu_write_us"}),
        ("/api/v1/one-to-all?one=t:Market", {"cpu_search_us", "cpu_streets_us", "cpu_write_us"}),
        ("/arret/t:Market", {"cpu_write_us"}),
    ],
)
def test_each_stage_of_an_answer_is_kept_with_it(
    client: FlaskClient, lines: Lines, address: str, stages: set[str]
) -> None:
    """Searching, streets, finding places and writing: their thread CPU, within the whole."""
    client.get(address)
    (line,) = lines()
    counters = json.loads(line["counters"])
    found = {name: us for name, us in counters.items() if name.startswith("cpu_")}
    assert found.keys() == stages
    assert 0 < sum(found.values()) <= line["cpu_us"]


def test_looking_up_a_place_is_counted(client: FlaskClient, lines: Lines) -> None:
    """Both ends of a journey that are typed are two look-ups."""
    client.get("/?from=gare&to=march")
    (line,) = lines()
    assert json.loads(line["counters"])["geocoder_calls"] == 2


def test_a_detailed_cost_tells_each_stage(client: FlaskClient) -> None:
    """With cost=detail the stages are lines: measured, and not priced twice."""
    rows = client.get(f"{PLAN}&cost=detail").get_json()["cost"]["lines"]
    told = {row["meter"]: row["ratePicoEuros"] for row in rows if row["meter"].startswith("cpu_")}
    assert told == {"cpu_search_us": 0, "cpu_streets_us": 0, "cpu_write_us": 0}


def test_the_same_question_again_is_not_searched_again(client: FlaskClient, lines: Lines) -> None:
    """A kept answer is the same, is flagged as kept, and pays for no search."""
    first, again = (client.get(f"{PLAN}&cost=detail").get_json() for _ in range(2))
    assert [line["cache_hit"] for line in lines()] == [0, 1]
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


def test_nothing_is_kept_when_told_not_to(make_app: Callable[..., Flask], lines: Lines) -> None:
    """answers_kept=0 searches every time."""
    client = make_app(answers_kept=0).test_client()
    client.get(PLAN)
    client.get(PLAN)
    assert [line["cache_hit"] for line in lines()] == [0, 0]


def test_answers_go_on_without_a_ledger(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    """A ledger that cannot be written stops nobody: answers are journalled, health says so."""
    blocked = tmp_path / "a-file"
    blocked.write_text("not a folder")
    app = make_app(ledger=str(blocked / "ledger.sqlite"))
    client = app.test_client()
    body = client.get(PLAN).get_json()
    assert body["itineraries"]
    assert body["cost"]["recorded"] is True
    with pytest.raises(LedgerUnavailableError):
        app.extensions[EXTENSION].accountant.settle()
    assert client.get("/api/v1/health").get_json()["ledger"] == "unavailable"
    assert list((tmp_path / "two-towns" / "journals").iterdir())


def test_answers_go_on_without_a_journal(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    """A journal that cannot be written is said in the answer and by health, and stops nobody."""
    (tmp_path / "two-towns").write_text("not a folder")
    client = make_app().test_client()
    body = client.get(PLAN).get_json()
    assert body["itineraries"]
    assert body["cost"]["recorded"] is False
    assert client.get("/api/v1/health").get_json()["ledger"] == "unavailable"


def charge_of(*payers_: str) -> Charge:
    """Return a charge of 312 nano-euros borne by these payers."""
    shares = tuple(Share(name, f"Autorité {name}", 312 // len(payers_)) for name in payers_)
    event = MeteredEvent("plan", 200, "web", False, "f00d")  # noqa: FBT003  # not kept
    tariff = load_tariffs().tariffs[0]
    return Charge("http-1/1", 312, event, tariff, shares, "R-OD@1", recorded=True)


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
