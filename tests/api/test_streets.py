"""Plans from door to door on the streets of the small network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.instructions import instructions
from api.server import warm_up
from api.service import EXTENSION, Service
from api.written_ways import Along
from feeds import Snapshot
from planner import Pace, Profile, put_on_streets
from tests.api.web.page import visit
from tests.support.snapshots import two_towns
from tests.support.streets import draw, lat_lon

STREETS = """
    W -400,0  M 0,0  K 1000,0  G 2232,0  X 2306,0  S 2306,111  P 600,0  Q 600,90
    V 1400,0  Y 1400,60
    W-M-P-K-V-G-X highway=residential name=Grande_Rue
    X-S highway=steps incline=up
    G-S highway=footway name=Rampe surface=asphalt
    P-Q highway=residential name=Rue_du_Puits
    V-Y highway=residential
"""
"""A street from the market to the station, stairs and a ramp to its other platform."""


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    """Return the small network with streets in its western town."""
    plain = two_towns()
    graph, _report = draw(tmp_path, STREETS)
    return replace(plain, streets=put_on_streets(graph, plain.network))


@pytest.fixture
def client(make_app: Callable[..., Flask], snapshot: Snapshot) -> FlaskClient:
    """Return a client of the network with streets."""
    return make_app(snapshot).test_client()


def place(x_m: float, y_m: float) -> str:
    """Return a point of the drawing as a parameter."""
    lat, lon = lat_lon(x_m, y_m)
    return f"{lat:.7f},{lon:.7f}"


def plan(client: FlaskClient, **asked: str) -> dict[str, Any]:
    """Return the answer to a question at 08:00."""
    time = {"time": "2026-06-10T08:00:00+02:00"}
    response = client.get("/api/v6/plan", query_string={**time, **asked})
    assert response.status_code == 200, response.get_json()
    body: dict[str, Any] = response.get_json()
    return body


def test_access_is_walked_along_streets(client: FlaskClient) -> None:
    """From a side street: 90 m to the main street, 600 m to the market, neither estimated."""
    body = plan(client, fromPlace=place(600, 90), toPlace="t:Eloi")
    walk = body["itineraries"][0]["legs"][0]
    assert (walk["mode"], walk["to"]["stopId"]) == ("WALK", "t:Market")
    assert (walk["duration"], walk["distance"]) == (pytest.approx(575, abs=1), 690)
    assert "estimated" not in walk
    assert [step["streetName"] for step in walk["steps"]] == ["Rue du Puits", "Grande Rue"]
    assert [step["relativeDirection"] for step in walk["steps"]] == ["DEPART", "RIGHT"]
    assert walk["steps"][1]["instruction"] == "Tournez à droite par Grande Rue sur 600\u00a0m"
    assert walk["legGeometry"]["length"] > 2


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["Partez par Grande Rue sur 1,3\u00a0km", "Montez l’escalier sur 40\u00a0m"]),
        (
            "de",
            [
                "Starten Sie: Grande Rue (1,3\u00a0km)",
                "Gehen Sie die Treppe hinauf (40\u00a0m)",
            ],
        ),
        ("en", ["Set off along Grande Rue for 1.3\u00a0km", "Go up the stairs for 40\u00a0m"]),
    ],
)
def test_directions_are_in_the_language_of_the_request(
    client: FlaskClient, language: str, expected: list[str]
) -> None:
    """The same question asked thrice, and kept by then, is told in three languages."""
    asked = {"fromPlace": place(1000, 0), "toPlace": place(2310, 40), "maxDirectTime": "7200"}
    steps = plan(client, **asked, language=language)["direct"][0]["legs"][0]["steps"]
    assert [step["instruction"] for step in steps] == expected


def test_a_walk_between_stops_is_written_once_in_each_language(client: FlaskClient) -> None:
    """What is kept for one reader is not told to another in the wrong language."""
    service: Service = client.application.extensions[EXTENSION]
    assert service.streets is not None
    path = service.streets.path(lat_lon(600, 90), lat_lon(0, 0), Pace(), 3600)
    assert path is not None
    along, written = Along(path, "WALK", Profile.FOOT, 690.0, drawn=True), []
    for language in ("fr", "en", "fr"):
        with client.application.test_request_context(f"/api/v6/plan?language={language}"):
            written.append(service.written_ways.kept(along, instructions()))
    french, english, again = written
    assert again is french
    assert [way["distance"] for way in (french, english)] == [690, 690]
    assert "Tournez à droite par Grande Rue" in str(french["steps"])
    assert "Tournez" not in str(english["steps"])


def test_a_leg_tells_what_it_climbs(client: FlaskClient) -> None:
    """Forty metres of stairs up, and down again."""
    up, down = (
        plan(client, fromPlace=a, toPlace=b, maxDirectTime="7200")["direct"][0]["legs"][0]
        for a, b in ((place(1000, 0), place(2310, 40)), (place(2310, 40), place(1000, 0)))
    )
    assert (up["elevationUp"], up["elevationDown"]) == (20, 0)
    assert (down["elevationUp"], down["elevationDown"]) == (0, 20)


def test_what_is_shown_is_what_was_searched(client: FlaskClient) -> None:
    """The times of the streets of every walk add up to the duration of its leg."""
    body = plan(client, fromPlace=place(600, 90), toPlace="t:Eloi", maxDirectTime="7200")
    walks = [
        leg
        for itinerary in body["direct"] + body["itineraries"]
        for leg in itinerary["legs"]
        if leg.get("steps")
    ]
    assert walks
    for leg in walks:
        assert sum(step["distance"] for step in leg["steps"]) == pytest.approx(
            leg["distance"], abs=2
        )
        assert leg["duration"] == pytest.approx(leg["distance"] / 1.2, abs=2)


def test_work_on_streets_is_counted_and_priced(client: FlaskClient) -> None:
    """Junctions reached are among the counters."""
    body = plan(client, fromPlace=place(600, 90), toPlace="t:Eloi")
    assert body["debugOutput"]["street_nodes_settled"] > 0


def test_without_a_street_near_the_walk_is_estimated_and_said_so(client: FlaskClient) -> None:
    """Far from streets the beeline remains, flagged, and a sentence says why."""
    body = plan(client, fromPlace=place(-300, 400), toPlace="t:Eloi")
    assert [reason["code"] for reason in body["reasons"]] == ["no-street-near-origin"]
    assert body["itineraries"][0]["legs"][0]["estimated"] is True


def test_a_bike_reaches_further_and_is_parked(client: FlaskClient) -> None:
    """In five minutes one rides where one could not walk; the leg says BIKE."""
    asked = {"fromPlace": place(1000, 0), "toPlace": "t:Eloi", "maxPreTransitTime": "400"}
    assert not plan(client, **asked)["itineraries"]
    body = plan(client, **asked, preTransitModes="BIKE")
    leg = body["itineraries"][0]["legs"][0]
    assert leg["mode"] == "BIKE"
    assert (leg["to"]["stopId"], leg["duration"]) == ("t:Market", pytest.approx(298, abs=1))


def test_a_faster_cyclist_arrives_sooner(client: FlaskClient) -> None:
    """CyclingSpeed is obeyed, on the way to stops and all the way."""
    asked = {"fromPlace": place(0, 0), "toPlace": place(1000, 0), "directModes": "BIKE"}
    slow, fast = (plan(client, **asked, cyclingSpeed=speed) for speed in ("2.0", "8.0"))
    durations = [body["direct"][0]["duration"] for body in (slow, fast)]
    assert durations == pytest.approx([500, 125], abs=1)


def test_a_slow_walker_takes_longer_everywhere(client: FlaskClient) -> None:
    """PedestrianSpeed is obeyed on the way to the stop, between stops and all the way."""
    asked = {"fromPlace": place(600, 90), "toPlace": "t:Eloi", "maxPreTransitTime": "3600"}
    usual, slow = (plan(client, **asked, pedestrianSpeed=speed) for speed in ("1.2", "0.6"))
    walks = [
        [leg["duration"] for leg in body["itineraries"][0]["legs"] if leg["mode"] == "WALK"][:2]
        for body in (usual, slow)
    ]
    assert walks[1] == pytest.approx([2 * walked_s for walked_s in walks[0]], abs=1)
    assert slow["direct"] == usual["direct"] == []


def test_walkers_at_another_speed_reach_other_stops(client: FlaskClient) -> None:
    """The same in one-to-all: twice as slow, twice the walk."""
    asked = {
        "one": place(600, 90),
        "time": "2026-06-10T08:00:00+02:00",
        "maxPreTransitTime": "3600",
    }
    durations = []
    for speed in ("1.2", "0.6"):
        query = {**asked, "pedestrianSpeed": speed}
        body = client.get("/api/v1/one-to-all", query_string=query).get_json()
        reached = {stop["place"]["stopId"]: stop["durationSeconds"] for stop in body["all"]}
        durations.append(reached["t:Market"])
    assert durations[1] == pytest.approx(2 * durations[0], abs=1)


def test_direct_modes_are_compared(client: FlaskClient) -> None:
    """Walking, cycling and driving all the way, each with its own time."""
    body = plan(client, fromPlace=place(0, 0), toPlace=place(1000, 0), directModes="WALK,BIKE,CAR")
    assert [i["legs"][0]["mode"] for i in body["direct"]] == ["WALK", "BIKE", "CAR"]
    durations = [itinerary["duration"] for itinerary in body["direct"]]
    assert durations == sorted(durations, reverse=True)


def test_a_wheelchair_takes_the_ramp(client: FlaskClient) -> None:
    """The way in a wheelchair has no stairs and takes longer."""
    asked = {"fromPlace": place(2200, 0), "toPlace": place(2306, 111)}
    on_foot = plan(client, **asked)["direct"][0]
    on_wheels = plan(client, **asked, pedestrianProfile="WHEELCHAIR")["direct"][0]
    assert on_wheels["duration"] > on_foot["duration"]
    assert "Rampe" in [step["streetName"] for step in on_wheels["legs"][0]["steps"]]
    assert all(s["relativeDirection"] != "STAIRS" for s in on_wheels["legs"][0]["steps"])


def test_every_leg_says_what_it_knows_of_wheelchairs(client: FlaskClient) -> None:
    """Stairs are a no; streets without a surface, vehicles and stops without a word, unknown."""
    on_foot = plan(client, fromPlace=place(2200, 0), toPlace=place(2310, 40))["direct"][0]
    assert on_foot["wheelchair"] == {"accessible": "NO", "score": 0, "reasons": ["stairs"]}
    asked = {"fromPlace": place(600, 90), "toPlace": "t:Eloi"}
    itinerary = plan(client, **asked, pedestrianProfile="WHEELCHAIR")["itineraries"][0]
    said = [leg["wheelchair"]["reasons"] for leg in itinerary["legs"][:2]]
    assert said == [["surface-unknown"], ["vehicle-unknown", "stop-unknown"]]
    assert itinerary["wheelchair"]["accessible"] == "UNKNOWN"
    expected = 0.5 ** len(itinerary["legs"])
    assert itinerary["wheelchair"]["score"] == pytest.approx(expected, abs=1e-3)


def test_the_page_tells_wheelchairs_what_is_not_known(client: FlaskClient) -> None:
    """Whoever travels in a wheelchair reads it of each leg, others once of the journey."""
    query = {
        "fromPlace": place(600, 90),
        "toPlace": "t:Eloi",
        "time": "2026-06-10T08:00:00+02:00",
    }
    sentence = "Accessibilité du véhicule non renseignée"
    usual = visit(client, **query)
    assert usual.text.count(sentence) == usual.text.count("non renseigné.") > 0
    assert visit(client, **query, pedestrianProfile="WHEELCHAIR").text.count(sentence) > 1


@pytest.mark.parametrize("end", ["90,0", "-90,0", "0,180", "0,-180"])
def test_poles_and_the_antimeridian_are_outside(client: FlaskClient, end: str) -> None:
    """The sentence names the parameter and the bounds."""
    asked = {"fromPlace": end, "toPlace": "t:Eloi"}
    response = client.get("/api/v6/plan", query_string=asked)
    assert response.status_code == 422
    assert response.get_json()["parameter"] == "fromPlace"
    assert "hors de la région" in response.get_json()["detail"]


def test_the_same_point_twice_is_refused(client: FlaskClient) -> None:
    """Nobody travels from a door to that door."""
    asked = {"fromPlace": place(600, 90), "toPlace": place(600, 90)}
    response = client.get("/api/v6/plan", query_string=asked)
    assert response.status_code == 422
    assert response.get_json()["type"].endswith("same-place")


def test_both_ends_on_one_edge_are_walked_between(client: FlaskClient) -> None:
    """A hundred metres along one street, in one step."""
    asked = {"fromPlace": place(100, 0), "toPlace": place(200, 0)}
    (leg,) = plan(client, **asked)["direct"][0]["legs"]
    assert (leg["distance"], leg["duration"]) == (100, pytest.approx(84, abs=1))
    assert len(leg["steps"]) == 1


def test_modes_that_are_not_served_are_refused(client: FlaskClient) -> None:
    """A scooter to the stop would change the answer: 422, by name."""
    asked = {"fromPlace": place(0, 0), "toPlace": "t:Eloi", "preTransitModes": "RENTAL"}
    response = client.get("/api/v6/plan", query_string=asked)
    assert response.status_code == 422
    assert "preTransitModes" in response.get_json()["detail"]


def test_without_streets_bikes_and_wheelchairs_are_refused(make_app: Callable[..., Flask]) -> None:
    """Where no streets are known nothing but walking can be answered."""
    client = make_app().test_client()
    for name, value in (("directModes", "BIKE"), ("pedestrianProfile", "WHEELCHAIR")):
        asked = {"fromPlace": place(0, 0), "toPlace": "t:Eloi", name: value}
        assert client.get("/api/v6/plan", query_string=asked).status_code == 422


def test_speeds_out_of_reach_are_refused(client: FlaskClient) -> None:
    """A cyclist does not ride at 100 m/s."""
    asked = {"fromPlace": place(0, 0), "toPlace": "t:Eloi", "cyclingSpeed": "100"}
    assert client.get("/api/v6/plan", query_string=asked).status_code == 400


def test_bikes_come_along_only_where_trips_say_so(client: FlaskClient) -> None:
    """No trip of the small network says a bike may come along."""
    body = plan(client, fromPlace="t:Market", toPlace="t:Eloi", requireBikeTransport="true")
    assert body["itineraries"] == []


def test_the_page_tells_the_streets(client: FlaskClient) -> None:
    """The text itinerary lists the streets of a walk without a map."""
    page = client.get(
        "/",
        query_string={
            "fromPlace": place(600, 90),
            "toPlace": "t:Eloi",
            "time": "2026-06-10T08:00:00+02:00",
        },
    ).get_data(as_text=True)
    assert "Tournez à droite par Grande Rue" in page


def test_the_form_asks_for_ways_without_stairs(client: FlaskClient) -> None:
    """Where streets are known one may ask for a wheelchair, and the page remembers it."""
    box = 'name="pedestrianProfile" value="WHEELCHAIR"'
    query = {
        "fromPlace": place(2200, 0),
        "toPlace": place(2306, 111),
        "time": "2026-06-10T08:00:00+02:00",
        "pedestrianProfile": "WHEELCHAIR",
    }
    assert box in client.get("/").get_data(as_text=True)
    page = client.get("/", query_string=query).get_data(as_text=True)
    assert f"{box} checked" in page
    assert "Rampe" in page
    assert "escalier ni pente" in page


def test_streets_are_warm_before_the_first_request(
    make_app: Callable[..., Flask], snapshot: Snapshot
) -> None:
    """Ways are looked for once before the server listens, so that nobody waits for compiling."""
    service = make_app(snapshot).extensions[EXTENSION]
    service.streets = Mock(wraps=service.streets)
    warm_up(service)
    asked = [name for name, _args, _kwargs in service.streets.method_calls]
    assert asked == ["offsets_near", "offsets_near", "path"]


def test_later_journeys_keep_the_wheelchair(client: FlaskClient) -> None:
    """Links to other pages of the same search ask for the same ways."""
    query = {
        "fromPlace": "t:Market",
        "toPlace": "t:Eloi",
        "time": "2026-06-10T08:00:00+02:00",
        "pedestrianProfile": "WHEELCHAIR",
    }
    links = visit(client, **query).links()
    assert links
    assert all(link.get("pedestrianProfile") == "WHEELCHAIR" for link in links)


def test_without_streets_the_form_does_not_offer_it(make_app: Callable[..., Flask]) -> None:
    """What cannot be answered is not offered."""
    page = make_app().test_client().get("/").get_data(as_text=True)
    assert "pedestrianProfile" not in page


def test_makers_of_the_map_are_credited(make_app: Callable[..., Flask], snapshot: Snapshot) -> None:
    """OpenStreetMap's licence asks for it, on every page."""
    manifest = replace(snapshot.manifest, streets_licence="ODbL-1.0")
    page = make_app(replace(snapshot, manifest=manifest)).test_client().get("/")
    assert "les contributeurs d’OpenStreetMap" in page.get_data(as_text=True)


def test_boxes_of_the_page_add_ways_to_travel(client: FlaskClient) -> None:
    """Where streets are known, a box proposes one’s own bike beside other ways."""
    ends = {"fromPlace": place(0, 0), "toPlace": place(2232, 0)}
    usual, by_bike = visit(client, **ends), visit(client, **ends, by="bike")
    assert [one["value"] for one in usual.all("input", name="by")] == ["bike", "bike-along"]
    assert "À vélo" not in usual.text.split("Chercher un itinéraire")[1]
    assert "À vélo" in by_bike.text.split("Chercher un itinéraire")[1]
    assert "checked" in by_bike.all("input", name="by", value="bike")[0]
