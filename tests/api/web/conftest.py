"""The pages on the small network of tests/support/snapshots.py, at 08:00 on 2026-06-10."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.desk.registry import Registry
from api.desk.registry.tokens import Role
from tests.api.web.desk_people import Desk, registry_of
from tests.support.snapshots import NOW, two_towns_app


@pytest.fixture
def app(tmp_path: Path, made_apps: list[Flask]) -> Flask:
    """Return the application on two towns."""
    made_apps.append(two_towns_app(tmp_path))
    return made_apps[-1]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client that asks the application."""
    return app.test_client()


@pytest.fixture
def registry(app: Flask) -> Registry:
    """Return the registry of the application's region."""
    return registry_of(app)


@pytest.fixture
def operator(client: FlaskClient, registry: Registry) -> Desk:
    """Return the operator of the feed `t`."""
    return Desk(client, registry.tokens.issue("claire", Role.OPERATOR, "t", NOW))


@pytest.fixture
def administrator(client: FlaskClient, registry: Registry) -> Desk:
    """Return somebody who may do everything."""
    return Desk(client, registry.tokens.issue("lea", Role.ADMINISTRATOR, None, NOW))


@pytest.fixture
def auditor(client: FlaskClient, registry: Registry) -> Desk:
    """Return somebody who may look."""
    return Desk(client, registry.tokens.issue("jean", Role.AUDITOR, None, NOW))
