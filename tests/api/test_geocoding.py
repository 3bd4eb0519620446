"""`/api/v1/geocode` and `/api/v1/reverse-geocode`: MOTIS's matches, refusals by name."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


def test_stations_and_communes_are_matches(client: FlaskClient) -> None:
    """A station has its commune as area; ids are what plan takes."""
    found = client.get("/api/v1/geocode?text=st").get_json()
    assert [(match["type"], match["id"]) for match in found] == [
        ("PLACE", "commune:99003"),
        ("STOP", "station:t:Eloi"),
    ]
    assert [area["name"] for area in found[1]["areas"]] == ["Est-sur-Œil"]
    for match in found:
        assert (
            client.get(f"/api/v6/plan?fromPlace=t:Market&toPlace={match['id']}").status_code == 200
        )


def test_results_can_be_fewer(client: FlaskClient) -> None:
    """NumResults caps, type filters."""
    assert len(client.get("/api/v1/geocode?text=e&numResults=1").get_json()) == 1
    found = client.get("/api/v1/geocode?text=st&type=STOP&type=ADDRESS").get_json()
    assert [match["type"] for match in found] == ["STOP"]


def test_stations_around_a_point_then_the_commune(client: FlaskClient) -> None:
    """Nearest stations first, the commune last."""
    found = client.get("/api/v1/reverse-geocode?place=48.001,7.301&numResults=10").get_json()
    assert found[0]["id"] == "station:t:Eloi"
    assert (found[-1]["type"], found[-1]["name"]) == ("PLACE", "Est-sur-Œil")
    communes = client.get("/api/v1/reverse-geocode?place=48.001,7.301&type=PLACE").get_json()
    assert [match["id"] for match in communes] == ["commune:99002"]


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        ("geocode", 400, "text"),
        ("geocode?text=", 400, "text"),
        ("geocode?text=" + "x" * 201, 400, "text"),
        ("geocode?text=a&numResults=51", 400, "numResults"),
        ("geocode?text=a&type=POI", 400, "type"),
        ("geocode?text=a&place=ici", 400, "place"),
        ("geocode?text=a&mode=BUS", 422, "mode"),
        ("geocode?text=a&limit=3", 422, "limit"),
        ("reverse-geocode", 400, "place"),
        ("reverse-geocode?place=t:Eloi", 400, "place"),
        ("reverse-geocode?place=45,4", 422, "place"),
        ("reverse-geocode?place=48.001", 404, "place"),
    ],
)
def test_bad_requests_are_refused_by_name(
    client: FlaskClient, address: str, status: int, parameter: str
) -> None:
    """Status and parameter at fault."""
    response = client.get(f"/api/v1/{address}")
    assert (response.status_code, response.get_json()["parameter"]) == (status, parameter)
