"""Day slices hold the right runs, at the right instants, in patterns without overtaking."""

from __future__ import annotations

import numpy as np

from planner import day_number
from planner.day import DaySlice, cut_day_slice
from planner.raptor.kernel import NEVER, UNREACHED
from tests.support.network import DAY, at, clock_of, parse


def departures(day: DaySlice, pattern: int, position: int) -> list[int]:
    """Return the departures of a pattern at a position, as UTC epoch seconds."""
    start, end = day.tables.pattern_trips_start[pattern : pattern + 2]
    first = day.tables.pattern_times_start[pattern] + position * (end - start)
    times_s = day.tables.departures_s[first : first + end - start]
    return [int(time_s) + day.anchor_s for time_s in times_s]


def test_runs_of_the_day_before_are_kept_while_under_way() -> None:
    """A trip of yesterday that passes 24:00 is in today's slice, one that ended is not."""
    network = parse("N1: A 23:50  B 00:20+1d\nN2: A 22:00  B 22:30", days=(-1,))
    day = cut_day_slice(network, day_number(DAY), 1)
    assert [network.trip_id[trip] for trip in day.run_trip] == ["t:N1.1"]
    assert clock_of(departures(day, 0, 0)[0]) == "23:50-1d"


def test_overtaking_trips_are_split() -> None:
    """Within a pattern of the slice no run is earlier than the one before it anywhere."""
    network = parse("""
        L: A 08:00  B 08:30  C 09:00
        L: A 08:10  B 08:20  C 08:40
        L: A 08:20  B 08:50  C 09:20
    """, days=(0,))  # fmt: skip
    day = cut_day_slice(network, day_number(DAY), 1)
    assert network.n_patterns == 1
    assert day.n_patterns == 2
    assert sorted(np.diff(day.tables.pattern_trips_start)) == [1, 2]


def test_rules_are_written_into_the_times() -> None:
    """Forbidden boarding is a departure NEVER caught, forbidden alighting an arrival UNREACHED."""
    network = parse("L: A 08:00  B 08:10v  C 08:20^  D 08:30", days=(0,))
    arrays = cut_day_slice(network, day_number(DAY), 1).tables
    assert [time_s == NEVER for time_s in arrays.departures_s] == [False, True, False, True]
    assert [time_s == UNREACHED for time_s in arrays.arrivals_s] == [True, False, True, False]


def test_service_midnight_follows_the_clocks() -> None:
    """On the night clocks go forward 08:00 is still eight on the clock (noon minus 12 hours)."""
    network = parse("L: A 08:00  B 08:10", days=tuple(range(-80, 2)))
    march_29 = day_number(DAY.replace(month=3, day=29))
    day = cut_day_slice(network, march_29, 1)
    first_run = int(np.flatnonzero(day.run_day == march_29)[0])
    from datetime import UTC, datetime

    instant = datetime.fromtimestamp(departures(day, 0, 0)[first_run], UTC)
    assert (instant.hour, instant.minute) == (6, 0)


def test_every_array_is_read_only() -> None:
    """The kernel cannot write what several threads read."""
    day = cut_day_slice(parse("L: A 08:00  B 08:10"), day_number(DAY), 2)
    assert not any(array.flags.writeable for array in day.arrays)
    assert at("08:00") in departures(day, 0, 0)
