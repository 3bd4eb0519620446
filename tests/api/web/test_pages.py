"""The planner page, state by state, as a reader without scripts meets it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.text_table import TextTable
from tests.api.web.page import read, visit
from tests.support.snapshots import two_towns, two_towns_app, two_towns_replayed

JOURNEY = {"fromPlace": "t:Market", "toPlace": "t:Eloi", "time": "2026-06-10T08:00:00+02:00"}


def test_first_visit_asks_where_to_and_offers_the_examples_that_exist(client: FlaskClient) -> None:
    """A first visit has an empty form for now and links to the region's examples."""
    page = visit(client)
    assert "Où allez-vous ?" in page.text
    assert page.form() == {
        "arriveBy": "false",
        "clock": "08:00",
        "date": "2026-06-10",
        "from": "",
        "fromPlace": "",
        "to": "",
        "toPlace": "",
    }
    assert page.links() == [{"fromPlace": "t:Market", "toPlace": "t:Eloi"}]
    assert "coûté" not in page.text.replace("ce qu’elle a coûté", "")


def test_example_links_lead_to_journeys(client: FlaskClient) -> None:
    """Each example of the first page answers with journeys."""
    (example,) = visit(client).links()
    assert "08:10 arrivée 09:00" in visit(client, **example).text


def test_results_show_times_lines_transfers_and_walking(client: FlaskClient) -> None:
    """A journey is told whole: times, duration, lines, walking, each leg with its stops."""
    text = visit(client, **JOURNEY).text
    assert "départ 08:10 arrivée 09:00" in text
    assert "durée 50 min" in text
    assert "1 correspondance · 3 min à pied" in text
    assert "Bus 1 direction Gare1 10 min · Test" in text
    assert "Changement de quai : 3 min à pied" in text
    assert "Attente : 7 min" in text


def test_results_flag_walks_that_are_only_estimated(client: FlaskClient) -> None:
    """A walk known as a beeline is never shown as if it were measured."""
    assert "estimé à vol d’oiseau" in visit(client, **JOURNEY).text


def test_stops_in_between_are_listed(client: FlaskClient) -> None:
    """A ride lists the stops it calls at on the way."""
    text = visit(client, **JOURNEY | {"toPlace": "t:Lac"}).text
    assert "1 arrêt intermédiaire 09:12Dépôt" in text


def test_form_keeps_what_was_asked_beside_the_results(client: FlaskClient) -> None:
    """Results come with the form filled in as it was asked, ready to be changed."""
    page = visit(client, **JOURNEY | {"arriveBy": "true", "time": "2026-06-10T09:05:00+02:00"})
    assert page.form() == {
        "arriveBy": "true",
        "clock": "09:05",
        "date": "2026-06-10",
        "from": "Place du Marché, Ouestville",
        "fromPlace": "t:Market",
        "to": "Œuvre St-Éloi, Est-sur-Œil",
        "toPlace": "t:Eloi",
    }
    assert "arrivée avant 09:05" in page.text


def test_sending_the_form_of_the_results_answers_the_same(client: FlaskClient) -> None:
    """The form as it stands beside results asks for the same journeys."""
    first = visit(client, **JOURNEY)
    again = visit(client, **first.form())
    assert again.text.split("Cette recherche")[0] == first.text.split("Cette recherche")[0]


def test_cost_and_payers_are_said_and_agree_with_the_ledger(app: Flask) -> None:
    """The page says what the ledger holds for it: amount and both authorities."""
    text = visit(app.test_client(), **JOURNEY).text
    assert "Cette recherche a coûté 0,000 000" in text
    assert "payée par Communauté de l’Ouest et Métropole de l’Est" in text
    assert "<!--cost-->" not in text


def test_page_is_charged_once_as_web(app: Flask) -> None:
    """A page with journeys writes one event, of the channel of pages."""
    service = app.extensions["correspondance"]
    events = []
    charge = service.accountant.charge
    service.accountant.charge = lambda event: events.append(event) or charge(event)
    visit(app.test_client(), **JOURNEY)
    assert [(event.endpoint, event.channel, event.status) for event in events] == [
        ("planner", "web", 200)
    ]
    assert events[0].bytes_out > 1000


def test_earlier_and_later_are_links_to_the_same_search(client: FlaskClient) -> None:
    """Earlier and later journeys have addresses of their own, without a journey shown twice."""
    page = visit(client, **JOURNEY)
    earlier, later = (link for link in page.links() if "pageCursor" in link)
    for link in (earlier, later):
        assert {name: link[name] for name in JOURNEY} == JOURNEY
    text = visit(client, **earlier).text
    assert "départ 08:40 mar. 9 juin" in text
    assert "départ 07:55" not in text  # 08:10 arrives as early
    assert "départ 08:10 arrivée 09:00" not in visit(client, **later).text


