"""A network is replaced while the service answers."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from api import Settings, create_app
from api.service import EXTENSION
from api.swap import SWAP, NetworkSwap
from feeds import activate, save_snapshot
from tests.feeds.small_region import TOML
from tests.support.snapshots import NOW, two_towns

HEALTH = "/api/v1/health"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Return a store that holds one network twice, as versions `one` and `other`."""
    store = tmp_path / "var" / "two-towns" / "networks"
    for version in ("one", "other"):
        save_snapshot(store, replace(two_towns(), version=version))
    activate(store, "one")
    return store


@pytest.fixture
def app(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Return an application that follows the store, and looks at it at every request."""
    monkeypatch.setattr("api.swap.LOOK_EVERY_S", 0.0)
    region = tmp_path / "two-towns.toml"
    region.write_text(TOML.replace('id = "small"', 'id = "two-towns"'))
    settings = Settings(region=str(region), var=tmp_path / "var")
    app = create_app(settings, clock=lambda: NOW)
    yield app
    app.extensions[EXTENSION].accountant.close()


def version_in_service(app: Flask) -> str:
    """Return the version that answers now."""
    answer = app.test_client().get(HEALTH)
    assert answer.status_code == 200
    found: str = answer.get_json()["network"]["version"]
    return found


def swap_of(app: Flask) -> NetworkSwap:
    """Return what watches the store."""
    swap: NetworkSwap = app.extensions[SWAP]
    return swap


def test_new_network_without_restart(app: Flask, store: Path) -> None:
    """The network that is activated answers as soon as it is loaded, and back again."""
    for version in ("other", "one"):
        activate(store, version)
        assert version_in_service(app) != version
        swap_of(app).wait()
        assert version_in_service(app) == version


def test_network_that_cannot_be_opened(app: Flask, store: Path) -> None:
    """A damaged network is not put into service; the old one goes on, the next one is taken."""
    shutil.rmtree(store / "other" / "network")
    activate(store, "other")
    assert version_in_service(app) == "one"
    swap_of(app).wait()
    assert version_in_service(app) == "one"


def test_pointer_that_goes_away(app: Flask, store: Path) -> None:
    """Without a pointer the network in service stays."""
    (store / "active").unlink()
    assert version_in_service(app) == "one"
    swap_of(app).wait()
    assert version_in_service(app) == "one"


def test_request_keeps_the_network_it_began_with(app: Flask, store: Path) -> None:
    """Whatever is put into service meanwhile, one request sees one network."""
    from api.service import current_service

    with app.test_request_context(HEALTH):
        before = current_service()
        activate(store, "other")
        swap_of(app).look()
        swap_of(app).wait()
        assert current_service() is before
    assert version_in_service(app) == "other"


def test_no_request_fails_while_networks_are_replaced(app: Flask, store: Path) -> None:
    """Twenty networks replaced under requests of two clients: every answer is there."""
    statuses: list[int] = []
    done = threading.Event()

    def ask() -> None:
        client = app.test_client()
        while not done.is_set():
            statuses.append(client.get("/api/v1/geocode?text=Gare").status_code)

    clients = [threading.Thread(target=ask) for _ in range(2)]
    for client in clients:
        client.start()
    for number in range(20):
        activate(store, ("other", "one")[number % 2])
        swap_of(app).look()
        swap_of(app).wait()
    done.set()
    for client in clients:
        client.join()
    assert set(statuses) == {200}
    swap_of(app).look()
    swap_of(app).wait()
    assert version_in_service(app) == "one"
