"""Prices: exact lines, no resource priced twice, no bias from rounding."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.accounting import MeteredEvent
from api.accounting.pricing import ExactPrices, price, price_counted, round_carrying
from tests.api.accounting.samples import TARIFF, events, plan_event


@given(events())
def test_a_line_is_the_tariff_times_the_quantity(event: MeteredEvent) -> None:
    """Each line's amount is quantity x rate / per, exactly, at the tariff's own rate."""
    rates = {line.meter: Fraction(line.rate_peur, line.per) for line in TARIFF.lines}
    for line in price(event, TARIFF):
        exact_peur = rates[line.meter] * line.quantity
        assert Fraction(line.amount_aeur, 10**6) == exact_peur


@given(events())
def test_a_price_is_the_sum_of_its_lines(event: MeteredEvent) -> None:
    """What verification adds up is what the answer was charged, line by line."""
    lines = price_counted(event.counters, event.cpu_us, event.bytes_out, TARIFF)
    found = ExactPrices(TARIFF).of(event.counters, event.cpu_us, event.bytes_out)
    assert found == sum(line.amount_aeur for line in lines)


@given(events())
def test_processor_time_is_priced_once(event: MeteredEvent) -> None:
    """An event pays for its counters or for its thread CPU, never for both."""
    meters = {line.meter for line in price(event, TARIFF)}
    searched = any(event.counters.values())
    assert ("searches" in meters) == searched
    assert ("cpu_us" in meters) == (not searched and event.cpu_us > 0)


def test_the_same_search_has_the_same_price_on_a_slower_machine() -> None:
    """What the search counted is priced; the CPU it happened to take is not."""
    fast, slow = plan_event(cpu_us=1_000), plan_event(cpu_us=90_000)
    assert price(fast, TARIFF) == price(slow, TARIFF)


def test_a_cached_answer_costs_less() -> None:
    """A cached answer has no counters and pays for its look-up."""
    cached = plan_event(cache_hit=True, counters={}, cpu_us=300)
    total = {
        event.cache_hit: sum(line.amount_aeur for line in price(event, TARIFF))
        for event in (cached, plan_event())
    }
    assert total[True] < total[False]


@given(st.lists(st.integers(0, 10**13)), st.integers(0, 10**9 - 1))
def test_rounding_carries_what_it_leaves(amounts_aeur: list[int], first_aeur: int) -> None:
    """After any number of events the nano-euros and the carry make the exact sum."""
    carried_aeur, rounded_neur = first_aeur, 0
    for amount_aeur in amounts_aeur:
        cost_neur, carried_aeur = round_carrying(amount_aeur, carried_aeur)
        rounded_neur += cost_neur
        assert 0 <= carried_aeur < 10**9
    assert rounded_neur * 10**9 + carried_aeur == sum(amounts_aeur) + first_aeur


def test_small_costs_are_neither_lost_nor_inflated() -> None:
    """A thousand answers of 300 pico-euros make 300 nano-euros."""
    carried_aeur, rounded_neur = 0, 0
    for _ in range(1000):
        cost_neur, carried_aeur = round_carrying(300 * 10**6, carried_aeur)
        rounded_neur += cost_neur
    assert (rounded_neur, carried_aeur) == (300, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "/api/v6/plan?fromPlace=48.58,7.75"},
        {"channel": "48.58,7.75"},
        {"channel": "10 rue du Dôme"},
        {"network_version": "cts:STOP_1"},
        {"counters": {"stop cts:1": 1}},
        {"payers": {"192.168.1.1/32": 1}},
        {"cpu_us": -1},
        {"counters": {"rounds": -1}},
    ],
)
def test_an_event_refuses_what_is_not_a_name_or_a_count(changes: dict[str, object]) -> None:
    """URLs, coordinates, addresses and negative quantities never become an event."""
    with pytest.raises(ValueError, match=r"not a plain|negative"):
        plan_event(**changes)
