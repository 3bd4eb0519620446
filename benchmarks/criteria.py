"""Times searches with further criteria against time alone: `python -m benchmarks.criteria`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median
from typing import Any

from benchmarks.networks import CASES, PROJECT, build_case
from benchmarks.routing_search import query_of, stop_pairs
from benchmarks.searching import KINDS
from benchmarks.timing import figures, machine
from planner import Criterion, Planner, PlannerError, Query, Work, open_network

RESULTS = Path(__file__).resolve().parent / "results"
NETWORKS = ("cts", "ter", "vancouver")
CRITERIA = {
    "time alone": frozenset[Criterion](),
    "walking": frozenset({Criterion.WALKING}),
    "co2e": frozenset({Criterion.CO2E}),
    "walking, co2e": frozenset(Criterion),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the networks asked for, write the figures, print a table."""
    names = [case.name for case in CASES]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.criteria", description=__doc__)
    parser.add_argument("--queries", type=int, default=200, help="questions of each kind")
    parser.add_argument("--networks", nargs="+", choices=names, default=NETWORKS)
    parser.add_argument("--var", type=Path, default=PROJECT / "var" / "routing")
    parser.add_argument("--out", type=Path, default=RESULTS / "criteria-latest.json")
    asked = parser.parse_args(arguments)
    if asked.queries < 1:
        parser.error("--queries: at least 1")
    data = Path(os.environ.get("REAL_DATA", PROJECT.parent / "shared" / "data")).resolve()
    results: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": {**machine(), "load": round(os.getloadavg()[0], 2)},
        "queries": asked.queries,
        "networks": {},
    }
    for case in (case for case in CASES if case.name in asked.networks):
        absent = case.absent(data)
        if absent:
            print(f"{case.name}: skipped, absent: {', '.join(map(str, absent))} (set REAL_DATA)")
            continue
        network = open_network(Path(build_case(case, data, asked.var).folder))
        queries = [
            query_of(network, case.day, p) for p in stop_pairs(network, case.day, asked.queries)
        ]
        results["networks"][case.name] = compare(Planner(network), queries)
        print_table(case.name, results["networks"][case.name])
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


def compare(planner: Planner, queries: Sequence[Query]) -> dict[str, Any]:
    """Return the figures of each kind of search by what it counts, with its ratio to time alone."""
    found: dict[str, Any] = {}
    for kind, options in KINDS.items():
        rows: dict[str, Any] = {}
        alone_us: list[float] = []
        for name, criteria in CRITERIA.items():
            asked = [replace(query, criteria=criteria, **options) for query in queries]
            row, durations_us = measure(planner, asked)
            alone_us = alone_us or durations_us
            pairs = zip(durations_us, alone_us, strict=True)
            row["median_ratio"] = round(median(mine / alone for mine, alone in pairs), 2)
            rows[name] = row
        found[kind] = rows
    return found


def measure(planner: Planner, queries: Sequence[Query]) -> tuple[dict[str, Any], list[float]]:
    """Search every query twice; return figures, and the processor time of the second search.

    Of this thread alone: what else the machine does is not counted.
    """
    durations_us, counts, work, refused = [], [], Work(), 0
    for query in queries:
        try:
            planner.search(query)
            start_ns = time.thread_time_ns()
            answer = planner.search(query)
        except PlannerError:
            refused += 1
            start_ns = time.thread_time_ns()
        else:
            counts.append(len(answer.journeys))
            work += answer.work
        durations_us.append((time.thread_time_ns() - start_ns) / 1000)
    row = {**figures(durations_us), "journeys": round(mean(counts or [0]), 2), "refused": refused}
    return {**row, "work": work.as_dict()}, durations_us


def print_table(name: str, kinds: dict[str, Any]) -> None:
    """Print one line for each kind and set of criteria."""
    for kind, rows in kinds.items():
        for criteria, row in rows.items():
            print(
                f"{name:<12}{kind:<18}{criteria:<16}median {row['median_us']:>9.0f} µs"
                f"  p99 {row['p99_us']:>9.0f} µs  ratio {row['median_ratio']:>6.1f}"
                f"  journeys {row['journeys']:>7.2f}",
                flush=True,
            )


if __name__ == "__main__":
    sys.exit(main())
