"""Which journeys are worth showing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner import Journey, Leg, Ride, pareto_front


@st.composite
def journeys(draw: st.DrawFn) -> list[Journey]:
    """Draw journeys of few moments, so that many are equal or beat each other."""
    small = st.integers(0, 4)
    rows = draw(st.lists(st.tuples(small, small, small), max_size=12))
    return [journey(departure_s, 10 + arrival_s, n) for departure_s, arrival_s, n in rows]


def journey(departure_s: int, arrival_s: int, transfers: int) -> Journey:
    """Return a journey of so many changes."""
    legs: tuple[Leg, ...] = tuple(
        Ride(n, 0, 0, 1, n, n + 1, departure_s, arrival_s) for n in range(transfers + 1)
    )
    return Journey(departure_s, arrival_s, legs)


@given(journeys())
def test_the_front_is_what_no_other_journey_dominates(found: list[Journey]) -> None:
    """One journey per (departure, arrival, transfers), the first given, in that order."""
    kept = [one for one in found if not any(other.dominates(one) for other in found)]
    expected = {(j.departure_s, j.arrival_s, j.transfers): j for j in reversed(kept)}
    assert pareto_front(found) == tuple(expected[key] for key in sorted(expected))


def test_legs_are_built_once_when_they_are_read() -> None:
    """A journey whose legs are still rows equals the one that has them, and builds them once."""
    built = []

    def legs() -> tuple[Leg, ...]:
        built.append(1)
        return journey(0, 10, 1).legs

    later = Journey.later(0, 10, legs)
    assert not built
    assert later == journey(0, 10, 1)
    assert later.transfers == 1
    assert len(built) == 1
