"""Small dense random networks, in layers, so that a failure names its cause.

Few stops and close times make collisions, overtaking and ties frequent; sparse networks let
known mistakes survive (measured: STYLE.md 9.4 and docs/SOUNDNESS.md).
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.support.network import parse

NAMES = "ABCDE"


def clock(minutes: int) -> str:
    """Print minutes after 08:00 as a clock time."""
    return f"{8 + minutes // 60:02}:{minutes % 60:02}"


@st.composite
def trip_lines(draw: st.DrawFn, *, loops: bool, rules: bool) -> str:
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
        mark = draw(st.sampled_from(["", "", "", "^", "v"])) if rules else ""
        calls.append(f"{stop} {clock(arrival)}/{clock(departure)}{mark}")
        minute = departure + draw(st.integers(0, 6))
    line = draw(st.sampled_from(["L1", "L2"]))
    return f"{line}: {'  '.join(calls)}"


@st.composite
def footpath_lines(draw: st.DrawFn) -> str:
    """Draw one footpath, or a change time, as a line of text."""
    from_, to = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
    arrow = draw(st.sampled_from("~>"))
    return f"{from_} ~{draw(st.integers(0, 6))}min{arrow} {to}"


@st.composite
def networks(
    draw: st.DrawFn, *, walks: bool = False, loops: bool = False, rules: bool = False
) -> str:
    """Draw the text of a network of one to ten trips and up to nine footpaths."""
    trips = draw(st.lists(trip_lines(loops=loops, rules=rules), min_size=1, max_size=10))
    paths = draw(st.lists(footpath_lines(), max_size=9)) if walks else []
    every_stop = [f"ZZ: {name} 03:00 Z 03:01" for name in NAMES]  # so that each stop exists
    return "\n".join(trips + paths + every_stop)


__all__ = ["NAMES", "networks", "parse"]
