"""The ledger's benchmark measures what it says: all that it charged is there, and verified."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import ledger as benchmark
from tests.api.accounting.rows import event_rows


def test_every_answer_of_the_year_is_posted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The year has the answers asked for, spread over its days; each reading was timed."""
    monkeypatch.setattr(benchmark, "DAYS", 40)
    monkeypatch.setattr(benchmark, "MONTH", "2026-11")
    figures = benchmark.time_year(tmp_path / "year.sqlite", 400)
    answers = [row for row in event_rows(tmp_path / "year.sqlite") if row.cpu_us]
    assert len(answers) == figures["answers"] == 400
    assert len({row.day for row in answers}) == 40
    assert {"fill_s", "close_s", "statement_s", "public_s", "verify_s"} <= figures.keys()


def test_charges_and_posts_are_counted(tmp_path: Path) -> None:
    """What was timed is what was asked for."""
    assert benchmark.time_charges(tmp_path, 20)["answers"] == 20
    assert benchmark.time_posting(tmp_path, tmp_path / "posted.sqlite", 30)["answers"] == 30
    assert len(event_rows(tmp_path / "posted.sqlite")) == 30
