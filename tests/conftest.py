"""Fixtures and profiles that every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

PROJECT = Path(__file__).resolve().parents[1]

settings.register_profile("dev", deadline=None, max_examples=100)
settings.register_profile(
    "ci", deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(  # a failure is enough, it need not be made small
    "mutants", deadline=None, max_examples=100, phases=[Phase.explicit, Phase.generate]
)
settings.register_profile("nightly", deadline=None, max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real feeds, or skip: the suite must pass without it."""
    folder = Path(os.environ.get("REAL_DATA", PROJECT.parent / "shared" / "data")).resolve()
    if not folder.is_dir():
        pytest.skip(f"real data folder absent: {folder} (set REAL_DATA)")
    return folder
