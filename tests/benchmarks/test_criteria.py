"""The benchmark of further criteria: every kind, every set of criteria, ratios to time alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.criteria import CRITERIA, compare, main
from benchmarks.routing_search import query_of, stop_pairs
from benchmarks.searching import KINDS
from planner import Planner
from tests.support.network import DAY
from tests.support.snapshots import two_towns_network


def test_every_kind_is_compared_with_time_alone() -> None:
    """Time alone is once itself; only searches with criteria keep labels; none is refused."""
    network = two_towns_network()
    queries = [query_of(network, DAY, pair) for pair in stop_pairs(network, DAY, 6)]
    found = compare(Planner(network), queries)
    assert set(found) == set(KINDS)
    for rows in found.values():
        assert list(rows) == list(CRITERIA)
        assert rows["time alone"]["median_ratio"] == 1
        labels = {name: row["work"]["labels_kept"] for name, row in rows.items()}
        assert labels.pop("time alone") == 0
        assert min(labels.values()) > 0
        assert all(row["refused"] == 0 for row in rows.values())


def test_absent_feeds_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the real feeds a line says which are missing, and the figures hold no network."""
    monkeypatch.setenv("REAL_DATA", str(tmp_path))
    out = tmp_path / "figures.json"
    assert main(["--networks", "cts", "--out", str(out), "--var", str(tmp_path)]) == 0
    assert "cts: skipped, absent:" in capsys.readouterr().out
    assert json.loads(out.read_text("utf-8"))["networks"] == {}
