"""Why a peer's answer differs: each reason is found where it holds, and nowhere else."""

from __future__ import annotations

import pytest

from benchmarks.peers import differences
from benchmarks.peers.differences import PeerAnswer, PeerLeg, PeerWorld, difference
from planner import Network
from tests.support.network import DAY, answer, parse, seconds

BUSES = """
    1:  A 08:00  B 08:10
    2:  B 08:20  C 08:30
    2:  B 30:20  C 30:30
    3:  C 08:30  D 08:40
    B ~5min~ E
    C ~2min~ C
"""


def peer(
    arrival: str | None,
    *,
    legs: list[PeerLeg] | None = None,
    best: str | None = None,
    best_legs: list[PeerLeg] | None = None,
    walked_to: dict[str, int | None] | None = None,
) -> PeerAnswer:
    """Return what a peer said, times as clock times."""
    at_s, best_s = (None if text is None else seconds(text) for text in (arrival, best or arrival))
    return PeerAnswer(at_s, best_s, best_legs or [], walked_to or {}, legs or [])


def reason(network: Network, query: str, said: PeerAnswer) -> str:
    """Ask our search and name the difference."""
    return difference(PeerWorld(network, DAY), answer(network, query), said)


def test_the_same_arrival_is_no_difference() -> None:
    """Times of the day are compared with instants of ours."""
    assert reason(parse(BUSES), "A -> B at 07:50", peer("08:10")) == differences.EQUAL


def test_two_who_find_nothing_agree() -> None:
    """No journey on either side is an answer too, and not counted as an arrival."""
    assert reason(parse(BUSES), "D -> A at 07:50", peer(None)) == differences.NEITHER


def test_a_trip_of_tomorrow_is_named() -> None:
    """A peer with one day of timetable cannot ride it."""
    assert reason(parse(BUSES), "A -> B at 09:00", peer(None)) == differences.OTHER_DAY


def test_an_arrival_that_was_lost_is_named() -> None:
    """It is written down in some round, but is not the result."""
    said = peer("08:15", best="08:10")
    assert reason(parse(BUSES), "A -> B at 07:50", said) == differences.LOST


@pytest.mark.parametrize(
    ("best_legs", "named"),
    [
        ([("s0", "s1")], differences.LOST_WALKS),
        ([("s0", "s2"), ("s2", "s1")], differences.LOST_WALKS),
        ([("s0", "s1", 0, 1)], differences.PEER_EARLIER),
    ],
)
def test_an_arrival_that_ours_does_not_walk_is_named(best_legs: list[PeerLeg], named: str) -> None:
    """Lost or not, a better arrival of the peer must rest on walks that ours does not make."""
    said = peer("08:15", best="08:05", best_legs=best_legs)
    assert reason(parse(BUSES), "A -> B at 07:50", said) == named


@pytest.mark.parametrize(
    ("walked", "named"),
    [("08:05", differences.PRUNED), ("08:12", differences.OURS_EARLIER), (None, "unexplained")],
)
def test_a_ride_dropped_for_an_earlier_walk_is_named(walked: str | None, named: str) -> None:
    """Only where the peer had walked to the stop no later than our ride is there."""
    walked_to = {"s1": seconds(walked) if walked else None}
    said = peer("08:45", walked_to=walked_to)
    assert reason(parse(BUSES), "A -> E at 07:50", said).startswith(named)


def test_a_seat_kept_is_named() -> None:
    """The vehicle goes on as another trip; changing would be too late."""
    network = parse("1@K:  A 08:00  B 08:10\n 2@K:  B 08:10  C 08:20\n B ~5min~ B")
    assert reason(network, "A -> C at 07:50", peer(None)) == differences.SEATED


def test_a_stop_called_at_twice_is_named() -> None:
    """One place in the line per stop is not enough on a loop."""
    network = parse("1:  A 08:00  B 08:10  A 08:20  C 08:30")
    assert reason(network, "A -> B at 07:50", peer(None)) == differences.TWICE


def test_a_trip_that_overtakes_is_named() -> None:
    """Sorted by their first call, the trip that arrives first is not the first."""
    network = parse("1:  A 08:00  B 08:30\n 1:  A 08:05  B 08:15")
    assert reason(network, "A -> B at 07:50", peer("08:30")) == differences.OVERTAKEN


def test_what_nothing_explains_is_said_to_be_unexplained() -> None:
    """A miss without a reason is a mistake of one of the two, and must be looked at."""
    network = parse(BUSES)
    assert reason(network, "A -> B at 07:50", peer("08:12")) == differences.OURS_EARLIER
    ride: list[PeerLeg] = [("s0", "s1", 0, 1)]
    assert reason(network, "A -> B at 07:50", peer("08:01", legs=ride)) == differences.PEER_EARLIER


def test_walking_all_the_way_is_named() -> None:
    """Ours answers with rides; walking from door to door is not its question."""
    said = peer("07:55", legs=[("s0", "s1")])
    assert reason(parse(BUSES), "A -> B at 07:50", said) == differences.ON_FOOT


def test_two_walks_in_a_row_are_named() -> None:
    """Footpaths are one hop."""
    said = peer("08:01", legs=[("s0", "s3", 0, 1), ("s3", "s2"), ("s2", "s1")])
    assert reason(parse(BUSES), "A -> B at 07:50", said) == differences.MORE_WALKS
