"""Tables -> a feed in which every reference holds; each row left out is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from feeds.checks.calls import MIN_CALLS, check_calls
from feeds.checks.routes import check_agencies, check_routes
from feeds.checks.services import check_services
from feeds.checks.stops import check_stops, with_stations_called_at
from feeds.checks.transfers import check_transfers
from feeds.checks.trips import check_trips
from feeds.errors import FeedRefusedError
from feeds.feed import Feed, Services, only_trips
from feeds.on_demand.read import Lines, days_by_id, read_on_demand, without_flexible
from feeds.problems import ProblemLog, Rule
from feeds.read import REQUIRED
from feeds.region import FeedSource
from feeds.table import Table

__all__ = ["check_feed"]


def check_feed(
    source: FeedSource,
    tables: Mapping[str, Table],
    log: ProblemLog,
    years: range,
    *,
    anywhere: bool = False,
) -> Feed:
    """Check what the planner needs and return the feed; `years` are those that matter most.

    `anywhere` keeps stops near 0, 0 or without a place.

    Raises
    ------
    FeedRefusedError: no time zone, no day of service, or no trip that can be used.

    """
    for name in REQUIRED:
        if not len(tables[name]) and not (name == "stops" and "locations" in tables):
            file = f"{name}.txt"
            reason = f"{file} has no row"
            raise FeedRefusedError(source.id, reason, Rule.EMPTY_FILE, (file, 0, ""))
    whole = tables
    tables, is_flexible = without_flexible(tables)
    agencies, timezone = check_agencies(tables["agency"], log)
    stops = check_stops(tables["stops"], log, anywhere=anywhere)
    stops = with_stations_called_at(stops, tables["stop_times"], log)
    routes = check_routes(tables["routes"], agencies, log)
    service_ids, services = check_services(tables, log, years)
    trip_table, trips = check_trips(tables["trips"], routes, service_ids, log)
    known = frozenset(tables["trips"].column("trip_id").texts)
    mentioned = frozenset(tables["stop_times"].column("trip_id").texts)
    calls, usable = check_calls(tables["stop_times"], trips, known, stops, log)
    few = np.bincount(calls.trip, minlength=len(trips.id)) < MIN_CALLS
    absent = np.array([id_ not in mentioned for id_ in trips.id], dtype=np.bool_)
    reason = "has no row in stop_times.txt; the trip is left out"
    log.rows(Rule.MISSING_STOP_TIMES, trip_table, absent, "trip_id", reason)
    reason = "calls at fewer than two usable stops; the trip is left out"
    log.rows(Rule.UNUSABLE_TRIP, trip_table, few & ~absent, "trip_id", reason)
    transfers = check_transfers(tables.get("transfers"), stops, routes, known, log)
    ids = sorted(service_ids, key=service_ids.__getitem__)
    days = days_by_id(services.first_day, services.active, ids) if is_flexible else {}
    on_demand = read_on_demand(source.id, whole, Lines(routes, agencies, days), log)
    feed = Feed(
        source, timezone, agencies, stops, routes, trips, calls, services, transfers, on_demand
    )
    return _in_service(only_trips(feed, usable))


def _in_service(feed: Feed) -> Feed:
    """Return the feed with the days from the first to the last on which a trip runs."""
    services = feed.services
    used = services.active[:, np.unique(feed.trips.service)].any(axis=1)
    for service in feed.on_demand:
        used |= np.array(service.days.active)
    served = np.flatnonzero(used)
    if not len(served):
        reason = "trips.txt: no trip is left that calls at two stops on a day of service"
        raise FeedRefusedError(feed.source.id, reason, place=("trips.txt", 0, ""))
    first, last = int(served[0]), int(served[-1])
    days = Services(services.first_day + first, services.active[first : last + 1])
    return replace(feed, services=days)
