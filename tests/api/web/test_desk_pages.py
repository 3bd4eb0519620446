"""The desk in a browser: who gets in, what is shown, what may be changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.desk.registry import Registry, State
from api.desk.registry.tokens import Role
from api.desk.running import LOG, alone
from api.live.live_feeds import LiveFeeds
from api.service import EXTENSION, Service
from feeds import LiveKind
from tests.api.web.desk_people import Desk
from tests.feeds.small_feed import GOOD, replaced, write_zip
from tests.support.gtfs_rt import alert, message, source, update
from tests.support.snapshots import NOW

EVIL = "<script>alert(1)</script>"


@pytest.mark.parametrize("path", ["/desk", "/desk/feeds/t", "/desk/versions/1"])
def test_nobody_gets_in_without_a_token(client: FlaskClient, path: str) -> None:
    """Without a token, or with a wrong one, browsers ask for it."""
    for desk in (client.get(path), Desk(client, "corr_wrong").get(path)):
        assert desk.status_code == 401
        assert "Basic" in desk.headers["WWW-Authenticate"]


def test_token_that_was_revoked(operator: Desk, registry: Registry) -> None:
    """A token that was taken back opens nothing."""
    assert operator.get("/desk").status_code == 200
    registry.tokens.revoke("claire", NOW)
    assert operator.get("/desk").status_code == 401


def test_token_is_kept_nowhere(registry: Registry, app: Flask) -> None:
    """The database holds a hash of it."""
    token = registry.tokens.issue("claire", Role.OPERATOR, "t", NOW)
    settings = app.extensions[EXTENSION].settings
    region = app.extensions[EXTENSION].snapshot.manifest.region_id
    assert token.encode() not in Path(settings.registry_of(region)).read_bytes()


def test_overview_shows_the_feeds(auditor: Desk) -> None:
    """Each feed of the region, with what is in service."""
    page = auditor.page("/desk")
    assert "fichier de la région" in page.text
    assert page.all("a", href="/desk/feeds/t")


def test_overview_shows_live_messages(auditor: Desk, app: Flask, tmp_path: Path) -> None:
    """Of each source how fresh it is, how much was read, and how much fits nothing."""
    alerts, updates = source(), source(LiveKind.UPDATES)
    market, gone = ({"stop_id": name} for name in ("Market", "Gone"))
    files = {
        alerts.name: message(alert("a", market, gone, header="x"), alert("nothing")),
        updates.name: message(update("1.2", delay=60), made_s=int(NOW.timestamp()) - 3600),
    }
    service: Service = app.extensions[EXTENSION]
    network = service.snapshot.network
    service.live = LiveFeeds(
        (alerts, updates), (files, tmp_path), network, service.now, lambda _us: None
    )
    text = auditor.page("/desk").text
    told = "1 message lu, 1 laissé de côté, 1 sans correspondance dans le réseau"
    assert f"t avis aux voyageurs à jour (fichier de la région, fixe) {told}" in text
    assert "horaires en temps réel rien n’est connu, ou depuis trop longtemps" in text


def test_upload_leads_to_the_report(operator: Desk, registry: Registry, tmp_path: Path) -> None:
    """A file that is sent is received, checked and reported in each language."""
    answer = operator.upload(write_zip(tmp_path / "../june.zip"))
    assert answer.status_code == 303
    (version,) = registry.versions("t")
    assert (version.state, version.received_by, version.file_name) == (
        State.ACCEPTED,
        "claire",
        "june.zip",
    )
    assert "Rapport de contrôle" in operator.page(answer.headers["Location"]).text
    for language, title in (("en", "Report of the checks"), ("de", "Prüfbericht")):
        page = operator.page(f"{answer.headers['Location']}?lang={language}")
        assert title in page.text
    assert "june.zip" in operator.page("/desk/feeds/t").text


def test_names_are_shown_as_text(operator: Desk, tmp_path: Path) -> None:
    """What a feed holds is shown and never run."""
    stops = replaced("stops", ("Beta", f"Be\u200bta{EVIL}"))
    location = operator.upload(write_zip(tmp_path / "x.zip", stops=stops)).headers["Location"]
    for path in (location, f"{location}?lang=en"):
        page = operator.get(path).text
        assert EVIL not in page
        assert "&lt;script&gt;" in page


def test_program_uploads(client: FlaskClient, registry: Registry, tmp_path: Path) -> None:
    """A program sends the file as the body with its token, and has the report as JSON."""
    token = registry.tokens.issue("cron", Role.ADMINISTRATOR, None, NOW)
    headers = {"Authorization": f"Bearer {token}"}
    content = write_zip(tmp_path / "x.zip").read_bytes()
    answer = client.post("/api/v1/feeds/t/versions", data=content, headers=headers)
    assert (answer.status_code, answer.get_json()["verdict"]) == (201, "accept")
    answer = client.post("/api/v1/feeds/t/versions", data=b"<html>", headers=headers)
    assert (answer.status_code, answer.get_json()["verdict"]) == (422, "reject")
    answer = client.post("/api/v1/feeds/nope/versions", data=content, headers=headers)
    assert answer.status_code == 404
    assert "aucun jeu ne s’appelle «\u00a0nope\u00a0»" in json.loads(answer.text)["detail"]


def test_who_may_change_what(
    operator: Desk, auditor: Desk, registry: Registry, tmp_path: Path
) -> None:
    """An operator changes one feed, an auditor none, and sees no form."""
    path = write_zip(tmp_path / "x.zip")
    assert auditor.upload(path).status_code == 403
    assert operator.upload(path, "u").status_code == 403
    assert operator.upload(path).status_code == 303
    assert auditor.post("/desk/versions/1/activate").status_code == 403
    assert auditor.page("/desk/feeds/t").all("form") == []
    assert len(operator.page("/desk/feeds/t").all("form")) == 2
    assert registry.versions("t")[0].state is State.ACCEPTED


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}],
)
def test_another_site_cannot_use_the_password(operator: Desk, headers: dict[str, str]) -> None:
    """A form of another site is refused although the browser sends the password."""
    assert operator.post("/desk/feeds/t/rollback", headers).status_code == 403


def test_activation_runs_in_a_process_of_its_own(
    operator: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked for is handed to the command that does it; dates that are none are refused."""
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        "api.web.desk.overview.start", lambda _settings, _folder, command: started.append(command)
    )
    operator.upload(write_zip(tmp_path / "x.zip"))
    assert operator.post("/desk/versions/1/activate").status_code == 303
    assert operator.post("/desk/versions/1/activate", **{"from": "2026-07-05"}).status_code == 303
    assert operator.post("/desk/versions/1/activate", **{"from": "demain"}).status_code == 400
    assert operator.post("/desk/feeds/t/rollback").status_code == 303
    assert started == [
        ("activate", "1", "--who=claire"),
        ("activate", "1", "--who=claire", "--from=2026-07-05"),
        ("rollback", "t", "--who=claire"),
    ]


