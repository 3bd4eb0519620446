"""A kiosk whose server stops, whose network goes, whose machine starts again meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from werkzeug.serving import BaseWSGIServer, make_server

from api.service import EXTENSION
from feeds import Kiosk, KioskKind
from tests.api.web.desk_people import registry_of
from tests.api.web.kiosks import GARE
from tests.browser.conftest import _Silent
from tests.support.snapshots import EAST, two_towns, two_towns_app

OPEN = Kiosk("quai", "Quai", "station:t:Gare", EAST)
HALL = Kiosk("hall", "Hall", "t:Market", EAST, KioskKind.SCREEN)
STALE = "Horaires de 08:00, il y a"


class Site:
    """A server that can be stopped and started again at the same address."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None
        self._port = 0
        self.start()

    @property
    def address(self) -> str:
        """Return where it is."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Answer."""
        server = make_server(
            "127.0.0.1", self._port, self.app, threaded=True, request_handler=_Silent
        )
        self._server, self._port = server, server.server_port
        self._thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return the small network with a kiosk and a screen that any machine may be."""
    app = two_towns_app(tmp_path_factory.mktemp("var"), two_towns(kiosks=(OPEN, HALL)))
    yield app
    app.extensions[EXTENSION].accountant.close()


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    """Return a server."""
    site = Site(app)
    yield site
    site.stop()


@pytest.fixture
def machine(chromium: Browser) -> Iterator[BrowserContext]:
    """Return the browser of a machine: what it keeps survives its pages."""
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1080, "height": 1920})
    context.set_default_timeout(10_000)
    yield context
    context.close()


def started(machine: BrowserContext, site: Site, path: str, boards: int = 4) -> Page:
    """Start a machine on a kiosk and wait until its boards are kept, one for each language."""
    page = machine.new_page()
    page.goto(site.address + path, wait_until="load")
    page.evaluate(
        "async ([path, boards]) => { for (;;) {"
        "  const kept = await (await caches.open('kiosk')).keys();"
        "  if (kept.filter(r => new URL(r.url).pathname === path).length >= boards) return;"
        "  await new Promise(done => setTimeout(done, 20)); } }",
        [path, boards],
    )
    return page


def departure(page: Page, clock: str) -> Locator:
    """Return today's departure at a time."""
    return page.locator(f"time[datetime^='2026-06-10T{clock}']")


def test_machine_that_starts_while_the_server_is_down_shows_its_board(
    machine: BrowserContext, site: Site
) -> None:
    """With its age, in any language, low too; a search says why it is not made; all comes back."""
    started(machine, site, "/borne/quai").close()
    site.stop()
    page = machine.new_page()
    page.goto(site.address + "/borne/quai", wait_until="load")
    expect(page.locator("[data-screen] [role=status]")).to_contain_text(STALE)
    expect(page.get_by_role("cell", name="Eloi").first).to_be_visible()
    page.get_by_role("link", name="Descendre l’écran").click()
    expect(page.get_by_role("link", name="Remonter l’écran")).to_be_visible()
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_text("Zeiten von 08:00, vor")).to_be_visible()
    page.get_by_label("Wohin").fill("oeuvre")
    page.get_by_role("button", name="Verbindung suchen").click()
    expect(page.get_by_role("alert")).to_contain_text("Das Netz fehlt")
    expect(page.get_by_text("Nächste Abfahrten").first).to_be_visible()
    site.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("Zeiten von 08:00")).to_have_count(0)
    page.get_by_role("button", name="Verbindung suchen").click()
    expect(page.locator(".journey").first).to_be_visible()


def test_screen_without_a_network_goes_on_by_itself(machine: BrowserContext, site: Site) -> None:
    """What left goes, the clock and the age go on; reloaded it is the same; never blank."""
    page = started(machine, site, "/ecran/hall", boards=1)
    page.close()
    machine.set_offline(True)
    page = machine.new_page()
    page.clock.install()
    page.goto(site.address + "/ecran/hall", wait_until="load")
    expect(page.locator("[data-screen] [role=status]")).to_contain_text("il y a 1\u00a0min")
    expect(departure(page, "08:10")).to_be_visible()
    page.clock.run_for(15 * 60_000)
    expect(page.locator("[data-screen] [role=status]")).to_contain_text("il y a 15\u00a0min")
    expect(page.locator(".now")).to_have_text("08:15")
    expect(departure(page, "08:10")).to_have_count(0)
    expect(departure(page, "08:40")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Hall")).to_be_visible()
    machine.set_offline(False)
    page.reload()
    expect(page.locator("[data-screen] [role=status]")).to_have_text("")


def test_nothing_of_a_search_is_kept(machine: BrowserContext, site: Site) -> None:
    """The worker's store holds boards and files, in French or any language, and no address more."""
    page = started(machine, site, "/borne/quai")
    page.reload()
    page.get_by_label("Où allez-vous").fill("oeuv")
    page.locator("li[role=option]", has_text="Œuvre").click()
    page.locator(".journey").first.wait_for()
    kept = page.evaluate(
        "async () => (await (await caches.open('kiosk')).keys())"
        ".map(r => r.url.slice(location.origin.length))"
        ".filter(u => !u.startsWith('/static/')).sort()"
    )
    assert kept == ["/borne/quai", *(f"/borne/quai?lang={one}" for one in ("de", "en", "fr"))]
    assert page.evaluate("caches.keys()") == ["kiosk"]


def test_link_of_the_desk_makes_this_machine_the_kiosk(machine: BrowserContext, site: Site) -> None:
    """Its code is in no address that is asked for; until then the machine is told what to do."""
    book = registry_of(site.app).kiosks
    book.add(replace(GARE, id="opened"), who="lea")
    page = machine.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.address}/borne/opened")
    expect(page.get_by_role("heading", name="noch nicht in Betrieb")).to_be_visible()
    token = book.give_link("opened", who="lea")
    page.goto(f"{site.address}/borne/opened/ouvrir#{token}")
    expect(page.get_by_role("heading", name="Gare (hall nord)")).to_be_visible()
    assert page.url == f"{site.address}/borne/opened"
    assert not [url for url in asked if token in url.partition("#")[0]]
    assert page.evaluate("document.cookie") == ""
