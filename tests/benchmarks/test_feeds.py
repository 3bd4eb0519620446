"""The benchmark of feeds times every phase of the same rows, and prints them per million."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from benchmarks import feeds as benchmark
from benchmarks.feed_phases import main
from tests.feeds.small_feed import write_zip


def test_every_phase_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two feeds of six calls: each phase has its seconds and its memory."""
    paths = [write_zip(tmp_path / name) for name in ("x.zip", "y.zip")]
    main(date(2026, 6, 10), paths)
    figures = json.loads(capsys.readouterr().out)
    assert (figures["stop_times"], figures["stops"], figures["trips"]) == (12, 6, 2)
    assert list(figures["phases"]) == list(benchmark.PHASES)
    assert all({"cpu_s", "wall_s", "memory_mb"} == set(one) for one in figures["phases"].values())


def test_table_is_per_million() -> None:
    """Half a million calls read in one second are two seconds a million."""
    phases = {name: {"cpu_s": 1.0, "memory_mb": 50.0} for name in benchmark.PHASES}
    figures = {"feeds": {"town": {"stop_times": 500_000, "phases": phases}}}
    row = benchmark.table(figures).splitlines()[-1]
    assert row.startswith("| town | 500,000 | 2.0 s, 100 MB |")
