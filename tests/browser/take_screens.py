"""Take the pictures of docs/screens from a server of val-commun: its address is the argument.

make run                                                     # in another terminal
.venv/bin/python -m tests.browser.take_screens http://127.0.0.1:8080
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
PLACES = "fromPlace=urbain:valmont-universite-A&toPlace=valbus:sainte-aurele-hopital-local-A"
PAGES = {
    "first-visit": "/",
    "results": f"/?{PLACES}&time=2026-11-26T08:00:00%2B01:00",
    "which-place": "/?from=gare&to=eglise&date=2026-11-26&clock=08:00",
}
SCREENS = {
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
    "desktop": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "phone-dark": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
}


def main(address: str) -> None:
    """Write one PNG per page and screen, the first journey open."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS, env={"LANGUAGE": "fr"}
        )
        for screen, options in SCREENS.items():
            page = browser.new_context(**options).new_page()
            for name, path in PAGES.items():
                page.goto(address.rstrip("/") + path, wait_until="networkidle")
                journeys = page.locator(".journey > details > summary")
                if journeys.count():
                    journeys.first.click()
                    page.mouse.move(0, 0)
                page.screenshot(path=FOLDER / f"{name}-{screen}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
