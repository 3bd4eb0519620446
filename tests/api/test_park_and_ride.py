"""By car or bike to a park near the stop, or driven to the roadside, then on by transit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feeds import Snapshot
from feeds.parking import read_parks
from planner import TextTable, put_on_streets
from tests.support.snapshots import two_towns
from tests.support.streets import draw, lat_lon

STREETS = """
    F -7000,0  E -300,0  M 0,0  K 1000,0  G 2232,0  P -300,60  Q -200,10  L 40,10
    F-E highway=secondary name=Route_de_la_Ferme maxspeed=80
    E-M-K-G highway=residential name=Grande_Rue
    E-P highway=residential name=Rue_du_Parking
    P: amenity=parking name=P+R_Ouest capacity=120 park_ride=yes opening_hours=Mo-Fr_06:00-20:00
    Q: amenity=parking access=private name=Cour
    L: amenity=bicycle_parking capacity=12
"""
"""A farm on a road to the market, a park and ride beside it, a rack for bikes at the stop."""

WEDNESDAY_8 = "2026-06-10T08:00:00+02:00"


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    """Return the small network with streets and parks."""
    plain = two_towns()
    graph, _report = draw(tmp_path, STREETS)
    parks = read_parks(tmp_path / "streets.osm", None)
    return replace(plain, streets=put_on_streets(graph, plain.network), parks=parks)


@pytest.fixture
def client(make_app: Callable[..., Flask], snapshot: Snapshot) -> FlaskClient:
    """Return a client of the network with streets and parks."""
    return make_app(snapshot).test_client()


def place(x_m: float, y_m: float) -> str:
    """Return a point of the drawing as a parameter."""
    lat, lon = lat_lon(x_m, y_m)
    return f"{lat:.7f},{lon:.7f}"


FARM = place(-7000, 0)


def plan(client: FlaskClient, **asked: str) -> dict[str, Any]:
    """Return the answer to a question at 08:00 on a Wednesday."""
    response = client.get("/api/v6/plan", query_string={"time": WEDNESDAY_8, **asked})
    assert response.status_code == 200, response.get_json()
    body: dict[str, Any] = response.get_json()
    return body


def test_a_car_is_parked_and_one_walks_on(client: FlaskClient) -> None:
    """Drive, park, walk to the stop, ride; the legs join and the park is told."""
    asked = {"fromPlace": FARM, "toPlace": "t:Eloi", "preTransitModes": "CAR_PARKING"}
    legs = plan(client, **asked)["itineraries"][0]["legs"]
    assert [leg["mode"] for leg in legs[:3]] == ["CAR", "WALK", "BUS"]
    drive, walk, bus = legs[:3]
    assert drive["to"]["name"] == walk["from"]["name"] == "P+R Ouest"
    assert drive["to"]["parking"] == {
        "parkingId": drive["to"]["parking"]["parkingId"],
        "capacity": 120,
        "openingHours": "Mo-Fr 06:00-20:00",
        "parkRide": True,
    }
    assert drive["endTime"] == walk["startTime"]
    assert walk["endTime"] == bus["startTime"]
    assert (walk["to"]["stopId"], walk["distance"]) == ("t:Market", 360)
    assert drive["distance"] == 6760
    assert drive["emissions"]["vehicle"] == "car"
    assert plan(client, **asked)["itineraries"][0]["walkingTime"] == sum(
        leg["duration"] for leg in legs if leg["mode"] == "WALK"
    )
    assert drive["steps"][0]["streetName"] == "Route de la Ferme"


def test_without_a_car_the_farm_is_out_of_reach(client: FlaskClient) -> None:
    """Nobody walks seven kilometres to the stop."""
    body = plan(client, fromPlace=FARM, toPlace="t:Eloi")
    assert [reason["code"] for reason in body["reasons"]] == ["no-stop-near-origin"]


def test_a_closed_park_is_not_used(client: FlaskClient) -> None:
    """At 23:30 the park is closed: not the bus of 23:50, but the first one of the morning."""
    asked = {"fromPlace": FARM, "toPlace": "t:Gare1", "preTransitModes": "CAR_PARKING"}
    at_night = plan(client, **asked, time="2026-06-10T23:30:00+02:00")
    assert at_night["itineraries"][0]["legs"][2]["startTime"] == "2026-06-11T05:55:00Z"


def test_a_park_that_stays_closed_is_said_so(
    make_app: Callable[..., Flask], snapshot: Snapshot
) -> None:
    """Where nothing can be used a sentence says why there is no journey."""
    assert snapshot.parks is not None
    parks = replace(snapshot.parks, opening_hours=TextTable.of(["", "Su 10:00-12:00"]))
    client = make_app(replace(snapshot, parks=parks)).test_client()
    body = plan(client, fromPlace=FARM, toPlace="t:Gare1", preTransitModes="CAR_PARKING")
    assert body["itineraries"] == []
    assert [reason["code"] for reason in body["reasons"]] == ["not-usable-then"]


def test_a_closed_park_hides_nothing_else(client: FlaskClient) -> None:
    """Who may also be driven to the stop still travels when the park is closed."""
    asked = {
        "fromPlace": FARM,
        "toPlace": "t:Gare1",
        "preTransitModes": "CAR_PARKING,CAR_DROPOFF",
        "time": "2026-06-10T23:30:00+02:00",
    }
    legs = plan(client, **asked)["itineraries"][0]["legs"]
    assert [leg["mode"] for leg in legs] == ["CAR", "BUS"]


def test_private_parks_are_not_used(snapshot: Snapshot) -> None:
    """A yard for its owners is no park for travellers."""
    assert snapshot.parks is not None
    assert list(snapshot.parks.name) == ["", "P+R Ouest"]


def test_one_is_driven_to_the_roadside(client: FlaskClient) -> None:
    """Kiss and ride: one leg by car to the stop itself, no parking."""
    asked = {"fromPlace": FARM, "toPlace": "t:Eloi", "preTransitModes": "CAR_DROPOFF"}
    legs = plan(client, **asked)["itineraries"][0]["legs"]
    assert [leg["mode"] for leg in legs[:1]] == ["CAR"]
    assert legs[0]["to"]["stopId"] == legs[1]["from"]["stopId"] == "t:Gare2"


def test_one_is_fetched_by_car(client: FlaskClient) -> None:
    """On the way home somebody waits with a car at the stop."""
    asked = {"fromPlace": "t:Gare1", "toPlace": FARM, "postTransitModes": "CAR_DROPOFF"}
    back = plan(client, **asked)
    assert back["itineraries"] == []  # no bus runs that way
    asked = {"fromPlace": "t:Market", "toPlace": FARM, "postTransitModes": "CAR_PARKING"}
    response = client.get("/api/v6/plan", query_string=asked)
    assert response.status_code == 422  # the car is where it was left


def test_a_bike_is_left_in_the_rack_near_the_stop(client: FlaskClient) -> None:
    """Where racks are known one walks from there; the leg says where the bike stays."""
    asked = {"fromPlace": place(1000, 0), "toPlace": "t:Eloi", "preTransitModes": "BIKE"}
    legs = plan(client, **asked, maxPreTransitTime="345")["itineraries"][0]["legs"]
    assert [leg["mode"] for leg in legs[:3]] == ["BIKE", "WALK", "BUS"]
    assert legs[0]["to"]["name"] == "Parking à vélos"
    assert legs[0]["to"]["parking"]["capacity"] == 12


def test_the_drive_may_be_limited(client: FlaskClient) -> None:
    """Thirty minutes by car at most where nothing is asked for, else what is asked for."""
    asked = {"fromPlace": FARM, "toPlace": "t:Eloi", "preTransitModes": "CAR_PARKING"}
    assert plan(client, **asked)["itineraries"]
    assert not plan(client, **asked, maxPreTransitTime="300")["itineraries"]


def test_arriving_in_time_by_park_and_ride(client: FlaskClient) -> None:
    """Backwards too: the last bus that is in time, and when to leave the farm for it."""
    asked = {
        "fromPlace": FARM,
        "toPlace": "t:Eloi",
        "preTransitModes": "CAR_PARKING",
        "time": "2026-06-10T09:30:00+02:00",
        "arriveBy": "true",
        "timetableView": "false",
    }
    legs = plan(client, **asked)["itineraries"][-1]["legs"]
    assert [leg["mode"] for leg in legs[:3]] == ["CAR", "WALK", "BUS"]
    assert legs[2]["startTime"] == "2026-06-10T06:40:00Z"
