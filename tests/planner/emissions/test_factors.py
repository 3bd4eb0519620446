"""The file of emission factors: what comes with the program, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import InvalidEmissionFactorsError, load_emission_factors
from planner.emissions.factors import FOLDER

SHIPPED = max(FOLDER.glob("*.toml"))


def test_every_vehicle_says_where_its_factor_is_from() -> None:
    """The factors that come with the program name their version and a source for each value."""
    factors = load_emission_factors()
    assert factors.version == SHIPPED.stem
    assert all(factor.source for factor in factors.vehicles.values())
    assert factors.vehicles["tram"].mg_per_km == 3800
    assert not factors.vehicles["tram"].is_hypothesis
    assert factors.vehicles["ferry"].is_hypothesis


@pytest.mark.parametrize(
    ("route_type", "spacing_m", "vehicle"),
    [
        (0, 500, "tram"),
        (1, 900, "metro"),
        (2, 9000, "regional_train"),
        (3, 400, "bus"),
        (3, 2500, "coach"),
        (101, 90_000, "high_speed_train"),
        (109, 2000, "suburban_train"),
        (204, 400, "coach"),
        (701, 2500, "coach"),
        (904, 500, "tram"),
        (1700, 500, "other"),
    ],
)
def test_a_line_is_a_kind_of_vehicle_by_its_type(
    route_type: int, spacing_m: float, vehicle: str
) -> None:
    """Basic and extended route types have a factor; a bus whose stops are far apart is a coach."""
    assert load_emission_factors().vehicle_of(route_type, spacing_m) == vehicle


def test_the_car_is_shared_by_its_occupants() -> None:
    """A kilometre by car is the car's factor over the people in it."""
    car = load_emission_factors().car
    assert car.emitted_mg(1000) == round(car.factor.mg_per_km / car.occupants)


@pytest.mark.parametrize(
    ("text", "instead", "said"),
    [
        ('version = "2026-06"', "", "version is missing"),
        ("g_per_km = 3.8", "g_per_km = -3.8", "vehicles.tram.g_per_km must be a number from 0"),
        ("g_per_km = 4.2", "g_per_km = true", "vehicles.metro.g_per_km must be a number"),
        ("occupants = 1.4", "occupants = 0", "car.occupants must be a number from 1 to 9"),
        ('kind = "hypothesis"', 'kind = "rumour"', "vehicles.ferry.kind must be one of"),
        ('0 = "tram"', 'x = "tram"', "route_types.x must be a number"),
        ('0 = "tram"', '0 = "rickshaw"', "route_types.0 names no vehicle"),
        ("other = {", "others = {", "vehicles.other is missing"),
        ("[vehicles]", "[vehicles", "file "),
        ('source = "Impact CO2, tramway"', 'source = ""', "vehicles.tram.source must be a text"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, text: str, instead: str, said: str) -> None:
    """File, field and reason are told in one sentence."""
    content = SHIPPED.read_text("utf-8")
    assert text in content
    path = tmp_path / "wrong.toml"
    path.write_text(content.replace(text, instead, 1), "utf-8")
    with pytest.raises(InvalidEmissionFactorsError, match=f"^wrong.toml: {said}"):
        load_emission_factors(path)


def test_a_file_that_is_absent_is_told(tmp_path: Path) -> None:
    """A path that leads nowhere is one sentence, not a traceback."""
    with pytest.raises(InvalidEmissionFactorsError, match=r"absent\.toml: file"):
        load_emission_factors(tmp_path / "absent.toml")
