"""Fixed costs: dated files, checked when read; an invoice's components add up to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.accounting.calibration import vcpu_peur_per_us
from api.accounting.errors import InvalidCostsError
from api.accounting.fixed_costs import COSTS, Component, CostLine, component_prices, load_costs

SHIPPED = json.loads((COSTS / "2026-11.json").read_text(encoding="utf-8"))
LINE = SHIPPED["lines"][0]


def write(folder: Path, stem: str = "2027-01", **changes: object) -> Path:
    """Write a file of costs that is right but for the changes."""
    path = folder / f"{stem}.json"
    path.write_text(json.dumps(SHIPPED | {"version": stem} | changes), encoding="utf-8")
    return path


def test_the_shipped_costs_are_the_documented_year() -> None:
    """Three hundred thousand euros a year, all hypotheses, and say so."""
    costs = load_costs().of("2026-11")
    assert costs.total_neur * 12 == 300_000 * 10**9
    assert costs.kind == "hypothesis"
    assert costs.share_neur == 15_000_000


def test_the_costs_of_a_month_are_the_last_that_began(tmp_path: Path) -> None:
    """A version holds from its month on; the first before it."""
    write(tmp_path, "2027-01")
    write(tmp_path, "2026-11")
    book = load_costs(tmp_path)
    found = [book.of(month).version for month in ("2025-05", "2026-12", "2027-01", "2031-02")]
    assert found == ["2026-11", "2026-11", "2027-01", "2027-01"]


@given(
    st.integers(0, 10**14),
    st.lists(
        st.builds(
            Component, st.sampled_from("abcdef"), st.integers(1, 1000), st.integers(0, 10**12)
        ),
        min_size=1,
        unique_by=lambda component: component.name,
    ).filter(lambda parts: any(part.catalogue_neur for part in parts)),
)
def test_components_add_up_to_their_invoice(amount_neur: int, components: list[Component]) -> None:
    """OpenCost's rule: catalogue ratios are kept, and the parts sum to what is invoiced."""
    line = CostLine("l", "L", amount_neur, "invoice", "", "R-POP@1", True, tuple(components))  # noqa: FBT003  # as the class has it
    prices = component_prices(line)
    assert sum(prices.values()) == amount_neur
    listed = sum(c.quantity * c.catalogue_neur for c in components)
    for c in components:
        assert abs(prices[c.name] * listed - amount_neur * c.quantity * c.catalogue_neur) < listed


def test_a_vcpu_is_priced_by_the_invoice() -> None:
    """Thirty-five euros for twenty, ten and five: a node of half the price keeps the ratios."""
    node = (Component("vcpu", 2, 10), Component("memory", 4, 2), Component("disk", 1, 7))
    line = CostLine("l", "L", 70, "invoice", "", "R-POP@1", True, node)  # noqa: FBT003  # same
    assert component_prices(line) == {"vcpu": 40, "memory": 16, "disk": 14}
    per_hour = (vcpu_peur_per_us(load_costs().of("2026-11")) or 0) * 3600e6 / 1e12
    assert 0.05 < per_hour < 0.09, "reserved twice over: dearer than the catalogue's vCPU"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"version": "2027-02"}, "version"),
        ({"currency": "USD"}, "currency"),
        ({"lines": []}, "lines"),
        ({"lines": [LINE, LINE]}, "lines[1].line"),
        ({"lines": [LINE | {"covers_answers": False}]}, "lines"),
        ({"lines": [LINE | {"covers_answers": "yes"}]}, "lines[0].covers_answers"),
        ({"lines": [LINE | {"line": "Hébergement"}]}, "lines[0].line"),
        ({"lines": [LINE | {"eur_a_month": 750}]}, "lines[0].eur_a_month"),
        ({"lines": [LINE | {"eur_a_month": "1e999999"}]}, "lines[0].eur_a_month"),
        ({"lines": [LINE | {"kind": "guess"}]}, "lines[0].kind"),
        ({"lines": [LINE | {"components": []}]}, "lines[0].components"),
        (
            {
                "lines": [
                    LINE | {"components": [{"name": "a", "quantity": 1, "eur_a_month_each": "0"}]}
                ]
            },
            "lines[0].components",
        ),
        ({"answers_a_year": 0}, "answers_a_year"),
        ({"answers_kind": "guess"}, "answers_kind"),
        ({"note": ""}, "note"),
    ],
)
def test_wrong_costs_are_refused_by_their_field(
    tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    """The error names the file and the field that is wrong."""
    path = write(tmp_path, **changes)
    with pytest.raises(InvalidCostsError) as caught:
        load_costs(tmp_path)
    assert (caught.value.path, caught.value.field) == (str(path), field)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    """There is no closing without costs."""
    with pytest.raises(InvalidCostsError, match="no costs"):
        load_costs(tmp_path)
