"""`/api/v6/stoptimes`: what leaves from a stop, or arrives there, around a moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.snapshots import two_towns_replayed


def board(client: FlaskClient, **asked: str) -> dict[str, Any]:
    """Return a board."""
    response = client.get("/api/v6/stoptimes", query_string=asked)
    assert response.status_code == 200, response.get_json()
    body: dict[str, Any] = response.get_json()
    return body


def events(body: dict[str, Any], which: str = "departure") -> list[str]:
    """Return the events of a board as day of June, UTC clock time and line."""
    return [f"{event['place'][which][8:16]} {event['displayName']}" for event in body["stopTimes"]]


def test_the_next_departures_come_in_order(client: FlaskClient) -> None:
    """From now on, both stops of the station, soonest first."""
    assert events(board(client, stopId="t:Gare1", n="3")) == [
        "10T06:30 T",
        "10T07:00 T",
        "10T15:30 T",
    ]


def test_the_stop_alone_can_be_asked_for(client: FlaskClient) -> None:
    """ExactRadius leaves out the other stops of the station, where nothing else leaves."""
    assert events(board(client, stopId="t:Gare2", exactRadius="true", n="1")) == ["10T06:30 T"]


def test_terminus_and_closed_doors_are_no_departures(client: FlaskClient) -> None:
    """Nobody boards where a trip ends or where boarding is forbidden."""
    assert events(board(client, stopId="t:Lac")) == []
    assert events(board(client, stopId="t:Yard")) == []


def test_arrivals_come_where_people_may_alight(client: FlaskClient) -> None:
    """Arrivals at the end of a line, looking ahead."""
    body = board(client, stopId="t:Lac", arriveBy="true", direction="LATER", n="2")
    assert events(body, "arrival") == ["10T07:30 B", "10T10:30 B"]


def test_arrivals_look_back_by_default(client: FlaskClient) -> None:
    """Up to the moment asked for, as MOTIS has it."""
    body = board(client, stopId="t:Lac", arriveBy="true", time="2026-06-10T10:30:00Z", n="2")
    assert events(body, "arrival") == ["10T07:30 B", "10T10:30 B"]


def test_trips_of_the_day_before_run_past_midnight(client: FlaskClient) -> None:
    """At half past midnight, the bus of 23:50 has yet to arrive at 00:05 of its next day."""
    asked = {"stopId": "t:Gare1", "arriveBy": "true", "direction": "LATER", "n": "1"}
    body = board(client, **asked, time="2026-06-10T22:00:00Z")
    assert events(body, "arrival") == ["10T22:05 1"]
    assert body["stopTimes"][0]["tripId"] == "20260610_23:50_t:1.4"


def test_all_of_a_window_are_given(client: FlaskClient) -> None:
    """With a window, n is a minimum."""
    body = board(client, stopId="t:Market", n="1", window="3600")
    assert events(body) == ["10T06:10 1", "10T06:40 1"]


@pytest.mark.parametrize("arrivals", ["false", "true"])
@pytest.mark.parametrize("direction", ["next", "previous"])
def test_pages_neither_repeat_nor_skip(client: FlaskClient, direction: str, arrivals: str) -> None:
    """Page after page, every call at the station once."""
    later = direction == "next"
    asked = {
        "stopId": "station:t:Gare",
        "n": "3",
        "arriveBy": arrivals,
        "direction": "LATER" if later else "EARLIER",
        "time": "2026-06-08T20:00:00Z" if later else "2026-06-12T20:00:00Z",
    }
    which = "arrival" if arrivals == "true" else "departure"
    found: list[list[str]] = []
    while not found or found[-1]:
        body = board(client, **asked)
        found.append(events(body, which))
        asked["pageCursor"] = body[f"{direction}PageCursor"]
    pages = found if later else found[::-1]
    every = [event for page in pages for event in page]
    assert every == sorted(every)
    assert len(every) == len(set(every)) == 12


def test_stops_around_a_point(client: FlaskClient) -> None:
    """Center and radius where there is no stop id, or an unknown one."""
    around = {"center": "48.0,7.0305", "radius": "300", "n": "1"}
    assert events(board(client, **around)) == ["10T06:30 T"]
    assert events(board(client, stopId="t:Gone", **around)) == ["10T06:30 T"]


def test_modes_can_be_chosen(client: FlaskClient) -> None:
    """Only buses run here."""
    assert events(board(client, stopId="t:Market", mode="TRAM,RAIL")) == []
    assert len(events(board(client, stopId="t:Market", mode="BUS", n="2"))) == 2


def test_the_stops_that_follow_can_be_fetched(client: FlaskClient) -> None:
    """Departures bring the next stops, arrivals the previous ones."""
    (event,) = board(client, stopId="t:Eloi", n="1", fetchStops="true")["stopTimes"]
    assert [stop["stopId"] for stop in event["nextStops"]] == ["t:Yard", "t:Lac"]
    body = board(client, stopId="t:Lac", arriveBy="true", direction="LATER", fetchStops="true")
    assert [stop["stopId"] for stop in body["stopTimes"][0]["previousStops"]] == [
        "t:Eloi",
        "t:Yard",
    ]


def test_replayed_weeks_go_on(make_app: Callable[..., Flask]) -> None:
    """On any date, and the answer says which real day it shows."""
    client = make_app(two_towns_replayed()).test_client()
    body = board(client, stopId="t:Market", time="2031-01-01T00:00:00Z", n="1")
    assert body["stopTimes"][0]["place"]["departure"] == "2031-01-01T06:55:00Z"
    assert body["replay"][0]["realDate"] == "2025-03-05"  # both are Wednesdays


@pytest.mark.parametrize(
    ("asked", "status", "parameter"),
    [
        ({}, 400, "stopId"),
        ({"stopId": "t:Gone"}, 404, "stopId"),
        ({"center": "48.0,7.0"}, 400, "radius"),
        ({"center": "48.0"}, 404, "center"),
        ({"center": "40.0,7.0", "radius": "9"}, 422, "center"),
        ({"stopId": "t:Lac", "n": "257"}, 400, "n"),
        ({"stopId": "t:Lac", "direction": "UP"}, 400, "direction"),
        ({"stopId": "t:Lac", "pageCursor": "UP"}, 400, "pageCursor"),
        ({"stopId": "t:Lac", "mode": "BROOM"}, 400, "mode"),
        ({"stopId": "t:Lac", "both": "true"}, 422, "both"),
        ({"stopId": "t:Lac", "limit": "2"}, 422, "limit"),
    ],
)
def test_bad_requests_are_refused_by_name(
    client: FlaskClient, asked: dict[str, str], status: int, parameter: str
) -> None:
    """Status and parameter at fault."""
    response = client.get("/api/v6/stoptimes", query_string=asked)
    assert (response.status_code, response.get_json()["parameter"]) == (status, parameter)
