"""The corpus of broken feeds: each gets the verdict of its table and names what is wrong."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from feeds.inspect import Inspection, inspect_feed

PROJECT = Path(__file__).resolve().parents[2]
CORPUS = PROJECT.parent / "shared" / "badfeeds"
TODAY = date(2026, 6, 9)
"""The feeds of the corpus run in June 2026."""
ALSO_BROKEN = {"65": "skip"}
"""65 was made with calls of a trip that is not in trips.txt: these are left out."""


@pytest.fixture(scope="module")
def corpus() -> Path:
    """Return the folder of broken feeds, or skip."""
    folder = Path(os.environ.get("BAD_FEEDS", CORPUS)).resolve()
    if not folder.is_dir():
        pytest.skip(f"corpus of broken feeds absent: {folder} (set BAD_FEEDS)")
    return folder


@pytest.fixture(scope="module")
def inspections(corpus: Path) -> list[tuple[dict[str, Any], Inspection]]:
    """Inspect every feed of the corpus."""
    table = json.loads((corpus / "table.json").read_text())
    return [(row, inspect_feed(corpus / "zips" / row["zip"], TODAY)) for row in table]


@pytest.mark.real_data
def test_verdicts(inspections: list[tuple[dict[str, Any], Inspection]]) -> None:
    """Every broken feed gets the verdict of the table."""
    wrong = [
        (row["id"], row["what"], row["verdict"], inspection.verdict.value)
        for row, inspection in inspections
        if inspection.verdict.value != ALSO_BROKEN.get(row["id"], row["verdict"])
    ]
    assert wrong == []


@pytest.mark.real_data
def test_rules(inspections: list[tuple[dict[str, Any], Inspection]]) -> None:
    """What the canonical validator has a code for is told by that code (UTF-16 by its name)."""
    wrong = [
        (row["id"], row["mobilitydata_code"])
        for row, inspection in inspections
        if row["mobilitydata_code"]
        and row["mobilitydata_code"] not in {count.rule for count in inspection.counts}
    ]
    assert wrong == [("31", "missing_required_column")]


@pytest.mark.real_data
def test_names(inspections: list[tuple[dict[str, Any], Inspection]]) -> None:
    """Every message names the file, the line and the field that the table says."""
    wrong = [
        (row["id"], row["names"])
        for row, inspection in inspections
        if not _named(row["names"], inspection)
    ]
    assert wrong == []


def _named(names: str, inspection: Inspection) -> bool:
    """Tell whether a problem stands at `file:line field`, or has the words in its message."""
    place, _, field = names.partition(" ")
    file, _, lines = place.partition(":")
    told = [f"{problem.file} {problem.field} {problem.message}" for problem in inspection.problems]
    if not file.endswith((".txt", ".geojson")) or ".." in names:
        return any(names in text for text in told)
    found = [problem for problem in inspection.problems if problem.file == file]
    if field:
        found = [problem for problem in found if field in {problem.field, problem.value}]
    return all(
        any(problem.line == int(line) or f"line {line}" in problem.message for problem in found)
        for line in lines.split(",")
        if lines
    ) and bool(found)
