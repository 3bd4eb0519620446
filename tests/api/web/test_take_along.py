"""What people take along: options, orders, the address, a QR code, a calendar entry."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.web.page import Page, read, visit

JOURNEY = {"fromPlace": "t:Market", "toPlace": "t:Eloi", "time": "2026-06-10T08:00:00+02:00"}


def orders(page: Page) -> list[dict[str, str]]:
    """Return the links that sort journeys."""
    return [link for link in page.links() if "pageCursor" not in link and "time" in link]


def departures(page: Page) -> list[str]:
    """Return when the journeys of a page leave, in its order."""
    parts = page.text.split("départ ")[1:]
    return [part[:5] for part in parts if part[:2].isdigit()]


def test_number_of_changes_may_be_limited(client: FlaskClient) -> None:
    """With no change allowed, the page says that there is no such journey, and keeps the choice."""
    page = visit(client, **JOURNEY, maxTransfers="0")
    assert "Aucun itinéraire n’a 0 correspondances ou moins" in page.text
    chosen = [option["value"] for option in page.all("option") if "selected" in option]
    assert chosen == ["0", ""]  # and the usual speed of walking
    assert all(link["maxTransfers"] == "0" for link in page.links() if "pageCursor" in link)


def test_wrong_number_of_changes_is_refused_with_its_field(client: FlaskClient) -> None:
    """A number that is none is named beside its field."""
    page = visit(client, 400, **JOURNEY, maxTransfers="viele")
    assert "Le paramètre « maxTransfers » vaut « viele »" in page.text
    assert any(link["href"] == "#maxTransfers" for link in page.all("a"))
    assert page.all("select", id="maxTransfers")[0]["aria-invalid"] == "true"


@pytest.mark.parametrize("order", ["", "arrival", "duration", "transfers", "walking", "carbon"])
def test_every_order_shows_the_same_journeys(client: FlaskClient, order: str) -> None:
    """Sorting changes the order of the journeys, never which ones there are."""
    usual = departures(visit(client, **JOURNEY))
    assert usual == sorted(usual) and len(usual) > 1  # noqa: PT018  # one thought
    assert sorted(departures(visit(client, **JOURNEY, sort=order))) == usual


def test_orders_are_links_and_the_chosen_one_is_marked(client: FlaskClient) -> None:
    """Each order has its address; the one in use says so, earlier and later keep it."""
    page = visit(client, **JOURNEY, sort="duration")
    assert [link.get("sort") for link in orders(page)][:6] == [
        None,
        "arrival",
        "duration",
        "transfers",
        "walking",
        "carbon",
    ]
    current = [link["href"] for link in page.all("a", **{"aria-current": "true"})]
    assert any("sort=duration" in href for href in current)
    assert all(link["sort"] == "duration" for link in page.links() if "pageCursor" in link)


def test_address_to_share_finds_the_same_journeys(client: FlaskClient) -> None:
    """The address of the page is whole and does not depend on the moment it is opened."""
    address = visit(client, **JOURNEY).all("input", id="address")[0]["value"]
    assert address.startswith("http://localhost/?")
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert query == JOURNEY


def test_qr_code_is_a_picture_of_the_address(client: FlaskClient) -> None:
    """The page shows a QR code, an SVG that is drawn by the server."""
    (image,) = visit(client, **JOURNEY).all("img")
    response = client.get(image["src"])
    assert response.mimetype == "image/svg+xml"
    assert response.text.startswith("<svg")
    assert image["alt"]


def test_qr_code_differs_with_the_search(client: FlaskClient) -> None:
    """Two searches have two codes; what does not belong to a search changes nothing."""
    first = client.get("/qr.svg", query_string=JOURNEY).data
    assert client.get("/qr.svg", query_string=JOURNEY | {"other": "1"}).data == first
    assert client.get("/qr.svg", query_string=JOURNEY | {"sort": "duration"}).data != first


def test_address_too_long_for_a_code_is_refused(client: FlaskClient) -> None:
    """No code is drawn that no telephone could read."""
    assert client.get("/qr.svg", query_string={"fromPlace": "x" * 900}).status_code == 400


def entry(client: FlaskClient, **more: str) -> dict[str, str]:
    """Return the calendar entry of the first journey of a page, unfolded, by property."""
    page = visit(client, **JOURNEY | more)
    href = next(a["href"] for a in page.all("a") if a["href"].startswith("/itineraire.ics"))
    response = client.get(href)
    assert response.mimetype == "text/calendar"
    assert all(len(line) <= 75 for line in response.data.split(b"\r\n"))
    lines = response.text.replace("\r\n ", "").split("\r\n")
    return dict(line.split(":", 1) for line in lines if line)


def test_journey_becomes_an_entry_of_a_calendar(client: FlaskClient) -> None:
    """The entry begins and ends with the journey and tells its legs."""
    event = entry(client)
    assert (event["DTSTART"], event["DTEND"]) == ("20260610T061000Z", "20260610T070000Z")
    assert event["SUMMARY"] == "Place du Marché\\, Ouestville → Œuvre St-Éloi\\, Est-sur-Œil"
    assert "08:10 Place du Marché — 1 direction Gare1" in event["DESCRIPTION"]
    assert event["URL"].startswith("http://localhost/?fromPlace=t:Market")


def test_journey_that_is_no_longer_found_has_no_entry(client: FlaskClient) -> None:
    """An id that no journey of the search has leads to a page that says what to do."""
    response = client.get("/itineraire.ics", query_string=JOURNEY | {"id": "gone"})
    assert response.status_code == 404
    assert "refaites la recherche" in read(response.text).text
    assert client.get("/itineraire.ics").status_code == 404


def test_calendar_entry_is_charged_as_web(app: Flask) -> None:
    """What is taken along costs like any answer."""
    service = app.extensions["correspondance"]
    events = []
    charge = service.accountant.charge
    service.accountant.charge = lambda event: events.append(event) or charge(event)
    app.test_client().get("/itineraire.ics", query_string=JOURNEY | {"id": "gone"})
    assert [(event.endpoint, event.channel) for event in events] == [("calendar", "web")]
