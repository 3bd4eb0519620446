"""Pages about the service: made from settings and data, promising only what holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.api.web.page import Page, read, visit
from tests.support.snapshots import two_towns, two_towns_app

PAGES = ["/calcul", "/accessibilite", "/mentions-legales"]


def see(client: FlaskClient, address: str) -> Page:
    """Ask for a page and read it."""
    response = client.get(address)
    assert response.status_code == 200
    return read(response.text)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_leads_there(client: FlaskClient, address: str) -> None:
    """The foot of every page links to the pages about the service."""
    for page in (visit(client), see(client, "/arret")):
        assert any(link["href"] == address for link in page.all("a"))


def test_results_lead_to_how_they_are_made(client: FlaskClient) -> None:
    """Beside journeys stands that nobody pays for a place, with a link to the method."""
    page = visit(client, fromPlace="t:Market", toPlace="t:Eloi")
    assert "Aucun opérateur ne paie pour être mieux placé." in page.text
    assert "Comment ce résultat est calculé" in page.text


def test_method_leads_to_the_network_as_files(client: FlaskClient) -> None:
    """Lists of stops and lines may be taken; a GTFS is offered where there is one."""
    links = [link["href"] for link in see(client, "/calcul").all("a")]
    files = [link for link in links if link.startswith("/api/v1/network/")]
    assert len(files) == 4
    assert all(client.get(file).status_code == 200 for file in files)


def test_method_tells_the_data_of_the_network_in_service(client: FlaskClient) -> None:
    """Feeds with their dates and counts are those of the network that answers."""
    text = see(client, "/calcul").text
    assert "Le réseau en service (version 0123456789ab) réunit 6 arrêts et 11 courses." in text
    assert "Test du 9 juin 2026 au 11 juin 2026 6 11 0" in text


def test_legal_notice_is_that_of_the_settings(tmp_path: Path) -> None:
    """Publisher, host and contact are those of the settings."""
    client = two_towns_app(
        tmp_path,
        publisher="Ville de Test, 1 place du Marché",
        hosting="Hébergeur & Cie",
        contact="bonjour@test.invalid",
    ).test_client()
    text = see(client, "/mentions-legales").text
    assert "Éditeur Ville de Test, 1 place du Marché" in text
    assert "Hébergeur Hébergeur & Cie" in text
    (link,) = [a for a in see(client, "/accessibilite").all("a") if "mailto" in a["href"]]
    assert link["href"] == "mailto:bonjour@test.invalid"


def test_what_the_settings_leave_out_is_said_to_be_missing(client: FlaskClient) -> None:
    """A site without publisher says so rather than show an empty line."""
    text = see(client, "/mentions-legales").text
    assert text.count("non indiqué par l’exploitant") == 3
    assert "n’a pas encore indiqué d’adresse" in see(client, "/accessibilite").text


def test_ways_of_appeal_are_those_of_the_country(tmp_path: Path) -> None:
    """The French ombudsman is named where French law holds, not elsewhere."""
    text = see(two_towns_app(tmp_path).test_client(), "/accessibilite").text
    assert "Défenseur des droits" in text
    elsewhere = two_towns_app(tmp_path, two_towns(timezone="America/Sao_Paulo")).test_client()
    assert "Défenseur des droits" not in see(elsewhere, "/accessibilite").text


def test_pages_set_no_cookie(client: FlaskClient) -> None:
    """As the notice promises, no page sets a cookie."""
    for address in ("/", "/arret/t:Market", *PAGES):
        assert "Set-Cookie" not in client.get(address).headers


def test_licences_of_what_pages_are_made_of_are_handed_on(client: FlaskClient) -> None:
    """The legal notice leads to the notices of every package in the pages' files."""
    page = read(client.get("/mentions-legales").text)
    (link,) = [a["href"] for a in page.all("a") if "licences-" in a.get("href", "")]
    text = client.get(link).text
    for name in ("maplibre-gl", "@mapbox/vector-tile", "earcut", "atkinson-hyperlegible-next"):
        assert name in text
    assert "Redistribution and use in source and binary forms" in text
