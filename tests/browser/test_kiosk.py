"""The kiosk under fingers: sizes, themes, keyboard on the screen, idle screen, no traces."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Reader
from tests.browser.test_accessibility import violations

PORTRAIT, LANDSCAPE = {"width": 1080, "height": 1920}, {"width": 1280, "height": 800}
TOUCH = {"viewport": PORTRAIT, "has_touch": True}
KIOSK = "/borne/t:Market"


@pytest.mark.parametrize("reader", [TOUCH], indirect=True)
def test_journey_is_found_with_fingers_alone(reader: Reader) -> None:
    """Touching keys and a suggestion leads to the journeys, and back for the next person."""
    reader.visit(KIOSK)
    page = reader.page
    for key in "oeuvx":
        page.get_by_role("button", name=key, exact=True).tap()
    page.get_by_role("button", name="Effacer").tap()
    expect(page.get_by_label("Où allez-vous")).to_have_value("oeuv")
    page.locator("li[role=option]", has_text="Œuvre").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Œuvre St-Éloi")
    page.locator(".journey summary").first.tap()
    expect(page.get_by_text("direction Eloi").first).to_be_visible()
    page.get_by_role("link", name="Terminer").tap()
    expect(page.get_by_label("Où allez-vous")).to_have_value("")
    assert reader.told == []


STATES = {
    "board": "",
    "which place": "?to=est",
    "mistake": "?to=zzz",
    "journeys": "?toPlace=t:Lac",
    "low": "?low=1",
}
LOOKS = [
    ("light", PORTRAIT),
    ("light", LANDSCAPE),
    ("dark", PORTRAIT),
    ("contrast", LANDSCAPE),
]
"""Themes of kiosks, and the screens they are looked at on."""


def small_targets(reader: Reader) -> list[str]:
    """Return what can be touched and is smaller than 44 pixels, 64 where it is the main thing."""
    found: list[str] = reader.page.evaluate(
        "[...document.querySelectorAll('a, button, summary, input[type=text], .choices label')]"
        ".filter(e => e.checkVisibility()).map(e => [e, e.getBoundingClientRect()])"
        ".filter(([e, box]) => box.width < 44 || box.height < "
        "(e.matches('.primary, .keys button') ? 64 : 44)).map(([e]) => e.textContent.trim())"
    )
    return found


@pytest.mark.parametrize("reader", [TOUCH, {"viewport": LANDSCAPE}], indirect=True)
def test_targets_are_large_enough_for_fingers(reader: Reader) -> None:
    """In every state: 44 pixels at least, keys and main buttons 64."""
    for name, query in STATES.items():
        reader.visit("/borne/light" + query)
        for summary in reader.page.locator("main summary").all():
            summary.click()
        assert small_targets(reader) == [], name
    reader.visit("/borne/light")
    for key in "oe":
        reader.page.get_by_role("button", name=key, exact=True).click()
    reader.page.locator("li[role=option]").first.wait_for()
    reader.page.evaluate("document.querySelector('dialog').showModal()")
    assert small_targets(reader) == []


@pytest.mark.parametrize("query", ["", "?low=1", "?contrast=1", "?to=est"])
@pytest.mark.parametrize("reader", [TOUCH, {"viewport": LANDSCAPE}], indirect=True)
def test_board_and_planner_fit_the_screen(reader: Reader, query: str) -> None:
    """Nothing has to be scrolled before a journey is shown, neither low nor in contrast."""
    reader.visit("/borne/light" + query)
    spare = "innerHeight - document.documentElement.scrollHeight"
    assert reader.page.evaluate(spare) >= (0 if query != "?to=est" else -200)


@pytest.mark.parametrize("reader", [TOUCH, {"viewport": LANDSCAPE}], indirect=True)
def test_low_screen_puts_what_is_pressed_at_the_bottom(reader: Reader) -> None:
    """Languages, comfort and keys are in the lower two thirds, for somebody in a wheelchair."""
    reader.visit("/borne/light")
    reader.page.get_by_role("link", name="Descendre l’écran").click()
    reader.page.get_by_role("link", name="Remonter l’écran").wait_for()
    highest = reader.page.evaluate(
        "Math.min(...[...document.querySelectorAll('nav a, .keys button')]"
        ".map(e => e.getBoundingClientRect().top)) / innerHeight"
    )
    assert highest > 1 / 3
    reader.page.get_by_label("Où allez-vous").fill("oeuvre")
    reader.page.get_by_role("button", name="Chercher un itinéraire").click()
    reader.page.get_by_role("link", name="Remonter l’écran").wait_for()
    reader.page.get_by_role("link", name="Terminer").click()
    expect(reader.page.get_by_role("link", name="Remonter l’écran")).to_be_visible()


@pytest.mark.parametrize(("theme", "viewport"), LOOKS, ids=str)
def test_axe_finds_nothing_on_kiosks(
    chromium: Browser, address: str, theme: str, viewport: dict[str, int]
) -> None:
    """Every state, its details open, each language, in each theme whatever the machine prefers."""
    other = "dark" if theme == "light" else "light"
    context = chromium.new_context(
        viewport=viewport,
        color_scheme=other,
        service_workers="block",  # type: ignore[arg-type]
    )
    reader = Reader(context, address)
    borne = f"/borne/{theme}"
    languages = [f"{borne}?lang={language}" for language in ("fr", "de", "en")]
    states = [borne + query for query in STATES.values() if query]
    for path in (*languages, *states, f"/ecran/hall-{theme}", "/borne/around"):
        reader.visit(path)
        reader.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert violations(reader) == [], path
        dark = reader.page.evaluate("getComputedStyle(document.body).colorScheme")
        assert dark == ("dark" if theme != "light" else "light") or "around" in path, path
    context.close()


def test_keyboard_alone_finds_a_journey(reader: Reader) -> None:
    """A keyboard that is plugged in does it all, the focus always seen."""
    reader.visit(KIOSK)
    page = reader.page
    page.get_by_label("Où allez-vous").focus()
    page.keyboard.type("oeuv")
    page.locator("li[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Œuvre St-Éloi")
    assert page.evaluate("document.activeElement.id") == "found"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("direction Eloi").first).to_be_visible()


def test_search_leaves_nothing_behind(reader: Reader) -> None:
    """No history to go back to, nothing in the browser's storage, and nothing to see."""
    reader.page.clock.install(time="2026-06-10T08:00:00+02:00")
    reader.visit("/borne/around")
    before = reader.page.evaluate("history.length")
    reader.page.get_by_label("Où allez-vous").fill("oeuvre")
    reader.page.get_by_role("button", name="Chercher un itinéraire").click()
    reader.page.locator(".journey").first.wait_for()
    reader.page.clock.run_for(21_000)
    expect(reader.page.get_by_role("dialog")).to_be_visible()
    reader.page.clock.run_for(16_000)
    expect(reader.page.get_by_label("Où allez-vous")).to_have_value("")
    left = reader.page.evaluate(
        "[history.length, localStorage.length, sessionStorage.length, scrollY,"
        " document.activeElement.tagName, location.search,"
        " document.documentElement.innerHTML.includes('uvre')]"
    )
    assert left == [before, 0, 0, 0, "BODY", "", False]


