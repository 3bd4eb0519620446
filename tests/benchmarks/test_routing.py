"""The routing benchmark: fixed queries, counters that repeat, absent networks and peers said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.networks import CASES, Case
from benchmarks.peers import npm
from benchmarks.peers.feed import write_day_feed
from benchmarks.routing_search import measure_searches, stop_pairs
from feeds import WalkingRules, plain_network, read_feeds
from planner import save_network
from tests.conftest import PROJECT
from tests.support.network import DAY, parse
from tests.support.snapshots import two_towns_network

KINDS = {"earliest arrival", "arrive by", "two-hour window"}


def test_pairs_of_stops_are_the_same_every_time() -> None:
    """The seed, the network and the day decide."""
    network = two_towns_network()
    pairs = stop_pairs(network, DAY, 40)
    assert pairs == stop_pairs(network, DAY, 40)
    assert len(set(pairs)) > 20


def test_pairs_are_between_stops_served_that_day() -> None:
    """One can board at the first and alight at the second, by day."""
    network = parse("1:  A 08:00  B 08:10v  C 08:20^  D 08:30")
    names = [network.stop_id[stop] for stop in range(network.n_stops)]
    pairs = stop_pairs(network, DAY, 60)
    assert {names[pair.from_stop] for pair in pairs} == {"t:A", "t:C"}
    assert {names[pair.to_stop] for pair in pairs} == {"t:B", "t:D"}
    assert all(5 * 3600 <= pair.second < 22 * 3600 for pair in pairs)


def test_a_day_without_calendar_is_refused() -> None:
    """The message names the day."""
    with pytest.raises(ValueError, match="no calendar covers 2031-01-01"):
        stop_pairs(two_towns_network(), date(2031, 1, 1), 1)


def _measured(tmp_path: Path) -> dict[str, Any]:
    """Search the small network."""
    folder = tmp_path / "network"
    folder.mkdir()
    save_network(two_towns_network(), folder)
    return dict(measure_searches(folder, DAY, 12))


def test_every_kind_is_timed_counted_and_asked_of_two_threads(tmp_path: Path) -> None:
    """Figures rise from median to p99; memory, opening and slicing are told."""
    found = _measured(tmp_path)
    assert set(found["search"]) == set(found["two_threads"]) == KINDS
    for row in found["search"].values():
        assert 0 < row["median_us"] <= row["p95_us"] <= row["p99_us"] <= row["curve_us"]["100"]
        assert row["work"]["rounds"] > 0
    assert all(row["gain"] > 0 for row in found["two_threads"].values())
    assert min(found[key] for key in ("open_ms", "day_slice_ms", "memory_mib")) > 0


def test_counters_and_answers_repeat(tmp_path: Path) -> None:
    """Two runs can be compared exactly, whatever else the machine does."""
    runs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        runs.append(_measured(tmp_path / name)["search"])
    exact = ("work", "answered", "answers")
    first, second = ([[run[kind][key] for key in exact] for kind in sorted(KINDS)] for run in runs)
    assert first == second


def test_files_that_a_network_needs_and_lacks_are_named(tmp_path: Path) -> None:
    """Of several feeds, those that are not there."""
    (tmp_path / "here.zip").touch()
    case = Case("x", "X", DAY, {"a": "here.zip", "b": "gone.zip"})
    assert case.absent(tmp_path) == [tmp_path / "gone.zip"]


def test_days_of_networks_are_tuesdays() -> None:
    """An ordinary day of service."""
    assert {case.day.weekday() for case in CASES} == {1}


def test_the_command_measures_what_is_there_and_says_what_is_not(tmp_path: Path) -> None:
    """Val-Commun needs no download; a network whose feeds are absent is one line."""
    out, absent = tmp_path / "figures.json", tmp_path / "absent"
    options = ["--queries", "3", "--networks", "val-commun", "cts", "--peers"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.routing", *options, "--var", tmp_path, "--out", out],
        cwd=PROJECT,
        env={**os.environ, "REAL_DATA": str(absent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    missing = absent / "alsace" / "cts_strasbourg_2026.zip"
    assert f"cts: skipped, absent: {missing} (set REAL_DATA)" in done.stdout
    results = json.loads(out.read_text("utf-8"))
    assert set(results["networks"]) == {"val-commun"}
    assert set(results["absent"]) == {"cts"}
    assert str(tmp_path) not in out.read_text("utf-8"), "no path of this machine is kept"
    assert set(results["networks"]["val-commun"]["search"]) == KINDS
    assert "<svg" in out.with_suffix(".html").read_text("utf-8")


def test_a_peer_that_cannot_be_installed_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without npm the rest of the benchmark goes on."""
    monkeypatch.setattr(npm, "PROJECT", tmp_path)
    with pytest.raises(npm.PeerAbsentError, match="npm could not install it"):
        npm.install("minotor", tmp_path / "peers")


def test_the_feed_of_a_day_says_what_the_network_says(tmp_path: Path) -> None:
    """Read back, it has the trips of that day alone, the same calls, marks and walks."""
    network = parse("1:  A 08:00  B 08:10v  C 25:20\n B ~3min~ C", days=(0, 1))
    file = tmp_path / "day.zip"
    write_day_feed(network, DAY, file)
    years = range(DAY.year, DAY.year + 1)
    again = plain_network(read_feeds([("p", file)], years), WalkingRules(0, 0))
    assert again.arrivals_s.tolist() == network.arrivals_s.tolist()
    assert again.pattern_pickup.tolist() == network.pattern_pickup.tolist()
    walks = sorted(again.footpath_s[again.footpath_s > 0].tolist())
    assert walks == [180, 180]
