"""The kiosk of a stop as it is without scripts: complete, and without a way out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from api.web.itineraries import Booking
from tests.api.web.page import Page, read

KIOSK = "/borne/t:Market"


def see(client: FlaskClient, query: str = "", status: int = 200) -> Page:
    """Ask for the kiosk of the market place and read it."""
    response = client.get(KIOSK + query)
    page = read(response.text)
    assert response.status_code == status, page.text
    return page


def test_kiosk_shows_its_stop_its_departures_and_one_question(client: FlaskClient) -> None:
    """Whoever comes sees where they are, what leaves next, and is asked where to."""
    page = see(client)
    assert "Place du Marché" in page.text
    assert "08:10 dans 10 min" in page.text
    assert "Où allez-vous ?" in page.text
    assert [one["name"] for one in page.all("input") if one.get("type") == "text"] == ["to"]


def test_journeys_start_here_and_now(client: FlaskClient) -> None:
    """Typing a place is enough: the journeys leave from the kiosk's stop from now on."""
    page = see(client, "?to=oeuvre")
    assert "Itinéraires de Place du Marché à Œuvre St-Éloi, Est-sur-Œil" in page.text
    assert "départ 08:10 arrivée 09:00" in page.text
    assert "Cette recherche a coûté" in page.text
    assert page.all("svg", **{"class": "qr"})


@pytest.mark.parametrize("query", ["", "?to=ouest", "?to=zzz", "?toPlace=t:Lac", "?toPlace=t:Eloi"])
def test_no_link_leads_out_of_the_kiosk(client: FlaskClient, query: str) -> None:
    """Every link and form of a kiosk leads to the same kiosk."""
    page = read(client.get(KIOSK + query).text)
    ways = [link["href"] for link in page.all("a")] + [f["action"] for f in page.all("form")]
    assert ways
    assert {way.partition("?")[0] for way in ways} == {KIOSK}


def test_what_is_booked_elsewhere_is_told_and_leads_nowhere(app: Flask) -> None:
    """Telephone and address of an on-demand ride are there to be read; the planner links them."""
    told = '{% from "itinerary.html" import booking %}{{ booking(rule) }}'
    rule = Booking(None, "", "03 88 00 00 00", "https://taxi.example/", linked=False)
    with app.test_request_context("/borne/t:Market"):
        kiosk = read(render_template_string(told, rule=rule))
        planner = read(render_template_string(told, rule=replace(rule, linked=True)))
    assert kiosk.all("a") == []
    assert "03 88 00 00 00" in kiosk.text
    assert "https://taxi.example/" in kiosk.text
    assert len(planner.all("a")) == 2


def test_name_of_several_places_is_a_question(client: FlaskClient) -> None:
    """Places of that name are offered; choosing one finds journeys."""
    page = see(client, "?to=est")
    choices = [one["value"] for one in page.all("input", type="radio", name="toPlace")]
    assert len(choices) > 1
    assert "arrivée 09:00" in see(client, f"?to=est&toPlace={choices[0]}").text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?to=zzz", "Aucun arrêt ni commune ne correspond à « zzz »"),
        ("?toPlace=t:Market", "Le départ et l’arrivée sont le même lieu"),
    ],
)
def test_mistake_is_said_beside_the_field(client: FlaskClient, query: str, said: str) -> None:
    """What cannot be searched is told in a sentence, departures still there."""
    page = read(client.get(KIOSK + query).text)
    assert said in page.text
    assert "Prochains départs" in page.text


def test_comfort_is_kept_until_the_next_person(client: FlaskClient) -> None:
    """Height and contrast stay through the search of one person: they stand in the address."""
    page = see(client, "?low=1&contrast=1")
    assert page.value("low") == page.value("contrast") == "1"
    assert page.all("div", **{"data-kiosk": ""})[0]["class"] == "kiosk-page low contrast"
    assert {"contrast": "1"} in page.links(KIOSK)  # the link that raises the screen again
    assert see(client).value("low") == ""


@pytest.mark.parametrize(
    ("language", "row"), [("fr", "azertyuiop"), ("de", "qwertzuiopü"), ("en", "qwertyuiop")]
)
def test_keyboard_is_that_of_the_language(client: FlaskClient, language: str, row: str) -> None:
    """AZERTY in French, QWERTZ in German, QWERTY in English."""
    (keys,) = (one for one in see(client, f"?lang={language}").all("div") if "data-keyboard" in one)
    assert keys["data-keyboard"].startswith(row)


@pytest.mark.parametrize("stop_id", ["t:Gone", "48.0,7.1"])
def test_kiosk_of_no_stop_is_not_found(client: FlaskClient, stop_id: str) -> None:
    """A kiosk stands at a stop."""
    assert client.get(f"/borne/{stop_id}").status_code == 404


def test_search_at_a_kiosk_is_charged_once(app: Flask) -> None:
    """A search at a kiosk writes one event with the payers of its journey."""
    service = app.extensions["correspondance"]
    events = []
    charge = service.accountant.charge
    service.accountant.charge = lambda event: events.append(event) or charge(event)
    see(app.test_client(), "?toPlace=t:Eloi")
    assert [(event.endpoint, event.channel, len(event.payers)) for event in events] == [
        ("kiosk", "kiosk", 2)
    ]
