"""Registries to be filled: in SQLite and in PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.desk.registry import FeedRecord, Registry

NOW = datetime(2026, 6, 10, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where an empty registry may be made: a file, then a database."""
    if request.param == "sqlite":
        return str(tmp_path / "desk" / "registry.sqlite")
    return str(request.getfixturevalue("new_database")())


@pytest.fixture
def registry(where: str, tmp_path: Path) -> Registry:
    """Return a registry that knows one feed."""
    registry = Registry(where, tmp_path / "desk" / "files", lambda: NOW)
    registry.register(FeedRecord("x", "Operator", "Alsace", "etalab-2.0", "https://op.example"))
    return registry
