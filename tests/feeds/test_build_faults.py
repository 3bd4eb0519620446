"""Builds that are killed, or whose disk is full or read-only, leave everything as it was."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PROJECT

EVERY = 6
"""A build of the small region changes the disk some hundred times: so many are not tried."""


def run(*command: str) -> list[dict[str, Any]]:
    """Run a program of the tests and return the JSON lines it prints."""
    done = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Wherever a build is killed a whole network is in service: the old one, then the new."""
    told = run(sys.executable, "-m", "tests.feeds.killed_builds", str(tmp_path), str(EVERY))
    assert len(told) > 10
    assert [one["killed"] for one in told] == [True] * (len(told) - 1) + [False]
    old = [one["old"] for one in told]
    assert old == sorted(old, reverse=True), "never back to the old one"
    assert (old[0], old[-1]) == (True, False)
    for one in told:
        assert one["names"] == ["Alpha", "Beta" if one["old"] else "Betamax", "Gamma"]


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Return what builds said on a disk of four megabytes that fills up; or skip."""
    unshare = shutil.which("unshare")
    namespace = (str(unshare), "--map-root-user", "--mount")
    if unshare is None or subprocess.run([*namespace, "true"], check=False).returncode:
        pytest.skip("this system lets nobody mount a disk in a namespace")
    folder = tmp_path_factory.mktemp("disk")
    told = run(*namespace, sys.executable, "-m", "tests.feeds.small_disk", str(folder))
    return {one["case"]: one for one in told}


@pytest.mark.parametrize(
    ("case", "reason"),
    [("full", "No space left on device"), ("read-only", "Read-only file system")],
)
def test_disk_that_takes_nothing(
    small_disk: dict[str, dict[str, Any]], case: str, reason: str
) -> None:
    """One sentence says why; the old network stays in service and nothing half-written is left."""
    told = small_disk[case]
    assert told["said"].startswith("SnapshotError: ")
    assert told["said"].endswith(f"networks cannot be written ({reason})")
    assert (told["names"][1], told["left"]) == ("Beta", [])


def test_disk_with_room_again(small_disk: dict[str, dict[str, Any]]) -> None:
    """Once there is room the same build puts the new network into service."""
    assert (small_disk["room"]["said"], small_disk["room again"]["said"]) == ("", "")
    assert small_disk["room again"]["names"][1] == "Betamax"
