"""Every page at 400 %, with wide text, by keyboard, in forced colours, and with hostile feeds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import PATIENCE_MS, Reader
from tests.browser.test_accessibility import PAGES

SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important }
* { word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }
"""
"""WCAG 2.2, criterion 1.4.12."""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """[...document.querySelectorAll('body *')].filter(element => {
    const style = getComputedStyle(element);
    if (style.overflowX === 'visible' && style.overflowY === 'visible') return false;
    if (element.closest('.visually-hidden, .suggestions, .map, dialog, .headsign')) return false;
    if (!element.checkVisibility() || !element.textContent.trim()) return false;
    return element.scrollHeight > element.clientHeight + 1 && style.overflowY !== 'auto'
        || element.scrollWidth > element.clientWidth + 1 && style.overflowX !== 'auto';
}).map(element => element.outerHTML.slice(0, 120))"""
UNSEEN = """[...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]'
)].filter(element => {
    if (!element.checkVisibility() || element.disabled) return false;
    element.focus({focusVisible: true});
    if (document.activeElement !== element) return false;
    const seen = [element, element.closest('label')].some(shown => {
        if (!shown) return false;
        const {outlineStyle, outlineWidth} = getComputedStyle(shown);
        const {width, height} = shown.getBoundingClientRect();
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && width > 1 && height > 1;
    });
    return !seen;
}).map(element => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def walker(chromium: Browser, address: str) -> Iterator[Reader]:
    """Return somebody who walks from page to page in one tab."""
    context = chromium.new_context(locale="fr-FR", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield Reader(context, address)
    context.close()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_page_stays_whole(walker: Reader, path: str) -> None:
    """At 320 px (400 % of 1280) with wide text nothing is cut or hidden; focus is always seen."""
    page = walker.page
    page.set_viewport_size({"width": 320, "height": 256})
    page.emulate_media(forced_colors="none")
    walker.visit(path)
    for summary in page.locator("summary").all():
        summary.evaluate("e => e.parentElement.open = true")
    page.evaluate(  # as the reader's own style sheet: the policy lets no other in
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
        "document.adoptedStyleSheets = [sheet] }",
        SPACED,
    )
    assert page.evaluate(WIDE) <= 0
    assert page.evaluate(CUT) == []
    assert page.evaluate(UNSEEN) == []
    page.emulate_media(forced_colors="active")
    assert page.evaluate(UNSEEN) == []


HOSTILE = [
    "/",
    "/?fromPlace=t:Market&toPlace=t:Lac",
    "/?from=script&to=img",
    "/arret/t:Market",
    "/horaires/t:Market?line=t:1",
    "/lignes",
    "/ligne/t:1",
    "/ligne/t:T",
    "/ligne/t:tad",
    "/ecran/t:Market",
    "/borne/t:Market",
    "/borne/t:Market?toPlace=t:Lac",
    "/couts",
    "/mentions-legales",
    "/nulle-part",
]


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_feed_is_only_text(chromium: Browser, hostile_address: str, path: str) -> None:
    """Nothing that a feed writes runs, leads out of the web, turns the text or widens the page."""
    context = chromium.new_context(
        locale="fr-FR", reduced_motion="reduce", viewport={"width": 360, "height": 640}
    )
    context.set_default_timeout(PATIENCE_MS)
    reader = Reader(context, hostile_address)
    reader.visit(path)
    page = reader.page
    for summary in page.locator("summary").all():
        summary.evaluate("e => e.parentElement.open = true")
    assert page.evaluate("'told' in window") is False
    assert page.locator("img[onerror], img[src=x], a[href^='javascript:'], style").count() == 0
    text = page.evaluate("document.documentElement.outerHTML")
    assert not [sign for sign in "\u202e\u0007\u0000" if sign in text]
    assert "49" not in page.evaluate("document.title")
    assert page.evaluate(WIDE) <= 0
    assert [said for said in reader.told if "404" not in said] == []
    context.close()
