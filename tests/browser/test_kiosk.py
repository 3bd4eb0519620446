"""The kiosk under fingers: keyboard on the screen, idle screen, a server that is away."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader

TOUCH = {"viewport": {"width": 1080, "height": 1920}, "has_touch": True}
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


@pytest.mark.parametrize("reader", [TOUCH], indirect=True)
@pytest.mark.parametrize("path", [KIOSK, KIOSK + "?toPlace=t:Lac", KIOSK + "?to=est"])
def test_targets_are_large_enough_for_fingers(reader: Reader, path: str) -> None:
    """Whatever can be touched is 44 pixels high and wide at least."""
    reader.visit(path)
    small = reader.page.evaluate(
        "[...document.querySelectorAll('a, button, summary, input[type=text], .choices label')]"
        ".filter(e => e.checkVisibility()).map(e => [e.textContent, e.getBoundingClientRect()])"
        ".filter(([, box]) => box.height < 44 || box.width < 44).map(([text]) => text.trim())"
    )
    assert small == []


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
    expect(reader.page.get_by_role("alert")).to_have_text(
        "Le service ne répond pas. Réessayez dans un instant."
    )
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
