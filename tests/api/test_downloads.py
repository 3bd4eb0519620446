"""The network as files that others may take, at addresses that stay."""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.snapshots import two_towns


@pytest.fixture
def zipped(make_app: Callable[..., Flask], tmp_path: Path) -> FlaskClient:
    """Return a client of a network that has its GTFS beside it."""
    path = tmp_path / "gtfs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("stops.txt", "stop_id\nt:Market\n")
    return make_app(replace(two_towns(), gtfs=path)).test_client()


def test_gtfs_is_sent_as_it_is(zipped: FlaskClient, tmp_path: Path) -> None:
    """The zip beside the network is sent whole, under a name that says the region."""
    answer = zipped.get("/api/v1/network/gtfs.zip", buffered=True)
    assert answer.data == (tmp_path / "gtfs.zip").read_bytes()
    assert answer.mimetype == "application/zip"
    assert "two-towns-gtfs.zip" in answer.headers["Content-Disposition"]


def test_gtfs_is_sent_in_parts(zipped: FlaskClient, tmp_path: Path) -> None:
    """A download that was cut goes on where it was."""
    answer = zipped.get("/api/v1/network/gtfs.zip", headers={"Range": "bytes=10-19"}, buffered=True)
    assert answer.status_code == 206
    assert answer.data == (tmp_path / "gtfs.zip").read_bytes()[10:20]


@pytest.mark.parametrize("name", ["gtfs.zip", "stops.csv", "lines.geojson"])
def test_unchanged_file_is_not_sent_again(zipped: FlaskClient, name: str) -> None:
    """The ETag names the network: whoever has the file of this one is told so."""
    address = f"/api/v1/network/{name}"
    etag = zipped.get(address, buffered=True).headers["ETag"]
    again = zipped.get(address, headers={"If-None-Match": etag}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["gtfs.zip", "secrets.csv", "stops.pdf"])
def test_no_such_file(client: FlaskClient, name: str) -> None:
    """A file that is not there, or a network that cannot be one GTFS, is a 404."""
    answer = client.get(f"/api/v1/network/{name}")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_stops_as_a_table(client: FlaskClient) -> None:
    """Every stop is a row with its commune and licence; pages of other sites may read it."""
    answer = client.get("/api/v1/network/stops.csv")
    rows = {row["stop_id"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    assert rows["t:Market"]["commune"] == "Ouestville"
    assert rows["t:Lac"]["commune"] == ""
    assert {row["licence"] for row in rows.values()} == {"CC0-1.0"}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_lines_on_a_map(client: FlaskClient) -> None:
    """Every line is a feature; the sources stand above all."""
    answer = client.get("/api/v1/network/lines.geojson")
    content = answer.get_json(force=True)
    assert answer.mimetype == "application/geo+json"
    assert len(content["features"]) == 3
    assert content["sources"][0]["operator"] == "Test"


def test_bytes_of_a_download_are_charged(
    zipped: FlaskClient, tmp_path: Path, ledger: Path, settle: Callable[[], None]
) -> None:
    """A file sent piece by piece costs its bytes as any answer does."""
    zipped.get("/api/v1/network/gtfs.zip", buffered=True)
    settle()
    size = (tmp_path / "gtfs.zip").stat().st_size
    with closing(sqlite3.connect(ledger)) as connection:
        sent = connection.execute("SELECT bytes_out FROM events WHERE endpoint = 'network_file'")
        assert sent.fetchall() == [(size,)]
