"""Options of a plan: modes ridden, time for changes, places to pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.snapshots import two_towns

PLAN = {
    "fromPlace": "t:Market",
    "toPlace": "t:Eloi",
    "time": "2026-06-10T08:00:00+02:00",
    "directModes": "",
    "numItineraries": "1",
}


def plan(client: FlaskClient, **changes: str) -> dict[str, Any]:
    """Return the answer to the usual question, some parameters changed."""
    response = client.get("/api/v6/plan", query_string=PLAN | changes)
    assert response.status_code == 200, response.get_json()
    body: dict[str, Any] = response.get_json()
    return body


def clocks(body: dict[str, Any]) -> list[str]:
    """Return departure and arrival of each itinerary as UTC clock times."""
    return [f"{i['startTime'][11:16]}-{i['endTime'][11:16]}" for i in body["itineraries"]]


@pytest.fixture
def by_train(make_app: Callable[..., Flask]) -> FlaskClient:
    """Return a client of the network in which line T is a railway."""
    snapshot = two_towns()
    names = list(snapshot.network.line_short_name)
    types = np.array([2 if name == "T" else 3 for name in names], dtype=np.int32)
    network = replace(snapshot.network, line_type=types)
    return make_app(replace(snapshot, network=network)).test_client()


@pytest.mark.parametrize("modes", ["TRANSIT", "BUS,RAIL", "BUS,REGIONAL_RAIL,TRAM", ""])
def test_modes_that_are_needed_change_nothing(by_train: FlaskClient, modes: str) -> None:
    """With bus and train allowed the journey is the usual one."""
    assert clocks(plan(by_train, transitModes=modes)) == ["06:10-07:00"]


@pytest.mark.parametrize("modes", ["BUS", "TRAM,FERRY", "RAIL"])
def test_modes_left_out_are_not_ridden(by_train: FlaskClient, modes: str) -> None:
    """Without the train, or without the bus that leads to it, there is no journey."""
    assert plan(by_train, transitModes=modes)["itineraries"] == []


def test_changes_can_be_asked_to_take_longer(client: FlaskClient) -> None:
    """10 minutes at the station catch the train at nine; 11 do not."""
    assert clocks(plan(client, minTransferTime="10")) == ["06:10-07:00"]
    assert clocks(plan(client, minTransferTime="11")) == ["06:10-07:30"]


def test_changes_can_be_lengthened(client: FlaskClient) -> None:
    """The walk of 3 minutes and 7 more catch the train, 8 more do not; nor does it times four."""
    assert clocks(plan(client, additionalTransferTime="7")) == ["06:10-07:00"]
    assert clocks(plan(client, additionalTransferTime="8")) == ["06:10-07:30"]
    assert clocks(plan(client, transferTimeFactor="4")) == ["06:10-07:30"]


def test_a_place_to_pass_is_stayed_at(client: FlaskClient) -> None:
    """A quarter of an hour at the station misses the first train."""
    assert clocks(plan(client, via="station:t:Gare")) == ["06:10-07:00"]
    assert clocks(plan(client, via="station:t:Gare", viaMinimumStay="15")) == ["06:10-07:30"]


def test_a_place_that_is_not_on_the_way_is_no_journey(client: FlaskClient) -> None:
    """Nothing leads by the lake and back."""
    assert plan(client, via="t:Lac")["itineraries"] == []


@pytest.mark.parametrize(
    ("changes", "status", "parameter"),
    [
        ({"transitModes": "TRAM,BALLOON"}, 400, "transitModes"),
        ({"minTransferTime": "soon"}, 400, "minTransferTime"),
        ({"additionalTransferTime": "-1"}, 400, "additionalTransferTime"),
        ({"transferTimeFactor": "0.5"}, 400, "transferTimeFactor"),
        ({"transferTimeFactor": "nan"}, 400, "transferTimeFactor"),
        ({"via": "t:Gone"}, 404, "via"),
        ({"via": "48.0,7.0"}, 404, "via"),
        ({"via": "station:t:Gare,t:Yard,t:Lac"}, 400, "via"),
        ({"via": "station:t:Gare", "viaMinimumStay": "five"}, 400, "viaMinimumStay"),
        ({"via": "station:t:Gare", "viaMinimumStay": "5,5"}, 400, "viaMinimumStay"),
    ],
)
def test_wrong_options_are_named(
    client: FlaskClient, changes: dict[str, str], status: int, parameter: str
) -> None:
    """Each wrong value is refused by the name of its parameter."""
    response = client.get("/api/v6/plan", query_string=PLAN | changes)
    assert (response.status_code, response.get_json()["parameter"]) == (status, parameter)
