"""`feeds overlaps`: what feeds share and where they contradict each other, in words and JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import main
from tests.conftest import PROJECT
from tests.feeds.small_feed import GOOD, write_zip
from tests.feeds.small_region import write_data, write_region
from tests.feeds.test_export import SECOND

TRAIN = "route_id,service_id,trip_id,trip_short_name\nL,W,{},8301"


@pytest.fixture
def options(tmp_path: Path) -> list[str]:
    """Return the options of a region whose two feeds differ about when a train arrives."""
    calls = GOOD["stop_times"].partition("BAD")[0].rstrip()
    data = write_data(
        tmp_path,
        trips=TRAIN.format("GOOD") + "\nL,W,FAR,",
        stop_times=calls + "\nFAR,10:00:00,10:00:00,D,1\nFAR,10:30:00,10:30:00,E,2",
        stops=GOOD["stops"] + "\nD,Delta,48.60,7.75\nE,Eta,48.65,7.75",
    )
    later = calls.replace("10:20:00", "10:25:00")
    write_zip(data / "y.zip", trips=TRAIN.format("T"), stop_times=later.replace("GOOD", "T"))
    region = write_region(tmp_path, ("\n[territories]", SECOND)).path
    options = ["--region", str(region), "--data", str(data), "--var", str(tmp_path / "var")]
    assert main([*options, "build"]) == 0
    return options


def test_in_words(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Each contradiction is a line with both times, the one that is shown first."""
    capsys.readouterr()
    assert main([*options, "feeds", "overlaps"]) == 0
    pair, train, island = capsys.readouterr().out.splitlines()
    assert pair.startswith("x, y\t3 stations communes\t1 course en double écartée\t1 course aux")
    assert "Gamma 10:20:00 (10:25:00)" in train
    assert island.startswith("x\t2 stations isolées")


def test_as_json(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """For programs and maps everything has its place."""
    capsys.readouterr()
    assert main([*options, "feeds", "overlaps", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    (overlap,) = report["overlaps"]
    (call,) = overlap["conflicts"][0]["conflicts"]
    assert call["place"] == {"name": "Gamma", "lat": 48.52, "lon": 7.72}
    assert report["islands"][0]["lat"] == 48.625


def test_reader_that_has_enough(options: list[str]) -> None:
    """Printed into a program that stops reading, a report ends without a word."""
    command = [sys.executable, "-m", "api.cli", *options, "feeds", "overlaps", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=PROJECT
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
