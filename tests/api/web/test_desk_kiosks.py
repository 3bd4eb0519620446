"""Kiosks at the desk: listed, configured, opened by a link that is shown once, retired."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from api.desk.registry import Registry
from feeds import KioskKind, KioskTheme
from tests.api.web.desk_people import Desk
from tests.api.web.kiosks import GARE, opened
from tests.api.web.page import read
from tests.support.snapshots import EAST

FORM = {
    "id": "place",
    "title": "Place du  Marché",
    "place": "place du marché",
    "owner": EAST,
    "kind": "screen",
    "first_language": "de",
    "languages": ["fr", "de"],
    "theme": "contrast",
    "keyboard": "none",
    "idle_s": "45",
}


def test_administrator_configures_a_kiosk(administrator: Desk, registry: Registry) -> None:
    """The name of a stop is enough to say where it stands; the first language comes first."""
    answer = administrator.post("/desk/bornes", **FORM)
    assert (answer.status_code, answer.location) == (303, "/desk/bornes/place")
    kiosk = registry.kiosks.one("place").kiosk
    assert (kiosk.title, kiosk.place, kiosk.languages) == (
        "Place du Marché",
        "station:t:Market",
        ("de", "fr"),
    )
    assert (kiosk.kind, kiosk.theme, kiosk.idle_s) == (KioskKind.SCREEN, KioskTheme.CONTRAST, 45)
    shown = administrator.page("/desk/bornes/place").text
    assert "lea" in shown
    assert "configurée : Place du Marché" in shown


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("id", "Place", "doit commencer par une lettre"),
        ("title", " ", "il faut un titre"),
        ("place", "zzz", "« zzz » n’est ni"),
        ("place", "10.0,10.0", "« 10.0,10.0 » n’est ni"),
        ("owner", "1", "« 1 » n’est ni une autorité"),
        ("first_language", "it", "il faut une langue au moins, parmi fr, de, en"),
        ("theme", "pink", "il faut light, dark, contrast"),
        ("idle_s", "5", "de 15 à 600 secondes"),
    ],
)
def test_mistake_is_said_beside_its_field(
    administrator: Desk, registry: Registry, field: str, given: str, said: str
) -> None:
    """The form keeps what was typed and nothing is kept of the kiosk."""
    answer = administrator.post("/desk/bornes", **{**FORM, field: given})
    page = read(answer.text)
    assert answer.status_code == 400
    assert said in page.text
    wrong = [one for one in (*page.all("input"), *page.all("select")) if "aria-invalid" in one]
    assert [one["id"] for one in wrong] == ([] if field == "first_language" else [field])
    assert registry.kiosks.all() == []


def test_kiosk_is_changed_by_its_form(administrator: Desk, registry: Registry) -> None:
    """Its name stays; a mistake changes nothing."""
    registry.kiosks.add(GARE, who="lea")
    assert administrator.post("/desk/bornes/gare", **FORM).status_code == 303
    assert registry.kiosks.one("gare").kiosk.title == "Place du Marché"
    assert administrator.post("/desk/bornes/gare", **{**FORM, "title": ""}).status_code == 400
    assert registry.kiosks.one("gare").kiosk.title == "Place du Marché"


def test_link_is_shown_once(administrator: Desk, client: FlaskClient, registry: Registry) -> None:
    """In the answer that makes it, in no page after it; it puts a machine into service."""
    registry.kiosks.add(GARE, who="lea")
    answer = administrator.post("/desk/bornes/gare/link")
    assert answer.headers["Cache-Control"] == "no-store"
    (token,) = re.findall(r"http://localhost/borne/gare/ouvrir#([\w-]+)", answer.text)
    assert token not in administrator.get("/desk/bornes/gare").text
    assert client.post("/borne/gare/ouvrir", data={"code": token}).status_code == 303
    assert "Une machine est cette borne" in administrator.page("/desk/bornes/gare").text


def test_machine_is_taken_back_and_kiosk_retired(
    administrator: Desk, client: FlaskClient, registry: Registry
) -> None:
    """Each in one press, and history says so."""
    page = opened(client, registry)
    assert administrator.post("/desk/bornes/gare/close").status_code == 303
    assert client.get(page).status_code == 403
    assert administrator.post("/desk/bornes/gare/retire").status_code == 303
    told = administrator.page("/desk/bornes/gare").text
    assert "Hors d’usage depuis" in told
    assert "lien et machine retirés" in told


def test_list_says_when_each_was_last_seen(
    administrator: Desk, client: FlaskClient, registry: Registry
) -> None:
    """A kiosk that asked for its board is seen; one that was never opened is not."""
    client.get(opened(client, registry))
    registry.kiosks.add(GARE.__class__("quai", "Quai", "t:Gone", EAST), who="lea")
    page = administrator.page("/desk/bornes").text
    assert "10 juin 2026 à" in page
    assert "jamais" in page
    assert "lieu inconnu du réseau en service" in page


@pytest.mark.parametrize("path", ["", "/gare", "/gare/link", "/gare/close", "/gare/retire"])
def test_others_look_and_change_nothing(
    operator: Desk, auditor: Desk, registry: Registry, path: str
) -> None:
    """Kiosks are no feed's: an operator and an auditor see them, without a form."""
    registry.kiosks.add(GARE, who="lea")
    before = registry.kiosks.history("gare")
    for person in (operator, auditor):
        assert person.post(f"/desk/bornes{path}", **FORM).status_code == 403
        page = person.page("/desk/bornes/gare")
        assert [form for form in page.all("form") if form.get("method") == "post"] == []
    assert registry.kiosks.history("gare") == before
    assert len(registry.kiosks.all()) == 1


def test_form_of_another_site_changes_nothing(administrator: Desk, registry: Registry) -> None:
    """Browsers send the password along: the origin decides."""
    answer = administrator.post("/desk/bornes", {"Origin": "https://x.example"}, **FORM)
    assert answer.status_code == 403
    assert registry.kiosks.all() == []
