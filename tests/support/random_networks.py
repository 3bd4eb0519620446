"""Small dense random networks, in layers, so that a failure names its cause.

Few stops and close times make collisions, overtaking and ties frequent; sparse networks let
known mistakes survive (measured: STYLE.md 9.4 and docs/SOUNDNESS.md).
"""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st

from tests.support.network import parse

NAMES = "ABCDE"


def clock(minutes: int) -> str:
    """Print minutes after 08:00 as a clock time."""
    return f"{8 + minutes // 60:02}:{minutes % 60:02}"


@st.composite
def trip_lines(draw: st.DrawFn, *, loops: bool, marks: bool, blocks: bool) -> str:
    """Draw one trip as a line of text."""
    n_calls = draw(st.integers(2, 4))
    stops = draw(
        st.lists(st.sampled_from(NAMES), min_size=n_calls, max_size=n_calls, unique=not loops)
    )
    stops = [s for i, s in enumerate(stops) if i == 0 or stops[i - 1] != s] or ["A"]
    if len(stops) == 1:
        stops.append("B" if stops[0] == "A" else "A")
    minute = draw(st.integers(0, 20))
    calls = []
    for stop in stops:
        arrival = minute
        departure = arrival + draw(st.integers(0, 2))
        mark = draw(st.sampled_from(["", "", "", "^", "v"])) if marks else ""
        calls.append(f"{stop} {clock(arrival)}/{clock(departure)}{mark}")
        minute = departure + draw(st.integers(0, 6))
    line = draw(st.sampled_from(["L1", "L2"]))
    block = draw(st.sampled_from(["", "@K1", "@K2"])) if blocks else ""
    return f"{line}{block}: {'  '.join(calls)}"


@st.composite
def rule_lines(draw: st.DrawFn, trips: list[str], *, about: str) -> str:
    """Draw a rule of transfers.txt: about changing, or about staying seated."""
    if about == "seats":
        from_, to = draw(st.sampled_from(trips)), draw(st.sampled_from(trips))
        return f"! * * {from_} {to} {draw(st.sampled_from(['seated', 'seated', 'unseated']))}"
    stops = draw(st.sampled_from(NAMES)), draw(st.sampled_from([*NAMES, ""]))
    lines = sorted({trip.split(".")[0] for trip in trips})
    sides = draw(st.tuples(*2 * [st.sampled_from(["*", *lines, *trips])]))
    what = draw(st.sampled_from(["never", "timed", "walk", "0min", "2min", "5min"]))
    return f"! {stops[0]} {stops[1] or stops[0]} {sides[0]} {sides[1]} {what}"


@st.composite
def footpath_lines(draw: st.DrawFn) -> str:
    """Draw one footpath, or a change time, as a line of text."""
    from_, to = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
    arrow = draw(st.sampled_from("~>"))
    return f"{from_} ~{draw(st.integers(0, 6))}min{arrow} {to}"


@st.composite
def long_rows(draw: st.DrawFn) -> list[str]:
    """Draw five to eight short trips of one block, one after the other, each of its own line."""
    stops = [draw(st.sampled_from(NAMES))]
    for _ in range(draw(st.integers(5, 8))):
        stops.append(draw(st.sampled_from([name for name in NAMES if name != stops[-1]])))
    trips, minute = [], draw(st.integers(0, 8))
    for number, (from_, to) in enumerate(pairwise(stops)):
        arrival = minute + draw(st.integers(0, 3))
        trips.append(f"R{number}@K3: {from_} {clock(minute)}  {to} {clock(arrival)}")
        minute = arrival + draw(st.integers(0, 1))
    return trips


@st.composite
def networks(
    draw: st.DrawFn,
    *,
    walks: bool = False,
    loops: bool = False,
    marks: bool = False,
    rules: bool = False,
    seats: bool = False,
    rows: bool = False,
) -> str:
    """Draw the text of a network of one to ten trips, up to nine footpaths and eight rules.

    `rows` adds a vehicle of many trips.
    """
    trip = trip_lines(loops=loops, marks=marks, blocks=seats)
    trips = draw(st.lists(trip, min_size=1, max_size=10))
    trips += draw(long_rows()) if rows else []
    paths = draw(st.lists(footpath_lines(), max_size=9)) if walks else []
    lines = [written[:2] for written in trips]
    ids = [f"{line}.{lines[: i + 1].count(line)}" for i, line in enumerate(lines)]
    changing = draw(st.lists(rule_lines(ids, about="changes"), max_size=8)) if rules else []
    seated = draw(st.lists(rule_lines(ids, about="seats"), max_size=6)) if seats else []
    every_stop = [f"ZZ: {name} 03:00 Z 03:01" for name in NAMES]  # so that each stop exists
    return "\n".join(trips + paths + changing + seated + every_stop)


__all__ = ["NAMES", "networks", "parse"]
