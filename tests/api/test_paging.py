"""Pages of journeys: next to each other, nothing twice, nothing left out."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from api.paging import Reach, find_page
from planner import Planner
from tests.support import network as text

QUESTION = {"fromPlace": "t:Gare2", "toPlace": "t:Eloi", "directModes": ""}
TRAINS = [
    f"{day:02}T{clock}" for day in (9, 10, 11) for clock in ("07:00", "07:30", "16:00", "17:00")
]
"""Arrivals of the trains as day of June and UTC clock time."""


def pages(client: FlaskClient, cursor: str, n_pages: int, **changes: str) -> list[dict[str, Any]]:
    """Return a page and those that its cursor leads to, as far as the calendars go."""
    asked = QUESTION | changes
    found = [client.get("/api/v6/plan", query_string=asked).get_json()]
    while len(found) < n_pages:
        follow = asked | {"pageCursor": found[-1][cursor]}
        response = client.get("/api/v6/plan", query_string=follow)
        if response.status_code == 422:
            break
        found.append(response.get_json())
    return found


def arrivals(*answers: dict[str, Any]) -> list[str]:
    """Return the arrivals of pages as day of June and UTC clock time."""
    return [i["endTime"][8:16] for answer in answers for i in answer["itineraries"]]


@pytest.mark.parametrize("asked", ["1", "2", "3"])
@pytest.mark.parametrize("window", ["60", "1800", "36000"])
@pytest.mark.parametrize("arrive_by", ["false", "true"])
def test_later_pages_go_through_the_timetable(
    client: FlaskClient, asked: str, window: str, arrive_by: str
) -> None:
    """From the morning of the 9th on, page after page gives every train once, in order."""
    found = pages(
        client,
        "nextPageCursor",
        50,
        time="2026-06-09T05:00:00Z",
        numItineraries=asked,
        searchWindow=window,
        arriveBy=arrive_by,
    )
    if arrive_by == "true":
        found = found[1:]  # the first page looks back from the moment asked for
    assert arrivals(*found) == TRAINS


@pytest.mark.parametrize("most", ["1", "2"])
def test_capped_pages_leave_nothing_out(client: FlaskClient, most: str) -> None:
    """Where maxItineraries cuts a page short, the next one begins right after the cut."""
    found = pages(
        client,
        "nextPageCursor",
        5,
        time="2026-06-09T05:00:00Z",
        searchWindow="86400",
        maxItineraries=most,
    )
    assert arrivals(*found) == TRAINS[: 5 * int(most)]


@pytest.mark.parametrize("asked", ["1", "2", "3"])
@pytest.mark.parametrize("arrive_by", ["false", "true"])
def test_earlier_pages_go_back_through_the_timetable(
    client: FlaskClient, asked: str, arrive_by: str
) -> None:
    """From the evening of the 11th back, page after page gives every train once."""
    found = pages(
        client,
        "previousPageCursor",
        50,
        time="2026-06-11T20:00:00Z",
        numItineraries=asked,
        arriveBy=arrive_by,
    )
    assert arrivals(*reversed(found)) == TRAINS


def test_back_and_forth_is_the_same_page(client: FlaskClient) -> None:
    """The page before the page after holds no train of another page."""
    first, second = pages(client, "nextPageCursor", 2, numItineraries="1")
    back = client.get(
        "/api/v6/plan", query_string=QUESTION | {"pageCursor": second["previousPageCursor"]}
    ).get_json()
    assert set(arrivals(first)) <= set(arrivals(back))
    assert set(arrivals(second)).isdisjoint(arrivals(back))


def test_past_the_calendars_a_page_is_refused(client: FlaskClient) -> None:
    """A cursor that leads to the 14th, which no calendar covers, is refused by the time."""
    body = client.get(
        "/api/v6/plan", query_string=QUESTION | {"pageCursor": "LATER|1781449200"}
    ).get_json()
    assert body["parameter"] == "time"


def test_nothing_later_is_said(client: FlaskClient) -> None:
    """After the last trains of the calendars, a page of later arrivals is empty and says why."""
    last = QUESTION | {"arriveBy": "true", "pageCursor": "LATER|1781200000"}  # 19:46 on the 11th
    body = client.get("/api/v6/plan", query_string=last).get_json()
    assert [reason["code"] for reason in body["reasons"]] == ["nothing-later"]


def test_nothing_earlier_is_said(client: FlaskClient) -> None:
    """Before the first trains of the calendars, an earlier page is empty and says why."""
    body = client.get(
        "/api/v6/plan", query_string=QUESTION | {"pageCursor": "EARLIER|1780980000"}
    ).get_json()  # the 9th at 06:40
    assert [reason["code"] for reason in body["reasons"]] == ["nothing-earlier"]


def test_further_pages_have_no_direct_walk(client: FlaskClient) -> None:
    """A walk has no time of its own: the first page says it once."""
    question = {"fromPlace": "t:Eloi", "toPlace": "t:Yard"}
    first = client.get("/api/v6/plan", query_string=question).get_json()
    further = question | {"pageCursor": first["nextPageCursor"]}
    assert first["direct"]
    assert client.get("/api/v6/plan", query_string=further).get_json()["direct"] == []


OVERTAKEN = """
    SLOW: A 08:00  B 08:30
    FAST: A 08:10  B 08:20
    FAST: A 08:40  B 08:50
"""


@pytest.mark.parametrize(
    ("asked", "page_s", "wanted", "expected"),
    [
        ("A -> B at 07:55", 600, 1, ["08:10"]),  # 08:00 is beaten by what leaves after the window
        ("A -> B at 07:55", 600, 2, ["08:10", "08:40"]),
        ("A -> B at 08:11", 60, 1, ["08:40"]),
    ],
)
def test_a_page_ends_without_a_journey_that_the_next_one_beats(
    asked: str, page_s: int, wanted: int, expected: list[str]
) -> None:
    """Leaving at the end of a window is not shown where leaving later arrives as early."""
    network = text.parse(OVERTAKEN, days=(0,))
    reach = Reach(text.query(network, asked).time_s, later=True, window_s=page_s, wanted=wanted)
    page = find_page(Planner(network), text.query(network, asked), reach)
    assert [text.clock_of(journey.departure_s) for journey in page.journeys] == expected


def test_an_earlier_page_of_arrivals_is_not_beaten_either() -> None:
    """Looking back from a time, an arrival that an earlier one beats is left out."""
    network = text.parse("L: A 08:20  B 08:40\nL: A 08:00  B 09:00", days=(0,))
    query = text.query(network, "A -> B by 09:05")
    reach = Reach(query.time_s, later=False, window_s=600, wanted=1)
    page = find_page(Planner(network), query, reach)
    assert [text.clock_of(journey.arrival_s) for journey in page.journeys] == ["08:40"]
