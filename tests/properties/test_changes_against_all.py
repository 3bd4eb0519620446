"""The last change of a journey is the best of all that can be made between its two vehicles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import Journey, Planner, Ride, day_number
from tests.properties.test_search_against_oracle import LAYERS, PLACES, WHEN
from tests.support import network as text
from tests.support import oracle
from tests.support.rideable import run_of

Quality = tuple[bool, int, int]
"""Whether one rides back past a stop, seconds walked, margin (negated): lowest first."""


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("layer", ["loops", "marks", "transfers"])
@given(data=st.data())
def test_the_last_change_is_the_best(layer: str, when: str, data: st.DataObject) -> None:
    """No other place to change between the last two vehicles is better; none is the same trip."""
    written = data.draw(LAYERS[layer])
    network = text.parse(written, days=(0,))
    from_, to = data.draw(PLACES)
    answer = Planner(network).search(text.query(network, f"{from_} -> {to} {when}"))
    day = day_number(text.DAY)
    world = oracle.World(network, text.read(written), range(day, day + 1))
    for journey in answer.journeys:
        if len(journey.rides) > 1:
            check(world, journey)


def check(world: oracle.World, journey: Journey) -> None:
    """Compare the last change with every other between the same two vehicles."""
    before, after = journey.rides[-2:]
    if (before.trip, before.service_day) == (after.trip, after.service_day):
        # A trip that is back at a stop in no time leads there twice (docs/SOUNDNESS.md).
        assert before.arrival_s == after.departure_s
        assert before.alight_position > after.board_position
        return
    possible = dict(qualities(world, before, after))
    assert possible[before.alight_position, after.board_position] == min(possible.values())


def qualities(
    world: oracle.World, before: Ride, after: Ride
) -> Iterator[tuple[tuple[int, int], Quality]]:
    """List every (alighting, boarding) position between two rides that can be made."""
    one, other = run_of(world, before), run_of(world, after)
    left, caught = world.runs[one].calls, world.runs[other].calls
    for alight in range(before.board_position + 1, len(left)):
        for board in range(after.alight_position):
            passed = {call.stop for call in left[before.board_position : alight]}
            again = {call.stop for call in caught[board + 1 : after.alight_position + 1]}
            from_stop, to_stop = left[alight].stop, caught[board].stop
            change_s = world.change_s(one, from_stop, other, to_stop)
            if change_s is None or not (left[alight].may_alight and caught[board].may_board):
                continue
            margin_s = caught[board].leaves_s - left[alight].arrives_s - change_s
            if margin_s >= 0:
                walked_s = 0 if from_stop == to_stop else change_s
                yield (alight, board), (bool(passed & again), walked_s, -margin_s)
