"""A machine becomes a kiosk by a link, proves itself by a cookie, and its owner pays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.accounting import MeteredEvent, read_statement
from api.desk.registry import Registry
from api.server import kiosk_addresses
from api.service import EXTENSION
from feeds import Kiosk, KioskKeyboard, KioskTheme
from tests.api.web.kiosks import GARE, HALL, opened
from tests.api.web.page import read
from tests.support.snapshots import EAST, WEST, two_towns, two_towns_app

PAGES = ["/borne/gare", "/borne/gare?toPlace=t:Eloi", "/borne/gare/lieux?text=ouest"]


@pytest.fixture
def events(app: Flask) -> list[MeteredEvent]:
    """Return what the application charges, as it does."""
    service = app.extensions[EXTENSION]
    charged: list[MeteredEvent] = []
    charge = service.accountant.charge
    service.accountant.charge = lambda event: charged.append(event) or charge(event)
    return charged


@pytest.mark.parametrize("path", PAGES)
def test_other_machine_is_told_how_to_become_the_kiosk(
    client: FlaskClient, registry: Registry, path: str
) -> None:
    """In three languages, with the form for the code, nothing else, and no way out."""
    registry.kiosks.add(GARE, who="lea")
    answer = client.get(path)
    page = read(answer.text)
    assert answer.status_code == 403
    assert answer.headers["Cache-Control"] == "no-store"
    for said in ("pas encore en service", "noch nicht in Betrieb", "not in service yet"):
        assert said in page.text
    assert [form["action"] for form in page.all("form")] == ["/borne/gare/ouvrir"]
    assert page.all("a") == []


def test_link_makes_a_machine_the_kiosk(client: FlaskClient, registry: Registry) -> None:
    """The cookie is kept from scripts and other sites, is for its pages alone, and lasts."""
    page = opened(client, registry)
    answer = client.get(page)
    assert answer.status_code == 200
    assert "Gare (hall nord)" in read(answer.text).text
    cookie = answer.headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=Strict", "Path=/borne/gare", f"Max-Age={400 * 86400}"):
        assert part in cookie


def test_cookie_needs_https_where_the_site_has_it(client: FlaskClient, registry: Registry) -> None:
    """Over HTTPS it is sent over nothing else."""
    opened(client, registry)
    assert "Secure" not in client.get("/borne/gare").headers["Set-Cookie"]
    client.set_cookie("borne", client.get_cookie("borne", path="/borne/gare").value)  # type: ignore[union-attr]
    assert "Secure" in client.get("/borne/gare", base_url="https://localhost").headers["Set-Cookie"]


def test_looking_at_the_link_does_not_use_it_up(client: FlaskClient, registry: Registry) -> None:
    """Only sending the code does: previews of messages look at links."""
    registry.kiosks.add(GARE, who="lea")
    token = registry.kiosks.give_link("gare", who="lea")
    assert client.get("/borne/gare/ouvrir").status_code == 200
    assert client.post("/borne/gare/ouvrir", data={"code": token}).status_code == 303


def test_wrong_code_is_told(client: FlaskClient, registry: Registry) -> None:
    """In three languages, and the machine is still no kiosk."""
    registry.kiosks.add(GARE, who="lea")
    answer = client.post("/borne/gare/ouvrir", data={"code": "x"})
    assert answer.status_code == 403
    assert "Ce code n’est pas, ou n’est plus, valable" in read(answer.text).text
    assert "Set-Cookie" not in answer.headers


def test_form_of_another_site_opens_nothing(client: FlaskClient, registry: Registry) -> None:
    """Even with the right code."""
    registry.kiosks.add(GARE, who="lea")
    token = registry.kiosks.give_link("gare", who="lea")
    origin = {"Origin": "https://elsewhere.example"}
    answer = client.post("/borne/gare/ouvrir", data={"code": token}, headers=origin)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_machine_is_shut_out_when_the_desk_says_so(client: FlaskClient, registry: Registry) -> None:
    """Taken back, it must be opened again; retired, there is no such kiosk."""
    page = opened(client, registry)
    registry.kiosks.close("gare", who="lea")
    assert client.get(page).status_code == 403
    registry.kiosks.retire("gare", who="lea")
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("path", ["/borne/nulle-part", "/ecran/nulle-part", "/borne/x/ouvrir"])
def test_kiosk_that_nobody_configured_is_not_found(client: FlaskClient, path: str) -> None:
    """There is nothing to put into service."""
    assert client.get(path).status_code == 404


def test_change_at_the_desk_shows_at_once(client: FlaskClient, registry: Registry) -> None:
    """Title, colours, keyboard, patience and languages follow without a restart."""
    page = opened(client, registry)
    changed = replace(
        GARE,
        title="Quai",
        theme=KioskTheme.DARK,
        keyboard=KioskKeyboard.QWERTZ,
        idle_s=90,
        languages=("en",),
    )
    registry.kiosks.change(changed, who="lea")
    shown = read(client.get(page).text)
    (kiosk,) = shown.all("div", **{"data-kiosk": ""})
    assert "Where are you going?" in shown.text
    assert [h for h in shown.all("a") if "hreflang" in h] == []
    assert kiosk["data-idle-s"] == "90"
    (keys,) = (one for one in shown.all("div") if "data-keyboard" in one)
    assert keys["data-keyboard"].startswith("qwertz")
    assert any("styles-dark" in link["href"] for link in shown.all("link"))


def test_kiosk_with_a_real_keyboard_shows_none(client: FlaskClient, registry: Registry) -> None:
    """And the field lets the system's own keys write."""
    page = opened(client, registry, replace(GARE, keyboard=KioskKeyboard.NONE))
    shown = read(client.get(page).text)
    assert [one for one in shown.all("div") if "data-keyboard" in one] == []
    assert "inputmode" not in shown.all("input", id="to")[0]


