"""Times reading, checking, merging, building and exporting feeds: python -m benchmarks.feeds.

--feeds NAME …   some of the cases; --repeat N  so many processes each, the quickest counts (3)
--out FILE       where the figures go as JSON; a table is printed
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.timing import machine

PROJECT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).resolve().parent / "results"
CASES: dict[str, tuple[str, tuple[str, ...]]] = {
    "alsace": (
        "2026-04-01",
        (
            "alsace/cts_strasbourg_2026.zip",
            "alsace/solea_mulhouse_2026.zip",
            "alsace/sncf_ter_202501.zip",
        ),
    ),
    "sncf": ("2025-02-12", ("alsace/sncf_ter_202501.zip", "alsace/sncf_voyages_202412.zip")),
    "porto-alegre": ("2019-05-15", ("porto-alegre/poa_eptc.zip", "porto-alegre/poa_trensurb.zip")),
    "new-york": ("2018-07-10", ("bench/nyc_subway.zip",)),
    "tokyo": ("2026-11-25", ("bench/tokyo_rail_minitokyo3d.zip",)),
    "vancouver": ("2026-03-10", ("bench/vancouver_translink_202603_inferredcal.zip",)),
    "paris": ("2019-03-12", ("bench/paris_metro_ratp_201903_merged.zip",)),
}
"""A day of service and the feeds, whole, below the folder of real data."""
PHASES = ("pandas", "read", "check", "inspect", "merge", "build", "export")


def main() -> None:
    """Take the measures asked for, print them and write the figures."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.feeds", description=__doc__)
    options.add_argument("--feeds", nargs="*", choices=CASES, default=list(CASES))
    options.add_argument("--repeat", type=int, default=3)
    options.add_argument("--out", type=Path, default=RESULTS / "feeds-latest.json")
    asked = options.parse_args()
    data = Path(os.environ.get("REAL_DATA", PROJECT.parent / "shared" / "data"))
    cases = {}
    for name in asked.feeds:
        day, files = CASES[name]
        paths = [data / file for file in files]
        if not all(path.exists() for path in paths):
            print(f"{name}: skipped, not in {data} (set REAL_DATA)")
            continue
        runs = [_run(date.fromisoformat(day), paths) for _ in range(asked.repeat)]
        cases[name] = _quickest(runs)
        print(_row(name, cases[name]), flush=True)
    figures = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": {**machine(), "load": os.getloadavg()[0]},
        "repeat": asked.repeat,
        "feeds": cases,
    }
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(table(figures))


def _run(day: date, paths: list[Path]) -> dict[str, Any]:
    """Measure in a fresh process, whose memory no other case has grown."""
    command = [sys.executable, "-m", "benchmarks.feed_phases", day.isoformat(), *map(str, paths)]
    done = subprocess.run(  # noqa: S603  # our own program and files
        command, cwd=PROJECT, check=True, capture_output=True, text=True
    )
    content: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return content


def _quickest(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return each phase of several runs at its quickest and smallest."""
    phases = {
        phase: {figure: min(run["phases"][phase][figure] for run in runs) for figure in figures}
        for phase, figures in runs[0]["phases"].items()
    }
    return {**runs[0], "phases": phases}


def table(figures: dict[str, Any]) -> str:
    """Return the figures per million stop_times as a table in Markdown."""
    head = f"| feeds | stop_times | {' | '.join(PHASES)} |"
    rows = [head, "|" + "---|" * (len(PHASES) + 2)]
    rows += [_row(name, case) for name, case in figures["feeds"].items()]
    return "\n".join(rows)


def _row(name: str, case: dict[str, Any]) -> str:
    millions = case["stop_times"] / 1e6
    cells = [
        f"{case['phases'][phase]['cpu_s'] / millions:.1f} s, "
        f"{max(case['phases'][phase]['memory_mb'], 0) / millions:.0f} MB"
        for phase in PHASES
    ]
    return f"| {name} | {case['stop_times']:,} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
