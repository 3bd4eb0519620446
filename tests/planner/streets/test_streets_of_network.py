"""Stops put on streets: what is in reach of a point, and where estimates remain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner import (
    FOOTPATH_STREETS,
    Network,
    Pace,
    Profile,
    StreetNetwork,
    Streets,
    open_street_network,
    put_on_streets,
    save_street_network,
)
from tests.support.network import parse
from tests.support.streets import draw, lat_lon

MAP = """
    W -600,0  A 0,0  E 600,0  S 300,60
    W-A-E highway=residential name=Grande_Rue
    A-S highway=steps
    S-E highway=residential
"""
STOPS = {"P": (300, 0), "Q": (300, 60), "Far": (0, 700)}
"""P on the street, Q up the stairs, Far off the map."""


@pytest.fixture
def network() -> Network:
    """Return three stops and the walks between two of them, measured."""
    positions = {name: lat_lon(*place) for name, place in STOPS.items()}
    parsed = parse("1: P 08:00  Q 08:10  Far 08:20\n P ~2min~ Q", positions=positions)
    kind = np.where(np.asarray(parsed.footpath_s) > 0, FOOTPATH_STREETS, 0).astype(np.int8)
    return replace(parsed, footpath_kind=kind)


@pytest.fixture
def put(tmp_path: Path, network: Network) -> StreetNetwork:
    """Return the stops on the streets."""
    return put_on_streets(draw(tmp_path, MAP)[0], network)


def near(streets: Streets, network: Network, pace: Pace) -> dict[str, tuple[int, bool]]:
    """Return the stops in reach of a point on the street: seconds, and whether estimated."""
    offsets, _settled = streets.offsets_near(lat_lon(60, 0), pace, 1200, leaving=True)
    return {network.stop_name[o.stop]: (o.duration_s, o.estimated) for o in offsets}


def test_stops_are_reached_along_streets_and_others_by_estimate(
    put: StreetNetwork, network: Network
) -> None:
    """240 m on the street; a stop without a street keeps its flagged estimate."""
    found = near(Streets(put, network), network, Pace())
    assert found["P"] == (pytest.approx(200, abs=1), False)
    assert found["Far"][1] is True


def test_wheelchairs_have_no_estimates_and_no_stairs(put: StreetNetwork, network: Network) -> None:
    """The way around the stairs is longer; what is not known is not promised."""
    streets = Streets(put, network)
    on_foot, on_wheels = (
        near(streets, network, Pace(profile)) for profile in (Profile.FOOT, Profile.WHEELCHAIR)
    )
    assert "Far" not in on_wheels
    assert on_wheels["Q"][0] > on_foot["Q"][0]
    path = streets.path(0, 1, Pace(Profile.WHEELCHAIR), 3600)
    assert path is not None
    assert put.footpath_wheelchair_s.max() == path.duration_s


def test_what_is_saved_is_opened(put: StreetNetwork, network: Network, tmp_path: Path) -> None:
    """Every array comes back."""
    folder = tmp_path / "streets"
    folder.mkdir()
    save_street_network(put, folder)
    again = open_street_network(folder)
    assert again.stop_edge.tolist() == put.stop_edge.tolist()
    assert again.footpath_wheelchair_s.tolist() == put.footpath_wheelchair_s.tolist()
    assert near(Streets(again, network), network, Pace()) == near(
        Streets(put, network), network, Pace()
    )


def test_the_street_of_a_point_is_named(put: StreetNetwork, network: Network) -> None:
    """The nearest street and the point of it; nothing where it has no name."""
    streets = Streets(put, network)
    found = streets.street_at(lat_lon(-300, 20))
    assert found is not None
    assert found[0] == "Grande Rue"
    assert found[1:] == pytest.approx(lat_lon(-300, 0), abs=1e-6)
    assert streets.street_at(lat_lon(450, 40)) is None
    assert streets.street_at(lat_lon(0, 5000)) is None
