"""The desk in Chromium: by keyboard, in every language and theme, nothing that axe-core finds."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from api.desk.registry import FeedRecord, Registry
from api.desk.registry.tokens import Role
from api.desk.running import alone
from api.service import EXTENSION, Service
from feeds.inspect import inspect_feed
from feeds.station_decisions import DecidedStop, DecisionKind
from tests.browser.conftest import _Silent
from tests.browser.test_accessibility import AXE, RULES
from tests.feeds.small_feed import GOOD, replaced, write_zip
from tests.support.snapshots import EAST, NOW, two_towns_app

STOPS = (DecidedStop("t:Gare1", "Gare", 48.0, 7.03), DecidedStop("t:Market", "Place", 48.0, 7.0))
SHARED = {"id": "t:Gare1", "name": "Gare", "lat": 48.0, "lon": 7.03}
TRIP = {
    "kept": "s:1", "dropped": "t:1", "from_name": "Gare", "to_name": "Lac", "days": 5,
    "departure": "18:50:00", "difference_s": 30,
}  # fmt: skip
CALL = {
    "place": {"name": "Lac", "lat": 48.05, "lon": 7.42},
    "kept_time": "19:30:00",
    "dropped_time": "19:35:00",
}
LATE = {**TRIP, "conflicts": [CALL]}
JOIN = {"one": "t:Gare1", "other": "u:9", "reason": "same_name", "metres": 12, "likeness": 100}
MERGED = {
    "overlaps": [
        {"feeds": ["s", "t"], "stations": [SHARED], "trips": [TRIP], "shared_trips": 1,
         "trips_per_day": 1.5, "conflicting_trips": 1, "conflicts": [LATE]},
        {"feeds": ["t", "u"], "stations": [], "trips": [], "shared_trips": 0,
         "trips_per_day": 0.0, "conflicting_trips": 0, "conflicts": []},
    ],
    "joins": [JOIN],
    "near_misses": [{**JOIN, "reason": "near_and_somewhat_alike"}],
}  # fmt: skip
PAGES = {
    "feeds": "/desk",
    "feed": "/desk/feeds/t",
    "report": "/desk/versions/1",
    "report, nearer": "/desk/versions/1?map=48.51,7.71,2",
    "report, refused": "/desk/versions/3",
    "changes": "/desk/versions/2/changes",
    "overlaps": "/desk/overlaps",
    "stations": "/desk/stations?q=gare",
    "station": "/desk/stations/t:Gare1",
    "history": "/desk/history",
    "nowhere": "/desk/versions/99",
}


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which the service keeps what it knows."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def desk(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Serve the small network with versions and decisions; return address and token of `t`."""
    app = two_towns_app(var)
    service: Service = app.extensions[EXTENSION]
    token = _fill(service, tmp_path_factory.mktemp("feeds"))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", token
    server.shutdown()
    thread.join()
    server.server_close()


def _fill(service: Service, folder: Path) -> str:
    """Give the desk something to show on each page."""
    settings, region = service.settings, service.snapshot.manifest.region_id
    registry = Registry(settings.registry_of(region), settings.received_of(region), lambda: NOW)
    registry.register(FeedRecord("t", "Two towns", "Test", "CC0-1.0", ""))
    calls = replaced("stop_times", ("BAD,11:10:00,11:11:00", "BAD,10:50:00,10:51:00"))
    moved = replaced("stops", ("C,Gamma,48.52,7.72", "D,Delta,48.56,7.76"), ("48.51", "48.53"))
    tables = (
        {"stops": replaced("stops", ("B,Beta", "B, Beta")), "stop_times": calls},
        {"stops": moved, "stop_times": replaced("stop_times", (",C,3", ",D,3"))},
        {"stops": None},
    )
    for number, changed in enumerate(tables, 1):
        path = write_zip(folder / f"v{number}.zip", **changed)
        registry.receive("t", path, who="claire", source="desk")
        registry.checked(number, inspect_feed(path, NOW.date()), who="claire")
    registry.accept(1, who="claire", reason="école")
    registry.activate(1, who="claire", starts_on=None, today=NOW.date())
    registry.stations.decide(DecisionKind.JOIN, STOPS, "", who="claire", reason="un seul lieu")
    store = settings.networks_of(region) / service.snapshot.version
    store.mkdir(parents=True)
    (store / "problems.json").write_text(json.dumps(MERGED))
    return registry.tokens.issue("claire", Role.OPERATOR, "t", NOW)


