"""The desk in Chromium: from a file to its report by keyboard, and nothing that axe-core finds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from api.desk.registry import FeedRecord, Registry
from api.desk.registry.tokens import Role
from api.service import EXTENSION
from tests.browser.conftest import _Silent
from tests.browser.test_accessibility import AXE, RULES
from tests.feeds.small_feed import replaced, write_zip
from tests.support.snapshots import NOW, two_towns_app


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Serve the small network; return the address and the token of the operator of `t`."""
    app = two_towns_app(tmp_path_factory.mktemp("var"))
    service = app.extensions[EXTENSION]
    region = service.snapshot.manifest.region_id
    registry = Registry(
        service.settings.registry_of(region), service.settings.received_of(region), lambda: NOW
    )
    registry.register(FeedRecord("t", "Two towns", "Test", "CC0-1.0", ""))
    token = registry.tokens.issue("claire", Role.OPERATOR, "t", NOW)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", token
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=[(360, "light"), (1280, "dark")], ids=["phone-light", "desktop-dark"])
def context(
    request: pytest.FixtureRequest, chromium: Browser, desk: tuple[str, str]
) -> Iterator[BrowserContext]:
    """Return a browser that knows the token."""
    width, scheme = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale="fr-FR",
        http_credentials={"username": "claire", "password": desk[1]},
    )
    yield context
    context.close()


def accessible(page: Page) -> None:
    """Fail when axe-core finds something, or the page is wider than the screen."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
    violations = [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]]
    assert violations == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_from_a_file_to_its_report_by_keyboard(
    context: BrowserContext, desk: tuple[str, str], tmp_path: Path
) -> None:
    """The operator opens the feed, sends a file with the keyboard and reads what is wrong."""
    stops = replaced("stops", (",Beta", ", Beta"))
    path = write_zip(tmp_path / "june.zip", stops=stops)
    page = context.new_page()
    page.goto(f"{desk[0]}/desk", wait_until="load")
    accessible(page)
    page.get_by_role("link", name="t", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Nouvelle version").set_input_files(path)
    page.get_by_role("button", name="Envoyer et contrôler").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Rapport de contrôle").wait_for()
    assert page.get_by_text("Espaces autour d’une valeur").is_visible()
    accessible(page)
    page.get_by_role("link", name="English").click()
    page.get_by_role("heading", name="Report of the checks").wait_for()
    accessible(page)
    page.goto(f"{desk[0]}/desk/feeds/t", wait_until="load")
    assert page.get_by_role("button", name="Mettre en service la version 1").is_visible()
    accessible(page)
