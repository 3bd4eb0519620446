"""Each page of the desk and each thing it does, for each role."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.desk.registry import Registry
from api.desk.registry.tokens import Role
from tests.api.web.desk_people import Desk
from tests.feeds.small_feed import replaced, write_zip
from tests.support.snapshots import NOW

LOOKING = [
    "/desk",
    "/desk/history",
    "/desk/overlaps",
    "/desk/stations",
    "/desk/stations/t:Gare1",
    "/desk/feeds/t",
    "/desk/versions/1",
    "/desk/versions/1/report.json",
    "/desk/versions/2/changes",
    "/desk/versions/2/changes.json",
    "/api/v1/feeds",
    "/api/v1/feeds/t/versions/1",
]
CHANGING = [
    "/desk/versions/2/activate",
    "/desk/versions/2/accept",
    "/desk/feeds/t/rollback",
    "/desk/feeds/t/versions",
    "/desk/stations/t:Gare1/rename",
    "/desk/rebuild",
    "/api/v1/feeds/t/versions",
]


@pytest.fixture
def filled(registry: Registry, operator: Desk, tmp_path: Path) -> Desk:
    """Return the operator of a desk with a version in service and another one received."""
    operator.upload(write_zip(tmp_path / "one.zip"))
    registry.activate(1, who="claire", starts_on=None, today=NOW.date())
    operator.upload(write_zip(tmp_path / "two.zip", stops=replaced("stops", ("Beta", "Betamax"))))
    return operator


def test_every_role_sees_every_page(filled: Desk, auditor: Desk, administrator: Desk) -> None:
    """Whoever has a token may look at everything."""
    for path in LOOKING:
        statuses = [desk.get(path).status_code for desk in (filled, auditor, administrator)]
        assert statuses == [200, 200, 200], path


def test_pages_of_the_auditor_have_no_form_that_changes(filled: Desk, auditor: Desk) -> None:
    """What cannot be done is not offered; what can be is."""
    for path in LOOKING[:9]:
        if path.endswith(".json"):
            continue
        forms = auditor.page(path).all("form", method="post")
        assert forms == [], path
    assert filled.page("/desk/feeds/t").all("input", type="file")


def test_an_auditor_changes_nothing(filled: Desk, auditor: Desk, registry: Registry) -> None:
    """Every address that changes something is closed, and the history stays as it was."""
    before = registry.history(None, None)
    for path in CHANGING:
        assert auditor.post(path, reason="x", name="y").status_code == 403, path
    assert registry.history(None, None) == before
    assert filled.get("/desk").status_code == 200


def test_a_stranger_sees_nothing(filled: Desk, client: FlaskClient, registry: Registry) -> None:
    """Without a token that holds every address asks for one, whatever is sent."""
    revoked = registry.tokens.issue("gone", Role.ADMINISTRATOR, None, NOW)
    registry.tokens.revoke("gone", NOW)
    stranger = Desk(client, revoked)
    for path in LOOKING:
        assert stranger.get(path).status_code == 401, path
    for path in CHANGING:
        assert stranger.post(path, reason="x").status_code == 401, path
    assert filled.get("/desk").status_code == 200
