"""The page of a routing benchmark: targets missed are said, results compared, text escaped."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks.report import main, report
from benchmarks.report_comparison import compare
from benchmarks.report_plots import Bar, bars
from benchmarks.report_table import table, verdict_of
from planner import Work

KIND = "earliest arrival"


def results() -> dict[str, Any]:
    """Return a result of one network and one kind, beside a peer."""
    work = Work(departures=10, rounds=30, journeys=12).as_dict()
    times = {"median_us": 100.0, "p95_us": 150.0, "p99_us": 200.0, "mean_us": 110.0}
    search = {**times, "answered": 10, "work": work, "answers": "abc"}
    peer = {
        "version": "9.9.9",
        "ours": times,
        "peer": {**times, "median_us": 900.0},
        "ratio": 9.0,
        "answers": {"same arrival": 8, "it <walks>": 2},
        "examples": {"it <walks>": ["A → B"]},
    }
    network = {
        "title": "Town & <Country>",
        "day": "2026-03-17",
        "stops": 4,
        "trips": 5,
        "stop_times": 20,
        "build_s": 1.5,
        "open_ms": 2.0,
        "day_slice_ms": 3.0,
        "memory_mib": 90.0,
        "targets_us": {KIND: [70.0, 250.0]},
        "search": {KIND: search},
        "two_threads": {KIND: {"one_per_s": 1000, "two_per_s": 1800, "gain": 1.8}},
    }
    machine = {"processor": "P", "cores": 2, "python": "3.11", "load": 0.5}
    return {
        "at": "2026-11-25T20:00+00:00",
        "machine": machine,
        "queries": 10,
        "networks": {"town": network},
        "absent": {"tokyo": "skipped, its feeds are absent"},
        "peers": {"minotor": {"town": peer}},
    }


def changed(**of_search: object) -> dict[str, Any]:
    """Return the same result with some figures of the search replaced."""
    other = copy.deepcopy(results())
    other["networks"]["town"]["search"][KIND].update(of_search)
    return other


def test_a_target_missed_is_said_with_by_how_much() -> None:
    """Each of median and p99 that is above its limit."""
    row = {"median_us": 100.0, "p99_us": 300.0}
    assert verdict_of(row, (50.0, 200.0)) == "missed: median ×2.00 of 50 µs, p99 ×1.50 of 200 µs"
    assert verdict_of(row, (100.0, 299.0)) == "missed: p99 ×1.00 of 299 µs"


def test_a_target_met_or_absent_is_not_missed() -> None:
    """At the limit is met; without p99 only the median counts."""
    row = {"median_us": 100.0, "p99_us": 300.0}
    assert verdict_of(row, (100.0, None)) == "met"
    assert verdict_of(row, None) == ""


def test_equal_results_compare_as_the_same() -> None:
    """Ratios are 1 and nothing has changed."""
    (row,) = compare(results(), results())
    assert (row.network, row.kind, row.changed) == ("town", KIND, ())
    assert row.ratios == (1.0, 1.0, 1.0)


def test_times_are_compared_as_ratios_now_over_earlier() -> None:
    """Half the time is 0.5; times alone are no change."""
    (row,) = compare(changed(median_us=50.0, p99_us=400.0), results())
    assert row.ratios == (0.5, 1.0, 2.0)
    assert row.changed == ()


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({"work": Work(departures=10, rounds=31, journeys=12).as_dict()}, "rounds: 30 → 31"),
        ({"answered": 9}, "answered: 10 → 9"),
        ({"answers": "abd"}, "some answers are others"),
    ],
)
def test_counters_and_answers_are_compared_exactly(figures: dict[str, object], told: str) -> None:
    """One round more is a change, however the times are."""
    (row,) = compare(changed(**figures), results())
    assert row.changed == (told,)


def test_other_questions_are_not_compared_by_counters() -> None:
    """Another number of queries, or another network, is said in place of counters."""
    fewer = {**changed(answered=4), "queries": 5}
    (row,) = compare(fewer, results())
    assert row.changed == ("not the same questions: 10 then, 5 now",)
    grown = results()
    grown["networks"]["town"]["trips"] = 6
    (row,) = compare(grown, results())
    assert row.changed == ("not the same network: trips was 5, is 6",)


def test_a_network_that_was_not_measured_earlier_is_left_out() -> None:
    """There is nothing to compare it with."""
    assert list(compare(results(), {**results(), "networks": {}})) == []


def test_the_table_tells_times_targets_peers_and_absences() -> None:
    """One line each."""
    lines = table(results()).splitlines()
    assert re.search(
        r"^town +earliest arrival +100 +150 +200 +×1.8 +missed: median ×1.43", lines[1]
    )
    assert lines[2] == (
        "town: minotor 9.9.9 takes 900 µs to our 100 µs (×9.0); 8 of 10 answers are the same"
    )
    assert lines[3] == "tokyo: skipped, its feeds are absent"


def test_the_page_escapes_what_it_shows() -> None:
    """Names of networks and reasons are text, never markup."""
    page = report(results(), results())
    assert "Town &amp; &lt;Country&gt;" in page
    assert "it &lt;walks&gt;" in page
    assert "<Country>" not in page
    assert "Compared with 2026-11-25T20:00+00:00" in page


def test_a_longer_time_lies_further_right() -> None:
    """Dots follow the medians on one axis, which holds the targets too."""
    plot = bars("t", [Bar("a", 10, 20, 30, 500), Bar("b", 100, 200, 300)])
    first, second = map(float, re.findall(r'circle cx="([\d.]+)"', plot))
    (target,) = map(float, re.findall(r'class="target" x1="([\d.]+)"', plot))
    assert first < second < target


def test_the_command_writes_the_page_beside_the_results(tmp_path: Path) -> None:
    """A page can be made again from figures alone."""
    file = tmp_path / "r.json"
    file.write_text(json.dumps(results()), "utf-8")
    main([str(file), "--compare", str(file)])
    assert "the same" in file.with_suffix(".html").read_text("utf-8")
