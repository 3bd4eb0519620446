"""Whoever asks by a former id of a stop or line is answered about what it is today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feeds.aliases import FormerIds
from tests.support.snapshots import two_towns


@pytest.fixture
def client(make_app: Callable[..., Flask]) -> FlaskClient:
    """Return a client of two towns whose market and line 1 had other ids before."""
    former = FormerIds({"t:MARKT": "t:Market"}, {"t:L1": "t:1"})
    return make_app(replace(two_towns(), former_ids=former)).test_client()


def test_plan(client: FlaskClient) -> None:
    """A plan from a former id is the plan from the stop of today, which it names."""
    question = "/api/v6/plan?fromPlace={}&toPlace=t:Eloi&time=2026-06-10T06:00:00Z"
    former, today = (client.get(question.format(id_)).get_json() for id_ in ("t:MARKT", "t:Market"))
    assert former["from"]["stopId"] == "t:Market"
    assert former["itineraries"] == today["itineraries"]


def test_board_and_reach(client: FlaskClient) -> None:
    """Departures of a former id, and what is in reach of it, are those of today."""
    board = client.get("/api/v6/stoptimes?stopId=t:MARKT&n=2").get_json()
    assert board["stopTimes"][0]["place"]["stopId"] == "t:Market"
    reach = "/api/v1/one-to-all?one={}&time=2026-06-10T06:00:00Z&maxTravelTime=60"
    former, today = (client.get(reach.format(id_)).get_json() for id_ in ("t:MARKT", "t:Market"))
    assert former["all"] == today["all"] != []


@pytest.mark.parametrize("page", ["arret", "ecran", "borne"])
def test_page_of_a_stop_leads_to_its_address_of_today(client: FlaskClient, page: str) -> None:
    """A bookmark or a QR code of a former id goes on working, its other values kept."""
    answer = client.get(f"/{page}/t:MARKT?lang=de")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{page}/t:Market?lang=de")


@pytest.mark.parametrize(("former", "stop"), [("t:MARKT", "t:Market"), ("t:Gare2", "t:Gare2")])
def test_station_that_was_called_after_another_stop(
    client: FlaskClient, former: str, stop: str
) -> None:
    """The id of a station says one of its stops: it leads there when the station has another."""
    answer = client.get(f"/arret/station:{former}")
    station = client.get(f"/api/v6/stoptimes?stopId={stop}&n=1").get_json()["place"]["parentId"]
    assert answer.headers["Location"] == f"/arret/{station}"


def test_timetable_of_a_former_line(client: FlaskClient) -> None:
    """The day of a line by its former id leads to that of the line, at the same stop."""
    answer = client.get("/horaires/t:Market?line=t:L1&direction=0")
    assert answer.headers["Location"] == "/horaires/t:Market?line=t:1&direction=0"
    assert client.get(answer.headers["Location"]).status_code == 200


def test_form_with_a_former_id(client: FlaskClient) -> None:
    """A shared search by a former id is filled in with the stop of today."""
    page = client.get("/?fromPlace=t:MARKT&toPlace=t:Eloi").text
    assert 'value="t:Market"' in page
    assert "t:MARKT" not in page
