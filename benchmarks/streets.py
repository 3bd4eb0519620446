"""Times streets: import, access on foot and by bike, paths, and the same by networkx."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np

from feeds.streets import build_streets
from planner import Pace, Profile, StreetGraph, StreetRouter

PROJECT = Path(__file__).resolve().parents[1]
EXTRACTS = ("porto-alegre/poa.osm.pbf", "laquila/laquila.osm.pbf", "milan/milano_small.osm.pbf")
QUESTIONS = 300
STOPS = 4000
WALK_S, RIDE_S = 1000, 1200
"""1.2 km on foot, 5 km by bike."""

Point = tuple[float, float]


def main() -> None:
    """Print one line per extract and kind of question."""
    data = Path(os.environ.get("REAL_DATA", PROJECT.parent / "shared" / "data"))
    for name in EXTRACTS:
        path = data / name
        if not path.is_file():
            print(f"{name}: skipped, not in {data} (set REAL_DATA)")
            continue
        start_s = time.perf_counter()
        graph, _report = build_streets(path)
        took_s = time.perf_counter() - start_s
        size = path.stat().st_size / 1e6
        print(f"{name}: {graph.n_edges} edges, import {took_s:.1f} s for {size:.1f} MB")
        _measure(graph)


def _measure(graph: StreetGraph) -> None:
    router, points = StreetRouter(graph), _points(graph, QUESTIONS, 1)
    stops = _points(graph, STOPS, 2)
    for profile, limit_s in ((Profile.FOOT, WALK_S), (Profile.BIKE, RIDE_S)):
        pace, ends = Pace(profile), router.ends(stops, profile)

        def reach(point: Point) -> int:
            origin = router.ends([point], pace.profile)  # noqa: B023  # called in this turn only
            return router.reach(origin, ends, pace, limit_s, leaving=True)[1]  # noqa: B023

        _print(f"{profile.name.lower()} {limit_s} s to {STOPS} stops", reach, points)

    def path(pair: tuple[Point, Point]) -> int:
        found = router.path(pair, router.ends(pair, Profile.FOOT), Pace(), 3 * 3600)
        return 0 if found is None else found.settled

    pairs = list(pairwise(points))
    _print("path on foot across the extract", path, pairs)
    streets = _networkx(graph)

    def by_networkx(point: Point) -> int:
        edge = int(router.ends([point], Profile.FOOT).edge[0])
        source = int(graph.arc_to[2 * edge])
        return len(
            nx.single_source_dijkstra_path_length(streets, source, WALK_S * 1000, weight="ms")
        )

    _print(f"networkx, foot {WALK_S} s", by_networkx, points[:50])


def _networkx(graph: StreetGraph) -> nx.MultiDiGraph[int]:
    streets: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    streets.add_nodes_from(range(graph.n_nodes))
    for arc, ms in enumerate(graph.arc_ms[Profile.FOOT].tolist()):
        if ms >= 0:
            streets.add_edge(int(graph.arc_to[arc ^ 1]), int(graph.arc_to[arc]), ms=ms)
    return streets


def _points(graph: StreetGraph, n: int, seed: int) -> list[Point]:
    """Return points within 50 m of streets."""
    draw = random.Random(seed)
    rows = [draw.randrange(len(graph.point_lat)) for _ in range(n)]
    return [
        (
            float(graph.point_lat[row]) + draw.uniform(-5e-4, 5e-4),
            float(graph.point_lon[row]) + draw.uniform(-5e-4, 5e-4),
        )
        for row in rows
    ]


def _print(what: str, ask: Callable[..., int], questions: Iterable[object]) -> None:
    """Time every question once, after a first that compiles."""
    asked = list(questions)
    ask(asked[0])
    times_ms, settled = [], []
    for question in asked:
        start_ns = time.thread_time_ns()
        settled.append(ask(question))
        times_ms.append((time.thread_time_ns() - start_ns) / 1e6)
    middle, late = np.percentile(times_ms, [50, 95])
    print(f"  {what:<34}{middle:>8.2f} ms  p95 {late:>7.2f} ms  {np.median(settled):>7.0f} settled")


if __name__ == "__main__":
    main()
