"""The map in Chromium with WebGL in software: drawn from our server alone, used by all means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright

from tests.browser.chromium import running_chromium
from tests.browser.conftest import Reader
from tests.browser.test_accessibility import violations

RESULTS = "/?fromPlace=t:Market&toPlace=t:Lac"
WIDE = {"viewport": {"width": 1280, "height": 800}}
DRAWN = "[data-state=drawn]"
NO_WEBGL = "HTMLCanvasElement.prototype.getContext = () => null"
COUNT_COLOURS = """async (bytes) => {
  const picture = await createImageBitmap(new Blob([Uint8Array.from(bytes)]));
  const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  canvas.drawImage(picture, 0, 0);
  const { data } = canvas.getImageData(0, 0, picture.width, picture.height);
  const seen = {};
  for (let at = 0; at < data.length; at += 4) {
    const colour = [data[at], data[at + 1], data[at + 2]].join();
    seen[colour] = (seen[colour] ?? 0) + 1;
  }
  return seen;
}"""
MARK_NEXT_DRAWING = """() => {
  const figure = document.querySelector("[data-state=drawn]");
  new MutationObserver((changes) => {
    const before = changes.some((change) => change.oldValue === "drawing");
    if (before && figure.dataset.state === "drawn") figure.dataset.drawnAnew = "";
  }).observe(figure, { attributeFilter: ["data-state"], attributeOldValue: true });
}"""
LINE, NIGHT, DAY = "0,85,164", "21,29,27", "243,241,234"
"""Colour of the lines of the small network; land in dark and in light."""


@pytest.fixture(scope="module")
def drawing_chromium(playwright: Playwright) -> Iterator[Browser]:
    """Start a Chromium that draws with WebGL, by the processor."""
    with running_chromium(playwright, draws=True) as browser:
        yield browser


@pytest.fixture
def reader(
    request: pytest.FixtureRequest, drawing_chromium: Browser, address: str
) -> Iterator[Reader]:
    """Return a reader who sees the map; parametrize indirectly with options of the context."""
    options: dict[str, Any] = {"locale": "fr-FR"} | WIDE | getattr(request, "param", {})
    context = drawing_chromium.new_context(**options)
    context.set_default_timeout(20_000)
    reader = Reader(context, address)
    reader.page.on("requestfailed", lambda failed: reader.told.append(f"failed: {failed.url}"))
    yield reader
    context.close()


def colours(reader: Reader) -> dict[str, int]:
    """Return how often each colour stands on the map."""
    picture = reader.page.locator("[data-map-canvas]").screenshot()
    found: dict[str, int] = reader.page.evaluate(COUNT_COLOURS, list(picture))
    return found


@pytest.mark.parametrize(
    ("reader", "language", "land"),
    [
        ({"color_scheme": "light"}, "fr", DAY),
        ({"color_scheme": "dark"}, "de", NIGHT),
        ({"contrast": "more"}, "en", "255,255,255"),
        ({"contrast": "more", "color_scheme": "dark"}, "fr", "0,0,0"),
        ({"forced_colors": "active"}, "fr", "255,255,255"),
    ],
    ids=["light", "dark", "contrast", "contrast-dark", "forced"],
    indirect=["reader"],
)
def test_map_is_drawn_from_our_server_alone(reader: Reader, language: str, land: str) -> None:
    """The journey stands on the land in its line's colour; nothing failed, nothing was refused."""
    reader.visit(f"{RESULTS}&lang={language}")
    reader.page.wait_for_selector(DRAWN)
    seen = colours(reader)
    assert seen.get(land, 0) > 10_000
    assert seen.get(LINE, 0) > 100
    assert reader.told == []


def test_theme_that_changes_changes_the_map(reader: Reader) -> None:
    """A reader whose screen turns dark in the evening has a dark map, without a new page."""
    reader.visit("/")
    reader.page.wait_for_selector(DRAWN)
    assert NIGHT not in colours(reader)
    reader.page.evaluate(MARK_NEXT_DRAWING)
    reader.page.emulate_media(color_scheme="dark")
    reader.page.wait_for_selector("[data-drawn-anew]")
    assert colours(reader)[NIGHT] > 10_000


@pytest.mark.parametrize("reader", [{"reduced_motion": "reduce"}], ids=["still"], indirect=True)
def test_journey_that_is_opened_comes_into_view(reader: Reader) -> None:
    """Whoever moved the map away sees the journey whose steps are opened, at once."""
    reader.visit(RESULTS)
    reader.page.wait_for_selector(DRAWN)
    reader.page.locator("[data-map-canvas] canvas").focus()
    for _step in range(8):
        reader.page.keyboard.press("ArrowDown")
    assert LINE not in colours(reader)
    reader.page.locator(".journey > details > summary").first.click()
    reader.page.locator("[data-state=drawing]").wait_for(state="detached")
    reader.page.wait_for_selector(DRAWN)
    assert colours(reader)[LINE] > 100
    assert reader.told == []


