"""The pages on the small network of tests/support/snapshots.py, at 08:00 on 2026-06-10."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.snapshots import two_towns_app


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """Return the application on two towns."""
    return two_towns_app(tmp_path)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client that asks the application."""
    return app.test_client()
