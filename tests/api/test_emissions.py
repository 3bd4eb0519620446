"""What journeys emit, as the JSON API says it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.api.test_plan import plan


def test_every_leg_says_what_it_emits(client: FlaskClient) -> None:
    """A ride has its grams, metres and factor; a walk emits nothing."""
    legs = plan(client)["itineraries"][0]["legs"]
    bus, walk, coach = (leg["emissions"] for leg in legs)
    assert bus["distance"] == pytest.approx(2231 * 1.15, abs=3)
    assert (bus["vehicle"], bus["gramsPerKm"]) == ("coach", 33.1)
    assert bus["grams"] == pytest.approx(bus["distance"] * 0.03314, abs=0.1)
    assert bus["estimatedDistance"] is True
    assert walk == {"grams": 0.0}
    assert coach["grams"] == pytest.approx(coach["distance"] * 0.03314, abs=0.1)


def test_an_itinerary_says_its_grams_and_those_of_a_car(client: FlaskClient) -> None:
    """The legs add up; a car drives 1.3 times the straight line, shared by 1.4 people."""
    itinerary = plan(client)["itineraries"][0]
    total = sum(leg["emissions"]["grams"] for leg in itinerary["legs"])
    assert itinerary["emissions"]["grams"] == pytest.approx(total, abs=0.1)
    beeline_km = 22.317  # from 7.0 to 7.3 degrees east, at 48 north
    assert itinerary["emissions"]["carGrams"] == pytest.approx(
        beeline_km * 1.3 * 192 / 1.4, rel=1e-3
    )


def test_an_answer_names_its_factors(client: FlaskClient) -> None:
    """Version and source of the factors stand beside the itineraries."""
    factors = plan(client)["emissionFactors"]
    assert factors["version"] == "2026-06"
    assert "ADEME" in factors["source"]


def test_walking_all_the_way_emits_nothing(client: FlaskClient) -> None:
    """The direct walk has emissions too: none."""
    body = plan(client, toPlace="48.0010,7.0000")
    assert [direct["emissions"]["grams"] for direct in body["direct"]] == [0.0]
