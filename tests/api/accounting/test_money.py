"""Euros are written from integers, exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.accounting import euros, french_euros
from api.accounting.money import exact_euros, short_euros


@given(st.integers(-(10**18), 10**18))
def test_euros_lose_no_digit(amount_neur: int) -> None:
    """The decimal string of an amount is that amount."""
    assert Decimal(euros(amount_neur)).scaleb(9) == amount_neur


@given(st.integers(-(10**27), 10**27))
def test_exact_euros_lose_no_digit(amount_aeur: int) -> None:
    """The decimal string of an unrounded amount is that amount."""
    assert Decimal(exact_euros(amount_aeur)) * 10**18 == amount_aeur


@pytest.mark.parametrize(
    ("amount_neur", "written"),
    [
        (0, "0,000 000 000 €"),
        (312, "0,000 000 312 €"),
        (-1_500_000_000, "-1,500 000 000 €"),
        (1_234_567_000_000_001, "1 234 567,000 000 001 €"),
    ],
)
def test_french_euros_read_as_a_french_reader_expects(amount_neur: int, written: str) -> None:
    """Decimals follow a comma, in threes, and no line may break inside an amount."""
    groups, unit = written.rsplit(" ", 1)
    assert french_euros(amount_neur) == groups.replace(" ", "\u202f") + "\u00a0" + unit


@pytest.mark.parametrize(
    ("amount_neur", "text"),
    [
        (1_234_567_890_123, "1\u202f234,57\u00a0€"),
        (0, "0,00\u00a0€"),
        (312, "0,000\u202f000\u202f312\u00a0€"),
        (999_999, "0,000\u202f999\u202f999\u00a0€"),
        (15_000_000, "0,015\u00a0€"),
        (10_000_000, "0,01\u00a0€"),
        (-250_000_000, "-0,25\u00a0€"),
        (999_999_999, "1,00\u00a0€"),
        (1_005_000_000, "1,00\u00a0€"),
    ],
)
def test_short_euros_keep_what_matters(amount_neur: int, text: str) -> None:
    """To the cent, to the thousandth below one euro, to the last digit below; halves go even."""
    assert short_euros(amount_neur) == text
