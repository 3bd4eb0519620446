"""`criteria` of a plan: journeys with less walking or less carbon beside the fastest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from api.paging import Reach, find_page
from planner import Criterion, Journey, Planner, Query, Slack
from tests.properties.layers import LAYERS, PLACES
from tests.support import network as text
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


@pytest.mark.parametrize("arrive_by", [False, True])
@settings(max_examples=30)
@given(data=st.data())
def test_pages_neither_skip_nor_repeat(arrive_by: bool, data: st.DataObject) -> None:  # noqa: FBT001
    """However long pages are, one after the other they hold what one long page holds."""
    network = text.parse(data.draw(LAYERS["footpaths"]), days=(0,))
    from_, to = data.draw(PLACES)
    when = "by 09:10" if arrive_by else "at 07:50"
    asked = replace(
        text.query(network, f"{from_} -> {to} {when}", max_transfers=2),
        criteria=data.draw(st.frozensets(st.sampled_from(Criterion), min_size=1)),
        slack=Slack(data.draw(st.sampled_from([0, 300, 1200])), data.draw(st.integers(0, 1))),
    )
    planner = Planner(network)
    whole = find_page(planner, asked, _reach(asked, asked.time_s, 4800, 99))
    found: list[Journey] = []
    start_s, length_s = asked.time_s, data.draw(st.sampled_from([200, 700]))
    while abs(start_s - asked.time_s) <= 4800:
        page = find_page(planner, asked, _reach(asked, start_s, length_s, 1))
        found += page.journeys
        start_s = page.first_s - 1 if arrive_by else page.last_s + 1
    worth = sorted(journey.worth(asked) for journey in found)
    assert worth == sorted(journey.worth(asked) for journey in whole.journeys)


def _reach(asked: Query, start_s: int, window_s: int, wanted: int) -> Reach:
    return Reach(start_s, later=not asked.arrive_by, window_s=window_s, wanted=wanted)
