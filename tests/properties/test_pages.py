"""Pages one after the other hold each journey once, forward and backward, whatever is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.paging import Page, Reach, find_page
from planner import Criterion, Journey, Planner, Query, Slack, Via
from tests.properties.layers import LAYERS, PLACES, small_clusters
from tests.support import network as text

__all__ = ["small_clusters"]

SPAN_S = 4800
"""From 07:50 to 09:10: all vehicles of the random networks leave and arrive in it."""
VIAS = st.lists(
    st.builds(
        Via, st.frozensets(st.integers(0, 4), min_size=1, max_size=2), st.just(0) | st.just(120)
    ),
    max_size=1,
)
SLACKS = st.builds(Slack, st.sampled_from([0, 300, 1200]), st.integers(0, 1))


@st.composite
def questions(draw: st.DrawFn) -> tuple[Planner, Query]:
    """Draw a network and what is asked of it; its moment does not count."""
    layer = draw(st.sampled_from(["footpaths", "loops", "seats", "all"]))
    network = text.parse(draw(LAYERS[layer]), days=(0,))
    from_, to = draw(PLACES)
    asked = text.query(network, f"{from_} -> {to} at 07:50", max_transfers=draw(st.integers(0, 3)))
    asked = replace(
        asked,
        vias=tuple(draw(VIAS)),
        criteria=draw(st.just(frozenset()) | st.frozensets(st.sampled_from(Criterion))),
        slack=draw(SLACKS),
    )
    return Planner(network), asked


def reach(page: Page | None, *, later: bool, window_s: int, wanted: int, most: int | None) -> Reach:
    """Return where a page begins: at the end of the span, or where the cursor of one says."""
    start_s = text.at("07:50") if later else text.at("07:50") + SPAN_S
    if page is not None:
        start_s = page.after.epoch_s if later else page.before.epoch_s - 1  # as the API does
    return Reach(start_s, later, window_s, wanted, most)


@pytest.mark.parametrize("later", [True, False], ids=["next", "previous"])
@pytest.mark.parametrize("arrive_by", [True, False], ids=["arriving", "leaving"])
@settings(max_examples=40)
@given(data=st.data())
def test_pages_neither_skip_nor_repeat(
    later: bool,  # noqa: FBT001
    arrive_by: bool,  # noqa: FBT001
    data: st.DataObject,
) -> None:
    """However long pages are and whatever they keep, together they are one long page."""
    planner, asked = data.draw(questions())
    asked = replace(asked, arrive_by=arrive_by)
    whole = find_page(
        planner, asked, reach(None, later=later, window_s=SPAN_S, wanted=99, most=None)
    )
    length_s, wanted = data.draw(st.sampled_from([60, 200, 700])), data.draw(st.integers(1, 3))
    most = data.draw(st.none() | st.integers(wanted, 3))
    found: list[Journey] = []
    page = None
    while page is None or (
        page.last_s < text.at("07:50") + SPAN_S if later else page.first_s > text.at("07:50")
    ):
        at = reach(page, later=later, window_s=length_s, wanted=wanted, most=most)
        page = find_page(planner, asked, at)
        found += page.journeys
    worth = sorted(journey.worth(asked) for journey in found)
    assert worth == sorted(journey.worth(asked) for journey in whole.journeys)
