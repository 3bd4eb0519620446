"""Take the pictures of docs/screens from a server of val-commun: its address is the argument.

With a token of the desk as second argument the pictures of the desk are taken too. With a folder
after `--every` each page is taken there instead, in every width and theme, to be looked at.

make run                                                     # in another terminal
.venv/bin/python -m tests.browser.take_screens http://127.0.0.1:8080
.venv/bin/python -m tests.browser.take_screens http://127.0.0.1:8080 --every pictures
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.chromium import driver, running_chromium

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
STATION = "station:ferval:gare-de-valmont"
PLACES = "fromPlace=urbain:valmont-universite-A&toPlace=valbus:sainte-aurele-hopital-local-A"
PAGES = {
    "first-visit": "/",
    "results": f"/?{PLACES}&time=2026-11-26T08:00:00%2B01:00",
    "map": f"/?{PLACES}&time=2026-11-26T08:00:00%2B01:00",
    "line": "/ligne/ferval:F1",
    "authority": f"/?{PLACES}&time=2026-11-26T08:00:00%2B01:00",
    "stop": f"/arret/{STATION}?time=2026-11-26T08:00:00%2B01:00",
    "hall-screen": "/ecran/hall-de-valmont",
    "kiosk": "/borne/gare-de-valmont",
    "kiosk-journeys": "/borne/gare-de-valmont?to=technopole",
}
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
WIDE = {"width": 1600, "height": 1000}
TALL = {"width": 1280, "height": 1100}
HALL, KIOSK = {"width": 1920, "height": 1080}, {"width": 1080, "height": 1920}
PICTURES = (
    ("first-visit", "phone", {"viewport": PHONE}),
    ("first-visit", "desktop", {"viewport": DESKTOP}),
    ("results", "phone", {"viewport": PHONE}),
    ("results", "phone-dark", {"viewport": PHONE, "color_scheme": "dark"}),
    ("results", "desktop", {"viewport": DESKTOP}),
    ("map", "", {"viewport": WIDE}),
    ("map", "dark", {"viewport": WIDE, "color_scheme": "dark"}),
    ("map", "contrast", {"viewport": WIDE, "contrast": "more"}),
    ("map", "phone", {"viewport": PHONE}),
    ("stop", "phone", {"viewport": PHONE}),
    ("stop", "desktop", {"viewport": DESKTOP}),
    ("line", "desktop", {"viewport": DESKTOP}),
    ("line", "phone-dark", {"viewport": PHONE, "color_scheme": "dark"}),
    ("authority", "desktop", {"viewport": DESKTOP}),
    ("authority", "phone-contrast", {"viewport": PHONE, "contrast": "more"}),
    ("hall-screen", "", {"viewport": HALL}),
    ("kiosk", "", {"viewport": KIOSK}),
    ("kiosk", "wide", {"viewport": DESKTOP}),
    ("kiosk-journeys", "", {"viewport": KIOSK}),
)


DESK = {
    "desk": "/desk",
    "desk-feed": "/desk/feeds/urbain",
    "desk-report": "/desk/versions/2",
    "desk-changes": "/desk/versions/2/changes",
    "desk-overlaps": "/desk/overlaps",
    "desk-station": f"/desk/stations/{STATION}",
    "desk-kiosks": "/desk/bornes",
    "accounts-month": f"/desk/comptes/{datetime.now(UTC):%Y-%m}",
}
"""With one version of the urban feed in service and another one received."""


def _draw(page: Page, *, opened: bool) -> None:
    """Wait until the map is drawn where the page shows one; open it where it waits to be."""
    button, area = page.locator("[data-map-open]"), page.locator(".map-area")
    if opened and button.is_visible():
        button.click()
    if area.count() and area.is_visible():
        area.scroll_into_view_if_needed()
        page.wait_for_selector("[data-state=drawn]")
        if not opened:
            page.evaluate("window.scrollTo(0, 0)")


EVERY = PAGES | {
    "no-journey": "/?fromPlace=urbain:valmont-universite-A&toPlace=47.20,6.24",
    "mistakes": "/?from=mairie&to=zzz&date=hier",
    "options": f"/?{PLACES}&criteria=walking&cyclingSpeed=5",
    "timetable": f"/horaires/{STATION}?line=ferval:F1",
    "lines": "/lignes",
    "line-on-demand": "/ligne/taxibus:tad",
    "unknown": "/nulle-part",
    "accounts": "/couts",
    "who-pays": "/qui-paie",
    "method": "/calcul",
}
WIDTHS = (360, 768, 1280, 1920)
THEMES = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "contrast": {"contrast": "more"},
}


def _host(address: str, name: str) -> str:
    """Return the address under which a page is asked for: an authority has one of its own."""
    own = address.replace("127.0.0.1", "valmont.localhost") if name == "authority" else address
    return own.rstrip("/")


def every(address: str, folder: Path) -> None:
    """Write each page at every width and in every theme."""
    folder.mkdir(parents=True, exist_ok=True)
    with driver() as playwright, running_chromium(playwright, "fr", draws=True) as browser:
        for theme, options in THEMES.items():
            page = browser.new_context(locale="fr-FR", **options).new_page()
            for name, path in EVERY.items():
                page.goto(_host(address, name) + path, wait_until="networkidle")
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 900})
                    page.wait_for_timeout(300)  # the map takes its new size
                    page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)


def main(address: str, token: str | None = None) -> None:
    """Write the pictures, the first journey open."""
    FOLDER.mkdir(exist_ok=True)
    with driver() as playwright, running_chromium(playwright, "fr", draws=True) as browser:
        for name, screen, options in PICTURES:
            page = browser.new_context(locale="fr-FR", **options).new_page()
            page.goto(_host(address, name) + PAGES[name], wait_until="networkidle")
            journeys = page.locator(".journey > details > summary")
            if journeys.count():
                journeys.first.click()
                page.mouse.move(0, 0)
            _draw(page, opened=name == "map")
            path = FOLDER / f"{name}-{screen}.png".replace("-.", ".")
            page.screenshot(path=path, full_page=name not in {"map", "kiosk-journeys"})

        if token is not None:
            person = {"username": "desk", "password": token}
            page = browser.new_context(
                locale="fr-FR", viewport=TALL, http_credentials=person
            ).new_page()
            for name, path in DESK.items():
                page.goto(address.rstrip("/") + path, wait_until="networkidle")
                page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    match sys.argv[1:]:
        case [where, "--every", into]:
            every(where, Path(into))
        case arguments:
            main(*arguments)
