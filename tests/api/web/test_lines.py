"""Pages of lines: the list by operator, one line with its stops, times and remarks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from feeds.aliases import FormerIds
from tests.api.web.page import Page, read
from tests.support.network import parse
from tests.support.on_demand import RULE, booked
from tests.support.snapshots import two_towns


def see(client: FlaskClient, address: str, status: int = 200) -> Page:
    """Ask for a page and read it."""
    response = client.get(address)
    page = read(response.text)
    assert response.status_code == status, page.text
    return page


def test_a_line_tells_its_stops_in_order_with_its_times(client: FlaskClient) -> None:
    """Stops lead to their pages and timetables; first and last departure and their number."""
    page = see(client, "/ligne/t:1")
    assert "mercredi 10 juin 2026" in page.text
    assert "4 courses, de 07:55 à 23:50" in page.text
    hrefs = [link["href"] for link in page.all("a")]
    assert hrefs.index("/arret/t:Market") < hrefs.index("/arret/t:Gare1")
    assert "/horaires/t:Market?line=t:1&direction=0&date=2026-06-10" in hrefs
    assert "Place du Marché Ouestville" in page.text
    assert "Cet affichage a coûté" in page.text
    assert "Communauté de l’Ouest" in page.text  # the authority of the stops called at


def test_a_timetable_is_paid_by_the_authority_of_its_stop(client: FlaskClient) -> None:
    """The sheet says what it cost and whose it is, as boards do."""
    page = see(client, "/horaires/t:Market?line=t:1&date=2026-06-10")
    assert "payé par Communauté de l’Ouest" in page.text


def test_how_often_vehicles_come_is_told_where_they_are_many(
    make_app: Callable[..., Flask],
) -> None:
    """The interval is that of most of the day; a line of few trips has none."""
    every_quarter = [f"{h:02}:{m:02}" for h in range(6, 21) for m in (0, 15, 30, 45)]
    text = "\n".join(f"1: Market {at}  Gare1 {at}" for at in every_quarter)
    often = make_app(two_towns(text + "\nT:  Gare2 08:30  Eloi 09:00")).test_client()
    assert "Toutes les 15 min environ entre 7 h et 19 h" in see(often, "/ligne/t:1").text
    few = see(often, "/ligne/t:T").text
    assert "1 course, à 08:30" in few
    assert "environ entre" not in few


def test_branches_are_told_beside_the_usual_way(make_app: Callable[..., Flask]) -> None:
    """Where some trips go elsewhere the page says so, and how many."""
    text = """
        1:  Market 07:55  Gare1 08:05  Lac 08:30
        1:  Market 08:55  Gare1 09:05  Lac 09:30
        1:  Market 09:55  Gare1 10:05  Eloi 10:30
    """
    page = see(make_app(two_towns(text)).test_client(), "/ligne/t:1").text
    assert "Certaines courses vont à Œuvre St-Éloi · 1 course sur 3" in page
    assert "Lac Horaires, Lac 2 courses sur 3" in page


def test_a_day_without_service_says_when_the_line_runs(
    make_app: Callable[..., Flask],
) -> None:
    """The stops are there all the same; the next day of service is linked."""
    snapshot = two_towns()
    active = snapshot.network.service_active.copy()
    active[1] = 0  # 2026-06-10
    network = replace(snapshot.network, service_active=active)
    page = see(make_app(replace(snapshot, network=network)).test_client(), "/ligne/t:1")
    assert "Cette ligne ne circule pas ce jour-là." in page.text
    assert "Prochain jour de circulation : jeudi 11 juin 2026" in page.text
    assert {"date": "2026-06-11"} in page.links("/ligne/t:1")
    assert "Gare de l’Ouest" in page.text
    assert "Horaires ," not in page.text


def test_a_wrong_date_is_refused_in_a_sentence(client: FlaskClient) -> None:
    """Today stands in its place; the field tells what is wrong with it."""
    page = see(client, "/ligne/t:1?date=hier", 400)
    assert "La date « hier » ne peut pas être lue" in page.text
    assert page.all("input", id="date")[0]["aria-invalid"] == "true"


@pytest.mark.parametrize("line", ["t:gone", "x" * 3000, "<script>", "%F0%9F%9A%8C", "t:1/2"])
def test_an_unknown_line_leads_to_those_there_are(client: FlaskClient, line: str) -> None:
    """The page says that the line is not there, and lists those that are."""
    page = see(client, f"/ligne/{line}", 404)
    assert "elle n’existe pas ou plus" in page.text
    assert "/ligne/t:1" in [link["href"] for link in page.all("a")]
    assert not [script for script in page.all("script") if "src" not in script]


def test_a_former_id_of_a_line_leads_to_that_of_today(make_app: Callable[..., Flask]) -> None:
    """A bookmark goes on working, its date kept."""
    snapshot = replace(two_towns(), former_ids=FormerIds({}, {"t:L1": "t:1"}))
    answer = make_app(snapshot).test_client().get("/ligne/t:L1?date=2026-06-11")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ligne/t:1?date=2026-06-11")


def test_all_lines_are_listed_by_operator_as_people_count(
    make_app: Callable[..., Flask],
) -> None:
    """Numbers come in order, 2 before 10, then letters; on-demand lines are among them."""
    text = "\n".join(f"{line}: Market 08:00  Gare1 08:10" for line in ("10", "2", "B", "A"))
    snapshot = replace(two_towns(text), on_demand=(booked(),))
    page = see(make_app(snapshot).test_client(), "/lignes")
    listed = [a["href"] for a in page.all("a") if a["href"].startswith("/ligne/")]
    assert listed == ["/ligne/t:tad", *(f"/ligne/t:{line}" for line in ("2", "10", "A", "B"))]


def test_an_on_demand_line_says_where_when_and_how(make_app: Callable[..., Flask]) -> None:
    """Area, days and hours, and the telephone; an address that is not one of the web is no link."""
    rule = replace(RULE, booking_url="javascript:alert(1)")
    visits = tuple(replace(visit, rule=rule) for visit in booked().visits)
    snapshot = replace(two_towns(), on_demand=(booked(visits=visits),))
    page = see(make_app(snapshot).test_client(), "/ligne/t:tad")
    assert "Plateau" in page.text
    assert "lundi, mardi, mercredi, jeudi, vendredi, samedi et dimanche" in page.text
    assert "de 07:00 à 19:00" in page.text
    assert "Une heure avant." in page.text
    assert "tel:0300000042" in [link["href"] for link in page.all("a")]
    assert not [link for link in page.all("a") if "javascript" in link["href"]]


@pytest.mark.parametrize(
    ("wheelchair", "bikes", "said"),
    [
        ([1], [1], "Véhicules accessibles en fauteuil roulant.Vélos admis à bord."),
        ([2], [2], "Véhicules non accessibles en fauteuil roulant.Vélos non admis à bord."),
        ([1, 0], [1, 2], "Certains véhicules seulement"),
        ([0], [0], "Accessibilité des véhicules non renseignée par l’exploitant."),
    ],
)
def test_wheelchairs_and_bikes(
    make_app: Callable[..., Flask], wheelchair: list[int], bikes: list[int], said: str
) -> None:
    """What the operator says of its vehicles is told, and that it says nothing."""
    snapshot = two_towns()
    n_trips = snapshot.network.n_trips
    network = replace(
        snapshot.network,
        trip_wheelchair=np.resize(np.array(wheelchair, dtype=np.int8), n_trips),
        trip_bikes=np.resize(np.array(bikes, dtype=np.int8), n_trips),
    )
    page = see(make_app(replace(snapshot, network=network)).test_client(), "/ligne/t:1")
    assert said in page.text


def test_what_to_know_at_a_stop_is_told(make_app: Callable[..., Flask]) -> None:
    """Stops to ask for, to book, or that a wheelchair cannot use say so."""
    snapshot = two_towns()
    network = snapshot.network
    pickup = np.full_like(network.pattern_pickup, 3)
    closed = np.full_like(network.stop_wheelchair, 2)
    network = replace(network, pattern_pickup=pickup, stop_wheelchair=closed)
    page = see(make_app(replace(snapshot, network=network)).test_client(), "/ligne/t:1")
    assert "arrêt à demander au conducteur · non accessible en fauteuil roulant" in page.text


@pytest.mark.parametrize(
    "path", ["/?fromPlace=t:Market&toPlace=t:Lac", "/arret/t:Market", "/horaires/t:Market?line=t:1"]
)
def test_lines_are_linked_from_journeys_stops_and_timetables(
    client: FlaskClient, path: str
) -> None:
    """Whoever sees a line may look at it."""
    assert "/ligne/t:1" in [link["href"] for link in see(client, path).all("a")]


def test_a_kiosk_leads_to_no_line(client: FlaskClient) -> None:
    """There is no way out of a kiosk."""
    page = see(client, "/borne/t:Market?toPlace=t:Lac")
    assert not [link for link in page.all("a") if "/ligne" in link["href"]]


def test_a_network_without_lines_says_so(make_app: Callable[..., Flask]) -> None:
    """The list of a network of nothing but stops is not an empty page."""
    snapshot = two_towns()
    bare = parse("A ~2min~ B")
    communes = np.full(bare.n_stops, -1, dtype=np.int32)
    snapshot = replace(snapshot, network=bare, stop_commune=communes, tiles=None)
    client = make_app(snapshot).test_client()
    assert "Aucune ligne n’est en service." in see(client, "/lignes").text
