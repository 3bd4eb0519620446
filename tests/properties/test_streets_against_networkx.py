"""Random street graphs: the kernel finds what networkx finds, and its ways are legal."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TypeAlias

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import (
    Ends,
    Pace,
    Profile,
    StreetGraph,
    StreetRouter,
    TextTable,
    shares_of_path,
)

LIMIT_S = 3600
Oracle: TypeAlias = Callable[[StreetGraph, Ends], dict[tuple[int, int], int]]


@st.composite
def graphs(draw: st.DrawFn) -> StreetGraph:
    """Draw a dense small graph: one-ways, closed edges, loops, parallel edges, barred nodes."""
    n_nodes = draw(st.integers(1, 6))
    node = st.integers(0, n_nodes - 1)
    edges = draw(st.lists(st.tuples(node, node), min_size=1, max_size=10))
    ms = st.one_of(st.just(-1), st.integers(1, 30)).map(lambda s: s if s < 0 else s * 1000)
    arc_ms = np.array([draw(ms) for _ in range(2 * len(edges))], dtype=np.int32)
    arc_to = np.array([end for a, b in edges for end in (b, a)], dtype=np.int32)
    from_node = np.array([end for a, b in edges for end in (a, b)], dtype=np.int32)
    node_arcs = np.argsort(from_node, kind="stable").astype(np.int32)
    none = np.zeros(0, dtype=np.int32)
    starts = np.searchsorted(from_node[node_arcs], np.arange(n_nodes + 1)).astype(np.int32)
    barred = draw(st.lists(st.booleans(), min_size=n_nodes, max_size=n_nodes))
    possible = [
        (a, b)
        for a in range(2 * len(edges))
        for b in range(2 * len(edges))
        if arc_to[a] == from_node[b]
    ]
    turns = draw(st.lists(st.sampled_from(possible), max_size=6, unique=True)) if possible else []
    return StreetGraph(
        node_arcs_start=starts,
        node_arcs=node_arcs,
        node_flags=np.array(barred, dtype=np.uint8) * 0b1111,
        arc_to=arc_to,
        arc_ms=np.stack([arc_ms] * len(Profile)),
        edge_length_m=np.ones(len(edges)),
        edge_rise_m=np.zeros(len(edges)),
        edge_name=np.zeros(len(edges), dtype=np.int32),
        edge_kind=np.zeros(len(edges), dtype=np.int8),
        edge_flags=np.zeros(len(edges), dtype=np.uint8),
        name=TextTable.of([""]),
        turn_from=np.array([a for a, _b in turns], dtype=np.int32),
        turn_to=np.array([b for _a, b in turns], dtype=np.int32),
        level_node=none,
        level=np.zeros(0),
        edge_points_start=np.zeros(len(edges) + 1, dtype=np.int32),
        point_lat=np.zeros(0),
        point_lon=np.zeros(0),
        point_edge=none,
        grid_origin=np.array([0.0, 0.0, 1.0, 1.0]),
        grid_shape=np.zeros(2, dtype=np.int32),
        grid_cells_start=np.zeros(1, dtype=np.int32),
        grid_segments=none,
    )


@st.composite
def questions(draw: st.DrawFn) -> tuple[StreetGraph, Ends]:
    """Draw a graph and a few points on its edges, whole tenths along."""
    graph = draw(graphs())
    n_ends = draw(st.integers(2, 4))
    edges = [draw(st.integers(0, graph.n_edges - 1)) for _ in range(n_ends)]
    tenths = [draw(st.integers(0, 10)) for _ in range(n_ends)]
    away = [draw(st.integers(0, 3)) * 1000 for _ in range(n_ends)]
    return graph, Ends(
        np.array(edges, dtype=np.int32),
        np.array(tenths, dtype=np.float64) / 10,
        np.array(away, dtype=np.int32),
    )


def oracle(graph: StreetGraph, ends: Ends) -> dict[tuple[int, int], int]:
    """Return the milliseconds between all ends by networkx, on a graph with the ends put in."""
    streets: nx.MultiDiGraph[object] = nx.MultiDiGraph()
    for arc, ms in enumerate(graph.arc_ms[0].tolist()):
        a, b, edge = int(graph.arc_to[arc ^ 1]), int(graph.arc_to[arc]), arc // 2
        passable = not graph.node_flags[a]
        if ms < 0:
            continue
        if passable:
            streets.add_edge(a, b, ms=ms)
        for i in np.flatnonzero(ends.edge == edge).tolist():
            share, away = _share(ends, i, arc), int(ends.away_ms[i])
            streets.add_edge(("from", i), b, ms=away + round(ms * (1 - share)))
            if passable:
                streets.add_edge(a, ("to", i), ms=away + round(ms * share))
            for j in np.flatnonzero(ends.edge == edge).tolist():
                onward = _share(ends, j, arc) - share
                if onward >= 0:
                    total = away + round(ms * onward) + int(ends.away_ms[j])
                    streets.add_edge(("from", i), ("to", j), ms=total)
    return _lengths(streets, len(ends.edge))


def oracle_by_car(graph: StreetGraph, ends: Ends) -> dict[tuple[int, int], int]:
    """Return the milliseconds between all ends by networkx, turn after turn: nodes are arcs."""
    streets: nx.MultiDiGraph[object] = nx.MultiDiGraph()
    forbidden = set(zip(graph.turn_from.tolist(), graph.turn_to.tolist(), strict=True))
    is_open = [arc for arc, ms in enumerate(graph.arc_ms[0].tolist()) if ms >= 0]
    for arc in is_open:
        ms, edge, node = int(graph.arc_ms[0][arc]), arc // 2, graph.arc_to[arc]
        for i in np.flatnonzero(ends.edge == edge).tolist():
            share, away = _share(ends, i, arc), int(ends.away_ms[i])
            streets.add_edge(("from", i), arc, ms=away + round(ms * (1 - share)))
            streets.add_edge(("on", arc), ("to", i), ms=away + round(ms * share))
            for j in np.flatnonzero(ends.edge == edge).tolist():
                onward = _share(ends, j, arc) - share
                if onward >= 0:
                    total = away + round(ms * onward) + int(ends.away_ms[j])
                    streets.add_edge(("from", i), ("to", j), ms=total)
        streets.add_edge(("on", arc), arc, ms=ms)
        for after in is_open:
            follows = graph.arc_to[after ^ 1] == node and not graph.node_flags[node]
            if follows and (arc, after) not in forbidden:
                streets.add_edge(arc, ("on", after), ms=0)
    return _lengths(streets, len(ends.edge))


def _lengths(streets: nx.MultiDiGraph[object], n_ends: int) -> dict[tuple[int, int], int]:
    """Return the lengths between all ends that are joined."""
    found = {}
    for i in range(n_ends):
        lengths: dict[object, int] = {}
        if ("from", i) in streets:
            lengths = nx.single_source_dijkstra_path_length(streets, ("from", i), weight="ms")
        for j in range(n_ends):
            if ("to", j) in lengths:
                found[i, j] = lengths["to", j]
    return found


def _share(ends: Ends, at: int, arc: int) -> float:
    """Return how far along an arc an end lies."""
    fraction = float(ends.fraction[at])
    return 1 - fraction if arc % 2 else fraction


def one(ends: Ends, at: int) -> Ends:
    """Return one of several ends."""
    return Ends(*(column[at : at + 1] for column in ends))


PROFILES = pytest.mark.parametrize(
    ("pace", "oracle"), [(Pace(), oracle), (Pace(Profile.CAR), oracle_by_car)]
)


@PROFILES
@given(question=questions())
def test_every_search_finds_what_networkx_finds(
    question: tuple[StreetGraph, Ends], pace: Pace, oracle: Oracle
) -> None:
    """One to many in both directions, many to many and point to point agree with networkx."""
    graph, ends = question
    router, n_ends, expected = StreetRouter(graph), len(ends.edge), oracle(*question)
    pairs = [(i, j) for i in range(n_ends) for j in range(n_ends)]
    columns = tuple(np.array(column, dtype=np.int32) for column in zip(*pairs, strict=True))
    between = router.between(ends, (columns[0], columns[1]), pace, LIMIT_S)
    for i in range(n_ends):
        there, _ = router.reach(one(ends, i), ends, pace, LIMIT_S, leaving=True)
        back, _ = router.reach(one(ends, i), ends, pace, LIMIT_S, leaving=False)
        for j in range(n_ends):
            seconds = -1 if (i, j) not in expected else -(-expected[i, j] // 1000)
            assert there[j] == seconds
            assert between[pairs.index((i, j))] == seconds
            assert back[j] == (-1 if (j, i) not in expected else -(-expected[j, i] // 1000))


@PROFILES
@given(question=questions())
def test_ways_are_legal_and_as_long_as_their_arcs(
    question: tuple[StreetGraph, Ends], pace: Pace, oracle: Oracle
) -> None:
    """Arcs follow each other, none is closed, none leaves a barred node, and their times add up.

    A car takes no turn that is forbidden.
    """
    graph, ends = question
    router, expected = StreetRouter(graph), oracle(*question)
    two = Ends(*(column[:2] for column in ends))
    path = router.path([(0.0, 0.0)] * 2, two, pace, LIMIT_S)
    assert (path is None) == ((0, 1) not in expected)
    if path is None:
        return
    assert path.duration_s == -(-expected[0, 1] // 1000)
    assert (path.arcs[0] // 2, path.arcs[-1] // 2) == (ends.edge[0], ends.edge[1])
    forbidden = set(zip(graph.turn_from.tolist(), graph.turn_to.tolist(), strict=True))
    for arc, after in pairwise(path.arcs):
        assert pace.profile is not Profile.CAR or (arc, after) not in forbidden
        assert graph.arc_to[arc] == graph.arc_to[after ^ 1]
        assert not graph.node_flags[graph.arc_to[arc]]
    assert all(graph.arc_ms[0][arc] >= 0 for arc in path.arcs)
    shares = zip(path.arcs, shares_of_path(path), strict=True)
    total_ms = sum(round(graph.arc_ms[0][arc] * share) for arc, share in shares)
    assert total_ms + int(two.away_ms.sum()) == expected[0, 1]
