"""`feeds export`: the network in service as files in a folder."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from api.cli import main
from tests.feeds.small_feed import replaced, write_zip
from tests.feeds.small_region import write_data, write_region
from tests.feeds.test_export import SECOND


def export(folder: Path, target: Path, *changes: tuple[str, str]) -> int:
    """Export the small region into a folder."""
    region = write_region(folder, *changes).path
    options = ["--region", str(region), "--data", str(folder / "data")]
    return main([*options, "--var", str(folder / "var"), "feeds", "export", str(target)])


def test_files_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The GTFS and the four lists are in the folder; each is told with its size."""
    write_data(tmp_path)
    target = tmp_path / "out" / "here"
    assert export(tmp_path, target) == 0
    names = {"gtfs.zip", "stops.csv", "stops.geojson", "lines.csv", "lines.geojson"}
    assert {path.name for path in target.iterdir()} == names
    told = capsys.readouterr().out
    assert f"{target / 'stops.csv'}\u00a0: " in told
    assert "sans tarifs" in told
    with zipfile.ZipFile(target / "gtfs.zip") as archive:
        assert "x:GOOD" in archive.read("trips.txt").decode()
    assert "x:A,Alpha" in (target / "stops.csv").read_text("utf-8")


def test_folder_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file where the folder should be is one sentence, and nothing is left behind."""
    write_data(tmp_path)
    target = tmp_path / "out"
    target.write_text("a file")
    assert export(tmp_path, target) == 1
    assert "ne peut être écrit" in capsys.readouterr().err.splitlines()[-1]


def test_two_clocks_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Feeds of two time zones give lists and no GTFS, and the command says why and exits with 1."""
    data = write_data(tmp_path)
    write_zip(data / "y.zip", agency=replaced("agency", ("Europe/Paris", "Europe/London")))
    target = tmp_path / "out"
    assert export(tmp_path, target, ("\n[territories]", SECOND)) == 1
    told = capsys.readouterr().out
    assert "fuseaux horaires" in told
    assert "sans tarifs" not in told
    assert not (target / "gtfs.zip").exists()
    assert (target / "lines.csv").exists()
