"""Whole networks, imaginary and real, exported, read again and exported again: nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from feeds import Region, Snapshot, load_region
from feeds.compile import Compiled, compile_region
from feeds.region import FeedPart
from planner import Journey, Network, Ride
from tests.conftest import PROJECT
from tests.feeds.conftest import TODAY
from tests.feeds.places import journeys

WEDNESDAY = date(2026, 6, 10)
PAIRS = (
    ("urbain:valmont-universite-A", "valbus:sainte-aurele-hopital-local-A"),
    ("ferval:col-de-brechet-frontiere-1", "station:urbain:valmont-technopole"),
)


def region_of(snapshot: Snapshot) -> Region:
    """Return the region whose only feed is what a network exports."""
    region = load_region(PROJECT / "regions" / f"{snapshot.manifest.region_id}.toml")
    assert snapshot.gtfs is not None
    parts = (FeedPart(snapshot.gtfs, None),)
    return replace(region, feeds=(replace(region.feeds[0], id="all", parts=parts, merged=True),))


def compiled(snapshot: Snapshot, folder: Path) -> Compiled:
    """Return the network built from what another one exports."""
    return compile_region(region_of(snapshot), folder, TODAY, lambda _progress: None)


@pytest.fixture(scope="module")
def again(val_commun: Snapshot, val_commun_files: Path) -> Compiled:
    """Return the imaginary network built from what it exports."""
    return compiled(val_commun, val_commun_files)


def test_imaginary_network_is_exported_again(val_commun: Snapshot, again: Compiled) -> None:
    """Frequencies, rules, blocks and shapes come out byte for byte as they went in."""
    assert val_commun.gtfs is not None
    assert again.gtfs == val_commun.gtfs.read_bytes()


def ridden(network: Network, found: tuple[Journey, ...]) -> list[list[tuple[object, ...]]]:
    """Return the rides of journeys: trip, stops and times."""
    return [
        [
            (network.trip_id[leg.trip], leg.departure_s, leg.arrival_s)
            for leg in journey.legs
            if isinstance(leg, Ride)
        ]
        for journey in found
    ]


def test_same_journeys_on_the_exported_network(val_commun: Snapshot, again: Compiled) -> None:
    """Both networks answer questions between distant stops with the same rides."""
    networks = val_commun.network, again.snapshot.network
    for origin, destination in PAIRS:
        first, second = (
            ridden(network, journeys(network, origin, destination, WEDNESDAY, "08:00"))
            for network in networks
        )
        assert first == second
        assert first


@pytest.mark.real_data
def test_real_network_is_exported_again(alsace: Snapshot, real_data: Path) -> None:
    """The merged feeds of Alsace are exported byte for byte again, with every stop."""
    assert alsace.gtfs is not None
    second = compiled(alsace, real_data / "alsace")
    assert second.gtfs == alsace.gtfs.read_bytes()
    assert second.snapshot.network.n_stops == alsace.network.n_stops
