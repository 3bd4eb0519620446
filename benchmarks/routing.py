"""Times the search on many networks, beside a peer: `make bench-routing`."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.networks import CASES, PROJECT, Case, build_case, describe
from benchmarks.peers.npm import SCRIPTS, PeerAbsentError, install, measure_beside
from benchmarks.report import write_report
from benchmarks.report_table import table
from benchmarks.routing_search import measure_searches
from benchmarks.timing import machine

RESULTS = Path(__file__).resolve().parent / "results"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the networks asked for, write the figures and the page, print a table."""
    asked = _options(arguments)
    data = Path(os.environ.get("REAL_DATA", PROJECT.parent / "shared" / "data")).resolve()
    cases = [case for case in CASES if _wanted(case, asked.networks)]
    results: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": {**machine(), "load": round(os.getloadavg()[0], 2)},
        "queries": asked.queries,
        "networks": {},
        "absent": {},
        "peers": {},
    }
    for case in cases:
        absent = case.absent(data)
        if absent:
            line = f"skipped, absent: {', '.join(map(str, absent))} (set REAL_DATA)"
            print(f"{case.name}: {line}")
            results["absent"][case.name] = "skipped, its feeds are absent"
            continue
        results["networks"][case.name] = measure(case, data, asked.var, asked.queries)
    if asked.peers:
        measured = [case for case in cases if case.name in results["networks"]]
        beside = [case for case in measured if case.name in asked.peers]
        for peer in SCRIPTS:
            results["peers"] |= measure_peer(peer, beside, data, asked.var, asked.queries)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print("\n" + table(results))
    page = asked.out.with_suffix(".html")
    write_report(results, page, asked.compare)
    print(f"\nFigures written to {asked.out}, page to {page}")
    return 0


def _wanted(case: Case, names: Sequence[str] | None) -> bool:
    return case.name in names if names else not case.on_request


def measure(case: Case, data: Path, var: Path, n_queries: int) -> dict[str, Any]:
    """Build and search one network, each in a process of its own."""
    print(f"{case.name}: building …", flush=True)
    built = _apart(build_case, case, data, var)
    print(f"{case.name}: {n_queries} searches of each kind …", flush=True)
    searched = _apart(measure_searches, Path(built.folder), case.day, n_queries)
    return {**describe(case, built), **searched}


def measure_peer(
    peer: str, cases: Sequence[Case], data: Path, var: Path, n_queries: int
) -> dict[str, Any]:
    """Run a peer on the same queries, or say in one line why it is not there."""
    try:
        folder = install(peer, var / "peers" / peer)
    except PeerAbsentError as error:
        print(f"{peer}: skipped, {error}")
        return {}
    found = {}
    for case in cases:
        print(f"{case.name}: {n_queries} searches beside {peer} …", flush=True)
        found[case.name] = _apart(measure_beside, peer, case, data, var, folder, n_queries)
    return {peer: found}


def _apart(function: Any, *arguments: Any) -> Any:  # noqa: ANN401 - whatever the function returns
    """Call a function in a fresh process: memory and caches are its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(function, *arguments).result()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    names = [case.name for case in CASES]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing", description=__doc__)
    parser.add_argument("--queries", type=int, default=1000, help="questions of each kind")
    parser.add_argument("--networks", nargs="+", choices=names, help="only these")
    parser.add_argument(
        "--peers",
        nargs="*",
        choices=names,
        default=["val-commun", "cts"],
        help="networks on which the peer is run too (none: no peer)",
    )
    parser.add_argument("--compare", type=Path, help="an earlier result file")
    parser.add_argument("--var", type=Path, default=PROJECT / "var" / "routing")
    parser.add_argument("--out", type=Path, default=RESULTS / "routing-latest.json")
    asked = parser.parse_args(arguments)
    if asked.queries < 1:
        parser.error("--queries: at least 1")
    return asked


if __name__ == "__main__":
    sys.exit(main())
