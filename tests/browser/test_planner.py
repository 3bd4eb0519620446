"""A journey found by keyboard alone, by mouse, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader

NO_SCRIPTS = {"java_script_enabled": False}


def test_journey_is_found_with_the_keyboard_alone(reader: Reader) -> None:
    """Typing, arrows and Enter lead from the first page to the legs of a journey."""
    reader.visit("/")
    keyboard, page = reader.page.keyboard, reader.page
    page.get_by_label("Départ", exact=True).focus()
    keyboard.type("marc")
    expect(page.locator("li[role=option]")).to_have_count(1)
    expect(page.get_by_role("status").first).to_have_text("1 suggestion")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(page.get_by_label("Départ", exact=True)).to_have_value("Place du Marché, Ouestville")
    for _tab in range(2):  # past the button that exchanges both ends
        keyboard.press("Tab")
    keyboard.type("oeuv")
    expect(page.locator("li[role=option]")).to_have_count(1)
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"fromPlace=station%3At%3AMarket.*#results$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Œuvre St-Éloi")
    page.locator(".journey summary").first.focus()
    keyboard.press("Enter")
    expect(page.get_by_text("direction Eloi").first).to_be_visible()
    assert reader.told == []


def test_suggestions_follow_the_combobox_pattern(reader: Reader) -> None:
    """Assistive technology is told of the list, the option reached, and the closing."""
    reader.visit("/")
    field = reader.page.get_by_role("combobox", name="Départ")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("est")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    reached = reader.page.locator("li[role=option][aria-selected=true]")
    expect(field).to_have_attribute("aria-activedescendant", reached.get_attribute("id") or "-")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(reader.page.get_by_role("listbox")).to_have_count(0)
    expect(field).to_have_value("est")


def test_suggestion_is_chosen_with_the_mouse(reader: Reader) -> None:
    """A click on a suggestion fills the field and its id."""
    reader.visit("/")
    reader.page.get_by_label("Arrivée", exact=True).press_sequentially("lac")
    reader.page.locator("li[role=option]").first.click()
    expect(reader.page.get_by_label("Arrivée", exact=True)).to_have_value("Lac")
    expect(reader.page.locator("input[name=toPlace]")).to_have_value("station:t:Lac")


def test_both_ends_are_exchanged(reader: Reader) -> None:
    """The button exchanges the places that results were asked for."""
    reader.visit("/?fromPlace=t:Market&toPlace=t:Eloi")
    reader.page.get_by_role("button", name="Échanger départ et arrivée").click()
    expect(reader.page.get_by_label("Départ", exact=True)).to_have_value(
        "Œuvre St-Éloi, Est-sur-Œil"
    )
    expect(reader.page.locator("input[name=toPlace]")).to_have_value("t:Market")


@pytest.mark.parametrize("reader", [NO_SCRIPTS], indirect=True)
def test_journey_is_found_without_scripts(reader: Reader) -> None:
    """Without scripts: type, choose among places of that name, read the legs."""
    reader.visit("/")
    page = reader.page
    page.get_by_label("Départ", exact=True).fill("ouest")
    page.get_by_label("Arrivée", exact=True).fill("eloi")
    page.get_by_role("button", name="Chercher un itinéraire").click()
    expect(page.get_by_text("Plusieurs lieux correspondent à").first).to_be_visible()
    page.get_by_label("Place du Marché, Ouestville").check()
    page.get_by_role("button", name="Chercher un itinéraire").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Place du Marché")
    page.locator(".journey summary").first.click()
    expect(page.get_by_text("direction Eloi").first).to_be_visible()
    expect(page.get_by_role("button", name="Échanger")).to_have_count(0)
    assert reader.told == []


@pytest.mark.parametrize("reader", [NO_SCRIPTS], indirect=True)
def test_options_work_without_scripts(reader: Reader) -> None:
    """Boxes under the options change the search, its address, and stay as they were chosen."""
    reader.visit("/?fromPlace=t:Market&toPlace=t:Eloi")
    page = reader.page
    page.get_by_text("Options", exact=True).click()
    page.get_by_label("Moins de marche").check()
    page.get_by_label("Moins de CO₂e").check()
    page.get_by_label("Vitesse de marche").select_option(label="Lente (3\u00a0km/h)")
    page.get_by_role("button", name="Chercher un itinéraire").click()
    expect(page).to_have_url(re.compile("criteria=walking&criteria=co2e.*pedestrianSpeed=0.8"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Œuvre St-Éloi")
    expect(page.get_by_label("Moins de marche")).to_be_checked()
    expect(page.get_by_label("Moins de CO₂e")).to_be_checked()
    assert reader.told == []


@pytest.mark.parametrize("reader", [{"viewport": {"width": 360, "height": 640}}], indirect=True)
def test_search_on_a_phone_leads_to_its_results(reader: Reader) -> None:
    """On a narrow screen the results come into view, not the form again."""
    reader.visit("/?fromPlace=t:Market&toPlace=t:Eloi")
    reader.page.get_by_role("button", name="Chercher un itinéraire").click()
    expect(reader.page).to_have_url(re.compile("#results$"))
    expect(reader.page.get_by_role("heading", level=1)).to_be_in_viewport()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?fromPlace=t:Market&toPlace=t:Lac",
        "/?from=ouest&to=zzz",
        "/nulle-part",
        "/arret/t:Market",
        "/horaires/t:Market?line=t:1",
        "/ecran/t:Market",
        "/calcul",
        "/borne/t:Market",
        "/borne/t:Market?toPlace=t:Lac",
    ],
)
def test_nothing_is_wider_than_the_screen(reader: Reader, path: str) -> None:
    """No page has to be moved sideways to be read, whatever the screen."""
    reader.visit(path)
    for summary in reader.page.locator(".journey > details > summary").all():
        summary.click()
    for width in (320, 360, 768, 1280, 1920):
        reader.page.set_viewport_size({"width": width, "height": 800})
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert reader.page.evaluate(wide) <= 0, width


def test_nothing_moves_while_the_page_loads(reader: Reader) -> None:
    """Font and scripts arrive without shifting what is being read."""
    reader.page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => {"
        "for (const entry of list.getEntries()) window.shift += entry.value;"
        "}).observe({type: 'layout-shift', buffered: true});"
    )
    reader.address = reader.address.replace("127.0.0.1", "west.localhost")  # with a logo
    results = "/?fromPlace=t:Market&toPlace=t:Eloi"
    for path in ("/", results, "/arret/t:Market", "/ligne/t:1", "/lignes"):
        reader.visit(path)
        assert reader.page.evaluate("window.shift") < 0.02, path


def test_hostile_address_does_nothing(reader: Reader) -> None:
    """What stands in an address is shown as text and never runs."""
    attack = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    reader.visit(f"/?from={attack}&to={attack}")
    expect(reader.page.get_by_label("Départ", exact=True)).to_have_value(
        '"><script>alert(1)</script>'
    )
    assert not [said for said in reader.told if "400" not in said]


def test_departures_of_a_stop_are_found_with_the_keyboard_alone(reader: Reader) -> None:
    """From the first page to the departures of a stop, and the day of its line."""
    reader.visit("/")
    page = reader.page
    page.get_by_role("link", name="Départs").focus()
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Arrêt").focus()
    page.keyboard.type("marc")
    expect(page.locator("li[role=option]")).to_have_count(1)
    for key in ("ArrowDown", "Enter", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text("Place du Marché")
    page.get_by_role("link", name="Toute la journée").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader")).to_have_text(["07", "08", "23"])
    assert reader.told == []


@pytest.mark.parametrize("reader", [{"viewport": {"width": 1280, "height": 720}}], indirect=True)
def test_screen_of_a_hall_outlives_the_network(reader: Reader) -> None:
    """Without an answer of the server the departures stay, with their age."""
    reader.page.clock.install(time="2026-06-10T08:00:00+02:00")
    reader.visit("/ecran/t:Gare2")
    reader.page.route("**/ecran/**", lambda route: route.abort())
    reader.page.clock.run_for(31_000)
    expect(reader.page.get_by_role("status")).to_contain_text("Horaires de 08:00")
    expect(reader.page.get_by_text("Eloi").first).to_be_visible()
