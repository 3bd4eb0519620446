"""Trips that two feeds both hold are kept once: the fuller one, then that of the first feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from feeds.feed import Feed, Services
from feeds.merge.overlap import (
    WORST,
    ConflictingCall,
    Overlap,
    Place,
    SharedTrip,
    overlap_of,
)
from feeds.merge.same_trips import Agreement, Timed, candidates, same_vehicle, timed
from feeds.merge.stations import Stations
from feeds.merge.stops import MergedStops
from feeds.service_days import only_running
from feeds.table import Flags


@dataclass(frozen=True)
class _Pair:
    """A trip that is dropped on some days, as another one holds it."""

    kept: int
    dropped: int
    whole: bool
    agreement: Agreement
    """Calls of the pair (trip of the first feed, trip of the second)."""
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
        found = same_vehicle(one, a, other, b)
        if found is None:
            continue
        agreement, in_a, in_b = found
        if in_a and (not in_b or other.n_calls(b) <= one.n_calls(a)):
            yield first, second, _Pair(a, b, in_b, agreement, days)
        else:
            yield second, first, _Pair(b, a, in_a, agreement, days)


def _told(
    feeds: Sequence[Feed], timetables: Sequence[Timed], numbers: tuple[int, int], pair: _Pair
) -> SharedTrip:
    """Return what both operators are told of a trip; `numbers` are the feeds that keep and drop."""
    winner, loser = (feeds[number] for number in numbers)
    kept, dropped = (
        timetables[number].calls_of(trip)
        for number, trip in zip(numbers, (pair.kept, pair.dropped), strict=True)
    )
    stops = loser.calls.stop[timetables[numbers[1]].rows_of(pair.dropped)].tolist()
    first, last = (_place(loser, stop) for stop in (stops[0], stops[-1]))
    conflicts = []
    for one, other, off_s in sorted(pair.agreement.conflicts, key=lambda found: -found[2]):
        ours, theirs = (one, other) if numbers[0] < numbers[1] else (other, one)
        at_end = ours == len(kept) - 1 or theirs == len(dropped) - 1
        times = (call[1 if at_end else 2] for call in (kept[ours], dropped[theirs]))
        conflicts.append((off_s, ConflictingCall(_place(loser, stops[theirs]), *times)))
    line = loser.trips.route[pair.dropped]
    return SharedTrip(
        kept=winner.source.network_id(str(winner.trips.id[pair.kept])),
        dropped=loser.source.network_id(str(loser.trips.id[pair.dropped])),
        line=str(loser.routes.short_name[line] or loser.routes.long_name[line]),
        from_name=first.name,
        to_name=last.name,
        departure_s=dropped[0][2],
        days=int(pair.days.sum()),
        whole=pair.whole,
        difference_s=max([pair.agreement.largest_s, *(off_s for off_s, _ in conflicts)]),
        ends=(first, last),
        n_conflicts=len(conflicts),
        conflicts=tuple(call for _, call in conflicts[:WORST]),
    )


def _place(feed: Feed, stop: int) -> Place:
    lat, lon = float(feed.stops.lat[stop]), float(feed.stops.lon[stop])
    return Place(str(feed.stops.name[stop]), round(lat, 6), round(lon, 6))


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
