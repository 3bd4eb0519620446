"""The options of the search form: boxes and lists that work without scripts, kept in addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.web.page import Page, read, visit
from tests.support.snapshots import two_towns

LINES = """
    1:  Market 08:10  Gare1 08:20
    T:  Gare2 08:30  Eloi 09:00
    2:  Market 08:10  Yard 08:50
    3:  Yard 08:55  Eloi 09:10
    Gare1 ~3min~ Gare2
"""
JOURNEY = {"fromPlace": "t:Market", "toPlace": "t:Eloi", "time": "2026-06-10T08:00:00+02:00"}


@pytest.fixture
def towns(make_app: Callable[..., Flask]) -> FlaskClient:
    """Return a client of two towns where one can ride all the way, a little later."""
    return make_app(two_towns(LINES)).test_client()


def checked(page: Page, name: str) -> list[str]:
    """Return the values of the boxes of a name that are checked."""
    return [one["value"] for one in page.all("input", name=name) if "checked" in one]


def test_less_walking_finds_the_ride_that_needs_none(towns: FlaskClient) -> None:
    """The box finds journeys with less walking; without it they are left out."""
    later = "départ 08:10 arrivée 09:10"
    assert later not in visit(towns, **JOURNEY).text
    assert later in visit(towns, **JOURNEY, criteria="walking").text


def test_boxes_of_one_name_are_all_taken_and_kept(towns: FlaskClient) -> None:
    """A browser sends each box by itself; all of them count and stay checked, open to see."""
    query = [*JOURNEY.items(), ("criteria", "walking"), ("criteria", "co2e")]
    response = towns.get("/", query_string=query)
    page = Page()
    page.feed(response.text)
    assert response.status_code == 200
    assert checked(page, "criteria") == ["walking", "co2e"]
    assert page.all("details", **{"class": "options"})[0].keys() == {"class", "open"}
    later = [link for link in page.links() if "pageCursor" in link]
    assert {link["criteria"] for link in later} == {"walking,co2e"}


def test_options_are_closed_until_one_is_chosen(towns: FlaskClient) -> None:
    """Options stay out of the way of those who want none."""
    assert "open" not in visit(towns, **JOURNEY).all("details", **{"class": "options"})[0]


def test_slow_walkers_get_their_time(client: FlaskClient) -> None:
    """The speed of walking is a list, and what an address gives beside it is kept."""
    places = {"fromPlace": "48.0,7.030", "toPlace": "48.004,7.034"}
    usual, slow = visit(client, **places), visit(client, **places, pedestrianSpeed="0.8")
    assert usual.text != slow.text
    page = visit(client, **places, pedestrianSpeed="1.1")
    (chosen,) = (one for one in page.all("option", value="1.1"))
    assert "selected" in chosen


def test_ways_that_are_not_served_here_are_not_offered(client: FlaskClient) -> None:
    """Where no streets are known there is no box for bikes; an address that asks is refused."""
    assert visit(client).all("input", name="by") == []
    assert "BIKE" in visit(client, 422, **JOURNEY, by="bike").text


def test_unknown_way_is_refused_by_name(client: FlaskClient) -> None:
    """What nobody knows is told, never ignored."""
    assert "« by » vaut « swim »" in visit(client, 400, **JOURNEY, by="swim").text


def test_address_to_share_keeps_the_options(towns: FlaskClient) -> None:
    """Whoever opens the address sees the same journeys."""
    page = visit(towns, **JOURNEY, criteria="walking", pedestrianSpeed="0.8")
    address = page.all("input", id="address")[0]["value"]
    assert "criteria=walking" in address
    assert "pedestrianSpeed=0.8" in address


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("directModes", "WALK,BIKE", "WALK,BIKE"),
        ("cyclingSpeed", "5", "5"),
        ("transitModes", "BUS,FERRY", "FERRY"),
        ("transitModes", "TRANSIT", "TRANSIT"),
        ("pedestrianProfile", "FOOT", "FOOT"),
    ],
)
def test_what_no_field_says_is_kept_and_told(
    make_app: Callable[..., Flask], name: str, value: str, kept: str
) -> None:
    """A parameter of the address stands in a box that is checked: sent again unless emptied."""
    network = two_towns().network
    types = network.line_type.copy()
    types[0] = 0  # a tram beside buses
    client = make_app(replace(two_towns(), network=replace(network, line_type=types))).test_client()
    page = read(client.get("/", query_string={"fromPlace": "t:Market", name: value}).text)
    assert kept in checked(page, name)
    assert "Demandé aussi par l’adresse de cette page" in page.text
    assert f"{name}={kept}" in page.text
    assert "open" in page.all("details", **{"class": "options"})[0]


def test_fields_of_the_form_are_not_told_twice(towns: FlaskClient) -> None:
    """What boxes and lists show needs no further box."""
    asked = {"criteria": "walking", "maxTransfers": "1", "pedestrianSpeed": "0.8"}
    assert "Demandé aussi" not in visit(towns, **JOURNEY, **asked).text
