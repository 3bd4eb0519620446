"""Conformance cases of nigiri on live updates, run from where they are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.conformance import themes


@pytest.mark.real_data
def test_late_vehicles_are_searched_as_nigiri_does(real_data: Path) -> None:
    """Delays that make a change, lose one, and are taken back."""
    folder = real_data.parent / "conformance"
    if not folder.is_dir():
        pytest.skip(f"conformance cases absent: {folder}")
    found = [one for _name, outcomes in themes(folder, ["-rt-"]) for one in outcomes]
    assert len(found) == 5
    assert [one for one in found if not one.passed] == []
