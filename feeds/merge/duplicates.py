"""Trips that two feeds both hold are kept once: the fuller one, then that of the first feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from feeds.feed import Feed, Services
from feeds.merge.overlap import Overlap, SharedTrip, overlap_of
from feeds.merge.same_trips import Timed, candidates, matched, timed
from feeds.merge.stations import Stations
from feeds.merge.stops import MergedStops
from feeds.service_days import only_running
from feeds.table import Flags

CONTAINED = 0.8
"""Share of a trip's calls that must be found in another for it to be the same vehicle."""
LEAST_CALLS = 3
"""Trips with fewer calls in common must agree to the second."""


@dataclass(frozen=True)
class _Pair:
    """A trip that is dropped on some days, as another one holds it."""

    kept: int
    dropped: int
    whole: bool
    difference_s: int
    days: Flags


def without_duplicates(
    feeds: Sequence[Feed], stops: MergedStops, stations: Stations, *, replayed: bool
) -> tuple[list[Feed], list[Overlap]]:
    """Return the feeds with every shared trip in one of them only, and what each pair shares.

    The order of `feeds` is their priority. A trip is dropped on the days on which the other runs;
    on its other days it stays. With `replayed`, the calendars of all feeds are one same week.
    """
    station_of = [
        np.where(row >= 0, stations.of_stop[row], -1).astype(np.int32) for row in stops.row
    ]
    timetables = [timed(feed, of_row) for feed, of_row in zip(feeds, station_of, strict=True)]
    hidden = [np.zeros((len(f.services.active), len(f.trips.id)), dtype=np.bool_) for f in feeds]
    overlaps = []
    for first in range(len(feeds)):
        for second in range(first + 1, len(feeds)):
            window = _window(feeds[first], feeds[second], replayed=replayed)
            shared: list[SharedTrip] = []
            n_hidden = np.zeros(len(window[0]), dtype=np.int64)
            numbers = (first, second)
            for winner, loser, pair in _pairs(feeds, timetables, numbers, window):
                rows = window[0] if loser == first else window[1]
                new = pair.days & ~hidden[loser][rows, pair.dropped]
                hidden[loser][rows[pair.days], pair.dropped] = True
                n_hidden += new
                shared.append(_told(feeds, timetables, (winner, loser), pair))
            overlaps.append(overlap_of(feeds, stops, stations, numbers, (shared, n_hidden)))
    cleaned = [_hide(feed, days) for feed, days in zip(feeds, hidden, strict=True)]
    return cleaned, [one for one in overlaps if one.stations or one.trips]


def _window(
    one: Feed, other: Feed, *, replayed: bool
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the rows of both calendars that are the same days."""
    if replayed:
        rows = np.arange(len(one.services.active))
        return rows, rows
    start = max(one.services.first_day, other.services.first_day)
    end = min(one.services.last_day, other.services.last_day) + 1
    days = np.arange(start, max(start, end))
    return days - one.services.first_day, days - other.services.first_day


def _pairs(
    feeds: Sequence[Feed],
    timetables: Sequence[Timed],
    numbers: tuple[int, int],
    window: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]],
) -> Iterator[tuple[int, int, _Pair]]:
    """Yield the feed that keeps, the feed that drops, and the trips, for trips of common days."""
    first, second = numbers
    one, other = timetables[first], timetables[second]
    active = [feeds[n].services.active[rows] for n, rows in zip(numbers, window, strict=True)]
    for a, b in candidates(one, other):
        days: Flags = (
            active[0][:, feeds[first].trips.service[a]]
            & active[1][:, feeds[second].trips.service[b]]
        )
        if not days.any():
            continue
        n_matched, difference_s = matched(one.calls_of(a), other.calls_of(b))
        n_a, n_b = one.n_calls(a), other.n_calls(b)
        if n_matched < LEAST_CALLS and difference_s:
            continue
        in_a, in_b = n_matched >= CONTAINED * n_b, n_matched >= CONTAINED * n_a
        if in_a and (not in_b or n_b <= n_a):
            yield first, second, _Pair(a, b, in_b, difference_s, days)
        elif in_b:
            yield second, first, _Pair(b, a, in_a, difference_s, days)


def _told(
    feeds: Sequence[Feed], timetables: Sequence[Timed], numbers: tuple[int, int], pair: _Pair
) -> SharedTrip:
    winner, loser = (feeds[number] for number in numbers)
    calls = timetables[numbers[1]].calls_of(pair.dropped)
    feed_calls = loser.calls.stop[timetables[numbers[1]].rows_of(pair.dropped)]
    names = loser.stops.name[feed_calls[[0, -1]]]
    return SharedTrip(
        kept=winner.source.network_id(str(winner.trips.id[pair.kept])),
        dropped=loser.source.network_id(str(loser.trips.id[pair.dropped])),
        from_name=str(names[0]),
        to_name=str(names[1]),
        departure_s=int(calls[0][2]),
        days=int(pair.days.sum()),
        whole=pair.whole,
        difference_s=pair.difference_s,
    )


def _hide(feed: Feed, hidden: Flags) -> Feed:
    """Return the feed without its trips on the days on which they are hidden."""
    trips = np.flatnonzero(hidden.any(axis=0))
    if not len(trips):
        return feed
    n_services = feed.services.active.shape[1]
    left = feed.services.active[:, feed.trips.service[trips]] & ~hidden[:, trips]
    service = feed.trips.service.copy()
    service[trips] = n_services + np.arange(len(trips), dtype=np.int32)
    services = Services(feed.services.first_day, np.hstack([feed.services.active, left]))
    return only_running(
        replace(feed, trips=replace(feed.trips, service=service), services=services)
    )
