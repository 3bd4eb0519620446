"""A live server on loopback and Chromium, which may speak to nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from flask import Flask
from google.transit import gtfs_realtime_pb2 as gtfs_rt
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Route
from werkzeug.serving import WSGIRequestHandler, make_server

from api.service import EXTENSION
from feeds import Kiosk, KioskKeyboard, KioskKind, KioskTheme
from tests.browser.chromium import driver, running_chromium
from tests.support.gtfs_rt import alert, message, source
from tests.support.hostile import hostile_towns
from tests.support.on_demand import booked
from tests.support.snapshots import EAST, WEST, two_towns_app, two_towns_replayed
from tests.support.themes import EAST_THEME, LOGOS, WEST_THEME

KIOSKS = (
    *(Kiosk(theme.value, "Gare", "station:t:Gare", EAST, theme=theme) for theme in KioskTheme),
    Kiosk("around", "Place", "48.0005,7.0305", EAST, keyboard=KioskKeyboard.NONE, idle_s=20),
    *(
        Kiosk(f"hall-{theme.value}", "Hall", "station:t:Gare", WEST, KioskKind.SCREEN, theme=theme)
        for theme in KioskTheme
    ),
)
"""Kiosks and screens of halls in each theme, open to every reader."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


PATIENCE_MS = 30_000
"""A search of a kind that was not asked for before may compile first."""


WORKS = alert(
    "works",
    {"route_id": "1"},
    header={"fr": "Travaux sur la ligne 1", "de": "Bauarbeiten auf Linie 1"},
    description="Comptez dix minutes de plus.",
    url="https://op.example/1",
    effect=gtfs_rt.Alert.SIGNIFICANT_DELAYS,
    severity_level=gtfs_rt.Alert.WARNING,
)
LIFT = alert("lift", {"stop_id": "Market"}, header="Ascenseur en panne")


class _Silent(WSGIRequestHandler):
    """Answers without a line per request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the small network, replayed so that every notice shows, with alerts, at 08:00.

    Under west.localhost and est.localhost pages have the looks of two authorities; there are alerts
    and an on-demand line.

    Some answers are in its accounts, so that the pages about money have something to show.
    """
    snapshot = two_towns_replayed()
    west = replace(WEST_THEME, authority=WEST, hosts=("west.localhost",))
    told = source()
    manifest = replace(snapshot.manifest, themes=(west, EAST_THEME), kiosks=KIOSKS, live=(told,))
    snapshot = replace(
        snapshot,
        manifest=manifest,
        logos=LOGOS,
        live={told.name: message(WORKS, LIFT)},
        on_demand=(booked(),),
    )
    app = two_towns_app(tmp_path_factory.mktemp("var"), snapshot)
    for _ in range(12):
        for places in ("fromPlace=t:Market&toPlace=t:Lac", "fromPlace=t:Eloi&toPlace=t:Market"):
            app.test_client().get(f"/api/v6/plan?{places}")
    weighed = "fromPlace=t:Market&toPlace=t:Lac&criteria=walking"
    app.test_client().get(f"/api/v6/plan?{weighed}")  # compiled before a page waits for it
    app.extensions[EXTENSION].accountant.settle()
    with _served(app) as at:
        yield at


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    """Serve an application on loopback; return its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions[EXTENSION].accountant.close()


@pytest.fixture(scope="session")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a network whose feed wishes readers ill."""
    with _served(two_towns_app(tmp_path_factory.mktemp("var"), hostile_towns())) as at:
        yield at


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start Playwright once."""
    with driver() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Start Chromium once."""
    with running_chromium(playwright) as browser:
        yield browser


@dataclass
class Reader:
    """Somebody at a screen: the browser, the page, and what went wrong on the way."""

    context: BrowserContext
    address: str
    told: list[str] = field(default_factory=list)
    """What the console said, and addresses on other hosts that were asked for."""

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.context.route("**/*", self._let_through)

    def visit(self, path: str) -> None:
        """Open a page; its scripts have run when it is loaded."""
        self.page.goto(self.address + path, wait_until="load")

    def _note(self, message: ConsoleMessage) -> None:
        """Note what the console says, but for what our own blocking of the worker makes it say."""
        if message.text != "Service Worker registration blocked by Playwright":
            self.told.append(message.text)

    def _let_through(self, route: Route) -> None:
        if route.request.url.startswith(self.address + "/"):
            route.continue_()
        else:
            self.told.append(f"asked for {route.request.url}")
            route.abort()


@pytest.fixture
def reader(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Reader]:
    """Return a reader; parametrize indirectly with options of the browser context."""
    # A service worker would ask behind the back of what watches over the addresses.
    usual = {"locale": "fr-FR", "service_workers": "block"}
    context = chromium.new_context(**usual | getattr(request, "param", {}))
    context.set_default_timeout(PATIENCE_MS)
    reader = Reader(context, address)
    yield reader
    context.close()
