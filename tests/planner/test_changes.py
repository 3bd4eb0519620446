"""Of journeys equal in departure, arrival and transfers, the one with the best changes is given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner import Network
from tests.support import network as text


def legs(network: Network, asked: str) -> str:
    """Print the only journey of a question, without its count of transfers."""
    (journey,) = text.journeys(network, asked)
    return journey.split("   ")[0]


def test_no_ride_past_a_stop_and_back_to_it() -> None:
    """Where both vehicles call at X one changes there, though behind it there is more time."""
    network = text.parse("""
        T1: A 08:00  X 08:10  Y 08:15
        T2: Y 08:20  X 08:25  B 08:40
        X ~12min~ X
    """)
    expected = "08:00 A -T1- X 08:10 | 08:25 X -T2- B 08:40"
    assert legs(network, "A -> B at 07:55") == expected
    assert legs(network, "A -> B in 07:55..08:05") == expected
    assert legs(network, "A -> B by 08:45") == expected


def test_riding_past_is_kept_where_it_cannot_be_avoided() -> None:
    """A vehicle that lets nobody off at X is left behind it."""
    network = text.parse(
        """
        T1: A 08:00  X 08:10^  Y 08:15
        T2: Y 08:20  X 08:25  B 08:40
    """
    )
    assert legs(network, "A -> B at 07:55") == "08:00 A -T1- Y 08:15 | 08:20 Y -T2- B 08:40"


def test_one_rides_rather_than_walks() -> None:
    """A change at one stop is preferred to a walk between two that leaves more time."""
    written = """
        T1: A 08:00  C 08:10  E 08:25
        T2: D 08:20  E 08:30  B 08:40
        C ~3min~ D
    """
    network = text.parse(written, stations={"C": "S", "D": "S"})
    for asked in ("A -> B at 07:55", "A -> B in 07:55..08:05", "A -> B by 08:45"):
        assert legs(network, asked) == "08:00 A -T1- E 08:25 | 08:30 E -T2- B 08:40"


def test_an_accessible_stop_is_preferred_to_one_that_is_not() -> None:
    """Of two stops of a common stretch, the one stated accessible is the place to change."""
    network = text.parse("""
        T1: A 08:00  C 08:10  E 08:20
        T2: C 08:25  E 08:35  B 08:50
    """)
    accessible = np.array(network.stop_wheelchair)
    accessible[[text.read("T1: A 08:00  C 08:10  E 08:20").stops[name] for name in "E"]] = 1
    network = replace(network, stop_wheelchair=accessible)
    assert legs(network, "A -> B at 07:55") == "08:00 A -T1- E 08:20 | 08:35 E -T2- B 08:50"


def test_the_vehicle_between_is_boarded_late() -> None:
    """Of two vehicles between the same rides the later is taken, in a window as at one time."""
    network = text.parse("""
        T1: A 08:00  C 08:10
        T2: C 08:15  D 08:20
        T2: C 08:25  D 08:30
        T3: D 08:35  B 08:50
    """)
    for asked in ("A -> B at 07:55", "A -> B in 07:55..08:05"):
        assert "08:25 C -T2- D 08:30" in legs(network, asked)


def test_no_change_is_moved_to_where_there_is_no_time() -> None:
    """One walks to the next stop of the vehicle that left the first a minute too early."""
    network = text.parse("""
        T1: A 08:00  C 08:10
        T2: C 08:09  D 08:15  B 08:30
        C ~3min~ D
    """)
    expected = "08:00 A -T1- C 08:10 | 08:10 C ~~ D 08:13 | 08:15 D -T2- B 08:30"
    for asked in ("A -> B at 07:55", "A -> B in 07:55..08:05", "A -> B by 08:45"):
        assert legs(network, asked) == expected
