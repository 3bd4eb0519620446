"""“Who pays?”: the formulae of docs/COSTS.md, held against the published sample."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.accounting.errors import InvalidSimulationError
from api.accounting.simulation import (
    SIMULATIONS,
    estimates,
    fare_rise,
    load_scenario,
    outcome,
)

ALSACE = load_scenario("alsace")
SHIPPED = json.loads((SIMULATIONS / "alsace.json").read_text(encoding="utf-8"))

HAUTS_DE_FRANCE = replace(
    ALSACE.central(),
    inhabitants=3_000_000,
    trips=255_000_000,
    mean_fare_eur=0.38,
    fare_elasticity=-0.3,
    mobility_tax_yield_eur=486_000_000,
    operating_cost_eur=3_000_000 * 161,
)


@pytest.mark.parametrize(
    ("eur_per_inhabitant", "naive_c", "response_c", "rise_pct", "lost", "tax_pct"),
    [
        (0.10, 0.12, 0.17, 0.44, 338_000, 0.06),
        (0.21, 0.25, 0.35, 0.93, 711_000, 0.13),
        (0.58, 0.68, 0.99, 2.59, 1_980_000, 0.36),
        (1.00, 1.18, 1.71, 4.50, 3_440_000, 0.62),
    ],
)
def test_the_published_sample_is_found_again(
    eur_per_inhabitant: float,
    naive_c: float,
    response_c: float,
    rise_pct: float,
    lost: float,
    tax_pct: float,
) -> None:
    """The four rows of the worked case: nine authorities, three million inhabitants."""
    figures = replace(HAUTS_DE_FRANCE, system_cost_eur=3_000_000 * eur_per_inhabitant)
    fares, budgets = outcome(figures, 9), outcome(figures, 9, fares_part=0)
    assert fares.fare_response_eur is not None
    assert fares.fare_rise_part is not None
    assert budgets.eur_per_inhabitant == pytest.approx(eur_per_inhabitant)
    assert 100 * fares.fare_naive_eur == pytest.approx(naive_c, abs=0.006)
    assert 100 * fares.fare_response_eur == pytest.approx(response_c, abs=0.006)
    assert 100 * fares.fare_rise_part == pytest.approx(rise_pct, abs=0.011)
    assert fares.lost_trips == pytest.approx(lost, rel=0.005)
    assert 100 * budgets.tax_yield_part == pytest.approx(tax_pct, abs=0.005)


@given(
    st.floats(1, 1e9),
    st.floats(1e3, 1e9),
    st.floats(0.01, 10),
    st.floats(-0.95, 0, exclude_max=True),
)
def test_a_fare_that_rises_yields_the_cost(
    cost_eur: float, trips: float, fare_eur: float, elasticity: float
) -> None:
    """Put back into the equation, the root gives the cost; the nearest to zero is taken."""
    rise = fare_rise(cost_eur, trips, fare_eur, elasticity)
    if rise is None:
        best = -(1 + elasticity) / (2 * elasticity)
        assert trips * fare_eur * (1 + elasticity * best) * (1 + best) < trips * fare_eur + cost_eur
        return
    assume(rise < 1e6)
    yielded = trips * (1 + elasticity * rise) * fare_eur * (1 + rise)
    assert yielded == pytest.approx(trips * fare_eur + cost_eur, rel=1e-6)
    assert 0 < rise <= -(1 + elasticity) / (2 * elasticity) * (1 + 1e-9)


def test_no_fare_may_yield_the_cost() -> None:
    """A cost beyond what fares can ever bring has no solution, and that is said as None."""
    assert fare_rise(1e9, 1e6, 0.4, -0.3) is None
    dear = ALSACE.given({"system_cost_eur": 1e9})
    found = estimates(dear)
    assert found["fare_response_eur"].central is None
    assert found["lost_trips"].high is None
    assert found["eur_per_inhabitant"].central == 0, "travellers bear it all"


def test_without_response_every_trip_pays_its_part() -> None:
    """At elasticity zero the rise is the cost over the revenue, and nobody is lost."""
    figures = replace(HAUTS_DE_FRANCE, fare_elasticity=0.0)
    found = outcome(figures, 9)
    assert found.fare_response_eur == pytest.approx(found.fare_naive_eur)
    assert found.lost_trips == 0


@given(st.floats(0, 1))
def test_a_mixed_financing_leaves_nothing_unpaid(fares_part: float) -> None:
    """What fares yield more, and what authorities pay, add up to the cost."""
    figures = HAUTS_DE_FRANCE
    found = outcome(figures, 9, fares_part)
    assert found.fare_rise_part is not None
    x, e = found.fare_rise_part, figures.fare_elasticity
    revenue = figures.trips * figures.mean_fare_eur
    more_eur = revenue * (1 + e * x) * (1 + x) - revenue
    authorities_eur = found.eur_per_inhabitant * figures.inhabitants
    assert more_eur + authorities_eur == pytest.approx(figures.system_cost_eur, rel=1e-6)


def test_sharing_one_system_saves_all_but_one() -> None:
    """(n - 1) F - g n: what pooling saves, and what working together costs."""
    figures = replace(HAUTS_DE_FRANCE, fixed_part_eur=60_000.0, governance_eur=5_000.0)
    assert outcome(figures, 9).pooling_saving_eur == 8 * 60_000 - 9 * 5_000
    assert outcome(figures, 1).pooling_saving_eur == -5_000


@given(st.floats(0, 1))
def test_every_range_holds_its_middle(fares_part: float) -> None:
    """A result's least and most are about its central value, never within."""
    for name, value in estimates(ALSACE, fares_part).items():
        assert None not in (value.low, value.central, value.high), name
        assert value.low <= value.central + 1e-9, name  # type: ignore[operator]
        assert value.central <= value.high + 1e-9, name  # type: ignore[operator]


