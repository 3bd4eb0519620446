"""`/api/v6/plan`: journeys in the shape of MOTIS, or why there are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.snapshots import two_towns, two_towns_replayed

PLAN = {"fromPlace": "t:Market", "toPlace": "t:Eloi"}


def plan(client: FlaskClient, **changes: str) -> dict[str, Any]:
    """Return the answer to the usual question, some parameters changed."""
    response = client.get("/api/v6/plan", query_string=PLAN | changes)
    assert response.status_code == 200, response.get_json()
    body: dict[str, Any] = response.get_json()
    return body


def spans(body: dict[str, Any]) -> list[str]:
    """Return departure and arrival of each itinerary as UTC clock times."""
    return [f"{i['startTime'][11:16]}-{i['endTime'][11:16]}" for i in body["itineraries"]]


def test_a_journey_has_its_legs_in_order(client: FlaskClient) -> None:
    """Bus, walk between the station's stops, train: each with its mode, stops and times."""
    legs = plan(client)["itineraries"][0]["legs"]
    assert [(leg["mode"], leg["from"]["stopId"], leg["to"]["stopId"]) for leg in legs] == [
        ("BUS", "t:Market", "t:Gare1"),
        ("WALK", "t:Gare1", "t:Gare2"),
        ("BUS", "t:Gare2", "t:Eloi"),
    ]
    assert [leg["startTime"][11:16] for leg in legs] == ["06:10", "06:20", "06:30"]


def test_a_ride_tells_its_line_and_trip(client: FlaskClient) -> None:
    """Line, colours, operator, direction and trip of the day come with the leg."""
    leg = plan(client)["itineraries"][0]["legs"][0]
    assert leg["routeShortName"] == leg["displayName"] == "1"
    assert (leg["routeColor"], leg["routeTextColor"]) == ("0055A4", "FFFFFF")
    assert leg["agencyName"] == "Test"
    assert leg["tripId"] == "20260610_08:10_t:1.2"
    assert leg["tripTo"]["stopId"] == "t:Gare1"


def test_stops_on_the_way_are_told(client: FlaskClient) -> None:
    """A ride lists the stops where people may get on or off between its ends."""
    body = plan(client, fromPlace="t:Eloi", toPlace="t:Lac")
    stops = body["itineraries"][0]["legs"][0]["intermediateStops"]
    assert [(s["stopId"], s["pickupType"], s["dropoffType"]) for s in stops] == [
        ("t:Yard", "NOT_ALLOWED", "NORMAL")
    ]


def test_walks_by_beeline_are_flagged(client: FlaskClient) -> None:
    """A walk whose time is an estimate says so."""
    walk = plan(client)["itineraries"][0]["legs"][1]
    assert walk["estimated"] is True


def test_a_point_is_reached_on_foot(client: FlaskClient) -> None:
    """From coordinates the journey begins with a walk from that very point."""
    body = plan(client, fromPlace="48.0010,7.0000")
    leg = body["itineraries"][0]["legs"][0]
    assert leg["mode"] == "WALK"
    assert (leg["from"]["lat"], leg["from"]["lon"]) == (48.001, 7.0)
    assert leg["duration"] == 121  # 111 m x 1.3 at 1.2 m/s


def test_a_level_after_the_coordinates_is_read(client: FlaskClient) -> None:
    """MOTIS clients send lat,lon,level."""
    assert plan(client, fromPlace="48.0010,7.0000,1")["itineraries"]


def test_a_commune_is_its_busiest_station(client: FlaskClient) -> None:
    """Whoever asks for a commune arrives at its busiest station, not in a field."""
    body = plan(client, toPlace="commune:99002")
    assert body["to"]["name"] == "Est-sur-Œil"
    assert body["itineraries"][0]["legs"][-1]["to"]["stopId"] == "t:Eloi"


def test_without_a_time_the_search_is_for_now(client: FlaskClient) -> None:
    """At 08:00 the bus of 07:55 is gone."""
    assert spans(plan(client))[0] == "06:10-07:00"


@pytest.mark.parametrize(
    "time",
    [
        "2026-06-10T08:35:00+02:00",
        "2026-06-10T06:35:00Z",
        "2026-06-10T06:35:00.250Z",
        "2026-06-10T08:35:00 02:00",
        "2026-06-10T08:35+02:00",
    ],
)
def test_times_are_read_with_any_offset(client: FlaskClient, time: str) -> None:
    """RFC 3339, a "+" that a query string turned into a space included."""
    assert spans(plan(client, time=time))[0] == "06:40-07:30"


