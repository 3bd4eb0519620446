"""Answers are compressed for those who take it, after they were charged."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

PLAN = "/api/v6/plan?fromPlace=t:Market&toPlace=t:Lac&time=2026-06-10T06:00:00Z"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client that reads answers as they are sent."""
    app.test_client_class = FlaskClient
    return app.test_client()


@pytest.mark.parametrize("address", ["/", PLAN, "/openapi.json"])
def test_answer_is_compressed_as_the_reader_takes_it(client: FlaskClient, address: str) -> None:
    """Brotli before gzip before nothing; shorter, and the same text inside."""
    plain = client.get(address)
    assert "Content-Encoding" not in plain.headers
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
    for accepted, encoding in (("gzip, br", "br"), ("gzip", "gzip")):
        packed = client.get(address, headers={"Accept-Encoding": accepted})
        assert packed.headers["Content-Encoding"] == encoding
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
        assert len(unpack[encoding](packed.data)) == pytest.approx(len(plain.data), abs=8)


def test_answer_costs_the_same_however_it_is_sent(client: FlaskClient) -> None:
    """The bytes that are charged are those of the answer, not of what a browser takes."""
    service = client.application.extensions["correspondance"]
    events = []
    charge = service.accountant.charge
    service.accountant.charge = lambda event: events.append(event) or charge(event)
    for headers in ({}, {"Accept-Encoding": "br"}):
        client.get("/openapi.json", headers=headers)
    assert events[0].bytes_out == events[1].bytes_out > 10_000


def test_short_answers_are_left_alone(client: FlaskClient) -> None:
    """What would get no smaller is sent as it is."""
    response = client.get("/api/v6/plan", headers={"Accept-Encoding": "br"})
    assert response.status_code == 400
    assert "Content-Encoding" not in response.headers
