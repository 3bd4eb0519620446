"""The pages on the small network of tests/support/snapshots.py, at 08:00 on 2026-06-10."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.snapshots import two_towns_app


@pytest.fixture
def app(tmp_path: Path, made_apps: list[Flask]) -> Flask:
    """Return the application on two towns."""
    made_apps.append(two_towns_app(tmp_path))
    return made_apps[-1]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client that asks the application."""
    return app.test_client()
