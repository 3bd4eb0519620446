"""Streets, points of interest and house numbers among the places that a search finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from api.places import Match, Places
from feeds import Snapshot
from feeds.streets import read_map_places
from planner import put_on_streets
from tests.support.snapshots import two_towns
from tests.support.streets import draw, lat_lon

MAP = """
    A 0,50  B 500,50  C 900,50  D 900,400  H 480,60  I 700,70  S 10,10
    P 800,300  Q 820,300  R 820,320
    A-B-C highway=residential name=Rue_de_l’Église
    C-D highway=residential name=Bd_Voltaire
    H: addr:housenumber=12_bis addr:street=Rue_de_l’Église
    I: amenity=hospital name=Hôpital_Sainte-Anne
    S: amenity=townhall name=Place_du_Marché
    P-Q-R-P tourism=museum name=Musée
    B: amenity=bench name=Banc
"""


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    """Return the small network with a map of its western town."""
    plain = two_towns()
    graph, _report = draw(tmp_path, MAP)
    return replace(
        plain,
        streets=put_on_streets(graph, plain.network),
        map_places=read_map_places(tmp_path / "streets.osm"),
    )


@pytest.fixture
def places(snapshot: Snapshot) -> Places:
    """Return its places."""
    return Places(snapshot)


def first(places: Places, text: str) -> Match:
    """Return what is found first."""
    return places.search(text)[0]


def test_streets_are_found_with_their_commune(places: Places) -> None:
    """A street is an address whose id is a point that a plan may name."""
    found = first(places, "rue église")
    assert (found.type, found.name, found.area) == ("ADDRESS", "Rue de l’Église", "Ouestville")
    place = places.get(found.id)
    assert place is not None
    assert (place.lat, place.lon) == pytest.approx(lat_lon(500, 50), abs=1e-5)


def test_abbreviated_streets_are_found_either_way(places: Places) -> None:
    """Bd is boulevard, on the map and in the field."""
    assert first(places, "boulevard voltaire") == first(places, "bd voltaire")


def test_points_of_interest_are_found(places: Places) -> None:
    """A hospital, and a museum that is an outline."""
    assert (first(places, "hopital").type, first(places, "hopital").name) == (
        "PLACE",
        "Hôpital Sainte-Anne",
    )
    museum = first(places, "musee")
    assert (museum.lat, museum.lon) == pytest.approx(lat_lon(810, 305), abs=2e-4)


def test_one_slip_is_forgiven(places: Places) -> None:
    """A letter left out, added, changed or swapped."""
    for text in ("hopial", "hopittal", "hopitol", "hoptial"):
        assert first(places, text).name == "Hôpital Sainte-Anne"
    assert places.search("hpial") == []


def test_short_words_are_taken_as_they_are(places: Places) -> None:
    """Three letters are near too many words."""
    assert places.search("xue") == []


def test_a_house_number_finds_the_house(places: Places) -> None:
    """The number leads to the door, where the map has it."""
    found = first(places, "12 bis rue de l'église")
    assert found.name == "12 bis Rue de l’Église"
    assert (found.lat, found.lon) == pytest.approx(lat_lon(480, 60), abs=1e-5)
    assert first(places, "99 rue de l'église").name == "Rue de l’Église"


def test_what_a_stop_is_named_after_is_not_listed_twice(places: Places) -> None:
    """Whoever types the name of the market's stop is not asked which one."""
    assert [match.type for match in places.search("place du marché")] == ["STOP"]


def test_things_nobody_looks_for_are_left_out(places: Places) -> None:
    """A bench with a name is no destination."""
    assert places.search("banc") == []


def test_kinds_can_be_chosen(places: Places) -> None:
    """Only addresses, only places."""
    assert {match.type for match in places.search("e", types=("ADDRESS",))} <= {"ADDRESS"}
    assert places.search("hopital", types=("STOP",)) == []


def test_reverse_geocoding_names_the_street(
    make_app: Callable[..., Flask], snapshot: Snapshot
) -> None:
    """Nearest first, streets and stations together."""
    lat, lon = lat_lon(700, 45)
    client = make_app(snapshot).test_client()
    body = client.get(f"/api/v1/reverse-geocode?place={lat},{lon}").get_json()
    assert (body[0]["type"], body[0]["name"]) == ("ADDRESS", "Rue de l’Église")
    assert body[0]["score"] == pytest.approx(-5, abs=0.5)
    assert body[1]["type"] == "STOP"


def test_a_page_may_start_from_a_street(make_app: Callable[..., Flask], snapshot: Snapshot) -> None:
    """A street that is typed whole is a door to start from."""
    client = make_app(snapshot).test_client()
    query = {"from": "Bd Voltaire", "to": "Œuvre St-Éloi", "time": "2026-06-10T08:00:00+02:00"}
    page = client.get("/", query_string=query).get_data(as_text=True)
    assert "Bd Voltaire" in page
    assert "arrivée" in page


@pytest.mark.parametrize(
    ("x_m", "y_m", "name"),
    [
        (700, 70, "Hôpital Sainte-Anne"),
        (485, 70, "12 bis Rue de l’Église"),
        (200, 80, "Rue de l’Église"),
        (0, -300, "Près de Place du Marché"),
        (-2500, -3000, "47.97302, 6.96640"),
    ],
)
def test_a_point_is_called_after_what_it_is_at(
    make_app: Callable[..., Flask], snapshot: Snapshot, x_m: float, y_m: float, name: str
) -> None:
    """A place, a house, a street, the nearest stop; numbers where nothing is near."""
    lat, lon = lat_lon(x_m, y_m)
    client = make_app(snapshot).test_client()
    asked = {
        "fromPlace": f"{lat:.6f},{lon:.6f}",
        "toPlace": "t:Eloi",
        "time": "2026-06-10T08:00:00+02:00",
    }
    assert client.get("/api/v6/plan", query_string=asked).get_json()["from"]["name"] == name


def test_typed_coordinates_become_a_name_on_the_page(
    make_app: Callable[..., Flask], snapshot: Snapshot
) -> None:
    """Nobody reads their way in degrees."""
    lat, lon = lat_lon(200, 80)
    query = {
        "from": f"{lat:.6f}, {lon:.6f}",
        "to": "Œuvre St-Éloi",
        "time": "2026-06-10T08:00:00+02:00",
    }
    page = make_app(snapshot).test_client().get("/", query_string=query).get_data(as_text=True)
    assert 'value="Rue de l’Église, Ouestville"' in page
