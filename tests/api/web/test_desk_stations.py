"""Stations at the desk: joined, split and renamed by those who may, with a reason, and undone."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.desk.registry import FeedRecord, Registry
from api.desk.registry.tokens import Role
from api.service import EXTENSION, Service
from feeds.station_decisions import DecisionKind
from tests.api.web.desk_people import Desk
from tests.support.snapshots import NOW

STATION = "/desk/stations/t:Gare1"
EVIL = "<script>alert(1)</script>"


def merged(app: Flask, **found: object) -> None:
    """Write what merging found for the network in service."""
    service: Service = app.extensions[EXTENSION]
    store = service.settings.networks_of(service.snapshot.manifest.region_id)
    folder = store / service.snapshot.version
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "problems.json").write_text(json.dumps(found))


def test_a_station_shows_its_stops_and_what_is_near(operator: Desk) -> None:
    """Stops with their ids, a map, and the three forms."""
    page = operator.page(STATION)
    assert "t:Gare1" in page.text
    assert page.all("svg", role="img")
    actions = {form["action"].rsplit("/", 1)[-1] for form in page.all("form", method="post")}
    assert {"split", "rename"} <= actions
    assert operator.get("/desk/stations/nope").status_code == 404


def test_a_station_is_found_by_its_name(operator: Desk) -> None:
    """What is typed leads to the station; a name nobody bears is said."""
    page = operator.page("/desk/stations?q=ouest")
    assert "Gare de l’Ouest" in page.text
    assert "Aucune station de ce nom" in operator.page("/desk/stations?q=zzz").text


def test_a_decision_is_kept_listed_and_taken_back(operator: Desk, registry: Registry) -> None:
    """A new name, then none: both are told with who and why."""
    answer = operator.post(f"{STATION}/rename", name="Gare du Ponant", reason="son vrai nom")
    assert answer.status_code == 303
    (decision,) = registry.stations.in_force()
    assert (decision.kind, decision.name, decision.who) == (
        DecisionKind.RENAME,
        "Gare du Ponant",
        "claire",
    )
    assert {stop.id for stop in decision.stops} == {"t:Gare1", "t:Gare2"}
    page = operator.page("/desk/stations")
    assert "« Gare du Ponant »" in page.text
    assert "à la prochaine construction" in page.text
    assert "son vrai nom" in operator.page(STATION).text
    assert operator.post("/desk/decisions/1/undo", reason="erreur").status_code == 303
    assert registry.stations.in_force() == ()
    assert "annulée par claire" in operator.page("/desk/stations").text
    assert "décision 1 annulée" in operator.page("/desk/history").text


def test_stops_are_split_off(operator: Desk, registry: Registry) -> None:
    """A part of the stops leaves; none, all and strangers are refused."""
    for stops in ([], ["t:Gare1", "t:Gare2"]):
        assert operator.post(f"{STATION}/split", stop=stops, reason="loin").status_code == 400
    assert operator.post(f"{STATION}/split", stop=["t:Lac"], reason="loin").status_code == 404
    assert operator.post(f"{STATION}/split", stop=["t:Gare2"], reason="loin").status_code == 303
    (decision,) = registry.stations.in_force()
    assert [stop.id for stop in decision.stops] == ["t:Gare2"]


def test_stations_are_joined(operator: Desk, registry: Registry) -> None:
    """All stops of both; without another station nothing is kept."""
    assert operator.post(f"{STATION}/join", reason="un seul lieu").status_code == 400
    join = {"station": ["t:Market"], "reason": "un seul lieu"}
    assert operator.post(f"{STATION}/join", **join).status_code == 303
    (decision,) = registry.stations.in_force()
    assert {stop.id for stop in decision.stops} == {"t:Gare1", "t:Gare2", "t:Market"}


@pytest.mark.parametrize("field", ["name", "reason"])
def test_what_is_missing_is_named(operator: Desk, registry: Registry, field: str) -> None:
    """An empty name or reason is refused, and nothing is kept."""
    form = {"name": "Gare", "reason": "nom", field: " "}
    assert operator.post(f"{STATION}/rename", **form).status_code == 400
    assert registry.stations.all() == []


def test_who_may_decide(
    client: FlaskClient, auditor: Desk, administrator: Desk, registry: Registry
) -> None:
    """Not an auditor, nor the operator of another feed; an administrator may."""
    registry.register(FeedRecord("u", "Other", "Test", "CC0-1.0", ""))
    stranger = Desk(client, registry.tokens.issue("paul", Role.OPERATOR, "u", NOW))
    for desk in (auditor, stranger):
        assert desk.post(f"{STATION}/rename", name="X", reason="y").status_code == 403
        assert not desk.page(STATION).all("input", type="checkbox")
    assert administrator.post(f"{STATION}/rename", name="X", reason="y").status_code == 303
    assert auditor.post("/desk/decisions/1/undo", reason="z").status_code == 403


def test_decisions_are_applied_by_a_build(
    operator: Desk, auditor: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those who may change something may ask for it; it is a command of its own."""
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        "api.web.desk.stations.start", lambda _settings, _folder, command: started.append(command)
    )
    assert auditor.post("/desk/rebuild").status_code == 403
    assert operator.post("/desk/rebuild").status_code == 303
    assert started == [("rebuild",)]


def test_what_merging_found_is_listed(auditor: Desk, app: Flask, registry: Registry) -> None:
    """Joins with their reasons, near misses, and what became of decisions; as text only."""
    registry.stations.decide(
        DecisionKind.RENAME,
        [stop.decided for stop in _stops(app)],
        "Gare",
        who="claire",
        reason=EVIL,
    )
    join = {"one": "t:Gare1", "other": "u:9", "reason": "same_name", "metres": 12, "likeness": 100}
    near = {**join, "one": "t:Market", "reason": "near_and_somewhat_alike", "likeness": 61}
    outcome = {"number": 1, "kind": "rename", "applied": False, "station": "", "stops": []}
    merged(app, joins=[join], near_misses=[near], decisions=[outcome])
    page = auditor.page("/desk/stations")
    assert "même nom" in page.text
    assert "proches, noms un peu semblables" in page.text
    assert "sans effet : ses arrêts n’existent plus" in page.text
    assert EVIL not in auditor.get("/desk/stations").text


def _stops(app: Flask) -> tuple[object, ...]:
    from api.web.desk.station_places import station_called

    with app.test_request_context("/"):
        return station_called("t:Gare1").stops
