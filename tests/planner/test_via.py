"""Journeys that pass a place on the way, riding through or staying there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner import InvalidQueryError, Network, Planner, Via
from tests.support.network import parse, query, read, show

LINES = """
    fast: A 08:00  D 08:20
    slow: A 08:00  B 08:10  C 08:20  D 08:30
    slow: A 08:30  B 08:40  C 08:50  D 09:00
"""


def search(network: Network, text: str, *vias: tuple[str, int]) -> list[str]:
    """Search with vias (stop, seconds) and print the journeys."""
    stops = [(network.stops_of_place(f"t:{name}"), stay_s) for name, stay_s in vias]
    through = tuple(Via(frozenset(s.tolist()), stay_s) for s, stay_s in stops if s is not None)
    found = Planner(network).search(replace(query(network, text), vias=through))
    return [show(network, journey) for journey in found.journeys]


def test_riding_through_is_enough_without_a_stay() -> None:
    """The faster line that does not call there is not taken; nobody gets off."""
    assert search(parse(LINES), "A -> D at 07:50", ("B", 0)) == [
        "08:00 A -slow- D 08:30   0 transfers"
    ]


def test_a_stay_is_made_off_the_vehicle() -> None:
    """With a stay of ten minutes the next vehicle is taken, in every kind of search."""
    seated = ["08:00 A -slow- B 08:10 | 08:40 B -slow- D 09:00   1 transfer"]
    for when in ("at 07:50", "by 09:00", "in 07:50..08:10", "arriving 08:50..09:00"):
        assert search(parse(LINES), f"A -> D {when}", ("B", 600)) == seated


@pytest.mark.parametrize(("stay_s", "arrival"), [(1800, "09:00"), (1801, None)])
def test_a_stay_is_kept_to_the_second(stay_s: int, arrival: str | None) -> None:
    """From 08:10 to 08:40 there is half an hour at B, and not a second more."""
    found = search(parse(LINES, days=(0,)), "A -> D at 07:50", ("B", stay_s))
    assert [one.split("   ")[0][-5:] for one in found] == ([arrival] if arrival else [])


def test_stays_at_two_vias_are_both_made() -> None:
    """Ten minutes at B, twenty at C: each off the vehicle, each as long as asked for."""
    network = parse(f"{LINES}\nslow: A 09:00  B 09:10  C 09:20  D 09:30")
    for when in ("at 07:50", "by 09:30", "in 07:50..08:10", "arriving 09:20..09:30"):
        assert search(network, f"A -> D {when}", ("B", 600), ("C", 1200)) == [
            "08:00 A -slow- B 08:10 | 08:40 B -slow- C 08:50 | 09:20 C -slow- D 09:30   2 transfers"
        ]


def test_a_change_that_takes_longer_than_the_stay_takes_its_time() -> None:
    """The stay and the time to change there run together: the longer counts."""
    network = parse(f"{LINES}\nB ~31min~ B\nslow: A 08:45  B 08:55  D 09:15")
    [found] = search(network, "A -> D at 07:50", ("B", 600))
    assert found.startswith("08:00 A -slow- B 08:10 | 08:55 B -slow- D 09:15")


def test_a_station_is_passed_at_any_of_its_stops() -> None:
    """A via may be several stops: staying at one or walking between them."""
    lines = "T: A 08:00  X 08:10\nU: Y 08:30  D 08:40\nX ~2min~ Y"
    network = parse(lines, days=(0,))
    stops = frozenset(read(lines).stops[name] for name in "XY")
    for stay_s, n_found in ((0, 1), (18 * 60, 1), (18 * 60 + 1, 0)):
        asked = replace(query(network, "A -> D at 07:50"), vias=(Via(stops, stay_s),))
        assert len(Planner(network).search(asked).journeys) == n_found


def test_vias_are_passed_in_order() -> None:
    """Two vias in the direction of travel are ridden through, in the other they are not."""
    assert search(parse(LINES), "A -> D at 07:50", ("B", 0), ("C", 0)) == [
        "08:00 A -slow- D 08:30   0 transfers"
    ]
    assert search(parse(LINES), "A -> D at 07:50", ("C", 0), ("B", 0)) == []


def test_a_via_is_reached_on_foot() -> None:
    """A footpath to the via, the stay, then the next vehicle there."""
    network = parse("""
        T: A 08:00  X 08:10
        U: B 08:15  D 08:30
        U: B 08:25  D 08:40
        X ~3min~ B
    """)
    assert search(network, "A -> D at 07:50", ("B", 0))[0].endswith("D 08:30   1 transfer")
    assert search(network, "A -> D at 07:50", ("B", 600)) == [
        "08:00 A -T- X 08:10 | 08:10 X ~~ B 08:13 | 08:25 B -U- D 08:40   1 transfer"
    ]


def test_a_via_at_an_end_is_passed_there() -> None:
    """Naming the origin or the destination as a via changes nothing."""
    assert search(parse(LINES), "A -> D at 07:50", ("A", 0), ("D", 0)) == [
        "08:00 A -fast- D 08:20   0 transfers"
    ]


def test_vias_out_of_limits_are_refused() -> None:
    """The error names the parameter at fault."""
    network = parse(LINES)
    asked = query(network, "A -> D at 07:50")
    for vias in ((Via(frozenset()),), (Via(frozenset({1}), -1),), 5 * (Via(frozenset({1})),)):
        with pytest.raises(InvalidQueryError) as caught:
            Planner(network).search(replace(asked, vias=vias))
        assert caught.value.parameter == "vias"
