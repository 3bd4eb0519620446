"""Service days of all feeds together: as they are, or one real week shown every week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import networkx as nx
import numpy as np
import numpy.typing as npt

from feeds.errors import NoCommonWeekError
from feeds.feed import Feed, Services, only_trips, rows
from planner import Calendar, date_of

WEEK = 7
_MONDAY = 4
"""1970-01-05, the first Monday of the day numbers."""


def common_validity(feeds: Sequence[Feed]) -> tuple[int, int]:
    """Return the first and last day on which every feed holds (first > last: none)."""
    return (
        max(feed.services.first_day for feed in feeds),
        min(feed.services.last_day for feed in feeds),
    )


def replayed_mondays(feeds: Sequence[Feed]) -> dict[str, int]:
    """Return the Monday of the real week that is shown of each feed.

    Feeds whose dates overlap show the same week: of the full weeks common to them the one with
    the most trips, the earliest of equals.

    Raises
    ------
    NoCommonWeekError: feeds overlap, directly or by way of others, and share no full week.

    """
    overlaps: nx.Graph[int] = nx.Graph()
    overlaps.add_nodes_from(range(len(feeds)))
    for a, first in enumerate(feeds):
        for b, second in enumerate(feeds[:a]):
            start, end = common_validity([first, second])
            if start <= end:
                overlaps.add_edge(a, b)
    mondays = {}
    for component in nx.connected_components(overlaps):
        together = [feeds[number] for number in sorted(component)]
        monday = _busiest_week(together)
        mondays.update({feed.source.id: monday for feed in together})
    return mondays


def week_of(feed: Feed, monday: int) -> Feed:
    """Return the feed with the service days of one week only."""
    first = monday - feed.services.first_day
    active = feed.services.active[first : first + WEEK]
    on_demand = tuple(service.in_week(monday) for service in feed.on_demand)
    return replace(feed, services=Services(monday, active), on_demand=on_demand)


def only_running(feed: Feed) -> Feed:
    """Return the feed without trips that run on no day, and services and routes without trip."""
    runs = np.flatnonzero(feed.services.active.any(axis=0))
    feed = only_trips(feed, np.isin(feed.trips.service, runs))
    used, service = np.unique(feed.trips.service, return_inverse=True)
    routes, route = np.unique(feed.trips.route, return_inverse=True)
    trips = replace(feed.trips, service=service.astype(np.int32), route=route.astype(np.int32))
    return replace(
        feed,
        routes=rows(feed.routes, routes),
        trips=trips,
        services=replace(feed.services, active=feed.services.active[:, used]),
    )


def merge_calendars(feeds: Sequence[Feed], mondays: Mapping[str, int] | None) -> Calendar:
    """Return one calendar, services of the feeds side by side; with `mondays` it is a replay."""
    if mondays is not None:
        first = min(mondays.values())
        return Calendar(first, np.hstack([feed.services.active for feed in feeds]), WEEK)
    first = min(feed.services.first_day for feed in feeds)
    last = max(feed.services.last_day for feed in feeds)
    n_services = [feed.services.active.shape[1] for feed in feeds]
    active = np.zeros((last - first + 1, sum(n_services)), dtype=np.bool_)
    column = 0
    for feed, n in zip(feeds, n_services, strict=True):
        row = feed.services.first_day - first
        active[row : row + len(feed.services.active), column : column + n] = feed.services.active
        column += n
    return Calendar(first, active)


def _busiest_week(feeds: Sequence[Feed]) -> int:
    """Return the Monday of the full common week on which the feeds run the most trips."""
    first, last = common_validity(feeds)
    mondays = range(first + (_MONDAY - first) % WEEK, last - WEEK + 2, WEEK)
    if not mondays:
        raise NoCommonWeekError(
            "no full week from Monday to Sunday is common to "
            + ", ".join(
                f"{feed.source.id} ({date_of(feed.services.first_day)}"
                f" to {date_of(feed.services.last_day)})"
                for feed in feeds
            )
        )
    trips = np.zeros(last - first + 1, dtype=np.int64)
    for feed in feeds:
        start = first - feed.services.first_day
        trips += _trips_per_day(feed)[start : start + len(trips)]
    per_week = [int(trips[monday - first : monday - first + WEEK].sum()) for monday in mondays]
    return mondays[int(np.argmax(per_week))]


def _trips_per_day(feed: Feed) -> npt.NDArray[np.int64]:
    """Return how many trips run on each day of the feed's calendar."""
    services = feed.services.active
    n_trips = np.bincount(feed.trips.service, minlength=services.shape[1])
    per_day: npt.NDArray[np.int64] = services.astype(np.int64) @ n_trips
    return per_day
