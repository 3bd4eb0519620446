"""Departures of a frequency -> the trip they were made of and rows of frequencies.txt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feeds.feed import NONE
from feeds.fields import clock
from feeds.frequencies import LONGEST_HEADWAY_S, MOST_DEPARTURES, template_of
from planner import Int32s, TripTable

_ALONE_S = 3600
"""Headway written for a departure that has no other beside it."""

Row = tuple[str, str, str, int, int]


@dataclass(frozen=True)
class Templates:
    """Trips that are written once for all of their departures."""

    trip: dict[int, str]
    """The first departure of each template, and the id of the template."""
    hidden: frozenset[int]
    """Departures that are not written by themselves."""
    rows: tuple[Row, ...]
    """Of frequencies.txt: trip_id, start_time, end_time, headway_secs, exact_times."""


def templates_of(trips: TripTable, frequency: Int32s, service: Int32s) -> Templates:
    """Return the templates of the departures that run on the same days.

    Departures of which another feed holds some on some days run on several sets of days: they
    are left to be written as trips of their own, and so are those whose template has the id of
    another trip.
    """
    plain = {trips.id[trip] for trip in range(len(trips.id)) if frequency[trip] == NONE}
    made_of: dict[str, list[int]] = defaultdict(list)
    for trip in range(len(trips.id)):
        if frequency[trip] != NONE:
            made_of[template_of(trips.id[trip])].append(trip)
    found: dict[int, str] = {}
    hidden: set[int] = set()
    rows: list[Row] = []
    for id_, departures in made_of.items():
        if id_ in plain or len({int(service[trip]) for trip in departures}) > 1:
            continue
        start_s = {trip: int(trips.departure_s[trips.times_start[trip]]) for trip in departures}
        departures.sort(key=start_s.__getitem__)
        found[departures[0]] = id_
        hidden |= set(departures[1:])
        kinds = {trip: (int(frequency[trip]), int(trips.headway_s[trip])) for trip in departures}
        for exact, known_s in sorted(set(kinds.values())):
            times_s = [start_s[trip] for trip in departures if kinds[trip] == (exact, known_s)]
            rows += [
                (id_, clock(start), clock(end), headway_s, exact)
                for start, end, headway_s in _headways(times_s, known_s)
            ]
    return Templates(found, frozenset(hidden), tuple(rows))


def _headways(times_s: Sequence[int], known_s: int) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and headway of each stretch of evenly spaced departures.

    `known_s`: the headway of all of them, 0 where none is promised.
    """
    begin = 0
    while begin < len(times_s):
        end = begin + 1
        headway_s = times_s[end] - times_s[begin] if end < len(times_s) else _ALONE_S
        if headway_s > LONGEST_HEADWAY_S:
            headway_s = _ALONE_S
        headway_s = known_s or headway_s
        while (
            end < len(times_s)
            and times_s[end] - times_s[end - 1] == headway_s
            and end - begin < MOST_DEPARTURES
        ):
            end += 1
        until_s = times_s[end - 1] + headway_s
        if end < len(times_s):
            until_s = min(until_s, times_s[end])
        yield times_s[begin], until_s, headway_s
        begin = end
