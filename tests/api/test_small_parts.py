"""Times, modes, polylines and text: small conversions with one right answer."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from api.itinerary_text import plan_text
from api.modes import mode_of
from api.polylines import encoded
from api.times import read_time, show_time


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-11-25T08:00:00Z", "2026-11-25T08:00:00Z"),
        ("2026-11-25t08:00:00z", "2026-11-25T08:00:00Z"),
        ("2026-11-25T08:00:00+01:00", "2026-11-25T07:00:00Z"),
        ("2026-11-25T00:30:00-05:30", "2026-11-25T06:00:00Z"),
        ("2026-11-25T08:00:59.999999999Z", "2026-11-25T08:00:59Z"),
    ],
)
def test_times_are_read_and_shown(text: str, shown: str) -> None:
    """Any offset in, UTC out."""
    epoch_s = read_time(text)
    assert epoch_s is not None
    assert show_time(epoch_s) == shown


@given(st.integers(365 * 24 * 3600, 7_258_000_000))
def test_any_second_is_shown_as_the_calendar_has_it(epoch_s: int) -> None:
    """From 1971 to 2199: leap days and ends of months, hours and seconds of one digit."""
    assert show_time(epoch_s) == f"{datetime.fromtimestamp(epoch_s, UTC):%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize(
    "text",
    [
        *("", "08:00", "2026-11-25", "2026-11-25 08:00Z", "20261125T080000Z"),
        *("2026-13-01T08:00Z", "2026-11-25T24:00:00Z", "2026-11-25T08:00:60Z"),
        *("1970-01-01T00:00:00Z", "2200-01-01T00:00:00Z"),
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    """Malformed, impossible, or of another century."""
    assert read_time(text) is None


@pytest.mark.parametrize(
    ("route_type", "mode"),
    [
        (0, "TRAM"),
        (2, "REGIONAL_RAIL"),
        (3, "BUS"),
        (101, "HIGHSPEED_RAIL"),
        (106, "REGIONAL_RAIL"),
        (204, "COACH"),
        (700, "BUS"),
        (900, "TRAM"),
        (1501, "OTHER"),
    ],
)
def test_route_types_have_a_mode(route_type: int, mode: str) -> None:
    """Basic and extended types."""
    assert mode_of(route_type) == mode


def test_polylines_are_googles() -> None:
    """The example of Google's documentation, at precision 6."""
    points = [(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)]
    assert encoded(points) == {
        "points": "_izlhA~rlgdF_{geC~ywl@_kwzCn`{nI",
        "precision": 6,
        "length": 3,
    }
    assert encoded([])["points"] == ""


def test_an_answer_can_be_read_as_text(app: Flask, client: FlaskClient) -> None:
    """Every leg on a line, in the region's time, with what is estimated."""
    body = client.get("/api/v6/plan?fromPlace=t:Market&toPlace=t:Eloi&numItineraries=1").get_json()
    with app.app_context():
        text = plan_text(body, ZoneInfo("Europe/Paris"))
    assert text.splitlines() == [
        "Place du Marché → Œuvre St-Éloi",
        "",
        "10/06/2026, 08:10 → 09:00 · 50 min · correspondances\u00a0: 1",
        "  08:10 Place du Marché — 1 direction Gare1 (Test) — 08:20 Gare de l’Ouest",
        "  08:20 Gare de l’Ouest — à pied, 3 min (estimé à vol d’oiseau) — 08:23 Gare de l’Ouest",
        "  08:30 Gare de l’Ouest — T direction Eloi (Test) — 09:00 Œuvre St-Éloi",
    ]
