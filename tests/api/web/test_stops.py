"""Pages of stops: search, departures, the day of a line, the screen of a hall."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.web.page import Page, read, visit
from tests.support.snapshots import two_towns, two_towns_app


def see(client: FlaskClient, address: str, status: int = 200) -> Page:
    """Ask for a page and read it."""
    response = client.get(address)
    page = read(response.text)
    assert response.status_code == status, page.text
    return page


def test_departures_are_told_by_line_and_direction(client: FlaskClient) -> None:
    """What leaves is grouped by line and headsign, with how soon the first one leaves."""
    text = see(client, "/arret/t:Market").text
    assert "mercredi 10 juin 2026, à partir de 08:00" in text
    assert "Bus 1 Gare1 Test · Toute la journée" in text
    assert "08:10 dans 10 min 08:40 23:50" in text
    assert "07:55" not in text.split("23:50")[0]


def test_departures_of_another_day_say_which(client: FlaskClient) -> None:
    """Tomorrow's departures are never shown as if they were today's."""
    assert "07:55 jeu. 11 juin" in see(client, "/arret/t:Market").text


def test_stop_tells_its_commune_and_what_is_near(client: FlaskClient) -> None:
    """The page of a stop names its commune; stops within reach are linked with their distance."""
    page = see(client, "/arret/t:Eloi")
    assert "Œuvre St-Éloi Est-sur-Œil" in page.text
    assert "Autres arrêts à proximité Dépôt 1,3 km" in page.text
    assert any(link["href"] == "/arret/station:t:Yard" for link in page.all("a"))


def test_later_and_earlier_departures_have_their_own_addresses(client: FlaskClient) -> None:
    """Later begins where the page ends; from there, earlier leads back."""
    page = see(client, "/arret/t:Gare2?time=2026-06-10T08:45:00%2B02:00")
    earlier, later = (q["pageCursor"] for q in page.links("/arret/t:Gare2") if "pageCursor" in q)
    shown, before, after = (
        [time["datetime"] for time in one.all("time")]
        for one in (
            page,
            see(client, f"/arret/t:Gare2?pageCursor={earlier}"),
            see(client, f"/arret/t:Gare2?pageCursor={later}"),
        )
    )
    assert min(shown) == "2026-06-10T09:00+02:00"
    assert max(before) == "2026-06-10T08:30+02:00"
    assert not after  # the timetables end before


def test_wrong_date_is_said_beside_the_field(client: FlaskClient) -> None:
    """A date that cannot be read is refused with its field, departures of now beside it."""
    page = see(client, "/arret/t:Market?date=hier", 400)
    assert "La date « hier » ne peut pas être lue" in page.text
    assert page.all("input", name="date")[0]["aria-invalid"] == "true"


@pytest.mark.parametrize("path", ["arret", "horaires", "ecran"])
@pytest.mark.parametrize("stop_id", ["t:Gone", "48.0,7.1", "<script>"])
def test_what_is_no_stop_is_not_found(client: FlaskClient, path: str, stop_id: str) -> None:
    """An id that no stop has leads to a page that says so."""
    assert see(client, f"/{path}/{stop_id}", 404).text


def test_stop_without_departures_says_so(tmp_path: Path) -> None:
    """Where nothing leaves, the page is not just empty."""
    snapshot = two_towns()
    never = np.zeros((3, 1), dtype=np.uint8)
    network = replace(snapshot.network, service_active=never)
    client = two_towns_app(tmp_path, replace(snapshot, network=network)).test_client()
    for path in ("arret", "ecran"):
        assert "Aucun départ dans les huit jours" in see(client, f"/{path}/t:Market").text


def test_search_leads_to_the_stop(client: FlaskClient) -> None:
    """A name that means one stop leads to its page; an id does as well."""
    for query in ("stop=oeuvre", "stopId=station:t:Eloi", "stop=48.0,7.3"):
        response = client.get(f"/arret?{query}")
        assert response.status_code == 302
        assert response.location == "/arret/station:t:Eloi"


def test_search_asks_which_stop_is_meant(client: FlaskClient) -> None:
    """A name of several places is answered with the choices, an unknown one with a sentence."""
    page = see(client, "/arret?stop=ouest")
    assert "Lequel ?" in page.text
    assert len(page.all("input", type="radio", name="stopId")) > 1
    assert "Aucun arrêt ni commune ne correspond" in see(client, "/arret?stop=zzz", 400).text


def test_stop_alone_in_the_form_is_offered_its_departures(client: FlaskClient) -> None:
    """Whoever fills in one stop only finds a link to its departures beside the question."""
    page = visit(client, 400, from_="oeuvre", to="")
    assert "Prochains départs : Œuvre St-Éloi, Est-sur-Œil" in page.text
    assert any(a["href"] == "/arret/station:t:Eloi" for a in page.all("a"))
    assert "Prochains départs" not in visit(client, 400, from_="48.0,7.3", to="").text


def test_stop_leads_to_the_planner_with_one_end_filled(client: FlaskClient) -> None:
    """Leaving from a stop or coming there begins with its name in the form, without reproach."""
    page = see(client, "/arret/t:Eloi")
    assert {"fromPlace": "t:Eloi"} in page.links()
    assert {"toPlace": "t:Eloi"} in page.links()
    planner = visit(client, toPlace="t:Eloi")
    assert planner.value("to") == "Œuvre St-Éloi, Est-sur-Œil"
    assert "Indiquez" not in planner.text


def test_stops_of_a_journey_lead_to_their_departures(client: FlaskClient) -> None:
    """Each stop where one boards or alights is a link to what leaves there then."""
    time = "2026-06-10T08:00:00+02:00"
    page = visit(client, fromPlace="t:Market", toPlace="t:Eloi", time=time)
    assert {"time": "2026-06-10T08:10+02:00"} in page.links("/arret/t:Market")


def test_timetable_has_every_departure_of_the_service_day(client: FlaskClient) -> None:
    """The day of a line at a stop is one row per hour, headsign and operator above."""
    page = see(client, "/horaires/t:Market?line=t:1&date=2026-06-10")
    assert "Bus 1 direction Gare1 Test mercredi 10 juin 2026" in page.text
    times = [time["datetime"][11:16] for time in page.all("time")]
    assert times == ["07:55", "08:10", "08:40", "23:50"]


def test_timetable_goes_on_after_midnight(tmp_path: Path) -> None:
    """Departures after midnight belong to the day their trips belong to."""
    snapshot = two_towns()
    network = snapshot.network
    later = {name: getattr(network, name) + 1800 for name in ("arrivals_s", "departures_s")}
    client = two_towns_app(
        tmp_path, replace(snapshot, network=replace(network, **later))
    ).test_client()
    page = see(client, "/horaires/t:Market?line=t:1&date=2026-06-10")
    times = [time["datetime"][:16] for time in page.all("time")]
    assert times == [f"2026-06-{time}" for time in ("10T08:25", "10T08:40", "10T09:10", "11T00:20")]


def test_trips_that_end_elsewhere_have_a_letter(tmp_path: Path) -> None:
    """Where some trips go elsewhere, their minutes have a letter that is explained below."""
    snapshot = two_towns()
    network = snapshot.network
    headsigns = network.trip_headsign.copy()
    headsigns[0] = list(network.headsign).index("Lac")
    client = two_towns_app(
        tmp_path, replace(snapshot, network=replace(network, trip_headsign=headsigns))
    ).test_client()
    text = see(client, "/horaires/t:Market?line=t:1&date=2026-06-10").text
    assert "55a" in text
    assert "a direction Lac" in text


@pytest.mark.parametrize("query", ["line=t:gone", "line=t:1&date=2027-01-01", ""])
def test_day_without_the_line_says_so(client: FlaskClient, query: str) -> None:
    """A line that does not run that day, or that is unknown, is told in a sentence."""
    assert "Cette ligne ne part pas" in see(client, f"/horaires/t:Market?{query}").text


def test_screen_lists_departures_in_time_order_with_nothing_to_press(client: FlaskClient) -> None:
    """The screen of a hall shows what leaves next and has no link, no field, no button."""
    page = see(client, "/ecran/t:Gare2")
    assert "T" in page.text
    assert [time["datetime"][11:16] for time in page.all("time")][:3] == ["08:00", "08:30", "09:00"]
    assert not [tag for tag, _attributes in page.tags if tag in {"a", "button", "input"}]


def test_hostile_names_are_text(tmp_path: Path) -> None:
    """A stop name with markup is shown as text, on the screen of a hall too."""
    snapshot = two_towns()
    names = list(snapshot.network.stop_name)
    attack = "<script>alert(1)</script>"
    names[list(snapshot.network.stop_id).index("t:Market")] = attack
    network = replace(snapshot.network, stop_name=type(snapshot.network.stop_name).of(names))
    client = two_towns_app(tmp_path, replace(snapshot, network=network)).test_client()
    for path in ("arret", "ecran"):
        assert attack in see(client, f"/{path}/t:Market").text


def test_departures_tell_what_they_cost_once(app: Flask) -> None:
    """The page of a stop writes one event, says its cost and leads to the accounts."""
    service = app.extensions["correspondance"]
    events = []
    charge = service.accountant.charge
    service.accountant.charge = lambda event: events.append(event) or charge(event)
    page = see(app.test_client(), "/arret/t:Market")
    assert [(event.endpoint, event.channel, event.status) for event in events] == [
        ("board", "web", 200)
    ]
    assert page.text.count("Cet affichage a coûté") == 1
    assert "payé par Communauté de l’Ouest" in page.text
    assert len(page.all("a", href="/couts")) == 2
    assert "Cette recherche" not in see(app.test_client(), "/arret/t:Market?date=hier", 400).text