def test_journeys_of_another_day_say_which(client: FlaskClient) -> None:
    """A departure of the next day is never shown as if it were today's."""
    text = visit(client, **JOURNEY | {"time": "2026-06-10T20:00:00+02:00"}).text
    assert "départ 08:10 jeu. 11 juin arrivée 09:00" in text


def test_no_journey_gives_the_reason(client: FlaskClient) -> None:
    """Where nothing leads there, the page says why, and what that search cost."""
    text = visit(client, **JOURNEY | {"fromPlace": "t:Eloi", "toPlace": "t:Market"}).text
    assert "Aucun service ne relie ces deux lieux" in text
    assert "Cette recherche a coûté" in text


def test_next_departure_is_a_link_that_finds_it(tmp_path: Path) -> None:
    """Where nothing leaves in the day that follows, the next departure is one click away."""
    snapshot = two_towns()
    only_on_the_11th = np.array([[0], [0], [0x80]], dtype=np.uint8)
    network = replace(snapshot.network, service_active=only_on_the_11th)
    client = two_towns_app(tmp_path, replace(snapshot, network=network)).test_client()
    page = visit(client, **JOURNEY | {"time": "2026-06-10T00:10:00+02:00"})
    assert "Prochain départ : le 11/06/2026 à 08:10." in page.text
    (found,) = (link for link in page.links() if "time" in link)
    text = visit(client, **found).text
    assert "jeudi 11 juin 2026, départ à partir de 08:10" in text
    assert "départ 08:10 arrivée 09:00" in text


def test_typed_names_are_understood_without_scripts(client: FlaskClient) -> None:
    """Text that means one place only is enough."""
    page = visit(client, from_="place du marche", to="oeuvre")
    assert "départ 08:10 arrivée 09:00" in page.text
    assert page.value("from") == "Place du Marché, Ouestville"


def test_name_of_several_places_offers_them_to_choose(client: FlaskClient) -> None:
    """Text that may mean several places is answered with buttons, the likeliest one chosen."""
    page = visit(client, from_="ouest", to="oeuvre")
    assert "Plusieurs lieux correspondent à « ouest » : choisissez." in page.text
    choices = [one["value"] for one in page.all("input", type="radio", name="fromPlace")]
    assert choices == ["commune:99001", "station:t:Gare", "station:t:Market"]
    assert page.value("to") == "Œuvre St-Éloi, Est-sur-Œil"


def test_place_chosen_among_several_is_taken(client: FlaskClient) -> None:
    """Sending the choices back as they stand finds journeys from the place chosen."""
    sent = visit(client, from_="ouest", to="oeuvre").form()
    page = visit(client, **sent | {"fromPlace": "station:t:Market"})
    assert page.value("from") == "Place du Marché, Ouestville"
    assert "départ 08:10 arrivée 09:00" in page.text


def test_text_typed_over_a_chosen_place_wins(client: FlaskClient) -> None:
    """Without scripts the old id stays in the form; the new text is what the person means."""
    sent = visit(client, **JOURNEY).form()
    page = visit(client, **sent | {"from": "gare"})
    assert page.value("fromPlace") == "station:t:Gare"


def test_unknown_name_is_said_beside_its_field_and_kept(client: FlaskClient) -> None:
    """A name that means nothing is kept, pointed at, and linked from the summary."""
    page = visit(client, status=400, from_="zzz", to="oeuvre", clock="09:15")
    assert page.all("a", href="#from")
    (field,) = page.all("input", name="from")
    assert field["value"] == "zzz"
    assert field["aria-invalid"] == "true"
    assert page.all("span", id=field["aria-describedby"])
    assert page.text.count("Aucun arrêt ni commune ne correspond à « zzz ».") == 2
    assert page.value("clock") == "09:15"


def test_both_ends_missing_are_both_told(client: FlaskClient) -> None:
    """Every mistake is told at once."""
    page = visit(client, status=400, from_=" ", to="", fromPlace="x:gone")
    assert "2 points à préciser" in page.text
    assert "Aucun arrêt ni commune ne correspond à « x:gone »." in page.text
    assert "Indiquez où vous allez." in page.text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"date": "31/12/2026"}, "La date « 31/12/2026 » ne peut pas être lue"),
        ({"date": "0001-01-01"}, "La date « 0001-01-01 » ne peut pas être lue"),
        ({"clock": "25:61"}, "L’heure « 25:61 » ne peut pas être lue"),
        ({"time": "hier"}, "L’heure « hier » de l’adresse ne peut pas être lue."),
    ],
)
def test_date_or_time_that_cannot_be_read_is_told(
    client: FlaskClient, wrong: dict[str, str], told: str
) -> None:
    """A date or time that cannot be read is quoted beside the date field."""
    page = visit(client, status=400, fromPlace="t:Market", toPlace="t:Eloi", **wrong)
    assert told in page.text
    assert page.all("a", href="#date")


