"""A cost is shared to the last nano-euro, fairly over time."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from api.accounting.allocation import split

weights = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3), st.integers(0, 10**6), min_size=1
).filter(lambda by_payer: any(by_payer.values()))


@given(st.integers(0, 10**12), weights, st.text(max_size=8))
def test_the_parts_add_up_and_none_is_off_by_a_unit(
    total_neur: int, by_payer: dict[str, int], event_id: str
) -> None:
    """Parts sum to the total, and each is its exact share rounded up or down."""
    parts = split(total_neur, by_payer, event_id)
    assert sum(parts.values()) == total_neur
    whole = sum(by_payer.values())
    for payer, weight in by_payer.items():
        assert abs(parts[payer] - Fraction(total_neur * weight, whole)) < 1


@given(st.integers(0, 10**6), weights, st.text(max_size=8))
def test_a_split_depends_on_the_event_and_the_weights_only(
    total_neur: int, by_payer: dict[str, int], event_id: str
) -> None:
    """The order in which payers were found changes nothing."""
    backwards = dict(reversed(by_payer.items()))
    assert split(total_neur, by_payer, event_id) == split(total_neur, backwards, event_id)


def test_the_odd_nano_euro_goes_round() -> None:
    """Over many events of one nano-euro, two equal payers bear about half each."""
    borne = sum(split(1, {"a": 1, "b": 1}, f"worker/{seq}")["a"] for seq in range(2000))
    assert 900 < borne < 1100


def test_who_weighs_nothing_pays_nothing() -> None:
    """A payer of weight zero bears no part."""
    assert split(1001, {"a": 0, "b": 2, "c": 1}, "e")["a"] == 0


@given(st.integers(0, 10**6), weights, st.text(max_size=8))
def test_a_correction_takes_back_what_was_shared(
    total_neur: int, by_payer: dict[str, int], event_id: str
) -> None:
    """An amount below zero gives the opposite parts, so that the two cancel out."""
    parts = split(total_neur, by_payer, event_id)
    assert split(-total_neur, by_payer, event_id) == {who: -part for who, part in parts.items()}
