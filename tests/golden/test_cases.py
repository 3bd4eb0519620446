"""The conformance cases written for this project: small feeds, answers derived by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.conformance import run_case

CASES = sorted((Path(__file__).parent / "cases").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_every_query_of_the_case_is_answered_as_expected(case: Path) -> None:
    """Departures, arrivals and transfers are exactly those of `case.json`."""
    failed = [
        (outcome.query, outcome.found, outcome.error)
        for outcome in run_case(case)
        if not outcome.passed
    ]
    assert failed == []
