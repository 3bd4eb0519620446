"""Layers of random networks that searches are held against, and the questions asked of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import strategies as st

from planner import bounds
from tests.support.random_networks import NAMES, networks

LAYERS = {
    "rides": networks(),
    "footpaths": networks(walks=True),
    "loops": networks(walks=True, loops=True),
    "marks": networks(walks=True, loops=True, marks=True),
    "transfers": networks(walks=True, loops=True, rules=True),
    "seats": networks(walks=True, loops=True, seats=True),
    "rows": networks(walks=True, seats=True, rows=True),
    "all": networks(walks=True, loops=True, marks=True, rules=True, seats=True),
}


@pytest.fixture(scope="module", autouse=True)
def small_clusters() -> Iterator[None]:
    """Let the few stops of random networks make several clusters, so that bounds do bound."""
    usual = bounds.LEAST_NODES
    bounds.LEAST_NODES = 1
    yield
    bounds.LEAST_NODES = usual


WHEN = ["at 08:03", "in 07:58..08:25", "by 08:25", "arriving 08:05..08:30"]
PLACES = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] != p[1])
