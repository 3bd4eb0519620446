"""The service's carbon: components add up, and every figure says what it is worth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.accounting.carbon import EMISSIONS, footprint, load_machines
from api.accounting.errors import InvalidCarbonError

SHIPPED = json.loads((EMISSIONS / "2026-11.json").read_text(encoding="utf-8"))


def test_a_month_by_hand() -> None:
    """Four vCPUs for thirty days, one hour of it busy, at 21.7 g a kWh."""
    found = footprint("2026-11", 60_000, 3_600_000_000, load_machines())
    assert found.busy_g == pytest.approx(0.010 * 21.7)
    assert found.idle_g == pytest.approx((4 * 720 - 1) * 0.003 * 21.7)
    assert found.embodied_g == pytest.approx(4 * 5000 * 30 / 365.25)
    assert found.sci_g == pytest.approx(found.total_g / 60)


@given(st.integers(0, 10**9), st.integers(0, 10**16))
def test_components_add_up(answers: int, cpu_us: int) -> None:
    """Whatever was answered: no part below zero, their sum the total, and R 1,000 answers."""
    found = footprint("2026-02", answers, cpu_us, load_machines())
    assert min(found.busy_g, found.idle_g, found.embodied_g) >= 0
    assert found.total_g == found.busy_g + found.idle_g + found.embodied_g
    assert (found.sci_g is None) == (answers == 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"vcpus": 0}, "vcpus"),
        ({"grid_g_per_kwh": SHIPPED["grid_g_per_kwh"] | {"value": -1}}, "grid_g_per_kwh.value"),
        ({"grid_g_per_kwh": SHIPPED["grid_g_per_kwh"] | {"kind": "guess"}}, "grid_g_per_kwh.kind"),
        ({"note": ""}, "note"),
    ],
)
def test_a_wrong_file_is_refused_by_its_field(
    tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    """The error names the file and the field that is wrong."""
    path = tmp_path / "2026-11.json"
    path.write_text(json.dumps(SHIPPED | changes), encoding="utf-8")
    with pytest.raises(InvalidCarbonError) as caught:
        load_machines(tmp_path)
    assert (caught.value.path, caught.value.field) == (str(path), field)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    """Without a file there is no estimate."""
    with pytest.raises(InvalidCarbonError, match="no file"):
        load_machines(tmp_path)
