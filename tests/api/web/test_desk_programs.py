"""The desk for programs: what they send and read, and what is refused for its size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.desk.registry import Registry
from api.desk.registry.tokens import Role
from api.service import EXTENSION, Service
from tests.api.web.desk_people import Desk
from tests.feeds.small_feed import replaced, write_zip
from tests.support.openapi import DOCUMENT, check
from tests.support.snapshots import NOW

VERSIONS = "/api/v1/feeds/t/versions"


@pytest.fixture
def program(client: FlaskClient, registry: Registry) -> dict[str, str]:
    """Return the headers of a program of the operator of `t`."""
    token = registry.tokens.issue("cron", Role.OPERATOR, "t", NOW)
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def limited(app: Flask) -> Callable[..., None]:
    """Return what changes the settings of the desk."""

    def limit(**settings: int) -> None:
        service: Service = app.extensions[EXTENSION]
        service.settings = replace(service.settings, **settings)

    return limit


def conforms(path: str, method: str, answer: object) -> None:
    """Fail unless an answer is what the OpenAPI document says."""
    check(DOCUMENT["paths"][path][method], answer)  # type: ignore[arg-type]


def test_feeds_are_listed_with_their_health(
    client: FlaskClient, program: dict[str, str], registry: Registry, tmp_path: Path
) -> None:
    """What is in service, what came last, days left, alerts; first none, then all."""
    answer = client.get("/api/v1/feeds", headers=program)
    (feed,) = answer.get_json()["feeds"]
    assert (feed["id"], feed["active"], feed["latest"]) == ("t", None, None)
    client.post(VERSIONS, data=write_zip(tmp_path / "x.zip").read_bytes(), headers=program)
    registry.activate(1, who="cron", starts_on=None, today=NOW.date())
    answer = client.get("/api/v1/feeds", headers=program)
    conforms("/api/v1/feeds", "get", answer)
    (feed,) = answer.get_json()["feeds"]
    assert (feed["active"]["number"], feed["active"]["state"]) == (1, "active")
    assert (feed["daysLeft"], feed["alerts"]) == (20, [])
    assert client.get("/api/v1/feeds").status_code == 401


def test_a_report_is_read_again(
    client: FlaskClient, program: dict[str, str], tmp_path: Path
) -> None:
    """At the address that the answer to the upload gives, as JSON or CSV, in the language asked."""
    stops = replaced("stops", ("B,Beta", "B, Beta"))
    content = write_zip(tmp_path / "x.zip", stops=stops).read_bytes()
    answer = client.post(VERSIONS, data=content, headers=program)
    conforms("/api/v1/feeds/{feed_id}/versions", "post", answer)
    location = answer.headers["Location"]
    assert location == "/api/v1/feeds/t/versions/1"
    again = client.get(location, headers=program)
    conforms("/api/v1/feeds/{feed_id}/versions/{number}", "get", again)
    assert again.get_json() == answer.get_json()
    table = client.get(f"{location}?language=en", headers={**program, "Accept": "text/csv"})
    assert (table.mimetype, table.text.startswith("Rule,")) == ("text/csv", True)
    assert client.get("/api/v1/feeds/u/versions/1", headers=program).status_code == 404


def test_a_file_that_is_too_large(
    client: FlaskClient,
    operator: Desk,
    program: dict[str, str],
    limited: Callable[..., None],
    tmp_path: Path,
) -> None:
    """By program or by form, refused with 413 and kept nowhere."""
    limited(feed_largest_mib=1)
    path = tmp_path / "x.zip"
    path.write_bytes(b"\0" * (1024**2 + 1))
    answer = client.post(VERSIONS, data=path.read_bytes(), headers=program)
    conforms("/api/v1/feeds/{feed_id}/versions", "post", answer)
    assert (answer.status_code, answer.get_json()["type"].rsplit(":", 1)[-1]) == (413, "too-large")
    page = operator.upload(path)
    assert (page.status_code, "1 Mio admis" in " ".join(page.text.split())) == (413, True)
    path.write_bytes(b"\0" * (3 * 1024**2))
    assert operator.upload(path).status_code == 413


def test_a_quota_that_is_full(
    client: FlaskClient,
    program: dict[str, str],
    registry: Registry,
    limited: Callable[..., None],
    tmp_path: Path,
) -> None:
    """Versions out of service leave for a new one; when those in service fill it, 507."""
    limited(feed_quota_mib=1)
    for name in ("one", "two", "three"):
        padding = tmp_path / f"{name}.bin"
        padding.write_bytes(name[:3].encode() * 100_000 + b"\0" * 200_000)
        answer = client.post(VERSIONS, data=padding.read_bytes(), headers=program)
        assert answer.status_code == 422  # kept, and refused as a feed
    assert [version.id for version in registry.versions("t")] == [3, 2]
    good = client.post(
        VERSIONS, data=write_zip(tmp_path / "x.zip").read_bytes(), headers=program
    ).get_json()
    assert good["verdict"] == "accept"
    registry.activate(4, who="cron", starts_on=None, today=NOW.date())
    whole = b"\1" * 1024**2
    answer = client.post(VERSIONS, data=whole, headers=program)
    conforms("/api/v1/feeds/{feed_id}/versions", "post", answer)
    assert answer.status_code == 507
    assert "le quota du jeu t est de 1 Mio" in answer.get_json()["detail"]
    assert [version.id for version in registry.versions("t")] == [4, 3, 2]
