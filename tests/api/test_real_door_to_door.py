"""Door-to-door journeys on real feeds and real streets: Porto Alegre, L'Aquila, Milan."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import Settings, create_app
from api.service import EXTENSION, Service
from feeds import build_region, open_snapshot
from tests.support.openapi import DescribedClient
from tests.support.street_regions import REAL_REGIONS, write_real_region

pytestmark = pytest.mark.real_data

NOW = datetime(2026, 11, 25, 11, tzinfo=UTC)

Open = Callable[[str], FlaskClient]


@pytest.fixture(scope="module")
def open_region(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Return what gives a client of a region, built once."""
    clients: dict[str, FlaskClient] = {}

    def opened(name: str) -> FlaskClient:
        if name not in clients:
            folder = tmp_path_factory.mktemp(name)
            region, data = write_real_region(REAL_REGIONS[name], real_data, folder)
            var = folder / "var"
            today = date(2026, 11, 25)
            version = build_region(region, data=data, var=var, today=today, report=lambda _: None)
            snapshot = open_snapshot(var / region.id / "networks", version)
            app = create_app(Settings(var=var), snapshot=snapshot, clock=lambda: NOW)
            app.test_client_class = DescribedClient
            clients[name] = app.test_client()
        return clients[name]

    yield opened
    for client in clients.values():
        client.application.extensions[EXTENSION].accountant.close()


def doors(client: FlaskClient, n: int) -> list[tuple[str, str]]:
    """Return pairs of points beside streets that stops are near, always the same."""
    service: Service = client.application.extensions[EXTENSION]
    streets = service.snapshot.streets
    assert streets is not None
    network, draw = service.snapshot.network, random.Random(5)
    known = [s for s in range(network.n_stops) if streets.stop_edge[0][s] >= 0]
    points = []
    for _ in range(2 * n):
        stop = draw.choice(known)
        lat = float(network.stop_lat[stop]) + draw.uniform(-2e-3, 2e-3)
        lon = float(network.stop_lon[stop]) + draw.uniform(-2e-3, 2e-3)
        points.append(f"{lat:.6f},{lon:.6f}")
    return list(zip(points[::2], points[1::2], strict=True))


def told(itinerary: dict[str, Any]) -> str:
    """Return an itinerary in one line: walks in metres, rides by line and minutes."""
    words = []
    for leg in itinerary["legs"]:
        if leg["mode"] == "WALK":
            words.append(f"walk {leg['distance']} m")
        else:
            words.append(f"{leg['mode']} {leg['displayName']} {leg['duration'] // 60} min")
    return " | ".join(words)


GOLDEN = {
    "porto-alegre": ("-30.031500,-51.227500", "-30.056500,-51.175500"),
    "laquila": ("42.352000,13.401000", "42.366500,13.352500"),
    "milan": ("45.464500,9.188500", "45.485500,9.205500"),
}
EXPECTED = {
    "porto-alegre": "walk 851 m | BUS 273 15 min | walk 64 m | BUS T4 11 min | walk 203 m",
    "laquila": "walk 510 m | BUS 4 20 min | walk 1053 m",
    "milan": "walk 159 m | TRAM 12 7 min | walk 72 m | SUBWAY 2 7 min | walk 341 m",
}


@pytest.mark.parametrize("name", GOLDEN)
def test_doors_are_joined_along_streets(open_region: Open, name: str) -> None:
    """Every leg joins the next; walks within the streets are measured, with their steps."""
    client = open_region(name)
    answered = measured = 0
    for origin, destination in doors(client, 12):
        asked = {"fromPlace": origin, "toPlace": destination, "time": "2026-11-25T11:00:00Z"}
        response = client.get("/api/v6/plan", query_string=asked)
        assert response.status_code == 200
        body = response.get_json()
        assert body["itineraries"] or body["direct"] or body["reasons"]
        answered += bool(body["itineraries"])
        for itinerary in body["direct"] + body["itineraries"]:
            legs = itinerary["legs"]
            assert all(a["endTime"] <= b["startTime"] for a, b in pairwise(legs))
            for leg in legs:
                if leg["mode"] == "WALK" and leg.get("steps"):
                    measured += 1
                    assert "estimated" not in leg
                    # Nobody walks faster than 1.3 m/s; change times may make a leg longer.
                    assert leg["distance"] <= 1.3 * leg["duration"] + 5
    assert answered >= 6
    assert measured >= 12


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_journey_stays_as_it_is(open_region: Open, name: str) -> None:
    """From a square to a place across the town, at noon."""
    origin, destination = GOLDEN[name]
    asked = {"fromPlace": origin, "toPlace": destination, "time": "2026-11-25T11:00:00Z"}
    body = open_region(name).get("/api/v6/plan", query_string=asked).get_json()
    assert told(body["itineraries"][0]) == EXPECTED[name]


def test_beyond_the_streets_walks_are_estimated_and_said_so(open_region: Open) -> None:
    """Herrenberg's stops lie outside of its extract; inside it one walks on streets."""
    client = open_region("herrenberg")
    asked = {
        "fromPlace": "48.655890,8.934358",
        "toPlace": "48.642777,9.014428",
        "time": "2026-11-25T11:00:00Z",
    }
    body = client.get("/api/v6/plan", query_string=asked).get_json()
    itinerary = body["itineraries"][0]
    assert told(itinerary) == "walk 176 m | BUS 752 26 min | walk 159 m"
    assert [bool(leg.get("estimated")) for leg in itinerary["legs"]] == [True, False, True]
    unknown = {"no-street-near-origin", "no-street-near-destination"}
    assert unknown <= {reason["code"] for reason in body["reasons"]}
    asked |= {"fromPlace": "48.595500,8.870000", "toPlace": "48.601000,8.865000"}
    (direct,) = client.get("/api/v6/plan", query_string=asked).get_json()["direct"]
    assert "estimated" not in direct["legs"][0]
    assert len(direct["legs"][0]["steps"]) > 1


def test_a_wheelchair_never_meets_stairs(open_region: Open) -> None:
    """Steps of every leg in a wheelchair are free of stairs."""
    client, n_legs = open_region("porto-alegre"), 0
    for origin, destination in doors(client, 8):
        asked = {
            "fromPlace": origin,
            "toPlace": destination,
            "time": "2026-11-25T11:00:00Z",
            "pedestrianProfile": "WHEELCHAIR",
            "maxDirectTime": "7200",
        }
        body = client.get("/api/v6/plan", query_string=asked).get_json()
        for itinerary in body["direct"] + body["itineraries"]:
            for leg in itinerary["legs"]:
                n_legs += bool(leg.get("steps"))
                assert all(s["relativeDirection"] != "STAIRS" for s in leg.get("steps", ()))
                assert leg.get("wheelchairAccessible") != "NOT_ACCESSIBLE"
    assert n_legs >= 8


def test_in_a_river_and_on_an_island(open_region: Open) -> None:
    """In the middle of the Guaíba no street is near, and the answer says so."""
    client = open_region("porto-alegre")
    asked = {
        "fromPlace": "-30.050000,-51.260000",
        "toPlace": "-30.031500,-51.227500",
        "time": "2026-11-25T11:00:00Z",
    }
    body = client.get("/api/v6/plan", query_string=asked).get_json()
    assert "no-street-near-origin" in [reason["code"] for reason in body["reasons"]]
