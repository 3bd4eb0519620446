"""Puts known mistakes into the kernels one by one and runs the oracle: each must be seen.

    python -m tests.support.mutants [NAME …]

The code is copied to a temporary folder, changed there and run without compiling. Exit status 1
when a mistake was not seen. Two changes survive and are no mistakes, so they are not among them:
starting a row of labels without those of one ride less (the arrival at the destination is carried
over and prunes as well), and not keeping ties in the first pass (labels of a journey with k rides
are set before the arrival with k rides is known).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
KERNEL = "planner/raptor/kernel.py"
BAGS = "planner/raptor/criteria.py"
TESTS = ("tests/properties", "tests/planner")


@dataclass(frozen=True)
class Mutant:
    """One mistake: a text of a file and what stands there instead."""

    name: str
    file: str
    text: str
    instead: str


MUTANTS = (
    Mutant(
        "board-from-this-round",
        KERNEL,
        "ready_s = labels.ready_s[k - 1, stop]\n                start = departures",
        "ready_s = labels.ready_s[k, stop]\n                start = departures",
    ),
    Mutant(
        "queue-from-the-last-position",
        KERNEL,
        "elif position < labels.queued_from[pattern]",
        "elif position > labels.queued_from[pattern]",
    ),
    Mutant(
        "departure-at-arrival-refused",
        KERNEL,
        "if blocks[start + middle] >= ready_s",
        "if blocks[start + middle] > ready_s",
    ),
    Mutant(
        "never-hop-to-an-earlier-trip",
        KERNEL,
        "if trip == n_trips or ready_s <= day.blocks[start + trip - 1]",
        "if trip == n_trips",
    ),
    Mutant(
        "boarding-position-lost-on-a-hop",
        KERNEL,
        "trip, boarded = earlier, position",
        "trip, boarded = earlier, (position if boarded == NONE else boarded)",
    ),
    Mutant("no-marks-after-a-walk", KERNEL, "labels.is_ready[to] = 1", "labels.is_ready[to] = 0"),
    Mutant("no-parent-of-a-walk", KERNEL, "labels.ready_from[k, to] = stop", "pass"),
    Mutant("waits-after-the-window", KERNEL, "rules = Rules(max_rides, False, False, 0, True, 0)",
           "rules = Rules(max_rides, False, False, 0, False, 0)"),
    Mutant("one-ride-too-few-to-go", KERNEL,
           "labels.alighted_rides[stop] <= rules.max_rides - k",
           "labels.alighted_rides[stop] < rules.max_rides - k"),
    Mutant("bound-above-the-possible", "planner/raptor/bounding.py",
           "ride_s = max(arrivals_s[times + position + 1] - left_s, 0)",
           "ride_s = max(arrivals_s[times + position + 1] - left_s, 0) + 60"),
    Mutant("last-vehicle-not-caught", KERNEL,
           "if row[VISIT_LAST_S] < ready_s", "if row[VISIT_LAST_S] <= ready_s"),
    Mutant("overtaking-not-split", "planner/raptor/slicing.py",
           "if not overtakes(", "if True or not overtakes("),
    Mutant("boards-where-forbidden", "planner/day.py",
           "can_board = network.pattern_pickup[rows] != FORBIDDEN",
           "can_board = network.pattern_pickup[rows] != 99"),
    Mutant("alights-where-forbidden", "planner/day.py",
           "can_alight = network.pattern_drop_off[rows] != FORBIDDEN",
           "can_alight = network.pattern_drop_off[rows] != 99"),
    Mutant("turns-back-in-a-block", "planner/vehicles.py",
           "& ~_near(network, last_but_one, second)", ""),
    Mutant("least-specific-rule", "planner/transfer_rules.py",
           "specific.sort(key=lambda rule: rule.rank, reverse=True)",
           "specific.sort(key=lambda rule: rule.rank)"),
    Mutant("dominated-by-more-rides", BAGS,
           "and labels[row, N_RIDES] <= n_rides\n", ""),
    Mutant("dominated-whatever-is-walked", BAGS,
           "and labels[row, WALKED_MIN] <= walked_min\n", ""),
    Mutant("dominated-whatever-is-emitted", BAGS,
           "and labels[row, EMITTED_DAG] <= emitted_dag\n", ""),
    Mutant("aboard-whatever-is-emitted", BAGS,
           "and aboard[j, ABOARD_DAG] <= base_dag\n", ""),
    Mutant("emitted-since-the-first-stop", BAGS,
           "base_dag = labels[row, EMITTED_DAG] - emitted_here_dag",
           "base_dag = labels[row, EMITTED_DAG]"),
    Mutant("walk-to-the-destination-not-counted", BAGS,
           "walked_min += (egress_s + MINUTE_S - 1) // MINUTE_S", "pass"),
    Mutant("waits-where-it-cannot", BAGS,
           "bags.ready[stop] = NONE  # who cannot wait there is no better than others", "pass"),
    Mutant("starts-stay-in-their-bags", BAGS,
           "while goal.boards_at_once and k == 1 and", "while False and"),
    Mutant("slack-in-changes-too-small", "planner/criteria.py",
           "fewer = slack.transfers + 1", "fewer = max(slack.transfers, 1)"),
    Mutant("bounds-of-one-ride-less", BAGS,
           "row = min(max_rides - k, n_rounds)", "row = min(max(max_rides - k - 1, 0), n_rounds)"),
    Mutant("earliest-departure-of-a-vector", "planner/criteria.py",
           "np.full((1, k + 1), -time_s, dtype=np.int32)",
           "np.full((1, k + 1), -time_s - 60, dtype=np.int32)"),
    Mutant("vias-without-stay", "planner/via.py",
           "np.maximum(walk_s, stay_s), walk_s + stay_s", "walk_s, walk_s"),
)  # fmt: skip


def is_seen(mutant: Mutant) -> bool:
    """Run the tests with one mistake; return whether any failed."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        for package in ("planner", "tests"):
            shutil.copytree(
                PROJECT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__")
            )
        shutil.copy(PROJECT / "pyproject.toml", copy)
        file = copy / mutant.file
        source = file.read_text("utf-8")
        assert source.count(mutant.text) == 1, f"{mutant.name}: its text stands there once"
        file.write_text(source.replace(mutant.text, mutant.instead), "utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *TESTS]
        environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(copy)}
        run = subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False)
        return run.returncode == 1


def main() -> int:
    """Print what was seen and what was not."""
    unseen = 0
    for mutant in MUTANTS:
        if sys.argv[1:] and mutant.name not in sys.argv[1:]:
            continue
        seen = is_seen(mutant)
        unseen += not seen
        print(f"{mutant.name:<36}{'seen' if seen else 'NOT SEEN'}", flush=True)
    return int(unseen > 0)


if __name__ == "__main__":
    sys.exit(main())
