"""Maps of the desk's pages: drawn without scripts, moved by links, never told by colour alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

from flask import Flask

from api.desk.registry import Registry
from api.service import EXTENSION, Service
from tests.api.web.desk_people import Desk
from tests.feeds.small_feed import replaced, write_zip
from tests.support.snapshots import NOW

SPACED = replaced("stops", ("B,Beta", "B, Beta"))


def links(desk: Desk, path: str) -> dict[str, str]:
    """Return the links of the map of a page, by what they say."""
    text = desk.get(path).text
    moves = text.split('<ul class="desk-moves">')[-1].split("</ul>")[0]
    found = re.findall(r'<a href="([^"]*)">([^<]*)</a>', moves)
    return {name: address.replace("&amp;", "&") for address, name in found}


def test_the_report_draws_stops_and_problems(operator: Desk, tmp_path: Path) -> None:
    """The drawing has a name, a sign for each severity found, and a link for each place."""
    operator.upload(write_zip(tmp_path / "x.zip", stops=SPACED))
    page = operator.page("/desk/versions/1")
    assert page.all("svg", role="img")
    assert "Arrêts et lignes de la version 1" in operator.get("/desk/versions/1").text
    assert page.all("path", **{"class": "way road"})
    assert page.all("path", **{"class": "sign warning"})
    assert page.all("a", href="?map=48.51000,7.71000,5#map") or page.all(
        "a", href="?map=48.51000%2C7.71000%2C5#map"
    )


def test_links_move_the_map_and_lead_back(operator: Desk, tmp_path: Path) -> None:
    """Each window has an address, which the other parameters stay in; the whole is one step."""
    operator.upload(write_zip(tmp_path / "x.zip", stops=SPACED))
    first = links(operator, "/desk/versions/1?lang=fr")
    assert "Tout voir" not in first
    nearer = links(operator, f"/desk/versions/1{first['Agrandir la carte'].split('#')[0]}")
    assert {"Réduire la carte", "Vers le nord", "Tout voir"} <= set(nearer)
    assert "lang=fr" in nearer["Tout voir"]
    assert "map=" not in nearer["Tout voir"]


def test_a_window_that_cannot_be_read_is_refused(operator: Desk, tmp_path: Path) -> None:
    """The sentence names the parameter and what it should be."""
    operator.upload(write_zip(tmp_path / "x.zip"))
    for window in ("x", "48,7", "48,7,1.5", "48,7,99", "99,7,1", "nan,7,1"):
        answer = operator.get(f"/desk/versions/1?map={window}")
        assert (answer.status_code, "niveau de 0 à 8" in answer.text) == (400, True), window


def test_the_map_of_one_rule(operator: Desk, tmp_path: Path) -> None:
    """A rule of the report may be shown alone; another one is refused."""
    calls = replaced("stop_times", ("BAD,11:10:00,11:11:00", "BAD,10:50:00,10:51:00"))
    operator.upload(write_zip(tmp_path / "x.zip", stops=SPACED, stop_times=calls))
    whole = operator.page("/desk/versions/1")
    assert whole.all("path", **{"class": "sign error"})
    alone = operator.page("/desk/versions/1?rule=leading_or_trailing_whitespaces")
    assert not alone.all("path", **{"class": "sign error"})
    assert "La carte ne montre que la règle" in alone.text
    assert operator.get("/desk/versions/1?rule=nope").status_code == 400


def test_a_feed_that_cannot_be_read_has_no_map(operator: Desk, tmp_path: Path) -> None:
    """The page says why there is none."""
    (tmp_path / "x.zip").write_bytes(b"<html>")
    operator.upload(tmp_path / "x.zip")
    page = operator.page("/desk/versions/1")
    assert "Pas de carte" in page.text
    assert not page.all("svg", role="img")


def test_reports_are_files_too(operator: Desk, tmp_path: Path) -> None:
    """In each form and language, named after the feed and version."""
    operator.upload(write_zip(tmp_path / "x.zip", stops=SPACED))
    for form, said in (("json", '"verdict"'), ("csv", "Règle"), ("html", "<!doctype html>")):
        answer = operator.get(f"/desk/versions/1/report.{form}")
        assert said in answer.text
        assert f"t-1-fr.{form}" in answer.headers["Content-Disposition"]
    assert "Rule" in operator.get("/desk/versions/1/report.csv?lang=en").text
    assert operator.get("/desk/versions/1/report.xml").status_code == 404


def test_changes_are_drawn_and_listed(operator: Desk, registry: Registry, tmp_path: Path) -> None:
    """Stops that came, went or moved have a sign of their own and a row."""
    operator.upload(write_zip(tmp_path / "one.zip"))
    registry.activate(1, who="claire", starts_on=None, today=NOW.date())
    stops = replaced("stops", ("C,Gamma,48.52,7.72", "D,Delta,48.56,7.76"), ("48.51", "48.53"))
    calls = replaced("stop_times", (",C,3", ",D,3"))
    operator.upload(write_zip(tmp_path / "two.zip", stops=stops, stop_times=calls))
    page = operator.page("/desk/versions/2/changes")
    for kind in ("added", "removed", "moved"):
        assert page.all("path", **{"class": f"sign {kind}"}), kind
    assert "1 arrêt en plus" in page.text
    assert "Delta" in page.text
    assert "1 arrêt déplacé de plus de 100 m" in page.text
    assert operator.get("/desk/versions/2/changes.json").get_json()["drop_share"] == 0.2


def test_shared_stations_and_conflicts_are_drawn(auditor: Desk, app: Flask) -> None:
    """One pair of feeds or all of them; a pair that is not there is refused."""
    service: Service = app.extensions[EXTENSION]
    store = service.settings.networks_of(service.snapshot.manifest.region_id)
    (store / service.snapshot.version).mkdir(parents=True)
    station = {"id": "t:Gare1", "name": "Gare", "lat": 48.0, "lon": 7.03}
    call = {
        "place": {"name": "Lac", "lat": 48.05, "lon": 7.42},
        "kept_time": "19:30:00",
        "dropped_time": "19:35:00",
    }
    late = {"kept": "s:1", "dropped": "t:1", "conflicts": [call]}
    pair = {
        "shared_trips": 0, "trips_per_day": 0.0, "trips": [], "stations": [station],
        "conflicting_trips": 1, "conflicts": [late],
    }  # fmt: skip
    overlaps = [
        {"feeds": ["s", "t"], **pair},
        {"feeds": ["t", "u"], **pair, "stations": [], "conflicts": []},
    ]
    problems = store / service.snapshot.version / "problems.json"
    problems.write_text(json.dumps({"overlaps": overlaps}))
    page = auditor.page("/desk/overlaps")
    assert page.all("path", **{"class": "sign shared"})
    assert page.all("path", **{"class": "sign conflict"})
    assert all(said in page.text for said in ("s:1", "t:1", "Lac", "19:30:00", "19:35:00"))
    assert page.all("a", href="/desk/stations/t:Gare1")
    alone = auditor.page("/desk/overlaps?feeds=t,u")
    assert not alone.all("path", **{"class": "sign shared"})
    assert auditor.get("/desk/overlaps?feeds=a,b").status_code == 400
