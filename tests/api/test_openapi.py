"""`/openapi.json`: a valid document that says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from api import geocoding, plan_request, stoptimes
from api.parameters import Range
from tests.support.openapi import DOCUMENT

PROJECT = Path(__file__).resolve().parents[2]


def test_the_document_is_valid(client: FlaskClient) -> None:
    """OpenAPI 3.1, served as it is in the repository."""
    served = client.get("/openapi.json").get_json()
    validate(served)
    assert served == DOCUMENT


def test_every_endpoint_is_described(app: Flask) -> None:
    """The document and the application have the same addresses."""
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("json.") or rule.rule.startswith("/api/")
    }
    assert rules == set(DOCUMENT["paths"])


def test_every_endpoint_is_in_the_manual() -> None:
    """docs/API.md lists the same addresses."""
    text = (PROJECT / "docs" / "API.md").read_text("utf-8")
    listed = re.findall(r"^\| `(/[^`]*)` \|", text, flags=re.MULTILINE)
    assert set(listed) == set(DOCUMENT["paths"])


@pytest.mark.parametrize(
    ("path", "parameter", "limits"),
    [
        ("/api/v6/plan", "searchWindow", plan_request.WINDOW_S),
        ("/api/v6/plan", "numItineraries", plan_request.NUM_ITINERARIES),
        ("/api/v6/plan", "maxItineraries", plan_request.MAX_ITINERARIES),
        ("/api/v6/plan", "maxTransfers", plan_request.MAX_TRANSFERS),
        ("/api/v6/plan", "maxPreTransitTime", plan_request.WALK_S),
        ("/api/v6/plan", "maxPostTransitTime", plan_request.WALK_S),
        ("/api/v6/plan", "maxDirectTime", plan_request.DIRECT_S),
        ("/api/v1/geocode", "numResults", geocoding.NUM_RESULTS),
        ("/api/v1/reverse-geocode", "numResults", geocoding.NUM_NEAREST),
        ("/api/v6/stoptimes", "n", stoptimes.NUMBER),
        ("/api/v6/stoptimes", "window", stoptimes.WINDOW_S),
        ("/api/v6/stoptimes", "radius", stoptimes.RADIUS_M),
    ],
)
def test_limits_are_those_of_the_code(path: str, parameter: str, limits: Range) -> None:
    """Least, most and default of each number."""
    described = {p["name"]: p["schema"] for p in DOCUMENT["paths"][path]["get"]["parameters"]}
    schema = described[parameter]
    assert (schema["minimum"], schema["maximum"]) == (limits.least, limits.most)
    assert schema.get("default", 0) == limits.default
