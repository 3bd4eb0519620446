"""The shape of the code: what a file may import, and how long it may be."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.support.mutations import MUTANTS

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("planner", "feeds", "api", "benchmarks", "tools")
LONGEST_FILE = 400
LONGEST_KERNEL_FILE = 700
"""A kernel file cannot be split: what it calls must stand in it (decision 0006)."""
SOURCES = sorted(path for package in PACKAGES for path in (PROJECT / package).rglob("*.py"))
RAPTOR = PROJECT / "planner" / "raptor"
KERNELS = sorted(
    (
        *({*RAPTOR.glob("[!_]*.py")} - {RAPTOR / "compiling.py"}),
        PROJECT / "planner/streets/kernel.py",
        PROJECT / "planner/reach/kernel.py",
    )
)


def name(path: Path) -> str:
    """Print a path as seen from the project."""
    return str(path.relative_to(PROJECT))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_file_says_its_purpose_and_fits_in_the_head(path: Path) -> None:
    """Each file opens with a docstring of one sentence and stays short."""
    text = path.read_text()
    doc = ast.get_docstring(ast.parse(text))
    assert doc, "the first line tells the purpose"
    longest = LONGEST_KERNEL_FILE if path in KERNELS else LONGEST_FILE
    assert len(text.splitlines()) <= longest
    assert path.stem not in {"utils", "helpers", "common", "manager", "misc"}


@pytest.mark.parametrize("path", KERNELS, ids=name)
def test_kernel_file_imports_nothing_of_ours(path: Path) -> None:
    """Numba's disk cache watches one file only, so a kernel file depends on no other of ours.

    Unless its decorators watch that one too (decision 0043).
    """
    text = path.read_text()
    imported = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
            if node.module == "planner.raptor":
                watched = {f"{alias.asname or alias.name}.__file__" for alias in node.names}
                assert watched <= set(re.findall(r"\w+\.__file__", text))
    assert imported - {"planner"} <= {"collections", "typing", "numpy", "numba"}
    assert "planner" not in imported or re.search(
        r"^kernel, \w+ = decorators\(", text, re.MULTILINE
    )


@pytest.mark.parametrize("path", KERNELS, ids=name)
def test_kernels_share_one_decorator(path: Path) -> None:
    """Every compiled function is cached and free of the GIL, and none asks for fastmath."""
    text = path.read_text()
    shared = re.search(r"from planner.raptor.compiling import .*decorators", text) is not None
    assert shared or text.count("njit(") == 1
    assert shared or "njit(cache=True, nogil=True)" in text
    assert "fastmath" not in text


def test_only_settings_reads_the_environment() -> None:
    """Every knob is in api/settings.py."""
    readers = {
        name(path)
        for path in SOURCES
        if path.parts[len(PROJECT.parts)] in {"planner", "feeds", "api"}
        and re.search(r"os\.(environ|getenv)", path.read_text())
    }
    assert readers <= {"api/settings.py"}


def test_each_mistake_of_the_mutants_can_be_made() -> None:
    """The text that a mutant changes stands in its file exactly once."""
    for mutant in MUTANTS:
        assert (PROJECT / mutant.file).read_text("utf-8").count(mutant.text) == 1, mutant.name


def test_constants_repeated_in_kernel_files_agree() -> None:
    """Kernel files cannot import each other, so what they repeat must be equal."""
    from planner.raptor import kernel, legs, slicing

    for constant in ("UNREACHED", "NEVER", "NONE", "BLOCK_HEAD"):
        assert getattr(kernel, constant) == getattr(slicing, constant) == getattr(legs, constant)
    for constant in (
        *("LEG_RUN", "LEG_BOARD", "LEG_ALIGHT", "LEG_FROM", "LEG_TO"),
        *("LEG_DEPARTURE_S", "LEG_ARRIVAL_S", "JOURNEY_FIRST_LEG", "JOURNEY_N_LEGS"),
    ):
        assert getattr(kernel, constant) == getattr(legs, constant)
