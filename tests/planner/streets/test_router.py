"""Ways on small street maps: times, paths, limits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from planner import Pace, Profile, StreetPath, StreetRouter, points_of_path, shares_of_path
from tests.support.streets import draw, lat_lon

RIVER = """
    A 0,0  B 300,0  C 0,100  D 300,100
    A-B highway=residential name=Quai_Sud
    C-D highway=residential name=Quai_Nord
    A-C highway=residential name=Pont bridge=yes
"""


@pytest.fixture
def river(tmp_path: Path) -> StreetRouter:
    """Return two quays with a bridge at their western end."""
    return StreetRouter(draw(tmp_path, RIVER)[0])


def way(
    router: StreetRouter,
    start: tuple[float, float],
    end: tuple[float, float],
    pace: Pace | None = None,
) -> StreetPath | None:
    """Return the way between two points of the drawing."""
    pace, places = pace or Pace(), [lat_lon(*start), lat_lon(*end)]
    return router.path(places, router.ends(places, pace.profile), pace, 3600)


def test_one_walks_to_the_street_and_along_it(river: StreetRouter) -> None:
    """Twelve metres to the street, 120 m along it, six metres from it, at 1.2 m/s."""
    found = way(river, (60, -12), (180, -6))
    assert found is not None
    assert found.duration_s == 10 + 100 + 5
    assert len(found.arcs) == 1


def test_rivers_are_crossed_on_bridges(river: StreetRouter) -> None:
    """A beeline of 100 m is a walk of 700 m."""
    found = way(river, (300, 0), (300, 100))
    assert found is not None
    assert found.duration_s == pytest.approx(700 / 1.2, abs=1)
    assert len(found.arcs) == 3


def test_the_line_runs_from_door_to_door(river: StreetRouter) -> None:
    """The line begins and ends at the places, and turns where streets do."""
    found = way(river, (60, -12), (60, 112))
    assert found is not None
    points = points_of_path(river.graph, found)
    expected = [(60, -12), (60, 0), (0, 0), (0, 100), (60, 100), (60, 112)]
    assert np.allclose(points, [lat_lon(*p) for p in expected], atol=2e-6)
    assert shares_of_path(found) == pytest.approx([0.2, 1.0, 0.2], abs=1e-3)


def test_the_same_point_is_no_way_at_all(river: StreetRouter) -> None:
    """From a point on a street to itself it takes no time."""
    found = way(river, (60, 0), (60, 0))
    assert found is not None
    assert found.duration_s == 0


def test_both_ends_on_a_one_way_street_go_around(tmp_path: Path) -> None:
    """A car that should go back goes around the block; a walker just walks back."""
    block = "A 0,0  B 200,0  C 200,200  D 0,200\n"
    block += "A-B-C-D-A highway=residential oneway=yes\n A-D highway=footway"
    router = StreetRouter(draw(tmp_path, block)[0])
    driven = way(router, (150, 0), (50, 0), Pace(Profile.CAR))
    walked = way(router, (150, 0), (50, 0))
    assert driven is not None
    assert walked is not None
    assert len(driven.arcs) > 1
    assert walked.duration_s == 84
    assert len(walked.arcs) == 1


def test_far_from_any_street_nothing_is_matched(river: StreetRouter) -> None:
    """Beyond the limit a place has no street, and no way leads to it."""
    ends = river.ends([lat_lon(150, -260), lat_lon(150, -240)], Profile.FOOT, 250)
    assert (ends.edge >= 0).tolist() == [False, True]
    assert way(river, (0, 0), (0, 5000)) is None


def test_only_usable_streets_are_matched(tmp_path: Path) -> None:
    """A wheelchair beside stairs starts from the street behind them."""
    router = StreetRouter(
        draw(
            tmp_path,
            "A 0,0  B 100,0  C 0,20  D 100,20\n A-B highway=steps\n C-D highway=residential\n"
            "A-C highway=footway",
        )[0]
    )
    on_foot, on_wheels = (
        router.ends([lat_lon(50, 1)], profile) for profile in (Profile.FOOT, Profile.WHEELCHAIR)
    )
    assert on_foot.edge[0] != on_wheels.edge[0]
    assert on_wheels.away_ms[0] == pytest.approx(19 / 0.9 * 1000, abs=20)


def test_reach_is_the_path_in_both_directions(river: StreetRouter) -> None:
    """Times to many places are those of the ways to each, there and back."""
    places = [lat_lon(x, y) for x, y in ((60, -12), (250, 0), (300, 108), (0, 50), (9000, 0))]
    ends = river.ends(places, Profile.FOOT)
    origin = river.ends(places[:1], Profile.FOOT)
    there, _ = river.reach(origin, ends, Pace(), 3600, leaving=True)
    back, _ = river.reach(origin, ends, Pace(), 3600, leaving=False)
    paths = [
        river.path([places[0], p], river.ends([places[0], p], Profile.FOOT), Pace(), 3600)
        for p in places
    ]
    assert there.tolist() == back.tolist() == [-1 if p is None else p.duration_s for p in paths]


def test_times_between_pairs_are_those_asked_for(river: StreetRouter) -> None:
    """Pairs may come in any order; beyond the limit is -1."""
    places = [lat_lon(0, 0), lat_lon(120, 0), lat_lon(300, 100)]
    ends = river.ends(places, Profile.FOOT)
    pairs = (np.array([2, 0, 1], dtype=np.int32), np.array([0, 1, 0], dtype=np.int32))
    assert river.between(ends, pairs, Pace(), 200).tolist() == [-1, 100, 100]


def test_slow_walkers_take_longer_and_reach_less(river: StreetRouter) -> None:
    """Half the speed is twice the time, within the same limit."""
    origin, ends = (river.ends([lat_lon(x, 0)], Profile.FOOT) for x in (0, 120))
    slow = Pace(Profile.FOOT, 0.6)
    assert river.reach(origin, ends, slow, 200, leaving=True)[0].tolist() == [200]
    assert river.reach(origin, ends, slow, 199, leaving=True)[0].tolist() == [-1]
