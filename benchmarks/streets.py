"""Times streets: import, access on foot and by bike, paths; Dijkstra beside scipy and networkx.

python -m benchmarks.streets. The peers answer the very questions that ours does, and their answers
are compared: every junction within 1.2 km on foot of a junction.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import psutil
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from feeds.streets import build_streets
from planner import Ends, Pace, Profile, StreetGraph, StreetRouter

PROJECT = Path(__file__).resolve().parents[1]
EXTRACTS = ("porto-alegre/poa.osm.pbf", "laquila/laquila.osm.pbf", "milan/milano_small.osm.pbf")
QUESTIONS = 300
COMPARED = 40
STOPS = 4000
WALK_S, RIDE_S = 1000, 1200
"""1.2 km on foot, 5 km by bike."""
_MB = 1e6

Point = tuple[float, float]


def main() -> None:
    """Print one line per extract and kind of question."""
    if len(sys.argv) == 3 and sys.argv[1] == "--import":  # noqa: PLR2004  # see _print_import
        print(json.dumps(_imported(Path(sys.argv[2]))))
        return
    data = Path(os.environ.get("REAL_DATA", PROJECT.parent / "shared" / "data"))
    for name in EXTRACTS:
        path = data / name
        if not path.is_file():
            print(f"{name}: skipped, not in {data} (set REAL_DATA)")
            continue
        _print_import(name, path)
        graph, _report = build_streets(path)
        _measure(graph)
        _compare(graph)


def _print_import(name: str, path: Path) -> None:
    """Import in a process of its own, so that its memory is that of the import."""
    command = [sys.executable, "-m", "benchmarks.streets", "--import", str(path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S603  # our own command
    found, size_mb = json.loads(done.stdout), path.stat().st_size / _MB
    print(
        f"{name}: {found['edges']} edges, {found['turns']} forbidden turns; import "
        f"{found['seconds']:.1f} s for {size_mb:.1f} MB of pbf ({found['seconds'] / size_mb:.1f} s "
        f"and {found['peak_mb'] / size_mb:.0f} MB of memory per MB), "
        f"arrays {found['arrays_mb']:.1f} MB"
    )


def _imported(path: Path) -> dict[str, float]:
    """Import an extract; return its size, the processor time, memory taken on and arrays."""
    process = psutil.Process()
    before_mb, start_s = process.memory_info().rss / _MB, time.process_time()
    graph, _report = build_streets(path)
    took_s = time.process_time() - start_s
    peak_mb = getattr(process.memory_info(), "peak_wset", 0) / _MB or _peak_mb()
    arrays = (value for value in vars(graph).values() if isinstance(value, np.ndarray))
    return {
        "edges": graph.n_edges,
        "turns": len(graph.turn_from),
        "seconds": took_s,
        "peak_mb": peak_mb - before_mb,
        "arrays_mb": sum(array.nbytes for array in arrays) / _MB,
    }


def _peak_mb() -> float:
    """Return the most memory that this process had."""
    import resource  # absent on Windows, where psutil knows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / _MB


def _measure(graph: StreetGraph) -> None:
    """Time our own questions."""
    router, points = StreetRouter(graph), _points(graph, QUESTIONS, 1)
    stops = _points(graph, STOPS, 2)
    for profile, limit_s in ((Profile.FOOT, WALK_S), (Profile.BIKE, RIDE_S)):
        pace, ends = Pace(profile), router.ends(stops, profile)

        def reach(point: Point) -> int:
            origin = router.ends([point], pace.profile)  # noqa: B023  # called in this turn only
            return router.reach(origin, ends, pace, limit_s, leaving=True)[1]  # noqa: B023

        _print(f"{profile.name.lower()} {limit_s} s to {STOPS} stops", reach, points)

    for profile in (Profile.FOOT, Profile.CAR):

        def path(pair: tuple[Point, Point]) -> int:
            ends = router.ends(pair, profile)  # noqa: B023
            found = router.path(pair, ends, Pace(profile), 3 * 3600)  # noqa: B023
            return 0 if found is None else found.settled

        _print(f"path, {profile.name.lower()}", path, list(pairwise(points)))


def _compare(graph: StreetGraph) -> None:
    """Ask ours, scipy and networkx the same; fail where an answer differs."""
    weights = _least_ms(graph)
    streets = nx.DiGraph()
    streets.add_weighted_edges_from((a, b, ms) for (a, b), ms in weights.items())
    rows, columns = (np.array(ends) for ends in zip(*weights, strict=True))
    shape = (graph.n_nodes, graph.n_nodes)
    table = csr_array((np.array(list(weights.values()), dtype=float), (rows, columns)), shape=shape)
    router = StreetRouter(graph)
    both_ways = {node for node, after in weights if (after, node) in weights}
    junctions = random.Random(3).sample(sorted(both_ways), COMPARED)

    def ours(node: int) -> dict[int, int]:
        ms, _settled = router.spread(_at(graph, node), _ZERO, Pace(), WALK_S, leaving=True)
        near = np.flatnonzero(ms <= WALK_S * 1000)
        return dict(zip(near.tolist(), ms[near].tolist(), strict=True))

    def scipys(node: int) -> dict[int, int]:
        ms = dijkstra(table, indices=node, limit=WALK_S * 1000)
        near = np.flatnonzero(np.isfinite(ms))
        return dict(zip(near.tolist(), ms[near].astype(int).tolist(), strict=True))

    def networkxs(node: int) -> dict[int, int]:
        return dict(nx.single_source_dijkstra_path_length(streets, node, cutoff=WALK_S * 1000))

    answers: list[list[dict[int, int]]] = []
    for name, ask in (("ours", ours), ("scipy", scipys), ("networkx", networkxs)):
        found: list[dict[int, int]] = []

        def asked(
            node: int,
            ask: Callable[[int], dict[int, int]] = ask,
            found: list[dict[int, int]] = found,
        ) -> int:
            found.append(ask(node))
            return len(found[-1])

        _print(f"junctions within {WALK_S} s: {name}", asked, junctions)
        answers.append(found)
    if not answers[0] == answers[1] == answers[2]:
        raise RuntimeError("the peers disagree with our Dijkstra")


_ZERO = np.zeros(1, dtype=np.int32)


def _at(graph: StreetGraph, node: int) -> Ends:
    """Return a junction as the end of an edge that one may take in both directions."""
    ms = graph.arc_ms[Profile.FOOT]
    arcs = graph.node_arcs[graph.node_arcs_start[node] : graph.node_arcs_start[node + 1]]
    arc = next(arc for arc in arcs.tolist() if ms[arc] >= 0 and ms[arc ^ 1] >= 0)
    return Ends(np.array([arc // 2], dtype=np.int32), np.array([float(arc % 2)]), _ZERO)


def _least_ms(graph: StreetGraph) -> dict[tuple[int, int], int]:
    """Return the least time between neighbouring junctions where nothing bars the way."""
    ms, foot = graph.arc_ms[Profile.FOOT].tolist(), 1 << int(Profile.FOOT)
    least: dict[tuple[int, int], int] = {}
    for arc, end in enumerate(graph.arc_to.tolist()):
        start = int(graph.arc_to[arc ^ 1])
        if ms[arc] >= 0 and start != end and not graph.node_flags[start] & foot:
            least[start, end] = min(ms[arc], least.get((start, end), ms[arc]))
    return least


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
