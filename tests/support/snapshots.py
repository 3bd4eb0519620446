"""A small network in service, for tests of the service: two communes, two authorities.

    West (commune 99001, paid by WEST)      |     East (commune 99002, paid by EAST)
    Gare de l'Ouest  --- train T --- ---  --+-----  Œuvre St-Éloi   Marché (300 m away)
    Place du Marché  --- bus 1 to the station    (Bus 2 runs from Œuvre St-Éloi to Lac, nowhere)

All on 2026-06-10, every day from the 9th to the 11th; `now` is 08:00 in Paris.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import numpy as np
from flask import Flask
from shapely.geometry import box

from api import Settings, create_app
from feeds import (
    Authority,
    Bounds,
    Commune,
    Example,
    FeedCredit,
    Manifest,
    Snapshot,
    Territories,
)
from feeds.tiles.archive import MapTiles
from feeds.tiles.make import make_tiles
from planner import Network
from tests.support.network import parse

WEST, EAST = "999000001", "999000002"
NOW = datetime(2026, 6, 10, 6, 0, tzinfo=UTC)
"""08:00 in Paris."""

_TEXT = """
    1:  Market 07:55  Gare1 08:05
    1:  Market 08:10  Gare1 08:20
    1:  Market 08:40  Gare1 08:50
    1:  Market 23:50  Gare1 24:05
    T:  Gare2 08:30  Eloi 09:00
    T:  Gare2 09:00  Eloi 09:30
    T:  Gare2 17:30  Eloi 18:00
    T:  Gare2 18:30  Eloi 19:00
    B:  Eloi 09:10  Yard 09:12v  Lac 09:30
    B:  Eloi 12:10  Lac 12:30
    B:  Eloi 19:10  Yard 19:12v  Lac 19:30
    Gare1 ~3min?~ Gare2
"""
_POSITIONS = {
    "Market": (48.000, 7.000),
    "Gare1": (48.000, 7.030),
    "Gare2": (48.001, 7.031),
    "Eloi": (48.000, 7.300),
    "Yard": (48.010, 7.310),
    "Lac": (48.050, 7.420),  # outside of both communes
}
_NAMES = {
    "Market": "Place du Marché",
    "Gare": "Gare de l’Ouest",
    "Gare1": "Gare de l’Ouest",
    "Gare2": "Gare de l’Ouest",
    "Eloi": "Œuvre St-Éloi",
    "Yard": "Dépôt",
    "Lac": "Lac",
}


def two_towns_network(text: str = _TEXT) -> Network:
    """Return the network drawn at the top of the file, or other trips between its stops."""
    return parse(
        text,
        positions=_POSITIONS,
        names=_NAMES,
        stations={"Gare1": "Gare", "Gare2": "Gare"},
    )


def two_towns_territories() -> Territories:
    """Return the communes of the drawing, one of them without a stop, and their authorities."""
    return Territories(
        communes=(
            Commune("99001", "Ouestville", 9000, WEST, 48.0, 7.1),
            Commune("99002", "Est-sur-Œil", 800, EAST, 48.02, 7.32),
            Commune("99003", "Saint-Désert", 50, EAST, 47.95, 7.05),
        ),
        authorities={
            WEST: Authority(WEST, "Communauté de l’Ouest", 9000),
            EAST: Authority(EAST, "Métropole de l’Est", 850),
        },
        outlines=(
            box(6.9, 47.97, 7.15, 48.1),
            box(7.15, 47.97, 7.4, 48.1),
            box(6.9, 47.9, 7.4, 47.97),
        ),
    )


@cache
def two_towns_tiles(text: str) -> MapTiles:
    """Return the map of the network, made once for all tests."""
    return make_tiles(two_towns_network(text), two_towns_territories())


def two_towns(text: str = _TEXT, **changes: object) -> Snapshot:
    """Return a snapshot of the network; `changes` replace fields of its manifest."""
    network, territories = two_towns_network(text), two_towns_territories()
    manifest = Manifest(
        region_id="two-towns",
        region_name="Deux-Villes",
        timezone="Europe/Paris",
        languages=("fr",),
        bounds=Bounds(47.9, 6.9, 48.2, 7.5),
        feeds=(
            FeedCredit(
                id="t",
                operator="Test",
                licence="CC0-1.0",
                url="https://example.invalid/gtfs",
                first_date=date(2026, 6, 9),
                last_date=date(2026, 6, 11),
                replayed_monday=None,
                n_stops=network.n_stops,
                n_trips=network.n_trips,
                n_stop_times=len(network.arrivals_s),
                n_problems=0,
            ),
        ),
        examples=(
            Example("t:Market", "t:Eloi", "Marché → Œuvre"),
            Example("t:Gone", "t:Eloi", "Disparu → Œuvre"),
        ),
    )
    return Snapshot(
        version="0123456789abcdef",
        manifest=replace(manifest, **changes),  # type: ignore[arg-type]
        network=network,
        territories=territories,
        stop_commune=territories.communes_at(network.stop_lat, network.stop_lon),
        tiles=two_towns_tiles(text),
    )


def two_towns_replayed() -> Snapshot:
    """Return the same network, shown every week as it ran in the week of 2025-03-03."""
    snapshot = two_towns()
    feed = replace(
        snapshot.manifest.feeds[0],
        replayed_monday=date(2025, 3, 3),
        first_date=date(2025, 1, 1),
        last_date=date(2025, 6, 30),
    )
    network = replace(
        snapshot.network,
        first_day=np.array([20248 + 10], dtype=np.int32),
        replay_days=np.array([7], dtype=np.int32),
        service_active=np.full((7, 1), 0x80, dtype=np.uint8),
    )
    return replace(snapshot, manifest=replace(snapshot.manifest, feeds=(feed,)), network=network)


def two_towns_app(
    folder: Path,
    snapshot: Snapshot | None = None,
    *,
    clock: Callable[[], datetime] = lambda: NOW,
    **settings: object,
) -> Flask:
    """Return the application on the small network; its ledger is in `folder`."""
    given = replace(Settings(var=folder), **settings)  # type: ignore[arg-type]
    return create_app(given, snapshot=snapshot or two_towns(), clock=clock)
