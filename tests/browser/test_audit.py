"""The auditor's pages in Chromium: closing a month by keyboard, and nothing that axe-core finds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import make_server

from api.desk.registry import Registry
from api.desk.registry.tokens import Role
from api.service import EXTENSION
from tests.browser.conftest import _Silent
from tests.browser.test_desk import accessible
from tests.support.snapshots import NOW, WEST, two_towns_app

PLAN = "/api/v6/plan?fromPlace=t:Market&toPlace=t:Eloi&time=2026-06-10T06:00:00Z"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Serve a network that answered in May; return its address and an administrator's token."""
    moment = [datetime(2026, 5, 20, 8, tzinfo=UTC)]
    app = two_towns_app(tmp_path, clock=lambda: moment[0])
    service = app.extensions[EXTENSION]
    for _ in range(12):
        app.test_client().get(PLAN)
    service.accountant.settle()
    moment[0] = NOW
    settings, region = service.settings, service.snapshot.manifest.region_id
    registry = Registry(settings.registry_of(region), settings.received_of(region), lambda: NOW)
    token = registry.tokens.issue("anne", Role.ADMINISTRATOR, None, NOW)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", token
    server.shutdown()
    thread.join()
    server.server_close()
    service.accountant.close()


@pytest.fixture(params=[(320, "dark"), (1280, "light")], ids=["phone-dark", "desktop-light"])
def context(
    request: pytest.FixtureRequest, chromium: Browser, desk: tuple[str, str]
) -> Iterator[BrowserContext]:
    """Return a browser that knows the token."""
    width, scheme = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale="fr-FR",
        http_credentials={"username": "anne", "password": desk[1]},
    )
    yield context
    context.close()


def test_a_month_is_closed_by_keyboard_and_its_statement_read(
    context: BrowserContext, desk: tuple[str, str]
) -> None:
    """From the overview to a closed month and the statement of an authority, then reopened."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{desk[0]}/desk/comptes", wait_until="load")
    accessible(page)
    page.get_by_role("link", name="mai 2026").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Comptes de mai 2026").wait_for()
    accessible(page)
    page.get_by_role("button", name="Clore le mois").focus()
    page.keyboard.press("Enter")
    page.get_by_text("(anne)").wait_for()
    accessible(page)
    page.get_by_role("link", name="Communauté de l’Ouest").click()
    page.get_by_role("heading", name="État de refacturation analytique, mai 2026").wait_for()
    assert page.get_by_text(WEST).is_visible()
    accessible(page)
    page.emulate_media(media="print")
    assert not page.get_by_role("link", name="CSV").is_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Comptes de mai 2026").click()
    page.get_by_label("Pourquoi rouvrir").fill("facture fausse")
    page.keyboard.press("Enter")
    page.get_by_text("anne\u00a0: facture fausse").wait_for()
    accessible(page)
    assert said == []
