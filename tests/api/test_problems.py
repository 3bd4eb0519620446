"""Bad requests: each gets a status, a type and one sentence that names what is wrong."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import planner
from api.problems import PROBLEMS, TYPE_PREFIX, problem_of
from api.service import EXTENSION
from feeds import errors as feed_errors

PLAN = "/api/v6/plan"
OK = {"fromPlace": "t:Market", "toPlace": "t:Eloi"}
NO_PAGES = {"pageCursor": "LATER|1781000000", "timetableView": "false"}
PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("changes", "status", "slug", "parameter", "told"),
    [
        ({"fromPlace": ""}, 400, "invalid-value", "fromPlace", "manque"),
        ({"fromPlace": "t:Nowhere"}, 404, "unknown-place", "fromPlace", "t:Nowhere"),
        ({"toPlace": "commune:75056"}, 404, "unknown-place", "toPlace", "commune:75056"),
        ({"fromPlace": "48.0,7,1,2"}, 400, "invalid-value", "fromPlace", "48.0,7,1,2"),
        ({"fromPlace": "98.0,7.0"}, 400, "invalid-value", "fromPlace", "latitude"),
        ({"fromPlace": "48.0,nan"}, 404, "unknown-place", "fromPlace", "nan"),
        ({"toPlace": "45.75,4.85"}, 422, "outside-region", "toPlace", "de 47.9 à 48.2"),
        ({"toPlace": "t:Market"}, 422, "same-place", "toPlace", "Place du Marché"),
        ({"fromPlace": "48,7", "toPlace": "48.0,7.0"}, 422, "same-place", "toPlace", "Marché"),
        ({"time": "demain"}, 400, "invalid-value", "time", "RFC 3339"),
        ({"time": "2026-06-10"}, 400, "invalid-value", "time", "2026-06-10"),
        ({"time": "2026-06-10T08:00:00"}, 400, "invalid-value", "time", "RFC 3339"),
        ({"time": "2026-02-30T08:00:00Z"}, 400, "invalid-value", "time", "2026-02-30"),
        ({"time": "9999-12-31T23:59:59Z"}, 400, "invalid-value", "time", "9999"),
        ({"time": "2026-07-14T08:00:00Z"}, 422, "outside-timetables", "time", "au 11/06/2026"),
        ({"arriveBy": "oui"}, 400, "invalid-value", "arriveBy", "true"),
        ({"searchWindow": "86401"}, 400, "invalid-value", "searchWindow", "86400"),
        ({"searchWindow": "1e3"}, 400, "invalid-value", "searchWindow", "1e3"),
        ({"numItineraries": "0"}, 400, "invalid-value", "numItineraries", "de 1 à 50"),
        ({"maxTransfers": "-1"}, 400, "invalid-value", "maxTransfers", "de 0 à 14"),
        ({"maxPreTransitTime": "9" * 5000}, 400, "invalid-value", "maxPreTransitTime", "3600"),
        ({"pageCursor": "LATER"}, 400, "invalid-value", "pageCursor", "curseur"),
        (NO_PAGES, 422, "unsupported-value", "pageCursor", "pageCursor"),
        ({"directModes": "BIKE"}, 422, "unsupported-value", "directModes", "WALK"),
        ({"preTransitModes": "WALK,BIKE"}, 422, "unsupported-value", "preTransitModes", "BIKE"),
        ({"pedestrianProfile": "X"}, 422, "unsupported-value", "pedestrianProfile", "FOOT"),
        ({"useRoutedTransfers": "true"}, 422, "unsupported-value", "useRoutedTransfers", "true"),
        ({"maxTravelTime": "60"}, 422, "unsupported-value", "maxTravelTime", "maxTravelTime"),
        ({"arriveby": "true"}, 422, "unknown-parameter", "arriveby", "arriveby"),
    ],
)  # fmt: skip
def test_a_bad_plan_request_is_refused_by_name(  # one column each
    client: FlaskClient,
    changes: dict[str, str],
    status: int,
    slug: str,
    parameter: str,
    told: str,
) -> None:
    """Status, type, parameter and one sentence with the value or the limit; MOTIS's error too."""
    response = client.get(PLAN, query_string=OK | changes)
    problem = response.get_json()
    assert (response.status_code, problem["status"]) == (status, status)
    assert response.mimetype == "application/problem+json"
    assert problem["type"] == TYPE_PREFIX + slug
    assert problem["parameter"] == parameter
    assert told in problem["detail"]
    assert problem["error"] == problem["detail"]
    assert problem["detail"].endswith(".")