@pytest.mark.parametrize(
    ("query", "language"), [("", "fr"), ("?lang=de", "de"), ("?lang=en", "fr")]
)
def test_kiosk_begins_in_its_first_language(
    client: FlaskClient, registry: Registry, query: str, language: str
) -> None:
    """Whatever the machine's browser prefers; a language that is not offered is not spoken."""
    page = opened(client, registry)
    answer = client.get(page + query, headers={"Accept-Language": "en"})
    assert answer.headers["Content-Language"] == language


def test_owner_pays_for_all_that_is_asked(
    app: Flask,
    client: FlaskClient,
    registry: Registry,
    events: list[MeteredEvent],
    settle: Callable[[], None],
) -> None:
    """Board, suggestions, journeys and searches that find nothing are on the owner's account."""
    page = opened(client, registry)
    events.clear()
    board = read(client.get(page).text).text
    assert "Cet affichage a coûté" in board
    assert "payé par Métropole de l’Est" in board
    client.get(page + "/lieux?text=ouest")
    found = read(client.get(page + "?toPlace=t:Market").text).text
    journeys = read(client.get(page + "?toPlace=t:Eloi").text).text
    assert "payée par Métropole de l’Est" in journeys
    assert "payée par Métropole de l’Est" in found
    assert {(event.channel, event.owner) for event in events} == {("kiosk.gare", EAST)}
    settle()
    service = app.extensions[EXTENSION]
    payers = read_statement(service.ledger, service.costs.tariffs).payers
    assert {one.payer for one in payers if one.payer in {EAST, WEST}} == {EAST}


def test_screen_is_paid_by_its_owner(
    client: FlaskClient, registry: Registry, events: list[MeteredEvent]
) -> None:
    """The screen of a hall speaks its language and says who pays."""
    page = opened(client, registry, HALL)
    answer = client.get(page)
    assert "bezahlt von Métropole de l’Est" in read(answer.text).text
    assert (events[-1].channel, events[-1].owner) == ("kiosk.hall", EAST)


