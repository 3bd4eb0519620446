"""A search on expected times finds what brute force finds on a timetable of these times."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import Expected, ExpectedRun, Network, Planner, Query, day_number, expected_run
from tests.properties.layers import LAYERS, PLACES, WHEN, small_clusters
from tests.support import network as text
from tests.support import oracle
from tests.support.random_networks import clock

__all__ = ["small_clusters"]

DAY = day_number(text.DAY)
SEATLESS = ["rides", "footpaths", "loops", "marks", "transfers"]
"""Layers in which a trip that does not run leaves no gap in a vehicle."""

_CALL = re.compile(r"(\S+) (\d\d):(\d\d)/(\d\d):(\d\d)([\^v]?)")

Skips = dict[str, frozenset[int]]


@st.composite
def changed(draw: st.DrawFn, layer: str) -> tuple[str, str, Skips]:
    """Draw a network, the same with other times, and which positions trips skip, by trip id."""
    written = draw(LAYERS[layer])
    ids = iter(trip.id for trip in text.read(written).trips)
    lines: list[str] = []
    skips: Skips = {}
    for line in written.split("\n"):
        if ":" in line.split(" ")[0]:
            id_, calls = next(ids), _CALL.findall(line)
            if calls and draw(st.booleans()):
                skips[id_] = draw(st.frozensets(st.integers(0, len(calls) - 1), max_size=1))
                line = _later(draw, line, calls, skips[id_])  # noqa: PLW2901 - the line instead
        lines.append(line)
    return written, "\n".join(lines), skips


def _later(
    draw: st.DrawFn, line: str, calls: list[tuple[str, ...]], skipped: frozenset[int]
) -> str:
    """Return a trip at the times at which it is expected, never going back."""
    told, reached = [], -60
    for position, (stop, *moments, mark) in enumerate(calls):
        expected = []
        for hours, minutes in (moments[:2], moments[2:]):
            scheduled = (int(hours) - 8) * 60 + int(minutes)
            reached = max(reached, scheduled + draw(st.integers(-3, 6)))
            expected.append(clock(reached))
        told.append(f"{stop} {'/'.join(expected)}{'^v' if position in skipped else mark}")
    return f"{line.partition(':')[0]}: {'  '.join(told)}"


def expected(network: Network, later: Network, skips: Skips) -> Expected:
    """Return what is expected of the trips of a network: the times of the same ones of another."""
    runs: dict[tuple[int, int], ExpectedRun] = {}
    for trip, id_ in enumerate(network.trip_id):
        other = later.trip_id.find(id_)
        assert other is not None
        arrivals_s, departures_s = (times_s.tolist() for times_s in later.times_of_trip(other))
        skipped = skips.get(id_.removeprefix("t:"), frozenset())
        runs[trip, DAY] = expected_run(network, trip, (arrivals_s, departures_s), skipped)
    return Expected(runs)


def check(asked: Query, network: Network, live: Expected, later: str) -> None:
    """Compare a search on expected times with brute force on a timetable of these times."""
    answer = Planner(network).search(replace(asked, expected=live))
    other = text.parse(later, days=(0,))
    world = oracle.World(other, text.read(later), range(DAY, DAY + 1))
    found = [(j.departure_s, j.arrival_s, j.transfers) for j in answer.journeys]
    assert sorted(found) == sorted(oracle.expected(world, asked))


@pytest.mark.parametrize("when", WHEN)
@given(data=st.data())
def test_expected_times_are_searched(when: str, data: st.DataObject) -> None:
    """Late, early, overtaking, skipping stops: the front is that of a timetable of these times."""
    written, later, skips = data.draw(changed("all"))
    network = text.parse(written, days=(0,))
    live = expected(network, text.parse(later, days=(0,)), skips)
    from_, to = data.draw(PLACES)
    check(text.query(network, f"{from_} -> {to} {when}"), network, live, later)


@pytest.mark.parametrize("when", WHEN[:2])
@given(data=st.data())
def test_a_cancelled_run_is_not_ridden(when: str, data: st.DataObject) -> None:
    """The front is that of a timetable in which nobody may board or leave it."""
    layer = data.draw(st.sampled_from(SEATLESS))
    written = data.draw(LAYERS[layer])
    network = text.parse(written, days=(0,))
    ids = [trip.id for trip in text.read(written).trips]
    gone = data.draw(st.sets(st.sampled_from(ids), max_size=3))
    lines, numbers = [], iter(ids)
    for line in written.split("\n"):
        closed = ":" in line.split(" ")[0] and next(numbers) in gone
        lines.append(re.sub(r"(\d\d:\d\d)[\^v]?(?=  |$)", r"\1^v", line) if closed else line)
    runs = {}
    for id_ in gone:
        trip = network.trip_id.find(f"t:{id_}")
        assert trip is not None
        arrivals_s, departures_s = network.times_of_trip(trip)
        runs[trip, DAY] = ExpectedRun(arrivals_s, departures_s, cancelled=True)
    from_, to = data.draw(PLACES)
    asked = text.query(network, f"{from_} -> {to} {when}")
    check(asked, network, Expected(runs), "\n".join(lines))
