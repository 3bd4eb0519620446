"""Spots beside streets: one search from all of them is the best of a search from each."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from planner import Pace, Profile, Spots, Streets, put_on_streets
from tests.support.snapshots import two_towns_network
from tests.support.streets import draw, lat_lon

STREETS = """
    A -900,0  B 0,0  C 900,0  D 0,700  E 900,700  F -900,700
    A-B-C highway=residential name=Sud
    F-D-E highway=residential
    B-D highway=residential oneway=yes
    E-C highway=cycleway
    A-F highway=footway
"""


def streets(folder: Path) -> Streets:
    """Return the streets of the drawing with the stops of the small network."""
    network = two_towns_network()
    return Streets(put_on_streets(draw(folder, STREETS)[0], network), network)


@pytest.mark.parametrize("leaving", [True, False])
@pytest.mark.parametrize("profile", [Profile.FOOT, Profile.BIKE, Profile.CAR])
def test_one_search_is_the_best_of_many(tmp_path: Path, profile: Profile, leaving: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """From every spot left after its own seconds, to every spot: the same times, to a second."""
    chance = random.Random(f"{profile}{leaving}")
    places = [lat_lon(chance.uniform(-950, 950), chance.uniform(-50, 750)) for _ in range(14)]
    spots, pace = Spots(streets(tmp_path), places, 600), Pace(profile)
    after_s = np.array([-1 if n % 3 else 20 * n for n in range(14)], dtype=np.int32)
    found, _to_stops, settled = spots.spread(after_s, pace, 900, leaving=leaving)
    best = np.full(14, 10**6)
    for number in np.flatnonzero(after_s >= 0).tolist():
        reached, _work = spots.reach(places[number], pace, 900, leaving=leaving)
        total = np.where(reached >= 0, reached + int(after_s[number]), 10**6)
        best = np.minimum(best, total)
    assert settled > 0
    np.testing.assert_allclose(found, np.where(best <= 900, best, -1), atol=1)


def test_walks_to_stops_are_those_of_the_street_search(tmp_path: Path) -> None:
    """The table says what a search from the spot says."""
    known = streets(tmp_path)
    spots = Spots(known, [lat_lon(300, 10), lat_lon(-300, 10)], 900)
    walks = spots.walks(Pace(), leaving=True)
    for spot, place in enumerate(spots.places):
        offsets, _work = known.offsets_near(place, Pace(), 900, leaving=True)
        measured = {o.stop: o.duration_s for o in offsets if not o.estimated}
        rows = walks.spot == spot
        table = zip(walks.stop[rows].tolist(), walks.duration_s[rows].tolist(), strict=True)
        assert dict(table) == measured
    assert len(walks.stop) > 0
