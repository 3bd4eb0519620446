"""The whole service on the imaginary region: forty questions, every answer checked."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import Settings, create_app
from api.building import build
from api.service import EXTENSION, Service
from tests.support.openapi import DescribedClient

_JUNE = date(datetime.now(UTC).year, 6, 8)
DAY = _JUNE + timedelta(days=(2 - _JUNE.weekday()) % 7)
"""A Wednesday in June of the year that the region is generated for."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Return a client of the region's service, on that Wednesday at 08:00."""
    settings = Settings(var=tmp_path_factory.mktemp("var"))
    with (settings.var / "log").open("w") as log:
        build(settings, log)
    app = create_app(settings, clock=lambda: datetime.combine(DAY, time(6), UTC))
    app.test_client_class = DescribedClient
    yield app.test_client()
    app.extensions[EXTENSION].accountant.close()


def questions(service: Service) -> list[dict[str, str]]:
    """Return forty questions between stations and points beside stations, always the same."""
    network, draw = service.snapshot.network, random.Random(40)
    asked = []
    for number in range(40):
        origin, destination = draw.sample(range(len(network.station_id)), 2)
        lat, lon = network.station_lat[origin] + 0.001, network.station_lon[origin]
        asked.append(
            {
                "fromPlace": f"{lat:.5f},{lon:.5f}" if number % 3 else network.station_id[origin],
                "toPlace": network.station_id[destination],
                "time": f"{DAY}T{draw.randrange(4, 20):02}:{draw.randrange(60):02}:00Z",
                "arriveBy": "true" if number % 2 else "false",
            }
        )
    return asked


def follows(itinerary: dict[str, Any]) -> None:
    """Fail unless legs join, each starts once the one before has ended, and ends agree."""
    legs = itinerary["legs"]
    assert legs[0]["startTime"] == itinerary["startTime"]
    assert legs[-1]["endTime"] == itinerary["endTime"]
    for before, after in pairwise(legs):
        assert before["to"]["stopId"] == after["from"]["stopId"]
        assert before["endTime"] <= after["startTime"]
    rides = [leg for leg in legs if leg["mode"] != "WALK"]
    assert itinerary["transfers"] == len(rides) - 1


def test_every_answer_holds_together(client: FlaskClient) -> None:
    """Legs join, moments are on the right side of the time asked for, payers pay it all."""
    answered = 0
    for asked in questions(client.application.extensions[EXTENSION]):
        response = client.get("/api/v6/plan", query_string=asked)
        body = response.get_json()
        if response.status_code == 422:
            assert body["type"].endswith((":outside-region", ":same-place"))
            continue
        assert bool(body["itineraries"]) or body["reasons"]
        for itinerary in body["itineraries"]:
            follows(itinerary)
            if asked["arriveBy"] == "true":
                assert itinerary["endTime"] <= asked["time"]
            else:
                assert itinerary["startTime"] >= asked["time"]
        cost = body["cost"]
        assert sum(payer["amount"] for payer in cost["payers"]) == cost["total"]
        answered += bool(body["itineraries"])
    assert answered >= 30


def test_the_region_file_is_the_one_in_service(client: FlaskClient) -> None:
    """Health tells the region's four operators, none of them replayed."""
    body = client.get("/api/v1/health").get_json()
    assert body["region"]["id"] == "val-commun"
    assert [(feed["id"], feed["replay"]) for feed in body["feeds"]] == [
        ("urbain", None),
        ("valbus", None),
        ("ferval", None),
        ("taxibus", None),
    ]


def test_a_village_without_a_line_is_reached_on_demand(client: FlaskClient) -> None:
    """From a street of Haute-Combelle: a taxi booked by telephone, then the train."""
    asked = {
        "toPlace": "commune:99001",
        "time": f"{DAY}T08:00:00Z",
        "fromPlace": "47.17176,6.49597",
    }
    body = client.get("/api/v6/plan", query_string={**asked, "preTransitModes": "FLEX"}).get_json()
    legs = body["itineraries"][0]["legs"]
    assert (legs[0]["mode"], legs[0]["to"]["name"]) == ("FLEX", "Rochebelle-sur-Vérance")
    assert legs[0]["booking"]["phone"] == "03 00 00 00 42"
    on_foot = client.get("/api/v6/plan", query_string=asked).get_json()
    assert not on_foot["itineraries"]


