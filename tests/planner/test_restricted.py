"""The network walked in a wheelchair."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner import FOOTPATH_STREETS, Network, walked_in_wheelchairs
from tests.support.network import parse

TEXT = """
    R: A 08:00  B 08:10
    S: C 08:20  D 08:30
    A ~2min~ B
    B ~3min~ C
"""


def measured() -> Network:
    """Return a network whose walks were measured on streets."""
    network = parse(TEXT)
    return replace(
        network,
        footpath_kind=np.full(len(network.footpath_s), FOOTPATH_STREETS, dtype=np.int8),
        change_kind=np.full(len(network.change_s), FOOTPATH_STREETS, dtype=np.int8),
    )


def test_walks_take_their_own_times() -> None:
    """Footpaths and the changes made of them are as long as measured in a wheelchair."""
    network = measured()
    kept = walked_in_wheelchairs(network, np.asarray(network.footpath_s) * 2)
    assert kept.footpath_s.tolist() == (np.asarray(network.footpath_s) * 2).tolist()
    assert kept.change_s.tolist() == (np.asarray(network.change_s) * 2).tolist()


def test_ways_that_are_none_are_left_out() -> None:
    """-1 is no way, neither as a footpath nor as a change."""
    network = measured()
    duration_s = np.array(network.footpath_s)
    duration_s[np.flatnonzero(duration_s == 180)] = -1
    kept = walked_in_wheelchairs(network, duration_s)
    assert len(kept.footpath_s) == len(network.footpath_s) - 2
    assert len(kept.change_s) == len(network.change_s) - 2
    assert kept.footpaths_start[-1] == len(kept.footpath_s)
    assert kept.changes_start[-1] == len(kept.change_s)


def test_what_a_rule_says_stays() -> None:
    """The time of an operator's rule is not measured anew."""
    network = parse(TEXT)
    kept = walked_in_wheelchairs(network, np.asarray(network.footpath_s) * 2)
    assert kept.change_s.tolist() == network.change_s.tolist()
