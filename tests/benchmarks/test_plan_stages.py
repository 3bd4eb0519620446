"""Plans are timed stage by stage, or it is said that there is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from api import Settings, create_app
from api.service import EXTENSION, Service
from benchmarks.plan_stages import report
from tests.support.snapshots import two_towns

MORNING = "2026-06-10T08:00:00+02:00"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """Return the application on the small network."""
    settings = Settings(var=tmp_path)
    made = create_app(
        settings, snapshot=two_towns(), clock=lambda: datetime(2026, 6, 10, tzinfo=UTC)
    )
    yield made
    made.extensions[EXTENSION].accountant.close()


def test_every_stage_has_its_line(app: Flask) -> None:
    """Streets, search, writing and their sum; then how long answers are."""
    service: Service = app.extensions[EXTENSION]
    lines = report(app, service, MORNING, 20).splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["streets", "search", "write"]
    assert lines[4].startswith("  in all")
    assert "journeys" in lines[5]


def test_where_nothing_is_found_it_is_said(app: Flask) -> None:
    """Not a table of nothing: without a question there is no journey."""
    service: Service = app.extensions[EXTENSION]
    with pytest.raises(SystemExit, match=r"MOMENT: no journey"):
        report(app, service, MORNING, 0)
