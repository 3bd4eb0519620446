"""Shared vehicles on the way to stops, from them and all the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.service import EXTENSION, Service
from feeds import SharedSource, Snapshot
from planner import put_on_streets
from tests.support.gbfs import Documents, document, documents, served, station, status
from tests.support.snapshots import NOW, two_towns
from tests.support.streets import draw, lat_lon

STREETS = """
    F -4000,0  A -3000,0  B -60,0  M 0,0  K 1000,0  G 2232,0  H 1200,0
    F-A-B-M-K-H-G highway=residential name=Grande_Rue
"""
WEDNESDAY_8 = "2026-06-10T08:00:00+02:00"
NOW_S = int(NOW.timestamp())
FIXED = SharedSource("velo", "Vélo Ouest", "CC0-1.0", "https://velo.example", file="v/gbfs.json")


def place(x_m: float, y_m: float = 0) -> str:
    """Return a point of the drawing as a parameter."""
    lat, lon = lat_lon(x_m, y_m)
    return f"{lat:.7f},{lon:.7f}"


HOME = place(-3100)


def bikes(at_home: int = 3, docks_at_market: int = 4, updated_s: int = NOW_S) -> Documents:
    """Return a system with a station beside the home and one beside the market."""
    stations = [station("a", lat_lon(-3000, 5)), station("b", lat_lon(-60, 5))]
    rows = [status("a", at_home, 10 - at_home), status("b", 6, docks_at_market)]
    return documents(stations, rows, updated_s)


def scooters(*, ends_allowed: bool = True) -> Documents:
    """Return a system of free scooters with a zone around the market."""
    south, west = lat_lon(-500, -500)
    north, east = lat_lon(500, 500)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    rule = {"ride_start_allowed": True, "ride_end_allowed": ends_allowed}
    lat, lon = lat_lon(-3050, 5)
    return {
        "vehicle_types": document(
            {
                "vehicle_types": [
                    {
                        "vehicle_type_id": "s",
                        "form_factor": "scooter",
                        "propulsion_type": "electric",
                    }
                ]
            }
        ),
        "free_bike_status": document(
            {"bikes": [{"bike_id": "1", "lat": lat, "lon": lon, "vehicle_type_id": "s"}]}, NOW_S
        ),
        "geofencing_zones": document(
            {
                "geofencing_zones": {
                    "features": [
                        {
                            "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]},
                            "properties": {"rules": [rule]},
                        }
                    ]
                }
            }
        ),
    }


@pytest.fixture
def with_shared(tmp_path: Path, make_app: Callable[..., Flask]) -> Callable[..., FlaskClient]:
    """Return what gives a client of the small network with streets and shared vehicles."""
    plain = two_towns()
    graph, _report = draw(tmp_path, STREETS)
    streets = put_on_streets(graph, plain.network)

    def made(given: Documents | None, source: SharedSource = FIXED) -> FlaskClient:
        manifest = replace(plain.manifest, shared=(source,))
        fixed = {} if given is None else {source.id: given}
        snapshot: Snapshot = replace(plain, manifest=manifest, streets=streets, shared=fixed)
        return make_app(snapshot).test_client()

    return made


def plan(client: FlaskClient, **asked: str) -> dict[str, Any]:
    """Return the answer to a question at 08:00 on a Wednesday."""
    given = {"time": WEDNESDAY_8, "fromPlace": HOME, "toPlace": "t:Eloi", **asked}
    response = client.get("/api/v6/plan", query_string=given)
    assert response.status_code == 200, response.get_json()
    body: dict[str, Any] = response.get_json()
    return body


def modes(body: dict[str, Any]) -> list[list[str]]:
    """Return the modes of the legs of every itinerary."""
    return [[leg["mode"] for leg in itinerary["legs"]] for itinerary in body["itineraries"]]


def test_a_bike_is_taken_and_left_at_stations(with_shared: Callable[..., FlaskClient]) -> None:
    """Walk to the bike, ride, leave it, walk to the stop; the legs join and tell the system."""
    body = plan(with_shared(bikes()), preTransitModes="RENTAL", maxPreTransitTime="1200")
    walk, ride, on_foot, bus = body["itineraries"][0]["legs"][:4]
    assert [leg["mode"] for leg in (walk, ride, on_foot, bus)] == ["WALK", "RENTAL", "WALK", "BUS"]
    assert (walk["to"]["name"], walk["to"]["vertexType"]) == ("Station a", "BIKESHARE")
    assert ride["rental"]["fromStationName"] == "Station a"
    assert ride["rental"]["toStationName"] == "Station b"
    assert (ride["rental"]["vehiclesAvailable"], ride["rental"]["docksAvailable"]) == (3, 4)
    assert ride["rental"]["systemName"] == "Vélo Ouest"
    assert ride["distance"] == pytest.approx(2950, abs=2)
    assert ride["duration"] == pytest.approx(2940 / 4.2 + 120, abs=10)
    assert walk["endTime"] == ride["startTime"]
    assert ride["endTime"] == on_foot["startTime"]
    assert on_foot["endTime"] == bus["startTime"]


def test_an_empty_station_gives_no_bike(with_shared: Callable[..., FlaskClient]) -> None:
    """Without a bike beside the home the market is out of reach."""
    body = plan(with_shared(bikes(at_home=0)), preTransitModes="RENTAL", maxPreTransitTime="1200")
    assert body["itineraries"] == []


def test_a_full_station_takes_no_bike(with_shared: Callable[..., FlaskClient]) -> None:
    """Without a place to leave it at, the bike is of no use."""
    client = with_shared(bikes(docks_at_market=0))
    assert not plan(client, preTransitModes="RENTAL", maxPreTransitTime="1200")["itineraries"]


def test_tomorrow_nobody_knows(with_shared: Callable[..., FlaskClient]) -> None:
    """For another day stations count whatever stands there now, and no number is told."""
    client = with_shared(bikes(at_home=0))
    asked = {"preTransitModes": "RENTAL", "maxPreTransitTime": "1200"}
    body = plan(client, **asked, time="2026-06-11T08:00:00+02:00")
    ride = body["itineraries"][0]["legs"][1]
    assert ride["mode"] == "RENTAL"
    assert "vehiclesAvailable" not in ride["rental"]


def test_a_bike_from_the_last_stop(with_shared: Callable[..., FlaskClient]) -> None:
    """On the way home one walks to the station at the stop and leaves the bike beside the home."""
    client = with_shared(bikes())
    asked = {"fromPlace": "t:Gare1", "toPlace": HOME, "directModes": "RENTAL"}
    asked["fromPlace"] = place(0)
    (ride,) = plan(client, **asked)["direct"]
    assert [leg["mode"] for leg in ride["legs"]] == ["WALK", "RENTAL", "WALK"]
    assert ride["legs"][1]["rental"]["toStationName"] == "Station a"
    assert ride["duration"] == sum(leg["duration"] for leg in ride["legs"])


def test_a_scooter_is_left_where_the_zone_allows(with_shared: Callable[..., FlaskClient]) -> None:
    """A free scooter is ridden to the stop itself."""
    asked = {"preTransitModes": "RENTAL", "maxPreTransitTime": "1200"}
    body = plan(with_shared(scooters()), **asked)
    assert modes(body)[0][:3] == ["WALK", "RENTAL", "BUS"]
    rental = body["itineraries"][0]["legs"][1]["rental"]
    assert (rental["formFactor"], rental["returnConstraint"]) == ("SCOOTER_STANDING", "NONE")
    assert "toStationName" not in rental
    emissions = body["itineraries"][0]["legs"][1]["emissions"]
    assert (emissions["vehicle"], emissions["grams"]) == ("electric_scooter", 6.1)
    assert not plan(with_shared(scooters(ends_allowed=False)), **asked)["itineraries"]


def test_the_page_tells_the_ride_and_credits_the_system(
    with_shared: Callable[..., FlaskClient],
) -> None:
    """What one rents, how many there are, and whose data that is."""
    asked = {"fromPlace": HOME, "toPlace": place(-100), "time": WEDNESDAY_8}
    client = with_shared(bikes())
    page = client.get("/", query_string={**asked, "directModes": "RENTAL"}).get_data(as_text=True)
    assert "En vélo partagé (Vélo Ouest)" in page
    assert "3 véhicules disponibles" in page
    assert "4 places au retour" in page
    assert 'href="https://velo.example"' in page


def test_kinds_of_vehicles_may_be_asked_for(with_shared: Callable[..., FlaskClient]) -> None:
    """Who wants bicycles gets no scooter; a kind that does not exist is refused by name."""
    client = with_shared(scooters())
    asked = {"preTransitModes": "RENTAL", "maxPreTransitTime": "1200"}
    assert not plan(client, **asked, preTransitRentalFormFactors="BICYCLE")["itineraries"]
    assert plan(client, **asked, preTransitRentalFormFactors="SCOOTER_STANDING")["itineraries"]
    assert not plan(client, **asked, preTransitRentalProviders="other")["itineraries"]
    wrong = {"fromPlace": HOME, "toPlace": "t:Eloi", "preTransitRentalFormFactors": "HORSE"}
    response = client.get("/api/v6/plan", query_string=wrong)
    assert response.status_code == 400
    assert "HORSE" in response.get_json()["detail"]


def test_where_nothing_is_shared_rentals_are_refused(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    """What cannot be answered is refused by name, with what can be."""
    plain = two_towns()
    graph, _report = draw(tmp_path, STREETS)
    client = make_app(replace(plain, streets=put_on_streets(graph, plain.network))).test_client()
    asked = {"fromPlace": HOME, "toPlace": "t:Eloi", "preTransitModes": "RENTAL"}
    response = client.get("/api/v6/plan", query_string=asked)
    assert response.status_code == 422
    assert "WALK, BIKE, CAR_DROPOFF" in response.get_json()["detail"]


def fetched(client: FlaskClient) -> Service:
    """Wait until the service has fetched what is due."""
    service: Service = client.application.extensions[EXTENSION]
    assert service.shared is not None
    service.shared.current()
    service.shared.wait()
    return service


def test_states_are_fetched_while_serving(with_shared: Callable[..., FlaskClient]) -> None:
    """What the address gives is used, with the moment the operator said it."""
    with served(bikes()) as address:
        client = with_shared(None, replace(FIXED, file="", url=address))
        fetched(client)
        body = plan(client, preTransitModes="RENTAL", maxPreTransitTime="1200")
    assert body["itineraries"][0]["legs"][1]["rental"]["asOf"] == "2026-06-10T06:00:00Z"
    (told,) = client.get("/api/v1/health").get_json()["shared"]
    assert (told["stations"], told["stale"], told["updated"]) == (2, False, "2026-06-10T06:00:00Z")


def test_before_anything_came_it_is_said_so(with_shared: Callable[..., FlaskClient]) -> None:
    """An operator that does not answer is no reason to say that there is no way."""
    client = with_shared(None, replace(FIXED, file="", url="http://127.0.0.1:9/gbfs.json"))
    body = plan(client, preTransitModes="RENTAL")
    codes = [reason["code"] for reason in body["reasons"]]
    assert codes == ["shared-vehicles-stale", "no-stop-near-origin"]
    fetched(client)
    (told,) = client.get("/api/v1/health").get_json()["shared"]
    assert "ne peut être téléchargé de" in told["error"]
    assert told["stale"] is True


def test_an_old_state_is_not_offered(with_shared: Callable[..., FlaskClient]) -> None:
    """What is an hour old says nothing about now, and a sentence says so."""
    with served(bikes(updated_s=NOW_S - 3600)) as address:
        client = with_shared(None, replace(FIXED, file="", url=address))
        fetched(client)
        body = plan(client, preTransitModes="RENTAL,WALK", maxPreTransitTime="1200")
    assert "shared-vehicles-stale" in [reason["code"] for reason in body["reasons"]]
    assert ["RENTAL"] not in modes(body)
    assert client.get("/api/v1/health").get_json()["shared"][0]["stale"] is True


def test_the_last_good_state_survives_a_bad_one(with_shared: Callable[..., FlaskClient]) -> None:
    """A document that cannot be read is told by health and replaces nothing."""
    given = bikes()
    with served(given) as address:
        client = with_shared(None, replace(FIXED, file="", url=address))
        service = fetched(client)
        given["station_status"] = b"<html>"
        assert service.shared is not None
        (state,) = service.shared._states.values()
        state.path.with_suffix(".turn").unlink()
        service.shared._looked_at = -1e9
        fetched(client)
        (told,) = client.get("/api/v1/health").get_json()["shared"]
        assert "station_status.json\u00a0: n’est pas du JSON" in told["error"]
        assert plan(client, preTransitModes="RENTAL", maxPreTransitTime="1200")["itineraries"]
