"""`criteria` of a plan: journeys with less walking or less carbon beside the fastest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.snapshots import two_towns

LINES = """
    1:  Market 08:10  Gare1 08:20
    T:  Gare2 08:30  Eloi 09:00
    2:  Market 08:15  Yard 08:50
    3:  Yard 08:55  Eloi 09:10
    T:  Lac 10:00  Gare 10:20
    Gare1 ~3min~ Gare2
"""
QUESTION = {"fromPlace": "t:Market", "toPlace": "t:Eloi", "time": "2026-06-10T06:00:00Z"}


@pytest.fixture
def towns(make_app: Callable[..., Flask]) -> FlaskClient:
    """Return a client of two towns where one can ride all the way, a little later."""
    return make_app(two_towns(LINES)).test_client()


def plan(client: FlaskClient, **more: str) -> dict[str, Any]:
    """Return the answer to the usual question."""
    body: dict[str, Any] = client.get("/api/v6/plan", query_string=QUESTION | more).get_json()
    return body


def ends(body: dict[str, Any]) -> list[tuple[str, int]]:
    """Return the arrival and the seconds walked of each itinerary."""
    return [(i["endTime"][11:16], i["walkingTime"]) for i in body["itineraries"]]


def test_less_walking_is_answered_beside_the_fastest(towns: FlaskClient) -> None:
    """The ride without a walk arrives ten minutes later and is answered when walking counts."""
    once = {"timetableView": "false"}
    assert ends(plan(towns, **once)) == [("07:00", 180)]
    assert ends(plan(towns, criteria="walking", **once)) == [("07:00", 180), ("07:10", 0)]
    assert ends(plan(towns, criteria="walking", slackTime="9", **once)) == [("07:00", 180)]


def test_several_criteria_may_be_repeated_keys_or_a_list(towns: FlaskClient) -> None:
    """`criteria=walking,co2e` and `criteria=walking&criteria=co2e` ask the same."""
    pairs = [*QUESTION.items(), ("criteria", "walking"), ("criteria", "co2e")]
    repeated = towns.get("/api/v6/plan", query_string=pairs).get_json()
    assert ends(repeated) == ends(plan(towns, criteria="walking,co2e"))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("criteria", "comfort", "les valeurs possibles sont walking, co2e"),
        ("slackTime", "241", "de 0 à 240"),
        ("slackTransfers", "one", "de 0 à 6"),
    ],
)
def test_a_wrong_value_is_refused_by_name(
    towns: FlaskClient, name: str, value: str, said: str
) -> None:
    """Parameter, value and what is possible are told in French."""
    response = towns.get("/api/v6/plan", query_string=QUESTION | {name: value})
    assert response.status_code == 400
    body = response.get_json()
    assert body["parameter"] == name
    assert said in body["detail"]


def test_the_work_of_criteria_is_counted_and_charged(towns: FlaskClient) -> None:
    """Ways that were kept for comparison are a line of the cost."""
    body = plan(towns, criteria="walking", cost="detail")
    assert body["debugOutput"]["labels_kept"] > 0
    assert "labels_kept" in {line["meter"] for line in body["cost"]["lines"]}