def test_arriving_by_a_time(client: FlaskClient) -> None:
    """With arriveBy the latest journey that arrives in time comes, and none after it."""
    body = plan(client, time="2026-06-10T09:25:00+02:00", arriveBy="true", numItineraries="1")
    assert spans(body) == ["06:10-07:00"]


def test_the_window_grows_until_there_are_enough(client: FlaskClient) -> None:
    """Past the window, as many itineraries as were asked for, and no more."""
    assert len(plan(client, searchWindow="600", numItineraries="1")["itineraries"]) == 1
    assert len(plan(client, searchWindow="600", numItineraries="2")["itineraries"]) == 2


def test_the_whole_window_is_answered(client: FlaskClient) -> None:
    """NumItineraries is a minimum: what leaves in the window is all there."""
    assert len(plan(client, searchWindow="3600", numItineraries="1")["itineraries"]) == 2


def test_itineraries_can_be_capped(client: FlaskClient) -> None:
    """MaxItineraries keeps the first ones."""
    assert spans(plan(client, searchWindow="3600", maxItineraries="1")) == ["06:10-07:00"]


def test_the_earliest_arrival_alone(client: FlaskClient) -> None:
    """timetableView=false gives the earliest arrival and no cursors."""
    body = plan(client, timetableView="false")
    assert spans(body) == ["06:10-07:00"]
    assert body["nextPageCursor"] == body["previousPageCursor"] == ""


def test_walking_all_the_way_is_offered(client: FlaskClient) -> None:
    """Two near places: a direct walk, flagged as an estimate, and the advice to walk."""
    body = plan(client, fromPlace="t:Eloi", toPlace="t:Yard")
    direct = body["direct"][0]
    assert direct["legs"][0]["estimated"] is True
    assert direct["duration"] == direct["legs"][0]["duration"] <= 1800
    assert "À pied" not in "".join(r["sentence"] for r in body["reasons"])


def test_walking_that_is_faster_is_said(client: FlaskClient) -> None:
    """Where every vehicle takes longer than walking, the answer says so."""
    body = plan(client, fromPlace="48.0,7.010", toPlace="48.0,7.020")
    assert body["itineraries"]
    assert [reason["code"] for reason in body["reasons"]] == ["walking-is-faster"]


@pytest.mark.parametrize("switch", [{"maxDirectTime": "60"}, {"directModes": ""}])
def test_the_direct_walk_can_be_left_out(client: FlaskClient, switch: dict[str, str]) -> None:
    """A lower limit or no direct mode leaves it out."""
    assert plan(client, fromPlace="t:Eloi", toPlace="t:Yard", **switch)["direct"] == []


def test_too_many_transfers_are_said(client: FlaskClient) -> None:
    """No journey without a change: the reason says so, with the next one that has more."""
    (reason,) = plan(client, maxTransfers="0")["reasons"]
    assert reason["code"] == "too-many-transfers"
    assert reason["nextDeparture"] == "2026-06-10T06:10:00Z"
    assert "10/06/2026" in reason["sentence"]


def test_no_service_is_said(client: FlaskClient) -> None:
    """No vehicle goes back west: the reason is that nothing links the two."""
    (reason,) = plan(client, fromPlace="t:Eloi", toPlace="t:Market")["reasons"]
    assert reason["code"] == "no-service-in-horizon"


def test_no_stop_in_reach_is_said(client: FlaskClient) -> None:
    """A point without stops around is an answer with a reason, not an error."""
    body = plan(client, fromPlace="48.0900,7.1000", toPlace="47.9100,7.2000")
    assert [reason["code"] for reason in body["reasons"]] == [
        "no-stop-near-origin",
        "no-stop-near-destination",
    ]
    assert body["itineraries"] == []


def test_lines_are_drawn_through_their_stops(client: FlaskClient) -> None:
    """A ride's geometry has a point per stop, a walk's its two ends."""
    body = plan(client, fromPlace="t:Eloi", toPlace="t:Lac")
    assert body["itineraries"][0]["legs"][0]["legGeometry"]["length"] == 3


def test_geometries_can_be_left_out(client: FlaskClient) -> None:
    """detailedLegs=false leaves every line empty, detailedTransfers=false those of changes."""
    legs = plan(client, detailedLegs="false")["itineraries"][0]["legs"]
    assert [leg["legGeometry"]["length"] for leg in legs] == [0, 0, 0]
    legs = plan(client, detailedTransfers="false")["itineraries"][0]["legs"]
    assert [leg["legGeometry"]["length"] for leg in legs] == [2, 0, 2]


