"""On-demand rides on the way to stops, from them and all the way: areas, hours, notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import box

from feeds import BookingRule, BookingType, OnDemandService, Visit
from feeds.on_demand import Area, Days
from planner import put_on_streets
from tests.support.on_demand import booked
from tests.support.snapshots import NOW, two_towns
from tests.support.streets import draw, lat_lon

STREETS = """
    F -7000,0  E -3000,0  M 0,0  K 1000,0  G 2232,0  V -5000,800
    F-E-M-K-G highway=secondary name=Grande_Rue maxspeed=70
    E-V highway=residential name=Montée
"""
TODAY = int(NOW.timestamp()) // 86400
HOUR_S = 3600
BY_PHONE = BookingRule(
    "b",
    BookingType.SAME_DAY,
    notice_s=HOUR_S,
    message="Appelez-nous.",
    phone="+33 3 00 00 00 42",
    booking_url="https://taxi.example/r",
)


def area(name: str, west_m: float, east_m: float) -> Area:
    """Return an area of the drawing from west to east."""
    south, west = lat_lon(west_m, -1500)
    north, east = lat_lon(east_m, 1500)
    return Area(f"t:{name}", name, box(west, south, east, north))


VALLEY = area("Vallée", -8000, 300)


def service(
    *hours: int, rule: BookingRule | None = None, start: Area = VALLEY, end: Area = VALLEY
) -> OnDemandService:
    """Return a service of the valley in some hours of every day of the small network."""
    start_s, end_s = (hour * HOUR_S for hour in hours or (6, 20))
    return booked(
        trip_id="t:taxi",
        long_name="Taxi de la Vallée",
        color="6B2E8F",
        text_color="FFFFFF",
        agency_name="Taxibus",
        agency_url="https://taxi.example",
        days=Days(TODAY - 1, (True,) * 5),
        visits=(
            Visit(start, start_s, end_s, boards=True, alights=False, rule=rule),
            Visit(end, start_s, end_s, boards=False, alights=True, rule=rule),
        ),
        offset_s=120,
    )


def place(x_m: float, y_m: float = 0) -> str:
    """Return a point of the drawing as a parameter."""
    lat, lon = lat_lon(x_m, y_m)
    return f"{lat:.7f},{lon:.7f}"


FARM = place(-6000)


@pytest.fixture
def client_of(tmp_path: Path, make_app: Callable[..., Flask]) -> Callable[..., FlaskClient]:
    """Return what gives a client of the small network with streets and on-demand services."""
    plain = two_towns()
    graph, _report = draw(tmp_path, STREETS)
    streets = put_on_streets(graph, plain.network)

    def made(*services: OnDemandService) -> FlaskClient:
        return make_app(replace(plain, streets=streets, on_demand=services)).test_client()

    return made


def plan(client: FlaskClient, **asked: str) -> dict[str, Any]:
    """Return the answer to a question at 08:00 on a Wednesday."""
    given = {
        "time": "2026-06-10T08:00:00+02:00",
        "fromPlace": FARM,
        "toPlace": "t:Eloi",
        "preTransitModes": "FLEX",
        **asked,
    }
    response = client.get("/api/v6/plan", query_string=given)
    assert response.status_code == 200, response.get_json()
    body: dict[str, Any] = response.get_json()
    return body


def test_a_ride_brings_one_to_the_stop(client_of: Callable[..., FlaskClient]) -> None:
    """From the door to the market, as long as the feed says, with the area and its hours."""
    ride, bus = plan(client_of(service()))["itineraries"][0]["legs"][:2]
    assert (ride["mode"], ride["to"]["stopId"], bus["mode"]) == ("FLEX", "t:Market", "BUS")
    assert ride["routeShortName"] == "TAD"
    assert ride["from"]["flex"] == "Vallée"
    assert ride["from"]["flexStartPickupDropOffWindow"] == "2026-06-10T04:00:00Z"
    assert ride["to"]["flexEndPickupDropOffWindow"] == "2026-06-10T18:00:00Z"
    assert ride["booking"] == {"type": "REAL_TIME"}
    assert ride["distance"] == 6000
    assert ride["emissions"]["grams"] == 1152.0  # one passenger in a car
    assert ride["emissions"]["hypothesis"] is True


def test_a_stop_outside_of_the_area_is_not_served(client_of: Callable[..., FlaskClient]) -> None:
    """The ride ends within its area."""
    far = area("Loin", -8000, -4000)
    assert not plan(client_of(service(start=far, end=far)))["itineraries"]


def test_who_is_too_late_to_book_is_offered_the_next_one(
    client_of: Callable[..., FlaskClient],
) -> None:
    """With an hour's notice at 08:00 the bus of 08:40 is out of reach, that of 23:50 is not."""
    body = plan(client_of(service(6, 24, rule=BY_PHONE)))
    starts = [itinerary["startTime"] for itinerary in body["itineraries"]]
    assert starts
    assert min(starts) >= "2026-06-10T07:00:00Z"
    booking = body["itineraries"][0]["legs"][0]["booking"]
    assert booking["type"] == "SAME_DAY"
    assert booking["phone"] == "+33 3 00 00 00 42"
    assert booking["bookBefore"] <= starts[0]


