"""What the service does for itself is on accounts of its own, never on whoever asks first."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from api.accounting import read_statement
from api.cli import main
from api.settings import Settings
from api.terms import tariffs_of
from tests.feeds.small_region import write_data, write_region

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def options(tmp_path: Path) -> list[str]:
    """Return the options of commands on a small region."""
    region, data = write_region(tmp_path).path, write_data(tmp_path)
    return ["--region", str(region), "--data", str(data), "--var", str(tmp_path / "var")]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Return where the region's ledger is."""
    return tmp_path / "var" / "small" / "ledger.sqlite"


def operations(ledger: Path) -> list[tuple[str, str, str]]:
    """Return (operation, rule, payers) of every event, in order of their names."""
    with closing(sqlite3.connect(ledger)) as connection:
        return connection.execute(
            "SELECT endpoint, rule_version, split FROM events JOIN splits ON splits.id = split_id "
            "WHERE kind = 'operation' AND cpu_us > 0 ORDER BY endpoint"
        ).fetchall()


def test_a_build_is_charged_once(options: list[str], ledger: Path) -> None:
    """Building costs its processor time on the account of builds; finding it as it is, nothing."""
    assert main([*options, "build"]) == 0
    assert main([*options, "build"]) == 0
    assert operations(ledger) == [("build", "R-EXPL@1", "exploitation-construction:1")]


def test_a_build_that_fails_is_charged_too(options: list[str], ledger: Path) -> None:
    """The processor worked for it all the same."""
    (Path(options[3]) / "x.zip").write_bytes(b"no zip")
    assert main([*options, "build"]) == 1
    assert [row[0] for row in operations(ledger)] == ["build"]


def test_pulling_feeds_is_charged(options: list[str], ledger: Path) -> None:
    """Fetching feeds has an account of its own."""
    assert main([*options, "feeds", "pull"]) == 0
    assert operations(ledger) == [("pull", "R-EXPL@1", "exploitation-collecte:1")]


def test_operations_are_no_answers(options: list[str], ledger: Path) -> None:
    """They cost the month something and are not counted among what people asked."""
    main([*options, "build"])
    statement = read_statement(ledger, tariffs_of(Settings()))
    (row,) = statement.payers
    assert (statement.answers, row.answers) == (0, 0)
    assert row.payer == "exploitation-construction"
    assert row.direct_neur == statement.direct_neur > 0


def test_starting_and_compiling_are_charged_before_anyone_asks(
    options: list[str], ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that listens has put down what it took to get there."""
    main([*options, "build"])
    monkeypatch.setenv("PORT", "0")
    command = [sys.executable, "-m", "api.cli", *options, "serve"]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        while "Ctrl-C" not in server.stdout.readline():
            assert server.poll() is None
        found = operations(ledger)
        server.send_signal(signal.SIGINT)
    assert found == [
        ("build", "R-EXPL@1", "exploitation-construction:1"),
        ("compile", "R-EXPL@1", "exploitation-compilation:1"),
        ("startup", "R-EXPL@1", "exploitation-demarrage:1"),
    ]
