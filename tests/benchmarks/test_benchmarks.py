"""Benchmarks keep working: fixed questions, every kind timed, what is absent said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from benchmarks.queries import next_weekday, random_questions
from benchmarks.timing import figures
from tests.conftest import PROJECT
from tests.support.snapshots import two_towns

DAY = date(2026, 6, 10)


def test_questions_are_the_same_every_time() -> None:
    """The seed and the network decide, so two runs can be compared."""
    first, second = (list(random_questions(two_towns(), DAY, 20)) for _ in range(2))
    assert first == second
    assert len(set(first)) > 10


def test_questions_are_between_served_stations_by_day() -> None:
    """Nobody is asked about from a station without departures, nor at night."""
    snapshot = two_towns()
    network = snapshot.network
    served = {
        network.station_id[station]
        for station in range(len(network.station_id))
        if network.station_departures[station]
    }
    for question in random_questions(snapshot, DAY, 50):
        assert question.from_id != question.to_id
        assert {question.from_id, question.to_id} <= served
        assert question.time.date() == DAY
        assert 5 <= question.time.hour < 22


def test_an_ordinary_day_is_the_next_tuesday() -> None:
    """On a Tuesday it is the one after: the day is wholly ahead."""
    assert next_weekday(date(2026, 11, 25)) == date(2026, 12, 1)
    assert next_weekday(date(2026, 12, 1)) == date(2026, 12, 8)


def test_figures_are_percentiles() -> None:
    """Median and tail of the timings, in microseconds."""
    assert figures([float(value) for value in range(1, 101)]) == {
        "median_us": 50.5,
        "p95_us": 95.0,
        "p99_us": 99.0,
        "mean_us": 50.5,
    }


def test_the_command_times_every_kind_of_question(tmp_path: Path) -> None:
    """One command builds, searches, serves, prints a table and writes the figures."""
    out = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks", "--queries", "4"]
    done = subprocess.run(
        [*command, "--var", str(tmp_path / "var"), "--out", str(out)],
        cwd=PROJECT,
        env={**os.environ, "REAL_DATA": str(tmp_path / "absent")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"alsace: skipped, no folder {tmp_path / 'absent' / 'alsace'}" in done.stdout
    figures_of = json.loads(out.read_text())["val-commun"]
    kinds = {**figures_of["search"], **figures_of["http"]["answers"]}
    assert set(kinds) == {
        "earliest arrival",
        "arrive by",
        "two-hour window",
        "HTTP plan",
        "HTTP plan, again",
    }
    for kind, row in kinds.items():
        assert kind in done.stdout
        assert 0 < row["median_us"] <= row["p99_us"]
    assert figures_of["search"]["earliest arrival"]["work"]["stop_times_read"] > 0
