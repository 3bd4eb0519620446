"""Streets of real extracts: what is imported hangs together, and every way found is legal."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from feeds.streets import StreetReport, build_streets
from planner import (
    EdgeKind,
    Ends,
    Pace,
    Profile,
    StreetGraph,
    StreetRouter,
    length_of_path,
    points_of_path,
    shares_of_path,
    steps_of_path,
)

pytestmark = pytest.mark.real_data

EXTRACTS = {
    "porto-alegre/poa.osm.pbf": (1700, 0.98),
    "laquila/laquila.osm.pbf": (800, 0.98),
    "herrenberg/herrenberg.osm.pbf": (120, 0.99),
    "alsace/mulhouse_centre_1km.osm": (20, 0.99),
}
"""Kilometres on foot at least, and the share of them that hangs together."""


@cache
def built(path: Path) -> tuple[StreetGraph, StreetReport]:
    """Build an extract once for all tests."""
    return build_streets(path)


@pytest.fixture(params=EXTRACTS)
def extract(request: pytest.FixtureRequest, real_data: Path) -> tuple[StreetGraph, StreetReport]:
    """Return the streets of each extract."""
    return built(real_data / request.param)


@pytest.mark.parametrize("name", EXTRACTS)
def test_extracts_hang_together(name: str, real_data: Path) -> None:
    """Nearly all streets can be reached from each other, for every profile."""
    graph, report = built(real_data / name)
    least_km, least_share = EXTRACTS[name]
    on_foot = report.connectivity[Profile.FOOT]
    assert on_foot.open_km > least_km
    assert on_foot.largest_share > least_share
    assert all(of_profile.largest_share > 0.95 for of_profile in report.connectivity)
    assert graph.n_edges == report.n_edges


def points_beside(graph: StreetGraph, n: int, seed: int) -> list[tuple[float, float]]:
    """Return points within 40 m of streets, always the same."""
    draw = random.Random(seed)
    rows = [draw.randrange(len(graph.point_lat)) for _ in range(n)]
    return [
        (
            float(graph.point_lat[row]) + draw.uniform(-3e-4, 3e-4),
            float(graph.point_lon[row]) + draw.uniform(-3e-4, 3e-4),
        )
        for row in rows
    ]


@pytest.mark.parametrize("profile", list(Profile))
def test_every_way_is_legal_and_as_long_as_it_says(
    extract: tuple[StreetGraph, StreetReport], profile: Profile
) -> None:
    """Arcs are open and follow each other, times add up, reach agrees, lines join the doors."""
    graph, _report = extract
    router, pace = StreetRouter(graph), Pace(profile)
    places = points_beside(graph, 60, int(profile))
    found = 0
    for start, end in pairwise(places):
        ends = router.ends([start, end], profile)
        path = router.path([start, end], ends, pace, 3 * 3600)
        one = Ends(ends.edge[:1], ends.fraction[:1], ends.away_ms[:1])
        other = Ends(ends.edge[1:], ends.fraction[1:], ends.away_ms[1:])
        there, _ = router.reach(one, other, pace, 3 * 3600, leaving=True)
        back, _ = router.reach(other, one, pace, 3 * 3600, leaving=False)
        assert there[0] == back[0] == (-1 if path is None else path.duration_s)
        if path is None:
            continue
        found += 1
        ms = graph.arc_ms[profile]
        assert all(ms[arc] >= 0 for arc in path.arcs)
        for arc, after in pairwise(path.arcs):
            assert graph.arc_to[arc] == graph.arc_to[after ^ 1]
            assert not graph.node_flags[graph.arc_to[arc]] >> int(profile) & 1
        shares = zip(path.arcs, shares_of_path(path), strict=True)
        total_ms = int(ends.away_ms.sum()) + sum(round(ms[arc] * share) for arc, share in shares)
        assert path.duration_s == -(-total_ms // 1000)
        points = points_of_path(graph, path)
        assert (points[0], points[-1]) == (start, end)
        steps = steps_of_path(graph, path, profile)
        told_m = sum(step.distance_m for step in steps)
        assert told_m <= length_of_path(graph, path) * 1.01 + 1
        if profile is Profile.WHEELCHAIR:
            assert all(step.kind is not EdgeKind.STEPS for step in steps)
    assert found > 30


def test_walks_take_as_long_in_both_directions_on_level_ground(
    extract: tuple[StreetGraph, StreetReport],
) -> None:
    """These extracts give few slopes: nearly every walk is as long there and back."""
    graph, _report = extract
    router = StreetRouter(graph)
    places = points_beside(graph, 30, 7)
    ends = router.ends(places, Profile.FOOT)
    same = total = 0
    for at in range(len(places)):
        one = Ends(*(column[at : at + 1] for column in ends))
        there, _ = router.reach(one, ends, Pace(), 3600, leaving=True)
        back, _ = router.reach(one, ends, Pace(), 3600, leaving=False)
        same += sum(abs(a - b) <= 60 for a, b in zip(there, back, strict=True))
        total += len(places)
    assert same > 0.9 * total


@pytest.mark.parametrize("profile", list(Profile))
def test_the_kernel_is_networkx_on_real_streets(real_data: Path, profile: Profile) -> None:
    """From ten junctions of Herrenberg every edge's end is as far as networkx says.

    Turns are free here: of those that are not, random graphs tell (tests/properties).
    """
    graph, _report = built(real_data / "herrenberg/herrenberg.osm.pbf")
    graph = replace(graph, turn_from=graph.turn_from[:0], turn_to=graph.turn_to[:0])
    router, ms = StreetRouter(graph), graph.arc_ms[profile]
    passable = (graph.node_flags >> int(profile) & 1) == 0
    streets: nx.DiGraph[int] = nx.DiGraph()
    for arc in range(2 * graph.n_edges):
        start, end = int(graph.arc_to[arc ^ 1]), int(graph.arc_to[arc])
        known = streets.get_edge_data(start, end, {"ms": 2**30})["ms"]
        if 0 <= ms[arc] < known and passable[start]:
            streets.add_edge(start, end, ms=int(ms[arc]))
    edges = [
        edge
        for edge in range(graph.n_edges)
        if (ms[2 * edge : 2 * edge + 2] >= 0).all() and passable[graph.arc_to[2 * edge + 1]]
    ]
    targets = _at_first_end(edges)
    for edge in random.Random(3).sample(edges, 10):
        node = int(graph.arc_to[2 * edge + 1])
        lengths = nx.single_source_dijkstra_path_length(streets, node, weight="ms")
        found, _ = router.reach(
            _at_first_end([edge]), targets, Pace(profile), 9 * 3600, leaving=True
        )
        for target, seconds in zip(edges, found.tolist(), strict=True):
            expected = lengths.get(int(graph.arc_to[2 * target + 1]))
            assert seconds == (-1 if expected is None else -(-expected // 1000))


@pytest.mark.parametrize("name", ["herrenberg/herrenberg", "milan/milano_small"])
def test_cars_take_no_forbidden_turn(real_data: Path, name: str) -> None:
    """Random drives are legal, and some take longer than they would if every turn were free."""
    graph, _report = built(real_data / f"{name}.osm.pbf")
    free = replace(graph, turn_from=graph.turn_from[:0], turn_to=graph.turn_to[:0])
    forbidden = set(zip(graph.turn_from.tolist(), graph.turn_to.tolist(), strict=True))
    routers, longer = [StreetRouter(graph), StreetRouter(free)], 0
    places = points_beside(graph, 120, 9)
    for pair in pairwise(places):
        ends = routers[0].ends(pair, Profile.CAR)
        bound, unbound = (r.path(pair, ends, Pace(Profile.CAR), 7200) for r in routers)
        if bound is None or unbound is None:
            continue
        assert forbidden.isdisjoint(pairwise(bound.arcs))
        assert all(graph.arc_ms[Profile.CAR][arc] >= 0 for arc in bound.arcs)
        assert bound.duration_s >= unbound.duration_s
        longer += bound.duration_s > unbound.duration_s
    assert len(forbidden) > 30
    assert longer > 0


def _at_first_end(edges: list[int]) -> Ends:
    """Return places at the first ends of edges."""
    n = len(edges)
    return Ends(np.array(edges, dtype=np.int32), np.zeros(n), np.zeros(n, dtype=np.int32))