def test_a_parameter_given_twice_is_refused(client: FlaskClient) -> None:
    """Two times are none: the answer would depend on which was read."""
    query = "fromPlace=t:Market&toPlace=t:Eloi&maxTransfers=1&maxTransfers=2"
    response = client.get(f"{PLAN}?{query}")
    assert response.status_code == 400
    assert "2 fois" in response.get_json()["detail"]


def test_long_values_are_quoted_short(client: FlaskClient) -> None:
    """A sentence stays a sentence, whatever was sent."""
    response = client.get(PLAN, query_string=OK | {"fromPlace": "x" * 5000, "y" * 5000: "1"})
    assert len(response.get_data()) < 1000


def test_an_unknown_address_of_the_api_is_a_problem(client: FlaskClient) -> None:
    """404 in JSON for programs."""
    response = client.get("/api/v6/trip")
    assert response.status_code == 404
    assert response.get_json()["type"] == TYPE_PREFIX + "not-found"


def test_another_method_is_a_problem_that_says_which_is_allowed(client: FlaskClient) -> None:
    """405 keeps its Allow header."""
    response = client.post(PLAN)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "POST" in response.get_json()["detail"]


def test_people_get_a_page(client: FlaskClient) -> None:
    """404 in HTML for people."""
    response = client.get("/nulle-part")
    assert response.status_code == 404
    assert response.mimetype == "text/html"
    assert "Adresse inconnue" in response.get_data(as_text=True)


def test_what_nobody_expected_is_a_problem_without_its_cause(
    make_app: Callable[..., Flask],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """500 tells the person nothing of the inside; the log has the cause, but not the query."""
    app = make_app()

    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(app.extensions[EXTENSION].planner, "search", fail)
    with caplog.at_level(logging.ERROR):
        response = app.test_client().get(PLAN, query_string=OK | {"fromPlace": "48.0001,7.0002"})
    assert response.status_code == 500
    text = response.get_data(as_text=True)
    assert "secret" not in text
    assert "Traceback" not in text
    assert "secret" in caplog.text
    assert "48.0001" not in caplog.text


def test_every_error_of_the_planner_and_feeds_has_a_problem() -> None:
    """Whatever they raise on purpose, in words that name no class."""
    samples = [
        planner.DateOutsideNetworkError(20000, 20001, 20002),
        planner.UnknownPlaceError("x"),
        planner.InvalidQueryError("window_s", "must be 0..1"),
        planner.InvalidNetworkError("broken"),
        feed_errors.SnapshotError("gone"),
        feed_errors.InvalidRegionError("r.toml", "id", "is missing"),
        feed_errors.FeedRefusedError("t", "not a zip"),
    ]
    slugs = [problem_of(error).slug for error in samples]
    assert slugs == [
        "outside-timetables",
        "unknown-place",
        "invalid-value",
        "internal-error",
        "not-ready",
        "internal-error",
        "internal-error",
    ]


def test_every_kind_of_problem_is_documented() -> None:
    """docs/API.md has a row for each, with its status, and no other."""
    text = (PROJECT / "docs" / "API.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", text, flags=re.MULTILINE)
    assert dict(rows) == {slug: str(int(status)) for slug, (status, _) in PROBLEMS.items()}


def test_problems_are_utf8_json(client: FlaskClient) -> None:
    """Accents arrive as they are."""
    data = client.get(PLAN).get_data()
    assert "paramètre" in data.decode().lower()
    assert json.loads(data)
