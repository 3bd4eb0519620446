"""The generated region, made once for all tests of the generator."""

from __future__ import annotations

import pytest

from feeds.demo import write_region
from tests.feeds.demo.tables import YEAR, Region


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    """Return the region of 2026, seed 1."""
    folder = tmp_path_factory.mktemp("val-commun")
    write_region(folder, year=YEAR)
    return Region(folder)