def test_a_ride_booked_the_day_before_is_for_tomorrow(
    client_of: Callable[..., FlaskClient],
) -> None:
    """Until 17:00 of the day before: nothing today, the first bus of tomorrow."""
    rule = BookingRule("b", BookingType.PRIOR_DAYS, last_day=1, last_time_s=17 * HOUR_S)
    body = plan(client_of(service(6, 20, rule=rule)))
    first = body["itineraries"][0]
    assert first["startTime"].startswith("2026-06-11T05:")
    assert first["legs"][0]["booking"]["bookBefore"] == "2026-06-10T15:00:00Z"


def test_outside_of_its_hours_there_is_no_ride(client_of: Callable[..., FlaskClient]) -> None:
    """A service of the afternoon brings nobody to the buses of the morning; a sentence says so."""
    body = plan(client_of(service(14, 16)), time="2026-06-10T08:00:00+02:00")
    assert body["itineraries"] == []
    assert [reason["code"] for reason in body["reasons"]] == ["not-usable-then"]


def test_another_service_takes_its_place(client_of: Callable[..., FlaskClient]) -> None:
    """Where the quicker one is not in its hours the slower one is offered."""
    slow = replace(service(), trip_id="t:slow", short_name="LENT", offset_s=600)
    body = plan(client_of(service(14, 16), slow))
    assert body["itineraries"][0]["legs"][0]["routeShortName"] == "LENT"


def test_a_ride_from_the_last_stop(client_of: Callable[..., FlaskClient]) -> None:
    """Backwards: from a stop of the area to a door in it."""
    west = area("Ouest", 1000, 2600)
    east = area("Est", -8000, 1500)
    asked = {
        "fromPlace": "t:Market",
        "toPlace": place(600),
        "preTransitModes": "WALK",
        "postTransitModes": "FLEX",
    }
    body = plan(client_of(service(start=west, end=east)), **asked)
    legs = body["itineraries"][0]["legs"]
    assert [leg["mode"] for leg in legs] == ["BUS", "FLEX"]
    assert legs[1]["from"]["flex"] == "Ouest"
    assert legs[1]["to"]["flex"] == "Est"


def test_stops_of_a_group_are_walked_to(client_of: Callable[..., FlaskClient]) -> None:
    """A service that calls at stops only picks one up at the stop."""
    group = Area("t:g", "Arrêts", None, ("t:Market",))
    gare = Area("t:h", "Gare", None, ("t:Gare2",))
    client = client_of(service(start=group, end=gare))
    legs = plan(client, fromPlace=place(-300))["itineraries"][0]["legs"]
    assert [leg["mode"] for leg in legs[:3]] == ["WALK", "FLEX", "BUS"]
    assert legs[0]["to"]["name"] == legs[1]["from"]["name"] == "Place du Marché"
    assert legs[1]["to"]["stopId"] == "t:Gare2"


def test_from_door_to_door(client_of: Callable[..., FlaskClient]) -> None:
    """All the way by an on-demand ride, at the first moment it can be booked for."""
    asked = {"toPlace": place(-100), "preTransitModes": "WALK", "directModes": "FLEX"}
    (direct,) = plan(client_of(service()), **asked)["direct"]
    assert direct["startTime"] == "2026-06-10T06:00:00Z"
    assert direct["legs"][0]["mode"] == "FLEX"
    client = client_of(service(rule=BY_PHONE))
    assert plan(client, **asked)["direct"] == []  # within the quarter of an hour asked for
    (direct,) = plan(client, **asked, searchWindow="7200")["direct"]
    assert direct["startTime"] == "2026-06-10T07:00:00Z"
    by_ten = {"time": "2026-06-10T10:00:00+02:00", "arriveBy": "true"}
    (direct,) = plan(client, **{**asked, **by_ten})["direct"]
    assert direct["endTime"] == "2026-06-10T08:00:00Z"


def test_the_page_tells_how_to_book(client_of: Callable[..., FlaskClient]) -> None:
    """Telephone, address and deadline are on the page, for whoever has no app."""
    asked = {
        "fromPlace": FARM,
        "toPlace": "t:Eloi",
        "time": "2026-06-10T08:00:00+02:00",
        "preTransitModes": "FLEX",
    }
    client = client_of(service(6, 24, rule=BY_PHONE))
    text = client.get("/", query_string=asked).get_data(as_text=True)
    assert 'href="tel:+33300000042"' in text
    assert 'href="https://taxi.example/r"' in text
    assert "À réserver avant" in text
    assert "Appelez-nous." in text
    sheet = next(part for part in text.split('"') if "/static/lines-" in part)
    assert ".line-6b2e8f-ffffff" in client.get(sheet).get_data(as_text=True)


def test_without_services_it_is_refused(client_of: Callable[..., FlaskClient]) -> None:
    """What cannot be answered is refused by name."""
    asked = {"fromPlace": FARM, "toPlace": "t:Eloi", "preTransitModes": "FLEX"}
    response = client_of().get("/api/v6/plan", query_string=asked)
    assert response.status_code == 422