def test_shared_bikes_and_parks_of_the_region_are_used(client: FlaskClient) -> None:
    """From the hospital to the university by shared vehicles; by car to a park and ride."""
    ends = {"fromPlace": "47.22277,6.39611", "toPlace": "47.19848,6.38203"}
    query = {**ends, "time": f"{DAY}T06:00:00Z", "directModes": "RENTAL", "maxDirectTime": "3600"}
    body = client.get("/api/v6/plan", query_string=query).get_json()
    kinds = {leg["rental"]["formFactor"] for i in body["direct"] for leg in i["legs"][1:2]}
    assert kinds == {"BICYCLE", "SCOOTER_STANDING"}
    query = {
        "fromPlace": "47.17176,6.49597",
        "toPlace": "commune:99001",
        "time": f"{DAY}T08:00:00Z",
        "preTransitModes": "CAR_PARKING",
        "maxPreTransitTime": "800",
    }
    body = client.get("/api/v6/plan", query_string=query).get_json()
    drive = body["itineraries"][0]["legs"][0]
    assert drive["to"]["name"] == "Parking-relais Rochebelle-sur-Vérance"
    assert drive["to"]["parking"]["capacity"] == 85


def test_one_name_in_several_villages_is_told_apart(client: FlaskClient) -> None:
    """Every village has its church: the commune comes with each."""
    found = client.get("/api/v1/geocode?text=eglise&type=STOP&numResults=20").get_json()
    communes = {match["areas"][0]["name"] for match in found if match["areas"]}
    assert len(communes) > 3
    one = min(communes)
    narrowed = client.get("/api/v1/geocode", query_string={"text": f"église {one}", "type": "STOP"})
    assert {m["areas"][0]["name"] for m in narrowed.get_json()} == {one}


def test_whoever_has_no_commune_has_no_payer(client: FlaskClient) -> None:
    """The halt over the border: half of the cost is not attributed."""
    asked = {
        "fromPlace": "ferval:col-de-brechet-frontiere-1",
        "toPlace": "urbain:valmont-technopole",
    }
    body = client.get("/api/v6/plan", query_string=asked).get_json()
    assert "non-attribue" in {payer["payer"] for payer in body["cost"]["payers"]}
    assert len(body["cost"]["payers"]) == 2


def test_nothing_is_written_outside_of_var(client: FlaskClient) -> None:
    """Sources, networks and ledger are in the region's folder."""
    client.get("/api/v1/health")
    service: Service = client.application.extensions[EXTENSION]
    home: Path = service.settings.var / "val-commun"
    assert {"sources", "networks", "ledger.sqlite"} <= {path.name for path in home.iterdir()}


def test_a_shuttle_without_timetable_says_its_headway(client: FlaskClient) -> None:
    """Line C comes every twelve minutes at no promised times; other lines have a timetable."""
    service: Service = client.application.extensions[EXTENSION]
    network = service.snapshot.network
    trip = next(trip for trip, s in enumerate(network.trip_headway_s.tolist()) if s)
    stops = network.stops_of_pattern(network.pattern_of_trip(trip))
    told: set[tuple[str, int | None]] = set()
    for start, end in pairwise(network.stop_id[stop] for stop in stops.tolist()):
        asked = {"fromPlace": start, "toPlace": end, "time": f"{DAY}T10:00:00Z"}
        body = client.get("/api/v6/plan", query_string=asked).get_json()
        rides = (leg for i in body["itineraries"] for leg in i["legs"] if "tripId" in leg)
        told |= {(leg["displayName"], leg.get("headway")) for leg in rides}
    assert ("C", 720) in told
    assert {headway for line, headway in told if line != "C"} <= {None}