def test_stop_on_the_map_leads_to_its_departures(reader: Reader) -> None:
    """A click on a stop names it; its departures and journeys from it are a link away."""
    reader.visit("/arret/t:Market")
    reader.page.wait_for_selector(DRAWN)
    reader.page.locator("[data-map-canvas]").click()
    panel = reader.page.locator("[data-map-choice]")
    panel.get_by_text("Place du Marché").wait_for()
    panel.get_by_role("link", name="Voir les départs").click()
    reader.page.wait_for_url("**/arret/**")
    assert reader.page.locator("h1").inner_text() == "Place du Marché"
    assert reader.told == []


def test_ends_are_chosen_by_keyboard_alone(reader: Reader) -> None:
    """Enter takes the place in the middle; Escape leaves; a chosen place stands in its field."""
    reader.visit("/")
    reader.page.wait_for_selector(DRAWN)
    reader.page.locator("[data-map-canvas] canvas").focus()
    reader.page.keyboard.press("Enter")
    panel = reader.page.locator("[data-map-choice]")
    assert panel.evaluate("panel => panel === document.activeElement")
    reader.page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert reader.page.evaluate("document.activeElement.tagName") == "CANVAS"
    for name, end in (("Partir d’ici", "Départ"), ("Venir ici", "Arrivée")):
        reader.page.keyboard.press("Enter")
        panel.get_by_role("link", name=name).press("Enter")
        chosen = reader.page.get_by_label(end, exact=True).input_value()
        assert chosen.startswith("48.05"), chosen
        assert chosen in reader.page.locator("[data-map-said]").inner_text()
    assert reader.page.locator("input[name=toPlace]").input_value().startswith("48.05")
    assert reader.told == []


@pytest.mark.parametrize(
    "reader", [{"viewport": {"width": 320, "height": 640}}], ids=["320"], indirect=True
)
def test_small_screen_shows_the_map_when_asked(reader: Reader) -> None:
    """At 320 px nothing of the map is fetched before its button is pressed; then it fits."""
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.visit(RESULTS)
    assert not [url for url in asked if "/map" in url or "/carte/" in url]
    button = reader.page.get_by_role("button", name="Carte", exact=True)
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    reader.page.wait_for_selector(DRAWN)
    assert colours(reader)[LINE] > 50
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(reader) == []
    assert reader.told == []


@pytest.mark.parametrize(
    "reader", [{"color_scheme": scheme} for scheme in ("light", "dark")], indirect=True
)
def test_axe_finds_nothing_on_a_drawn_map(reader: Reader) -> None:
    """The map, its buttons and its panel break no rule."""
    reader.visit("/")
    reader.page.wait_for_selector(DRAWN)
    reader.page.locator("[data-map-canvas]").click()
    reader.page.locator("[data-choice-name]").wait_for()
    assert violations(reader) == []


def test_page_without_webgl_says_so_in_one_line(reader: Reader) -> None:
    """Where nothing can be drawn the map is a sentence, and the page is complete."""
    reader.page.add_init_script(NO_WEBGL)
    reader.visit(RESULTS)
    reader.page.get_by_text("La carte ne peut pas être montrée ici").wait_for()
    assert reader.page.locator(".map-area").is_hidden()
    assert reader.page.locator(".journey").first.is_visible()
    assert reader.told == []


def test_page_whose_map_does_not_arrive_says_so_in_one_line(reader: Reader) -> None:
    """A reader on a bad line who gets the page and not the map's script loses only the map."""
    reader.context.route("**/static/map-*.js", lambda route: route.abort())
    reader.visit(RESULTS)
    reader.page.get_by_text("La carte ne peut pas être montrée ici").wait_for()
    assert reader.page.locator(".map-area").is_hidden()
    assert reader.page.locator(".journey").first.is_visible()


@pytest.mark.parametrize("reader", [{"java_script_enabled": False}], ids=["none"], indirect=True)
def test_page_without_scripts_has_no_empty_frame(reader: Reader) -> None:
    """Without scripts neither a frame nor a button for a map takes room."""
    reader.visit("/")
    assert reader.page.locator(".map-area").is_hidden()
    assert reader.page.locator(".map-open").is_hidden()
