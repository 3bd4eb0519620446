"""The map of a page: its tiles, what the page tells it, and the page without it."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feeds.tiles.archive import key_of
from tests.api.web.page import read
from tests.support.snapshots import two_towns, two_towns_app

RESULTS = "/?fromPlace=t:Market&toPlace=t:Lac&time=2026-06-10T06:00:00Z"
VERSION = two_towns().version
TILE = f"/carte/{VERSION}/7/66/44.mvt"
EMPTY = f"/carte/{VERSION}/7/0/0.mvt"


def test_tile_is_sent_compressed_and_kept_for_ever(client: FlaskClient) -> None:
    """A tile is gzip for those who take it, the same bytes for others, immutable by its network."""
    packed = client.get(TILE, headers={"Accept-Encoding": "gzip, br"})
    plain = client.get(TILE)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert packed.mimetype == plain.mimetype == "application/vnd.mapbox-vector-tile"
    assert "immutable" in packed.headers["Cache-Control"]
    assert packed.headers["Vary"] == "Accept-Encoding"


def test_tile_that_is_known_is_not_sent_again(client: FlaskClient) -> None:
    """A browser that has a tile is told so in a few bytes."""
    tag = client.get(TILE).headers["ETag"]
    again = client.get(TILE, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""


def test_tile_of_another_network_is_not_kept(client: FlaskClient) -> None:
    """A page opened before the network changed gets the tiles of today, for now."""
    response = client.get(TILE.replace(VERSION, "feedfeedfeedfeed"))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


def test_empty_tile_is_nothing(client: FlaskClient) -> None:
    """Where the map is empty the answer is 204, which maps draw as nothing."""
    response = client.get(EMPTY)
    assert (response.status_code, response.data) == (204, b"")
    assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    [
        f"/carte/{VERSION}/13/1/1.mvt",
        f"/carte/{VERSION}/99/1/1.mvt",
        f"/carte/{VERSION}/-1/1/1.mvt",
        f"/carte/{VERSION}/7/66.5/44.mvt",
        f"/carte/{VERSION}/7/66/44.png",
    ],
)
def test_what_is_no_tile_is_not_found(client: FlaskClient, address: str) -> None:
    """Zooms that were not cut and addresses of other forms are 404."""
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [TILE, EMPTY])
def test_tile_is_charged(client: FlaskClient, address: str) -> None:
    """A tile is counted like any answer, under a name that does not say which it was."""
    service = client.application.extensions["correspondance"]
    events = []
    charge = service.accountant.charge
    service.accountant.charge = lambda event: events.append(event) or charge(event)
    sent = client.get(address, headers={"Accept-Encoding": "gzip"})
    (event,) = events
    assert (event.endpoint, event.channel) == ("tile", "web")
    assert event.bytes_out == len(sent.data)


@pytest.mark.parametrize("address", ["/", RESULTS, "/arret/t:Market"])
def test_page_tells_its_map_where_the_tiles_are(client: FlaskClient, address: str) -> None:
    """Planner, results and stop have a map whose tiles, script and worker exist."""
    (figure,) = [f for f in read(client.get(address).text).all("figure") if "data-map" in f]
    place = {"{z}": "7", "{x}": "66", "{y}": "44"}
    tile = figure["data-map"]
    for name, number in place.items():
        tile = tile.replace(name, number)
    assert client.get(tile).status_code == 200
    assert client.get(figure["data-script"]).mimetype == "text/javascript"
    assert client.get(figure["data-worker"]).mimetype == "text/javascript"
    assert figure["data-max-zoom"] == "12"
    assert figure["data-bounds"] == "6.9,47.9,7.5,48.2"


def test_stop_page_shows_where_the_stop_is(client: FlaskClient) -> None:
    """The map of a stop begins at the stop, that of the planner at the region."""
    focus = {
        address: next(
            f["data-focus"] for f in read(client.get(address).text).all("figure") if "data-map" in f
        )
        for address in ("/", "/arret/t:Market")
    }
    assert focus == {"/": "", "/arret/t:Market": "7.000000,48.000000"}


def test_map_leads_to_pages_in_the_language_of_this_one(client: FlaskClient) -> None:
    """Addresses that the map fills in keep the language; tiles have none."""
    page = read(client.get("/?lang=de").text)
    (figure,) = [f for f in page.all("figure") if "data-map" in f]
    texts = json.loads(figure["data-texts"])
    assert texts["title"] == "Karte des Netzes"
    assert texts["fromUrl"] == "/?fromPlace=PLACE&lang=de"
    assert texts["stopUrl"] == "/arret/PLACE?lang=de"
    assert "lang" not in figure["data-map"]


def test_legs_carry_their_lines_on_the_page_and_not_at_the_kiosk(client: FlaskClient) -> None:
    """Each leg of a journey tells where it runs; beelines say so. A kiosk has no map."""
    legs = [leg for leg in read(client.get(RESULTS).text).all("li") if "data-polyline" in leg]
    assert len(legs) > 2
    assert any("data-estimated" in leg for leg in legs)
    kiosk = client.get("/borne/t:Market?toPlace=t:Lac").text
    assert "data-polyline" not in kiosk
    assert "data-map" not in kiosk


def test_way_on_foot_is_drawn_where_it_is_the_answer(client: FlaskClient) -> None:
    """A walk that is shown beside or instead of journeys tells where it runs."""
    page = read(client.get("/?fromPlace=48.0,7.0&toPlace=48.003,7.006").text)
    assert [p for p in page.all("p") if "data-polyline" in p and "data-estimated" in p]


def test_page_without_tiles_has_no_map(tmp_path: Path, made_apps: list[Flask]) -> None:
    """A network without tiles is answered as ever, without a map; its tiles are 404."""
    app = two_towns_app(tmp_path, replace(two_towns(), tiles=None))
    made_apps.append(app)
    client = app.test_client()
    page = client.get(RESULTS)
    assert page.status_code == 200
    assert "data-map" not in page.text
    assert client.get(TILE).status_code == 404


def test_page_says_what_the_map_needs(client: FlaskClient) -> None:
    """Without scripts one line says that the page is complete."""
    assert "La carte demande JavaScript" in client.get("/").text


def test_sources_of_the_map_are_credited(tmp_path: Path, made_apps: list[Flask]) -> None:
    """The operators stand below the map, and OpenStreetMap with a link where it is drawn."""
    drawn = two_towns(streets_licence="ODbL-1.0")
    made_apps.append(two_towns_app(tmp_path, drawn))
    text = made_apps[-1].test_client().get("/").text
    caption = text[text.index("<figcaption") : text.index("</figcaption>")]
    assert "https://www.openstreetmap.org/copyright" in caption
    assert "les contributeurs d’OpenStreetMap" in caption
    assert "Test" in caption


def test_tiles_are_looked_up_by_zoom_column_and_row() -> None:
    """No two tiles have the same key, and keys sort by zoom."""
    keys = [key_of(zoom, x, y) for zoom in (0, 1, 2) for x in (0, 1) for y in (0, 1)]
    assert keys == sorted(set(keys))


def test_a_point_is_called_as_the_form_calls_it(client: FlaskClient) -> None:
    """Where no house or street is known it is named after the stop beside it."""
    named = client.get("/carte/lieu?place=48.0001,7.0001").get_json()
    assert named == {"name": "Près de Place du Marché, Ouestville"}
    german = client.get("/carte/lieu?place=48.0001,7.0001&lang=de").get_json()
    assert german == {"name": "Nahe Place du Marché, Ouestville"}
    field = read(client.get("/?fromPlace=48.0001,7.0001&toPlace=t:Lac").text).value("from")
    assert field == named["name"]


@pytest.mark.parametrize("place", ["", "here", "12,12", "t:gone"])
def test_what_is_no_point_of_the_region_has_no_name(client: FlaskClient, place: str) -> None:
    """The map keeps to the coordinates then."""
    assert client.get(f"/carte/lieu?place={place}").status_code in {400, 404, 422}
