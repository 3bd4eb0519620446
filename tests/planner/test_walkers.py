"""Walks between stops at another speed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner import FOOTPATH_STREETS, InvalidQueryError, Options
from planner.options import footpaths_walked_s, walking_s
from tests.support.network import parse


def walked(factor: float, kind: int) -> tuple[int, int]:
    """Return the seconds of a walk of 300 s between two stops where a change takes 200 s."""
    network = parse("1: A 08:00  B 08:10\n A ~5min~ B")
    footpath_s = np.where(np.asarray(network.footpath_s) == 300, 300, 200).astype(np.int32)
    change_s = np.where(np.asarray(network.change_s) == 300, 300, 200).astype(np.int32)
    network = replace(
        network,
        footpath_s=footpath_s,
        footpath_kind=np.full_like(network.footpath_kind, kind),
        change_s=change_s,
        change_kind=np.full_like(network.change_kind, kind),
    )
    options = Options(walk_factor=factor)
    there = np.flatnonzero(footpath_s == 300)[0]
    change = np.flatnonzero(change_s == 300)[0]
    return (
        int(footpaths_walked_s(network, options)[there]),
        int(walking_s(network, options)[change]),
    )


@pytest.mark.parametrize(("factor", "expected"), [(1.0, 300), (2.0, 600), (0.9, 270), (0.5, 200)])
def test_walks_along_streets_follow_the_speed(factor: float, expected: int) -> None:
    """Slow walkers take longer; quick ones less, but never less than the change itself."""
    assert walked(factor, FOOTPATH_STREETS) == (expected, expected)


def test_rules_of_operators_stay() -> None:
    """What an operator says a change takes is said for everybody."""
    assert walked(2.0, 0) == (300, 300)


def test_a_factor_without_sense_is_refused() -> None:
    """Zero, and what is no number."""
    for factor in (0.0, float("nan"), 11.0):
        with pytest.raises(InvalidQueryError, match="walk_factor"):
            Options(walk_factor=factor).check()
