"""What browsers do with a search: print it, copy its address, remember its places."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader

JOURNEY = "/?fromPlace=t:Market&toPlace=t:Lac"


@pytest.mark.parametrize(
    "path",
    [JOURNEY, "/arret/t:Market", "/horaires/t:Market?line=t:1", "/ligne/t:1"],
    ids=lambda p: p[:8],
)
def test_answer_is_printed_on_one_page(reader: Reader, path: str) -> None:
    """An open journey, departures, the day of a line and its stops take one sheet each."""
    reader.visit(path)
    for summary in reader.page.locator(".journey > details > summary").all()[:1]:
        summary.click()
    sheets = reader.page.pdf(format="A4")
    assert len(re.findall(rb"/Type /Page\b", sheets)) == 1


def test_journey_that_was_opened_is_printed_alone(reader: Reader) -> None:
    """On paper the form and the journeys left closed make room for the one that was chosen."""
    reader.visit(JOURNEY)
    reader.page.locator(".journey > details > summary").first.click()
    reader.page.emulate_media(media="print")
    assert reader.page.locator(".journey:visible").count() == 1
    expect(reader.page.get_by_role("button", name="Chercher un itinéraire")).to_be_hidden()


@pytest.mark.parametrize(
    "reader", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True
)
def test_address_is_copied_and_told(reader: Reader) -> None:
    """The button copies the address of the search and says that it did."""
    reader.visit(JOURNEY)
    reader.page.get_by_text("Partager ou emporter cette recherche").click()
    reader.page.get_by_role("button", name="Copier l’adresse").click()
    expect(reader.page.get_by_text("Adresse copiée")).to_be_visible()
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert copied == reader.page.get_by_label("Adresse de cette recherche").input_value()


@pytest.mark.parametrize(
    "reader",
    [{"permissions": ["geolocation"], "geolocation": {"latitude": 48.0001, "longitude": 7.0}}],
    indirect=True,
)
def test_search_begins_where_the_reader_is(reader: Reader) -> None:
    """An empty field offers the reader's position, which becomes a place to leave from."""
    reader.visit("/")
    reader.page.get_by_label("Départ", exact=True).click()
    reader.page.locator("li[role=option]", has_text="Ma position").click()
    expect(reader.page.get_by_label("Départ", exact=True)).to_have_value("48.00010, 7.00000")
    reader.page.get_by_label("Arrivée", exact=True).fill("oeuvre")
    reader.page.get_by_role("button", name="Chercher un itinéraire").click()
    expect(reader.page.locator(".journey").first).to_be_visible()


@pytest.mark.parametrize("reader", [{"permissions": []}], indirect=True)
def test_position_that_is_refused_is_told(reader: Reader) -> None:
    """Where the browser does not say where it is, the page asks for a name instead."""
    reader.visit("/")
    reader.page.get_by_label("Départ", exact=True).click()
    reader.page.locator("li[role=option]", has_text="Ma position").click()
    expect(reader.page.get_by_role("status").first).to_contain_text("n’est pas disponible")


def test_places_chosen_lately_are_offered_again(reader: Reader) -> None:
    """A place chosen once is offered in an empty field of the next visit, in this browser."""
    reader.visit("/")
    field = reader.page.get_by_label("Départ", exact=True)
    field.press_sequentially("marc")
    reader.page.locator("li[role=option]").first.click()
    reader.visit("/")
    reader.page.get_by_label("Arrivée", exact=True).press("ArrowDown")
    expect(reader.page.locator("li[role=option]").last).to_contain_text("Place du Marché")
    assert reader.told == []