def opened(chromium: Browser, desk: tuple[str, str], **options: object) -> BrowserContext:
    """Return a browser that knows the token."""
    return chromium.new_context(
        **{"locale": "fr-FR", "viewport": {"width": 1280, "height": 800}} | options,  # type: ignore[arg-type]
        http_credentials={"username": "claire", "password": desk[1]},
    )


def visited(context: BrowserContext, desk: tuple[str, str], path: str) -> Page:
    """Open a page with every detail unfolded."""
    page = context.new_page()
    page.goto(desk[0] + path, wait_until="load")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    return page


def accessible(page: Page) -> None:
    """Fail when axe-core finds something, or the page is wider than the screen."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
    violations = [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]]
    assert violations == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


SCREENS = {
    "zoomed-light-fr": (320, "light", "fr"),
    "desktop-dark-de": (1280, "dark", "de"),
    "phone-dark-en": (360, "dark", "en"),
}


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS.keys())
def test_axe_finds_nothing_on_any_page(
    chromium: Browser, desk: tuple[str, str], screen: tuple[int, str, str]
) -> None:
    """Every page at 320 px (zoom 400 %), on phone and desktop, light and dark, in each language."""
    width, scheme, language = screen
    context = opened(chromium, desk, viewport={"width": width, "height": 800}, color_scheme=scheme)
    for name, path in PAGES.items():
        page = visited(context, desk, f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert page.locator("html").get_attribute("lang") == language, name
        accessible(page)
        page.close()
    context.close()


@pytest.mark.parametrize("path", ["/desk/versions/1", "/desk/overlaps"])
def test_maps_are_seen_with_forced_colours(
    chromium: Browser, desk: tuple[str, str], path: str
) -> None:
    """In high contrast lines and signs stand out of the ground."""
    context = opened(chromium, desk, forced_colors="active")
    page = visited(context, desk, path)
    ground, way, sign = page.evaluate(
        "[document.querySelector('.desk-map .desk-scroll svg'),"
        " document.querySelector('.desk-map .way'), document.querySelector('.desk-map .sign')]"
        ".map((e, n) => { const s = getComputedStyle(e);"
        " return [s.backgroundColor, s.stroke, s.fill][n] })"
    )
    assert len({ground, way, sign}) == 3
    context.close()


def test_from_a_file_to_its_report_by_keyboard(
    chromium: Browser, desk: tuple[str, str], tmp_path: Path
) -> None:
    """The operator opens the feed, sends a file with the keyboard and reads what is wrong."""
    path = write_zip(tmp_path / "july.zip", stops=replaced("stops", ("C,Gamma", "C, Gamma")))
    context = opened(chromium, desk)
    page = visited(context, desk, "/desk")
    page.get_by_role("link", name="Two towns").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Nouvelle version").set_input_files(path)
    page.get_by_role("button", name="Envoyer et contrôler").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Rapport de contrôle").wait_for()
    assert page.get_by_text("Espaces autour d’une valeur").is_visible()
    page.get_by_role("link", name="Agrandir la carte").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Réduire la carte").wait_for()
    page.get_by_role("link", name="English").click()
    page.get_by_role("heading", name="Report of the checks").wait_for()
    context.close()


def test_a_file_is_sent_without_a_script(
    chromium: Browser, desk: tuple[str, str], tmp_path: Path
) -> None:
    """The form alone does it."""
    path = write_zip(tmp_path / "august.zip", trips=GOOD["trips"] + "\nL,W,THIRD,Gamma")
    context = opened(chromium, desk, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{desk[0]}/desk/feeds/t")
    page.get_by_label("Nouvelle version").set_input_files(path)
    page.get_by_role("button", name="Envoyer et contrôler").press("Enter")
    page.get_by_role("heading", name="Rapport de contrôle").wait_for()
    context.close()


def test_a_station_is_renamed_by_keyboard(chromium: Browser, desk: tuple[str, str]) -> None:
    """Search, station, name, reason, Enter: the decision is in the list."""
    context = opened(chromium, desk)
    page = visited(context, desk, "/desk/stations")
    page.get_by_label("Nom d’une station").press_sequentially("ouest")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Gare de l’Ouest").first.press("Enter")
    page.get_by_label("Nouveau nom").fill("Gare du Ponant")
    page.get_by_label("Pourquoi la renommer").fill("son vrai nom")
    page.keyboard.press("Enter")
    page.get_by_text("« Gare du Ponant »").wait_for()
    context.close()


def test_a_kiosk_is_configured_and_opened_by_keyboard(
    chromium: Browser, desk: tuple[str, str], var: Path
) -> None:
    """Form, mistake, link: all by keyboard, without a fault at 320 pixels and in the dark."""
    (home,) = var.glob("*/desk")
    registry = Registry(home / "registry.sqlite", home / "files", lambda: NOW)
    person = desk[0], registry.tokens.issue("lea", Role.ADMINISTRATOR, None, NOW)
    narrow = {"width": 320, "height": 800}
    context = opened(chromium, person, viewport=narrow, color_scheme="dark")
    page = visited(context, person, "/desk/bornes")
    accessible(page)
    page.get_by_label("Nom dans les adresses").fill("gare")
    page.get_by_label("Titre").fill("Gare")
    page.get_by_label("Lieu").fill("nulle part")
    page.get_by_label("Qui paie").select_option(EAST)
    page.get_by_role("button", name="Configurer cette borne").press("Enter")
    page.get_by_role("alert").wait_for()
    accessible(page)
    page.get_by_label("Lieu").fill("Place du Marché")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Donner un lien").press("Enter")
    page.get_by_text("/borne/gare/ouvrir#").wait_for()
    accessible(page)
    context.close()


@pytest.mark.parametrize("path", ["/desk/feeds/t", "/desk/stations/t:Gare1", "/desk/versions/1"])
def test_focus_is_always_seen(chromium: Browser, desk: tuple[str, str], path: str) -> None:
    """Every stop of the Tab key is outlined."""
    context = opened(chromium, desk)
    page = visited(context, desk, path)
    seen = set()
    for _step in range(60):
        page.keyboard.press("Tab")
        name, outlined = page.evaluate(
            "(() => { const e = document.activeElement;"
            "return [e.tagName + (e.id || e.name || e.textContent),"
            " getComputedStyle(e).outlineStyle !== 'none'] })()"
        )
        if name.startswith("BODY"):
            break
        assert outlined, name
        seen.add(name)
    assert len(seen) > 10
    context.close()


def test_half_typed_form_survives_the_end_of_a_build(
    chromium: Browser, desk: tuple[str, str], var: Path
) -> None:
    """The page says that the network is built and leaves what was typed; asked to, it reloads."""
    (home,) = var.glob("*/desk")
    context = opened(chromium, desk)
    page = context.new_page()
    page.clock.install()
    with alone(home):
        page.goto(f"{desk[0]}/desk/stations")
        page.get_by_text("Le réseau se construit.").wait_for()
        reason = page.get_by_label("Raison d’annuler la décision 1")
        reason.fill("éc")
        accessible(visited(context, desk, "/desk/stations"))
    page.clock.fast_forward(3_000)
    page.get_by_text("Le réseau est construit.").wait_for()
    assert reason.input_value() == "éc"
    page.get_by_role("link", name="Actualiser").click()
    page.get_by_text("Le réseau est construit.").wait_for(state="detached")
    context.close()