def test_address_of_the_other_kind_leads_to_the_kiosk(
    client: FlaskClient, make_region: Callable[..., FlaskClient]
) -> None:
    """A screen is no touch kiosk: its own address is shown."""
    client = make_region(HALL)
    assert client.get("/borne/hall").location == "/ecran/hall"


@pytest.fixture
def make_region(tmp_path: object, made_apps: list[Flask]) -> Callable[..., FlaskClient]:
    """Return what serves a region whose file declares kiosks."""

    def make(*kiosks: Kiosk) -> FlaskClient:
        made_apps.append(two_towns_app(tmp_path, two_towns(kiosks=kiosks)))  # type: ignore[arg-type]
        return made_apps[-1].test_client()

    return make


def test_kiosk_of_the_region_file_is_open(make_region: Callable[..., FlaskClient]) -> None:
    """No token is asked for, no cookie is set, and the owner pays."""
    answer = make_region(GARE).get("/borne/gare")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "payé par Métropole de l’Est" in read(answer.text).text


def test_start_of_the_server_names_its_kiosks(make_region: Callable[..., FlaskClient]) -> None:
    """Whoever tries the region finds them without typing an id."""
    service = make_region(GARE, HALL).application.extensions[EXTENSION]
    assert kiosk_addresses(service, "http://x/") == [
        ("Gare (hall nord) (borne)", "http://x/borne/gare"),
        ("Hall (écran de hall)", "http://x/ecran/hall"),
    ]


def test_kiosk_of_the_region_file_needs_no_registry(tmp_path: Path, made_apps: list[Flask]) -> None:
    """It goes on when the registry cannot be had; one of the desk says what is missing."""
    where = str(tmp_path / "a-file" / "registry.sqlite")
    (tmp_path / "a-file").write_text("in the way")
    made_apps.append(two_towns_app(tmp_path, two_towns(kiosks=(GARE,)), registry=where))
    client = made_apps[-1].test_client()
    assert client.get("/borne/gare").status_code == 200
    assert client.get("/borne/hall").status_code == 503


def test_kiosk_beside_a_road_shows_the_stops_around(
    make_region: Callable[..., FlaskClient],
) -> None:
    """Each departure says from which stop; journeys begin where the kiosk stands."""
    client = make_region(replace(GARE, place="48.0005,7.0305", title="Place de la Paix"))
    board = read(client.get("/borne/gare").text)
    assert "Place de la Paix" in board.text
    assert "Gare de l’Ouest" in board.text
    assert (
        "Itinéraires de Place de la Paix"
        in read(client.get("/borne/gare?toPlace=t:Eloi").text).text
    )


def test_kiosk_whose_stop_is_gone_says_so(make_region: Callable[..., FlaskClient]) -> None:
    """A network without its stop has nothing to show for it."""
    answer = make_region(replace(GARE, place="t:Gone")).get("/borne/gare")
    assert answer.status_code == 404
    assert "t:Gone" in read(answer.text).text


def test_search_is_kept_nowhere(client: FlaskClient) -> None:
    """Neither pages of journeys nor suggestions may be kept; the board may be asked for again."""
    searched = ("?toPlace=t:Eloi", "?to=zzz", "/lieux?text=ouest")
    kept = [client.get("/borne/t:Market" + path).headers["Cache-Control"] for path in searched]
    assert kept == ["no-store"] * 3
    assert client.get("/borne/t:Market").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/borne/t:Market", "/ecran/t:Market"])
def test_board_of_a_stop_is_paid_by_the_authority_of_its_commune(
    client: FlaskClient, events: list[MeteredEvent], path: str
) -> None:
    """A preview has no owner: whoever organises transport there pays."""
    assert "payé par Communauté de l’Ouest" in read(client.get(path).text).text
    assert (events[-1].channel, events[-1].owner) == ("kiosk", "")