def test_person_accepts_with_a_reason(operator: Desk, registry: Registry, tmp_path: Path) -> None:
    """Rows left out are accepted by somebody who says why."""
    trips = GOOD["trips"] + "\nL,NEVER,T,Gamma"
    operator.upload(write_zip(tmp_path / "x.zip", trips=trips))
    assert operator.post("/desk/versions/1/accept", reason=" ").status_code == 400
    assert operator.post("/desk/versions/1/accept", reason="school").status_code == 303
    assert registry.versions("t")[0].state is State.ACCEPTED
    assert "school" in operator.page("/desk/feeds/t").text


def test_changes_against_the_version_in_service(
    operator: Desk, registry: Registry, tmp_path: Path
) -> None:
    """The comparison is a page; without a version in service it says so."""
    operator.upload(write_zip(tmp_path / "one.zip"))
    assert operator.get("/desk/versions/1/changes").status_code == 409
    registry.activate(1, who="claire", starts_on=None, today=NOW.date())
    stops = replaced("stops", ("Beta", "Betamax"))
    operator.upload(write_zip(tmp_path / "two.zip", stops=stops))
    assert "Beta → Betamax" in operator.page("/desk/versions/2/changes").text
    assert "encore 20 jours" in operator.page("/desk").text


def test_unknown_feed_and_version(operator: Desk) -> None:
    """What is not there is said."""
    assert operator.get("/desk/feeds/nope").status_code == 404
    assert operator.get("/desk/versions/99").status_code == 404
    assert operator.post("/desk/feeds/t/versions").status_code == 400


def test_what_feeds_share(auditor: Desk, app: Flask) -> None:
    """Shared stations and trips are listed pair by pair; without any it is said."""
    service: Service = app.extensions[EXTENSION]
    assert "rien en commun" in auditor.page("/desk/overlaps").text
    folder = service.settings.networks_of(service.snapshot.manifest.region_id)
    (folder / service.snapshot.version).mkdir(parents=True)
    trip = {
        "kept": "s:1", "dropped": f"t:{EVIL}", "from_name": "Gare", "to_name": "Thann", "days": 5,
        "departure": "18:50:00", "difference_s": 30,
    }  # fmt: skip
    overlap = {
        "feeds": ["s", "t"], "shared_trips": 263, "trips_per_day": 96.0, "trips": [trip],
        "stations": [{"name": "Gare", "lat": 47.7, "lon": 7.3}], "conflicts": [],
    }  # fmt: skip
    problems = folder / service.snapshot.version / "problems.json"
    problems.write_text(json.dumps({"overlaps": [overlap]}))
    answer = auditor.get("/desk/overlaps").text
    assert EVIL not in answer
    page = auditor.page("/desk/overlaps")
    assert "1 station commune. 263 courses en double écartées, 96 par jour" in page.text
    assert "18:50" in page.text
    assert "Gare → Thann" in page.text
    problems.write_text("[]")
    assert "rien en commun" in auditor.page("/desk/overlaps").text


@pytest.mark.parametrize("path", ["/desk", "/desk/feeds/t", "/desk/stations"])
def test_page_of_a_build_is_not_reloaded_under_a_form(
    operator: Desk, app: Flask, path: str
) -> None:
    """While a build runs a link asks again, a script may follow; nothing reloads by itself."""
    service: Service = app.extensions[EXTENSION]
    home = service.settings.desk_of(service.snapshot.manifest.region_id)
    assert operator.page(path).all("div", **{"data-build": "/desk/build"}) == []
    with alone(home):
        assert "Refresh" not in operator.get(path).headers
        page = operator.page(path)
        assert page.all("div", **{"data-build": "/desk/build"})
        assert "Actualiser" in page.text


def test_build_is_followed(client: FlaskClient, operator: Desk, app: Flask) -> None:
    """Whoever has a token reads whether a build goes on and what it said."""
    service: Service = app.extensions[EXTENSION]
    home = service.settings.desk_of(service.snapshot.manifest.region_id)
    assert client.get("/desk/build").status_code == 401
    assert operator.get("/desk/build").get_json() == {"busy": False, "log": ""}
    with alone(home):
        (home / LOG).write_text("réunion", "utf-8")
        answer = operator.get("/desk/build")
        assert answer.get_json() == {"busy": True, "log": "réunion"}
        assert answer.headers["Cache-Control"] == "no-store"