def test_what_the_reader_gives_has_no_range() -> None:
    """A figure that is typed replaces ours, its kind says so, and the others stay."""
    typed = ALSACE.given({"inhabitants": 500_000})
    assert typed.inputs["inhabitants"].kind == "given"
    assert typed.inputs["trips"] == ALSACE.inputs["trips"]
    found = estimates(typed, fares_part=0)["eur_per_inhabitant"]
    assert found.low == pytest.approx(190_000 / 500_000)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("inhabitants", 0),
        ("trips", -1),
        ("fare_elasticity", -1),
        ("fare_elasticity", 0.1),
        ("car_share", 1.1),
        ("mean_fare_eur", float("nan")),
        ("colour", 1),
    ],
)
def test_a_figure_that_cannot_be_is_refused_by_name(name: str, value: float) -> None:
    """The error names the figure."""
    with pytest.raises(ValueError, match=name):
        ALSACE.given({name: value})


@pytest.mark.parametrize("part", [-0.1, 1.1])
def test_travellers_bear_from_none_to_all(part: float) -> None:
    """A part out of its range is refused by name."""
    with pytest.raises(ValueError, match="fares_part"):
        estimates(ALSACE, part)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"authorities": 0}, "authorities"),
        ({"inputs": {}}, "inputs.car_g_per_km"),
        ({"trips": {"low": 2, "central": 1}}, "inputs.trips"),
        ({"trips": {"low": "2"}}, "inputs.trips.low"),
        ({"trips": {"kind": "given"}}, "inputs.trips.kind"),
        ({"trips": {"source": ""}}, "inputs.trips.source"),
        ({"car_share": {"high": 1.5}}, "inputs.car_share.high"),
    ],
)
def test_a_wrong_scenario_is_refused_by_its_field(
    tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    """The error names the file and the field that is wrong."""
    content = json.loads(json.dumps(SHIPPED))
    for name, value in changes.items():
        if name in content:
            content[name] = value
        else:
            content["inputs"][name] |= value
    path = tmp_path / "alsace.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InvalidSimulationError) as caught:
        load_scenario("alsace", tmp_path)
    assert (caught.value.path, caught.value.field) == (str(path), field)
