"""Puts known mistakes into the search one by one and runs the tests: each must be seen.

    python -m tests.support.mutants [NAME …]

The code is copied to a temporary folder, changed there and run without compiling, with the same
random networks every time and without making failures small. The tests run in layers, cheapest
first, but the one known to see the mistake before the others. Each layer has a budget of processor
time, BUDGET_FACTOR times what the unchanged code takes, which runs first: a mistake that makes a
search go round for ever is stopped there and counts as seen. So the whole takes at most
(1 + BUDGET_FACTOR × mistakes) times the unchanged layers, and a twentieth of that where the known
layers still see what they saw. Exit status 1 when a mistake was not seen, or the unchanged code
fails.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.mutations import MUTANTS, Mutant

PROJECT = Path(__file__).resolve().parents[2]
LAYERS = {
    "cases": ("tests/planner/test_search.py", "tests/planner", "--ignore=tests/planner/streets"),
    "criteria": ("tests/properties/test_criteria_against_oracle.py",),
    "changes": ("tests/properties/test_changes_against_all.py",),
    "fronts": ("tests/properties/test_search_against_oracle.py",),
}
"""The tests, cheapest first."""
BUDGET_FACTOR = 5
LEAST_BUDGET_S = 30
LONGEST_S = 1200
"""The unchanged code must end each layer within it."""


def seen_by(mutant: Mutant | None, layer: str, budget_s: int) -> str:
    """Run a layer with a mistake, or without; return what failed first, "" when nothing did."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        for package in ("planner", "tests"):
            shutil.copytree(
                PROJECT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__")
            )
        shutil.copy(PROJECT / "pyproject.toml", copy)
        if mutant:
            file = copy / mutant.file
            source = file.read_text("utf-8")
            assert source.count(mutant.text) == 1, f"{mutant.name}: its text stands there once"
            file.write_text(source.replace(mutant.text, mutant.instead), "utf-8")
        options = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly")
        command = [sys.executable, "-m", "pytest", *options, "--hypothesis-seed=0", *LAYERS[layer]]
        environment = {
            **os.environ,
            "NUMBA_DISABLE_JIT": "1",
            "PYTHONPATH": str(copy),
            "HYPOTHESIS_PROFILE": "mutants",
        }
        run = subprocess.run(
            command,
            cwd=copy,
            env=environment,
            capture_output=True,
            check=False,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (budget_s, budget_s)),
        )
        if run.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
            return f"no end within {budget_s} s"
        assert run.returncode in {0, 1}, run.stdout[-2000:]  # else the command is wrong
        failed = re.search(r"^(?:FAILED|ERROR) \S+?::(\w+)", run.stdout, re.MULTILINE)
        return "" if run.returncode == 0 else failed[1] if failed else "a test"


def unchanged_s() -> dict[str, float]:
    """Run every layer on the unchanged code; return its processor time.

    Raises
    ------
    SystemExit: one fails or does not end.

    """
    took_s = {}
    for layer in LAYERS:
        start_s = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        if failed := seen_by(None, layer, LONGEST_S):
            raise SystemExit(f"{layer}: the unchanged code fails ({failed}): nothing can be said")
        took_s[layer] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - start_s
    return took_s


def main() -> int:
    """Print a table of what saw each mistake, and where none did."""
    budget_s = {
        layer: max(round(BUDGET_FACTOR * took_s), LEAST_BUDGET_S)
        for layer, took_s in unchanged_s().items()
    }
    unseen = 0
    print("| mistake | seen by | test |\n|---|---|---|", flush=True)
    for mutant in MUTANTS:
        if sys.argv[1:] and mutant.name not in sys.argv[1:]:
            continue
        failed = ""
        for layer in sorted(LAYERS, key=lambda one: one != mutant.layer):
            failed = seen_by(mutant, layer, budget_s[layer])
            if failed:
                print(f"| {mutant.name} | {layer} | `{failed}` |", flush=True)
                break
        else:
            unseen += 1
            print(f"| {mutant.name} | **nothing** | |", flush=True)
    return int(unseen > 0)


if __name__ == "__main__":
    sys.exit(main())
