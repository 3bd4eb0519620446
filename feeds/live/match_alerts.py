"""Alerts of a feed -> the lines, stops and trips of the merged network that they are about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from feeds.live.alert import Alert, Selector
from feeds.live.find_trips import trips_of
from feeds.region import LiveSource
from planner import Network, day_number

_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class MatchedSelector:
    """What an alert is about in the network; None: whatever it is."""

    lines: frozenset[int] | None = None
    stops: frozenset[int] | None = None
    direction: int | None = None
    trips: frozenset[int] | None = None
    service_day: int | None = None


@dataclass(frozen=True, slots=True)
class MatchedAlert:
    """An alert and what it is about."""

    source: LiveSource
    alert: Alert
    selectors: tuple[MatchedSelector, ...]


def match_alerts(
    source: LiveSource, alerts: Sequence[Alert], network: Network
) -> tuple[list[MatchedAlert], int]:
    """Return the alerts about something in the network, and how many selectors fit nothing."""
    matcher = _Matcher(source, network)
    matched, unmatched = [], 0
    for alert in alerts:
        found = [matcher.match(selector) for selector in alert.selectors]
        known = tuple(dict.fromkeys(one for one in found if one is not None))
        unmatched += sum(one is None for one in found)
        if known:
            matched.append(MatchedAlert(source, alert, known))
    return matched, unmatched


class _Matcher:
    """Matches the selectors of one feed."""

    def __init__(self, source: LiveSource, network: Network) -> None:
        self._source = source
        self._network = network
        feeds = [*network.feed_id]
        feed = feeds.index(source.feed_id) if source.feed_id in feeds else -1
        self._lines = np.flatnonzero(network.line_feed == feed)
        self._feed = feed
        self._agencies = {id_: number for number, id_ in enumerate(network.agency_id)}
        self._by_agency_and_type: dict[tuple[str, int | None], frozenset[int]] = {}

    def match(self, selector: Selector) -> MatchedSelector | None:
        """Return what a selector is about, None where that is nothing that is known."""
        lines = self._lines_of(selector)
        stops = self._stops_of(selector.stop_id) if selector.stop_id else None
        trips = None
        service_day = day_of_text(selector.start_date) if selector.start_date else None
        if selector.trip_id:
            found = trips_of(self._source, self._network, selector.trip_id, selector.start_time)
            trips = frozenset(found)
            of_trips = frozenset(int(self._network.trip_line[trip]) for trip in found)
            lines = of_trips if lines is None else lines & of_trips
        elif selector.start_date or selector.start_time:
            return None  # a run of a trip that is not named
        if lines is None and stops is None:
            return None
        if any(part is not None and not part for part in (lines, stops, trips)):
            return None
        if selector.start_date and service_day is None:
            return None
        return MatchedSelector(lines, stops, selector.direction, trips, service_day)

    def _lines_of(self, selector: Selector) -> frozenset[int] | None:
        """Return the lines that a selector names or describes, None where it does neither."""
        described = self._described(selector.agency_id, selector.route_type)
        if not selector.route_id:
            return described
        line = self._network.line_id.find(self._source.prefix + selector.route_id)
        named = frozenset(() if line is None else (line,))
        return named if described is None else named & described

    def _described(self, agency_id: str, route_type: int | None) -> frozenset[int] | None:
        """Return the lines of an agency and of a kind of vehicle."""
        if not agency_id and route_type is None:
            return None
        key = agency_id, route_type
        if key not in self._by_agency_and_type:
            network, lines = self._network, self._lines
            keep = np.ones(len(lines), dtype=np.bool_)
            if agency_id:
                agency = self._agencies.get(self._source.prefix + agency_id, -1)
                keep &= network.line_agency[lines] == agency
            if route_type is not None:
                keep &= network.line_type[lines] == route_type
            self._by_agency_and_type[key] = frozenset(lines[keep].tolist())
        return self._by_agency_and_type[key]

    def _stops_of(self, stop_id: str) -> frozenset[int]:
        """Return a stop, or the stops of a station; of a joined one, those of this feed."""
        network = self._network
        stops = network.stops_of_place(self._source.prefix + stop_id)
        if stops is None:
            return frozenset()
        return frozenset(stops[network.stop_feed[stops] == self._feed].tolist())


def day_of_text(text: str) -> int | None:
    """Return a service day, None where a text (YYYYMMDD) is none."""
    parts = _DATE.fullmatch(text)
    if parts is None:
        return None
    try:
        return day_number(date(*(int(part) for part in parts.groups())))
    except ValueError:
        return None