def test_real_dates_are_told_where_feeds_are_replayed(make_app: Callable[..., Flask]) -> None:
    """A replayed feed says which real day stands for the day asked for."""
    client = make_app(two_towns_replayed()).test_client()
    body = plan(client, time="2026-11-26T07:00:00Z")  # a Thursday
    assert body["itineraries"]
    assert body["replay"] == [
        {
            "feed": "t",
            "operator": "Test",
            "realDate": "2025-03-06",
            "realWeekFrom": "2025-03-03",
        }
    ]


def test_wheelchairs_and_bikes_are_told_where_known(make_app: Callable[..., Flask]) -> None:
    """A leg says yes or no only where the operator does."""
    snapshot = two_towns()
    trips = np.zeros(snapshot.network.n_trips, dtype=np.int8)
    known = replace(snapshot.network, trip_wheelchair=trips + 1, trip_bikes=trips + 2)
    leg = plan(make_app(replace(snapshot, network=known)).test_client())["itineraries"][0]["legs"][
        0
    ]
    assert (leg["wheelchairAccessible"], leg["bikesAllowed"]) == ("ACCESSIBLE", False)
    leg = plan(make_app(snapshot).test_client())["itineraries"][0]["legs"][0]
    assert "wheelchairAccessible" not in leg


def test_lists_are_read_repeated_or_with_commas(client: FlaskClient) -> None:
    """The npm client repeats keys, the MOTIS page separates by commas."""
    repeated = client.get(
        "/api/v6/plan?fromPlace=t:Market&toPlace=t:Eloi&directModes=WALK&directModes=WALK"
    )
    commas = client.get("/api/v6/plan?fromPlace=t:Market&toPlace=t:Eloi&directModes=WALK,WALK")
    assert repeated.status_code == commas.status_code == 200


def test_what_changes_nothing_is_let_through(client: FlaskClient) -> None:
    """MOTIS parameters for what is not served yet have no effect and no refusal."""
    body = plan(client, language="de", passengers="2", cyclingSpeed="5", realtimeMode="OFF")
    assert spans(body) == spans(plan(client))


SEATED = """
    1@K: Market 08:10  Gare1 08:20
    2@K: Gare1 08:25  Yard 08:40  Eloi 09:00
    3@K: Eloi 09:00  Lac 09:30
"""
STAYING = PLAN | {"toPlace": "t:Lac", "directModes": ""}


@pytest.fixture
def seated(make_app: Callable[..., Flask]) -> FlaskClient:
    """Return a client of a network where one vehicle runs three trips in a row."""
    return make_app(two_towns(SEATED)).test_client()


def test_rides_in_one_vehicle_are_one_leg(seated: FlaskClient) -> None:
    """One boards once: a leg from first stop to last, with every stop between and no change."""
    itinerary = seated.get("/api/v6/plan", query_string=STAYING).get_json()["itineraries"][0]
    (leg,) = itinerary["legs"]
    assert itinerary["transfers"] == 0
    assert (leg["routeShortName"], leg["tripTo"]["stopId"]) == ("1", "t:Lac")
    assert (leg["from"]["stopId"], leg["to"]["stopId"]) == ("t:Market", "t:Lac")
    assert leg["duration"] == 80 * 60
    stops = {stop["stopId"]: stop for stop in leg["intermediateStops"]}
    assert list(stops) == ["t:Gare1", "t:Yard", "t:Eloi"]
    assert stops["t:Gare1"]["arrival"].endswith("06:20:00Z")
    assert stops["t:Gare1"]["departure"].endswith("06:25:00Z")
    assert leg["legGeometry"]["length"] == 7


def test_rides_in_one_vehicle_can_be_told_apart(seated: FlaskClient) -> None:
    """With joinInterlinedLegs=false each trip is a leg, the later ones marked."""
    asked = STAYING | {"joinInterlinedLegs": "false"}
    itinerary = seated.get("/api/v6/plan", query_string=asked).get_json()["itineraries"][0]
    assert itinerary["transfers"] == 0
    assert [
        (leg["routeShortName"], leg.get("interlineWithPreviousLeg", False))
        for leg in itinerary["legs"]
    ] == [("1", False), ("2", True), ("3", True)]
