"""A live server on loopback and Chromium, which may speak to nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route
from werkzeug.serving import WSGIRequestHandler, make_server

from api.service import EXTENSION
from tests.browser.chromium import driver, running_chromium
from tests.support.snapshots import WEST, two_towns_app, two_towns_replayed
from tests.support.themes import EAST_THEME, LOGOS, WEST_THEME


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


class _Silent(WSGIRequestHandler):
    """Answers without a line per request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the small network, replayed so that every notice shows, at 08:00.

    Under west.localhost and est.localhost pages have the looks of two authorities.

    Some answers are in its accounts, so that the pages about money have something to show.
    """
    snapshot = two_towns_replayed()
    west = replace(WEST_THEME, authority=WEST, hosts=("west.localhost",))
    manifest = replace(snapshot.manifest, themes=(west, EAST_THEME))
    snapshot = replace(snapshot, manifest=manifest, logos=LOGOS)
    app = two_towns_app(tmp_path_factory.mktemp("var"), snapshot)
    for _ in range(12):
        for places in ("fromPlace=t:Market&toPlace=t:Lac", "fromPlace=t:Eloi&toPlace=t:Market"):
            app.test_client().get(f"/api/v6/plan?{places}")
    app.extensions[EXTENSION].accountant.settle()
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions[EXTENSION].accountant.close()


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
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.context.route("**/*", self._let_through)

    def visit(self, path: str) -> None:
        """Open a page; its scripts have run when it is loaded."""
        self.page.goto(self.address + path, wait_until="load")

    def _let_through(self, route: Route) -> None:
        if route.request.url.startswith(self.address + "/"):
            route.continue_()
        else:
            self.told.append(f"asked for {route.request.url}")
            route.abort()


@pytest.fixture
def reader(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Reader]:
    """Return a reader; parametrize indirectly with options of the browser context."""
    context = chromium.new_context(**{"locale": "fr-FR"} | getattr(request, "param", {}))
    context.set_default_timeout(10_000)
    reader = Reader(context, address)
    yield reader
    context.close()
