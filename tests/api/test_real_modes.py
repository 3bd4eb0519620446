"""On-demand transport and park and ride on a real feed with real streets: Cobb County, Georgia."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import Settings, create_app
from api.service import EXTENSION
from feeds import build_region, open_snapshot
from tests.support.openapi import DescribedClient
from tests.support.street_regions import REAL_REGIONS, write_real_region

pytestmark = pytest.mark.real_data

NOW = datetime(2026, 11, 25, 11, tzinfo=UTC)
IN_ZONE_2, MARIETTA = "33.88353,-84.61736", "33.95250,-84.54990"


@pytest.fixture(scope="module")
def client(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Return a client of the region at six in the morning there."""
    folder = tmp_path_factory.mktemp("cobb")
    region, data = write_real_region(REAL_REGIONS["cobb"], real_data, folder)
    var, today = folder / "var", date(2026, 11, 25)
    version = build_region(region, data=data, var=var, today=today, report=lambda _: None)
    snapshot = open_snapshot(var / region.id / "networks", version)
    app = create_app(Settings(var=var), snapshot=snapshot, clock=lambda: NOW)
    app.test_client_class = DescribedClient
    yield app.test_client()
    app.extensions[EXTENSION].accountant.close()


def plan(client: FlaskClient, **asked: str) -> dict[str, Any]:
    """Return the answer to a question at seven in the morning there."""
    given = {"toPlace": MARIETTA, "time": "2026-11-25T12:00:00Z", "searchWindow": "7200", **asked}
    body: dict[str, Any] = client.get("/api/v6/plan", query_string=given).get_json()
    return body


def test_a_ride_on_demand_to_the_bus(client: FlaskClient) -> None:
    """From a street of zone 2 to the bus at its edge, booked two hours before by telephone."""
    asked = {"fromPlace": IN_ZONE_2, "preTransitModes": "FLEX", "maxPreTransitTime": "3600"}
    body = plan(client, **asked)
    legs = body["itineraries"][0]["legs"]
    assert [(leg["mode"], leg["to"]["name"]) for leg in legs[:2]] == [
        ("FLEX", "Austell Rd Sw + Hurt Rd Sw"),
        ("BUS", "Austell Rd + Hospital South Dr"),
    ]
    assert legs[0]["from"]["flexId"] == "f0:zone_2"
    assert legs[0]["booking"] == {
        "type": "SAME_DAY",
        "message": "Call reservationist to schedule.",
        "phone": "(770) 528-1053",
        "bookBefore": "2026-11-25T12:15:16Z",
        "bookFrom": "2026-11-24T14:15:16Z",
    }
    assert min(i["startTime"] for i in body["itineraries"]) >= "2026-11-25T13:00:00Z"


def test_nobody_rides_on_demand_on_a_sunday(client: FlaskClient) -> None:
    """The next rides are those of Monday."""
    asked = {"fromPlace": IN_ZONE_2, "preTransitModes": "FLEX", "maxPreTransitTime": "3600"}
    body = plan(client, **asked, time="2026-11-29T14:00:00Z")
    assert all(i["startTime"] >= "2026-11-30" for i in body["itineraries"])


def test_durations_are_what_was_searched(client: FlaskClient) -> None:
    """Legs by every mode join end to end and take what the street search says, or longer."""
    asked = {"fromPlace": IN_ZONE_2, "preTransitModes": "CAR_PARKING,CAR_DROPOFF,FLEX,BIKE,WALK"}
    body = plan(client, **asked, maxPreTransitTime="3600", directModes="WALK,BIKE,CAR,FLEX")
    assert body["itineraries"]
    for itinerary in body["itineraries"] + body["direct"]:
        legs = itinerary["legs"]
        assert legs[0]["startTime"] == itinerary["startTime"]
        assert legs[-1]["endTime"] == itinerary["endTime"]
        for before, after in pairwise(legs):
            assert before["endTime"] <= after["startTime"]