def test_screen_that_was_left_begins_again(reader: Reader) -> None:
    """After a minute the kiosk asks who is there; without an answer nothing is left behind."""
    reader.page.clock.install(time="2026-06-10T08:00:00+02:00")
    reader.visit(KIOSK)
    reader.page.get_by_role("link", name="English").click()
    reader.page.get_by_label("Where are you going").fill("oe")
    reader.page.clock.run_for(61_000)
    expect(reader.page.get_by_role("dialog")).to_contain_text("Are you still there")
    reader.page.clock.run_for(16_000)
    expect(reader.page.get_by_label("Où allez-vous")).to_have_value("")
    expect(reader.page.get_by_role("dialog")).to_have_count(0)


def test_who_is_still_there_goes_on(reader: Reader) -> None:
    """Answering the question keeps what was typed."""
    reader.page.clock.install(time="2026-06-10T08:00:00+02:00")
    reader.visit(KIOSK)
    reader.page.get_by_label("Où allez-vous").fill("o")
    reader.page.clock.run_for(61_000)
    reader.page.get_by_role("button", name="Continuer").click()
    reader.page.clock.run_for(20_000)
    expect(reader.page.get_by_label("Où allez-vous")).to_have_value("o")


def test_server_that_is_away_leaves_the_screen_as_it_is(reader: Reader) -> None:
    """A search that cannot be sent is told; departures and question stay."""
    reader.visit(KIOSK)
    reader.page.route("**/borne/**", lambda route: route.abort())
    reader.page.get_by_label("Où allez-vous").fill("oeuvre")
    reader.page.get_by_role("button", name="Chercher un itinéraire").click()
    expect(reader.page.get_by_role("alert")).to_contain_text("Le réseau est absent")
    expect(reader.page.get_by_text("Prochains départs").first).to_be_visible()


@pytest.mark.parametrize("reader", [{"java_script_enabled": False}], indirect=True)
def test_kiosk_works_without_scripts(reader: Reader) -> None:
    """With a keyboard of its own and no script, the kiosk still finds journeys."""
    reader.visit(KIOSK)
    reader.page.get_by_label("Où allez-vous").fill("oeuvre")
    reader.page.get_by_role("button", name="Chercher un itinéraire").click()
    expect(reader.page.locator(".journey").first).to_be_visible()


@pytest.mark.parametrize("path", ["/ecran/t:Market", KIOSK])
def test_endless_headsign_takes_two_lines(reader: Reader, path: str) -> None:
    """A headsign of ten thousand letters leaves room for the departures that follow."""
    reader.visit(path)
    row = reader.page.locator(".headsign span").first
    usual = row.evaluate("e => e.getBoundingClientRect().height")
    row.evaluate("e => { e.textContent = 'x'.repeat(10_000) }")
    assert row.evaluate("e => e.getBoundingClientRect().height") <= 2.1 * usual
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert reader.page.evaluate(wide) <= 0
