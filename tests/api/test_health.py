"""`/api/v1/health`: what is in service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from tests.support.snapshots import NOW, two_towns_replayed


def test_it_says_region_network_and_real_dates(client: FlaskClient) -> None:
    """Region, version of the network, and each feed's own dates."""
    body = client.get("/api/v1/health").get_json()
    assert body["region"] == {
        "id": "two-towns",
        "name": "Deux-Villes",
        "imaginary": False,
    }
    assert body["network"]["version"] == "0123456789abcdef"
    (feed,) = body["feeds"]
    assert (feed["firstDate"], feed["lastDate"], feed["replay"]) == (
        "2026-06-09",
        "2026-06-11",
        None,
    )
    assert body["replayed"] is False


def test_it_says_which_real_day_is_shown(make_app: Callable[..., Flask]) -> None:
    """Replayed feeds say the real day of today."""
    body = make_app(two_towns_replayed()).test_client().get("/api/v1/health").get_json()
    assert body["replayed"] is True
    assert body["feeds"][0]["replay"]["realDate"] == "2025-03-05"


def test_it_says_for_how_long(make_app: Callable[..., Flask]) -> None:
    """Uptime counts from when the service was made."""
    moments = iter([NOW])
    app = make_app(clock=lambda: next(moments, NOW + timedelta(seconds=90)))
    assert app.test_client().get("/api/v1/health").get_json()["uptimeSeconds"] == 90
