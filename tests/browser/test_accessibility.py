"""Pages under axe-core (WCAG 2.2 A and AA): every language, theme and look, phone and desktop."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import Reader

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESKTOP = {"width": 360, "height": 800}, {"width": 1280, "height": 800}
COLOURS = ["color-contrast", "link-in-text-block"]
"""What of them depends on the theme, and what on the size of the screen."""
SIZES = ["target-size", "scrollable-region-focusable"]
LOOKS = {"fr": "127.0.0.1", "de": "west.localhost", "en": "est.localhost"}
"""Each language in another look: our own, and those of two authorities."""
PAGES = {
    "first visit": "/",
    "results": "/?fromPlace=t:Market&toPlace=t:Lac",
    "options": "/?fromPlace=t:Market&toPlace=t:Lac&criteria=walking&pedestrianSpeed=0.8",
    "no journey": "/?fromPlace=t:Eloi&toPlace=t:Market",
    "which place": "/?from=ouest&to=est",
    "mistakes": "/?from=zzz&to=&date=hier",
    "wrong address": "/nulle-part",
    "accounts": "/couts",
    "accounts of no month": "/couts?month=juin",
    "who pays": "/qui-paie",
    "who pays, mistakes": "/qui-paie?trips=beaucoup&part=140",
    "stop search": "/arret",
    "which stop": "/arret?stop=ouest",
    "stop": "/arret/t:Market",
    "stop, wrong date": "/arret/t:Market?date=hier",
    "timetable": "/horaires/t:Market?line=t:1",
    "lines": "/lignes",
    "line": "/ligne/t:1",
    "line on a day without": "/ligne/t:1?date=2031-01-01",
    "unknown line": "/ligne/t:gone",
    "screen": "/ecran/t:Market",
    "kiosk": "/borne/t:Market",
    "kiosk, contrast": "/borne/t:Market?contrast=1&low=1",
    "kiosk, which place": "/borne/t:Market?to=est",
    "kiosk, journeys": "/borne/t:Market?toPlace=t:Lac",
    "method": "/calcul",
    "statement": "/accessibilite",
    "legal notice": "/mentions-legales",
}


def violations(reader: Reader, rules: list[str] | None = None) -> list[tuple[str, list[str]]]:
    """Return what rules the page breaks, all of WCAG's unless some are named, and where."""
    if not reader.page.evaluate("'axe' in window"):
        reader.page.evaluate(AXE.read_text("utf-8"))
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    found = reader.page.evaluate(
        "only => axe.run({runOnly: only, resultTypes: ['violations']})", only
    )
    return [
        (violation["id"], [node["html"] for node in violation["nodes"]])
        for violation in found["violations"]
    ]


@pytest.mark.parametrize("reader", [{"reduced_motion": "reduce"}], ids=[""], indirect=True)
@pytest.mark.parametrize("language", LOOKS)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing(reader: Reader, path: str, language: str) -> None:
    """No page breaks a rule: legs opened, light, dark and more contrast, on desktop and phone."""
    page = reader.page
    reader.address = reader.address.replace("127.0.0.1", LOOKS[language])
    page.set_viewport_size(DESKTOP)
    reader.visit(f"{path}{'&' if '?' in path else '?'}lang={language}")
    for summary in page.locator(".journey > details > summary").all():
        summary.click()
    if path == "/":
        page.locator("#from").press_sequentially("est")
        page.locator("li[role=option]").first.wait_for()
    assert violations(reader) == []
    for scheme, contrast in (("dark", "no-preference"), ("dark", "more"), ("light", "more")):
        page.emulate_media(color_scheme=scheme, contrast=contrast)
        assert violations(reader, COLOURS) == [], (scheme, contrast)
    page.emulate_media(contrast="no-preference")
    page.set_viewport_size(PHONE)
    assert violations(reader, COLOURS + SIZES) == []


@pytest.mark.parametrize(
    "reader", [{"reduced_motion": "reduce"}], ids=["reduced-motion"], indirect=True
)
def test_nothing_moves_for_those_who_ask_for_it(reader: Reader) -> None:
    """With reduced motion no element has a transition or an animation."""
    reader.visit("/?fromPlace=t:Market&toPlace=t:Lac")
    moving = reader.page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => {"
        "const s = getComputedStyle(e);"
        "return s.transitionDuration !== '0s' || s.animationName !== 'none'}).length"
    )
    assert moving == 0


@pytest.mark.parametrize("reader", [{"forced_colors": "active"}], ids=["forced"], indirect=True)
def test_forced_colours_keep_the_choice_visible(reader: Reader) -> None:
    """With forced colours the chosen side of the time and the line pills can still be told."""
    reader.visit("/?fromPlace=t:Market&toPlace=t:Lac")
    chosen = reader.page.locator(".sides label:has(:checked)")
    assert chosen.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    pill = reader.page.locator(".pill").first
    assert pill.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(0, 85, 164)"


@pytest.mark.parametrize(
    "path", ["/?fromPlace=t:Market&toPlace=t:Lac", "/arret/t:Market", "/borne/t:Market"]
)
def test_focus_is_always_seen(reader: Reader, path: str) -> None:
    """Every stop of the Tab key is outlined."""
    reader.visit(path)
    seen = set()
    for _step in range(60):
        reader.page.keyboard.press("Tab")
        name, outlined = reader.page.evaluate(
            "(() => { const e = document.activeElement;"
            "const shown = e.type === 'radio' ? e.closest('label') : e;"
            "return [e.tagName + (e.id || e.name || e.className || e.textContent), "
            "getComputedStyle(shown).outlineStyle !== 'none'] })()"
        )
        if name.startswith("BODY"):  # past the last one, before the first
            break
        assert outlined, name
        seen.add(name)
    assert len(seen) > 10
