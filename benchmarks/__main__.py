"""Times search and HTTP answers on the regions at hand: `make bench`, or python -m benchmarks."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.queries import next_weekday, random_questions
from benchmarks.searching import time_searches
from benchmarks.serving import time_answers
from benchmarks.timing import machine
from feeds import Region, build_region, load_region, open_snapshot

PROJECT = Path(__file__).resolve().parents[1]
WARM_UP = 50
"""Questions asked of the server before those that are timed."""
RESULTS = Path(__file__).resolve().parent / "results"


def main() -> None:
    """Run the benchmark on both regions, print a table and write the figures."""
    options = _options()
    data = Path(os.environ.get("REAL_DATA", PROJECT.parent / "shared" / "data")) / "alsace"
    regions = {"val-commun": None, "alsace": data}
    results = {}
    for name, folder in regions.items():
        if folder is not None and not folder.is_dir():
            print(f"{name}: skipped, no folder {folder} (set REAL_DATA)")
            continue
        results[name] = measure(name, folder, options.var, options.queries)
    _print_table(results)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    report = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": machine(),
        **results,
    }
    options.out.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    print(f"\nFigures written to {options.out}")


def measure(name: str, data: Path | None, var: Path, n_queries: int) -> dict[str, object]:
    """Build one region and time searches and answers on it."""
    region = load_region(PROJECT / "regions" / f"{name}.toml")
    today = datetime.now(ZoneInfo(region.timezone)).date()
    print(f"{name}: building …", flush=True)
    start_s = time.perf_counter()
    version = build_region(region, data=data, var=var, today=today, report=lambda _: None)
    build_s = time.perf_counter() - start_s
    start_s = time.perf_counter()
    snapshot = open_snapshot(var / region.id / "networks", version)
    open_s = time.perf_counter() - start_s
    every = list(random_questions(snapshot, next_weekday(today), n_queries + WARM_UP))
    questions, warm_up = every[:n_queries], every[n_queries:]
    print(f"{name}: {n_queries} searches of each kind …", flush=True)
    searches = time_searches(snapshot, questions)
    print(f"{name}: {n_queries} HTTP answers …", flush=True)
    answers = time_answers(_serve_options(region, data, var), warm_up, questions)
    network = snapshot.network
    return {
        "version": version,
        "stops": network.n_stops,
        "trips": network.n_trips,
        "stop_times": len(network.arrivals_s),
        "build_s": round(build_s, 2),
        "open_ms": round(open_s * 1000, 1),
        "search": searches,
        "http": answers,
    }


def _serve_options(region: Region, data: Path | None, var: Path) -> Sequence[str]:
    """Return the options of `correspondance serve` for a region already built in `var`."""
    options = ["--region", str(region.path), "--var", str(var)]
    return [*options, "--data", str(data)] if data else options


def _print_table(results: dict[str, dict[str, object]]) -> None:
    """Print one line per region and kind of question."""
    print(f"\n{'region':<12}{'what':<20}{'median':>10}{'p95':>10}{'p99':>10}  answered")
    for name, result in results.items():
        rows = {**result["search"], **result["http"]["answers"]}  # type: ignore[dict-item,index]
        for kind, row in rows.items():
            times = "".join(f"{row[key] / 1000:>7.2f} ms" for key in _COLUMNS)
            print(f"{name:<12}{kind:<20}{times}  {row['answered']}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--queries", type=int, default=500, help="questions of each kind")
    parser.add_argument("--var", type=Path, default=PROJECT / "var" / "benchmarks")
    parser.add_argument("--out", type=Path, default=RESULTS / "latest.json")
    return parser.parse_args()


_COLUMNS = ("median_us", "p95_us", "p99_us")

if __name__ == "__main__":
    main()
