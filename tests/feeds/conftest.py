"""Networks that take seconds to build, made once for all tests."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from feeds import Snapshot, build_region, load_region, open_snapshot
from tests.conftest import PROJECT

TODAY = date(2026, 11, 25)
"""A Wednesday on which no real feed of Alsace holds."""


def built(name: str, var: Path, data: Path | None) -> Snapshot:
    """Build a region of the project and open its network."""
    region = load_region(PROJECT / "regions" / f"{name}.toml")
    version = build_region(region, data=data, var=var, today=TODAY, report=lambda _: None)
    return open_snapshot(var / name / "networks", version)


@pytest.fixture(scope="session")
def val_commun(val_commun_var: Path) -> Snapshot:
    """Return the network of the imaginary region."""
    return built("val-commun", val_commun_var, None)


@pytest.fixture(scope="session")
def val_commun_files(val_commun: Snapshot, val_commun_var: Path) -> Path:
    """Return the folder of the files that network was built from."""
    return val_commun_var / val_commun.manifest.region_id / "sources"


@pytest.fixture(scope="session")
def val_commun_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which the imaginary region is built."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="session")
def alsace_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which Alsace is built."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="session")
def alsace(alsace_var: Path, real_data: Path) -> Snapshot:
    """Return the network of Alsace, built from the real feeds."""
    return built("alsace", alsace_var, real_data / "alsace")


@pytest.fixture(scope="session")
def alsace_problems(alsace: Snapshot, alsace_var: Path) -> dict[str, Any]:
    """Return what was found while Alsace was built."""
    folder = alsace_var / "alsace" / "networks" / alsace.version
    content: dict[str, Any] = json.loads((folder / "problems.json").read_text("utf-8"))
    return content
