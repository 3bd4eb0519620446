"""Everything in reach: one-to-all and isochrones on the small network with streets."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import Point, shape

from planner import put_on_streets
from tests.support.snapshots import WEST, two_towns
from tests.support.streets import draw, lat_lon

STREETS = """
    W -1000,0  M 0,0  K 1000,0  G 2232,0  N 0,900
    W-M-K-G highway=residential name=Grande_Rue
    M-N highway=footway
"""
AT_EIGHT = "2026-06-10T08:00:00+02:00"


@pytest.fixture
def client(make_app: Callable[..., Flask], tmp_path: Path) -> FlaskClient:
    """Return a client of the network with streets in its western town."""
    plain = two_towns()
    graph, _report = draw(tmp_path, STREETS)
    return make_app(replace(plain, streets=put_on_streets(graph, plain.network))).test_client()


def place(x_m: float, y_m: float) -> str:
    """Return a point of the drawing as a parameter."""
    lat, lon = lat_lon(x_m, y_m)
    return f"{lat:.7f},{lon:.7f}"


def reached(client: FlaskClient, **asked: str) -> dict[str, tuple[int, int]]:
    """Return minutes and changes of every stop in reach."""
    query = {"one": "t:Market", "time": AT_EIGHT, **asked}
    response = client.get("/api/v1/one-to-all", query_string=query)
    assert response.status_code == 200, response.get_json()
    found: list[dict[str, Any]] = response.get_json()["all"]
    return {row["place"]["stopId"]: (row["duration"], row["k"]) for row in found}


def test_every_stop_in_reach_has_its_time_and_changes(client: FlaskClient) -> None:
    """The bus at 08:10, the train at 08:30 and another bus at 09:10, from 08:00 on."""
    assert reached(client, maxTravelTime="120") == {
        "t:Market": (0, 0),
        "t:Gare1": (20, 0),
        "t:Gare2": (23, 0),
        "t:Eloi": (60, 1),
        "t:Yard": (72, 2),
        "t:Lac": (90, 2),
    }


def test_beyond_the_limit_nothing_is_in_reach(client: FlaskClient) -> None:
    """In 25 minutes one is at the station and no further."""
    assert set(reached(client, maxTravelTime="25")) == {"t:Market", "t:Gare1", "t:Gare2"}


def test_arriving_by_a_time_is_the_way_back(client: FlaskClient) -> None:
    """Whoever must be at Éloi at 09:00 leaves the market at 08:10."""
    found = reached(client, one="t:Eloi", time="2026-06-10T09:00:00+02:00", arriveBy="true")
    assert found["t:Market"] == (50, 1)
    assert "t:Lac" not in found


def test_a_point_is_left_on_foot(client: FlaskClient) -> None:
    """600 m of street to the market come first."""
    assert reached(client, one=place(600, 0))["t:Market"][0] == 9


def test_the_authority_of_the_place_pays(
    client: FlaskClient, ledger: Path, settle: Callable[[], None]
) -> None:
    """Reach is priced like a search, and the authority of the place pays it."""
    reached(client)
    settle()
    with closing(sqlite3.connect(ledger)) as connection:
        (charge,) = connection.execute("SELECT counters FROM events").fetchall()
        payers = connection.execute("SELECT account FROM accounts WHERE account = ?", (WEST,))
        assert json.loads(charge[0])["stop_times_read"] > 0
        assert payers.fetchall() == [(WEST,)]


def isochrones(client: FlaskClient, **asked: str) -> list[dict[str, Any]]:
    """Return the features of an answer."""
    query = {"one": place(0, 0), "time": AT_EIGHT, **asked}
    response = client.get("/api/v1/isochrones", query_string=query)
    assert response.status_code == 200, response.get_json()
    features: list[dict[str, Any]] = response.get_json()["features"]
    return features


def holds(feature: dict[str, Any], x_m: float, y_m: float) -> bool:
    """Tell whether an area holds a point of the drawing."""
    lat, lon = lat_lon(x_m, y_m)
    return bool(shape(feature["geometry"]).contains(Point(lon, lat)))


def test_areas_hold_what_is_walked_and_ridden_to(client: FlaskClient) -> None:
    """In ten minutes 720 m on foot; in 25 the streets around the station, by bus."""
    large, small = isochrones(client, cutoffs="10,25")
    assert [f["properties"]["minutes"] for f in (large, small)] == [25, 10]
    assert holds(small, 400, 0)
    assert holds(small, 0, 500)
    assert not holds(small, -950, 0)
    assert not holds(small, 2200, 0)
    assert holds(large, 2200, 0)
    assert holds(large, -950, 0)


def test_a_window_tells_the_share_of_departures(client: FlaskClient) -> None:
    """Just before the bus the station is near, later in the window it is not."""
    features = isochrones(client, cutoffs="25", searchWindow="1200")
    shares = {feature["properties"]["share"]: feature for feature in features}
    assert set(shares) == {0.5, 1.0}
    assert shape(shares[0.5]["geometry"]).area >= shape(shares[1.0]["geometry"]).area
    assert not holds(shares[1.0], 2200, 0)


@pytest.mark.parametrize("cutoffs", ["0", "121", "ten", "1,2,3,4,5,6,7"])
def test_cutoffs_out_of_their_limits_are_refused(client: FlaskClient, cutoffs: str) -> None:
    """The sentence names the parameter."""
    query = {"one": "t:Market", "cutoffs": cutoffs}
    response = client.get("/api/v1/isochrones", query_string=query)
    assert response.status_code == 400
    assert response.get_json()["parameter"] == "cutoffs"


def test_without_streets_there_are_no_isochrones(make_app: Callable[..., Flask]) -> None:
    """An area without streets would be a guess."""
    response = make_app().test_client().get("/api/v1/isochrones?one=t:Market")
    assert response.status_code == 422


def test_days_without_calendar_are_refused(client: FlaskClient) -> None:
    """As in a plan."""
    query = {"one": "t:Market", "time": "2031-01-01T08:00:00Z"}
    assert client.get("/api/v1/one-to-all", query_string=query).status_code == 422
