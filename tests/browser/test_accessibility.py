"""Pages under axe-core (WCAG 2.2 A and AA), on phone and desktop, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import Reader

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = [
    {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    for width in (360, 1280)
    for scheme in ("light", "dark")
]
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
    "method": "/calcul",
    "statement": "/accessibilite",
    "legal notice": "/mentions-legales",
}


def violations(reader: Reader) -> list[tuple[str, list[str]]]:
    """Return the rules that the page breaks, and where."""
    reader.page.evaluate(AXE.read_text("utf-8"))
    found = reader.page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
    return [
        (violation["id"], [node["html"] for node in violation["nodes"]])
        for violation in found["violations"]
    ]


@pytest.mark.parametrize(
    "reader", SCREENS, ids=lambda s: f"{s['viewport']['width']}-{s['color_scheme']}", indirect=True
)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing(reader: Reader, path: str) -> None:
    """No page breaks a rule, legs opened and suggestions shown."""
    reader.visit(path)
    for summary in reader.page.locator(".journey > details > summary").all():
        summary.click()
    if path == "/":
        reader.page.get_by_label("Départ", exact=True).press_sequentially("est")
        reader.page.locator("li[role=option]").first.wait_for()
    assert violations(reader) == []


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing_in_other_languages(reader: Reader, path: str, language: str) -> None:
    """No page breaks a rule in German or English either."""
    reader.visit(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert violations(reader) == []


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