@pytest.mark.parametrize(
    ("query", "field", "told"),
    [
        ({"toPlace": "t:Market"}, "to", "sont le même lieu"),
        ({"toPlace": "10.0,20.0"}, "to", "est hors de la région"),
        ({"time": "2027-06-10T08:00:00Z"}, "date", "Les horaires connus vont du"),
        ({"pageCursor": "SIDEWAYS|1"}, "", "pageCursor"),
    ],
)
def test_what_the_planner_refuses_is_told_in_the_form(
    client: FlaskClient, query: dict[str, str], field: str, told: str
) -> None:
    """A refusal of the planner is one sentence, linked to its field where it has one."""
    response = client.get("/", query_string=JOURNEY | query)
    assert response.status_code in {400, 422}
    page = read(response.text)
    assert told in page.text
    assert bool(field) == bool(page.all("a", href=f"#{field}"))


def test_local_date_and_time_are_those_of_the_region(client: FlaskClient) -> None:
    """The date and time of the form are read on the clocks of the region."""
    page = visit(client, fromPlace="t:Market", toPlace="t:Eloi", date="2026-06-10", clock="17:00")
    assert "mercredi 10 juin 2026, départ à partir de 17:00" in page.text


def test_short_walk_is_proposed(client: FlaskClient) -> None:
    """Places near each other are offered on foot, flagged as an estimate."""
    text = visit(client, fromPlace="48.0,7.030", toPlace="48.004,7.034").text
    assert "À pied" in text
    assert "estimé à vol d’oiseau" in text


def test_replayed_timetables_are_announced_on_every_page(tmp_path: Path) -> None:
    """Timetables of a past week never pass for today's: each page names the real week."""
    client = two_towns_app(tmp_path, two_towns_replayed()).test_client()
    pages = [visit(client), visit(client, **JOURNEY), read(client.get("/nulle-part").text)]
    for page in pages:
        assert "Horaires rejoués." in page.text
        assert "Test : semaine du 3 mars 2025." in page.text


def test_imaginary_region_says_so_on_every_page(tmp_path: Path) -> None:
    """Nobody takes a made-up valley for a place to travel in."""
    snapshot = two_towns()
    manifest = replace(snapshot.manifest, imaginary=True)
    client = two_towns_app(tmp_path, replace(snapshot, manifest=manifest)).test_client()
    for page in (visit(client), visit(client, **JOURNEY), read(client.get("/nulle-part").text)):
        assert "Deux-Villes est une région imaginaire" in page.text


def test_timetables_of_today_need_no_notice(client: FlaskClient) -> None:
    """Nothing is said of replay where dates are real."""
    assert "rejoués" not in visit(client).text
    assert "imaginaire" not in visit(client).text


def test_feeds_are_credited_with_their_licence_and_dates(client: FlaskClient) -> None:
    """Each page credits each operator, by link, with licence and validity."""
    page = visit(client)
    assert page.all("a", href="https://example.invalid/gtfs")
    assert "Test, domaine public (CC0 1.0), du 9 juin 2026 au 11 juin 2026" in page.text
    assert "Deux-Villes" in page.text


def test_address_that_does_not_exist_has_a_page(client: FlaskClient) -> None:
    """A wrong address is answered with a page that leads back."""
    response = client.get("/nulle-part")
    assert response.status_code == 404
    page = read(response.text)
    assert "Rien ne se trouve à cette adresse." in page.text
    assert page.all("a", href="/")


def test_hostile_texts_of_feeds_are_shown_as_text(tmp_path: Path) -> None:
    """Names, headsigns and addresses of a feed can neither add a tag nor run."""
    snapshot = two_towns()
    hostile = '"><script>alert(1)</script><!--cost-->'
    feed = replace(snapshot.manifest.feeds[0], operator=hostile, url='javascript:alert("1")')
    network = replace(
        snapshot.network,
        stop_name=_all_named(snapshot.network.stop_name, hostile),
        station_name=_all_named(snapshot.network.station_name, hostile),
        headsign=_all_named(snapshot.network.headsign, hostile),
        line_short_name=_all_named(snapshot.network.line_short_name, hostile),
        line_color=_all_named(snapshot.network.line_color, "red;}"),
    )
    manifest = replace(snapshot.manifest, feeds=(feed,), region_name=hostile)
    app = two_towns_app(tmp_path, replace(snapshot, network=network, manifest=manifest))
    page = visit(app.test_client(), **JOURNEY)
    assert [one.get("type") for one in page.all("script")] == ["module"]
    assert page.text.count("Cette recherche a coûté") == 1
    assert not [link for link in page.all("a") if link["href"].startswith("javascript")]


def _all_named(table: TextTable, name: str) -> TextTable:
    return TextTable.of([name] * len(table))
