"""The application on the small network of tests/support/snapshots.py, at 08:00 on 2026-06-10."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.service import EXTENSION
from tests.support.openapi import DescribedClient
from tests.support.postgresql import installed_postgresql, running_postgresql
from tests.support.snapshots import two_towns_app


@pytest.fixture(scope="session")
def new_database() -> Iterator[Callable[[], str]]:
    """Return what makes an empty database in PostgreSQL and gives its URL."""
    binaries = installed_postgresql()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: run `make debian-packages`")
    with running_postgresql(binaries) as make:
        yield make


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Return where the application writes its ledger."""
    return tmp_path / "two-towns" / "ledger.sqlite"


@pytest.fixture
def made_apps() -> Iterator[list[Flask]]:
    """Return the applications that were made; their ledgers are closed in the end."""
    made: list[Flask] = []
    yield made
    for app in made:
        app.extensions[EXTENSION].accountant.close()


@pytest.fixture
def make_app(tmp_path: Path, made_apps: list[Flask]) -> Callable[..., Flask]:
    """Return what makes applications."""

    def make(*args: object, **kwargs: object) -> Flask:
        made_apps.append(two_towns_app(tmp_path, *args, **kwargs))
        made_apps[-1].test_client_class = DescribedClient
        return made_apps[-1]

    return make


@pytest.fixture
def settle(made_apps: list[Flask]) -> Callable[[], None]:
    """Return what takes all that was charged to the ledger."""

    def settle_all() -> None:
        for app in made_apps:
            app.extensions[EXTENSION].accountant.settle()

    return settle_all


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """Return the application on two towns."""
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client that holds every JSON answer against the OpenAPI document."""
    return app.test_client()
