"""The application on the small network of tests/support/snapshots.py, at 08:00 on 2026-06-10."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.service import EXTENSION
from tests.support.openapi import DescribedClient
from tests.support.snapshots import two_towns_app


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Return where the application writes its ledger."""
    return tmp_path / "two-towns" / "ledger.sqlite"


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Return what makes applications; their ledgers are closed in the end."""
    made: list[Flask] = []

    def make(*args: object, **kwargs: object) -> Flask:
        made.append(two_towns_app(tmp_path, *args, **kwargs))
        made[-1].test_client_class = DescribedClient
        return made[-1]

    yield make
    for app in made:
        app.extensions[EXTENSION].accountant.close()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """Return the application on two towns."""
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client that holds every JSON answer against the OpenAPI document."""
    return app.test_client()
