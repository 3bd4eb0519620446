"""On-demand rides in service: from which area to which, when, and until when they are booked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from shapely import contains_xy, prepare

from api.times import show_time
from feeds import BookingRule, BookingType, OnDemandService, Visit
from feeds.on_demand import Area
from feeds.table import Flags
from planner import Network, day_of, service_midnight_s

_DAYS_BACK = 60
"""How far back days of notice are counted."""


@dataclass(frozen=True)
class Connection:
    """A ride that a service offers from one of its areas to a later one."""

    service: OnDemandService
    start: Visit
    end: Visit
    zone: ZoneInfo

    @property
    def rule(self) -> BookingRule | None:
        """How it is booked, None where nothing is said."""
        return self.start.rule or self.end.rule

    def fits(self, start_s: int, end_s: int, now_s: int) -> bool:
        """Tell whether a ride between two moments is within the hours and can still be booked."""
        day = self.day_of_ride(start_s, end_s)
        if day is None:
            return False
        before_s = self.book_before_s(start_s, day)
        return before_s is None or now_s <= before_s

    def day_of_ride(self, start_s: int, end_s: int) -> int | None:
        """Return the service day in whose windows a ride begins and ends, None outside of all."""
        today = day_of(start_s, self.zone)
        for day in (today, today - 1):
            if day not in self.service.days:
                continue
            midnight_s = service_midnight_s(day, self.zone)
            if (
                self.start.start_s <= start_s - midnight_s <= self.start.end_s
                and self.end.start_s <= end_s - midnight_s <= self.end.end_s
            ):
                return day
        return None

    def start_s(
        self, span_s: tuple[int, int], ride_s: int, now_s: int, *, last: bool
    ) -> int | None:
        """Return the first (or `last`) moment of a span at which a ride may begin, None: never."""
        first_day = day_of(span_s[0], self.zone)
        starts = [*span_s]
        for day in (first_day - 1, first_day, first_day + 1):
            midnight_s = service_midnight_s(day, self.zone)
            starts += [midnight_s + self.start.start_s, midnight_s + self.start.end_s]
            starts += [midnight_s + at_s - ride_s for at_s in (self.end.start_s, self.end.end_s)]
        if self.rule is not None and self.rule.notice_s is not None:
            starts.append(now_s + self.rule.notice_s)
        usable = (
            start_s
            for start_s in sorted(starts, reverse=last)
            if span_s[0] <= start_s <= span_s[1] and self.fits(start_s, start_s + ride_s, now_s)
        )
        return next(usable, None)

    def book_before_s(self, start_s: int, day: int) -> int | None:
        """Return until when a ride is booked, None where there is no deadline."""
        rule = self.rule
        if rule is None or rule.type is BookingType.REAL_TIME:
            return None
        if rule.last_day is not None:
            return self._midnight_before_s(day, rule.last_day) + rule.last_time_s
        return None if rule.notice_s is None else start_s - rule.notice_s

    def _midnight_before_s(self, day: int, days: int) -> int:
        """Return the start of the day so many days (of the rule's service) before a day."""
        rule = self.rule
        assert rule is not None, "notice is a rule's"
        if rule.days is None:
            return service_midnight_s(day - days, self.zone)
        left = days
        for back in range(_DAYS_BACK):
            if not left:
                break
            day -= 1
            left -= day in rule.days or back == _DAYS_BACK - 1
        return service_midnight_s(day, self.zone)

    def members(self, start_s: int, end_s: int) -> Mapping[str, object]:
        """Return what the leg says: the line, and ours, how it is booked."""
        service = self.service
        told: dict[str, object] = {
            "routeShortName": service.short_name,
            "routeLongName": service.long_name,
            "displayName": service.short_name or service.long_name,
            "agencyName": service.agency_name,
            "agencyUrl": service.agency_url,
            "source": service.feed_id,
            "routeId": f"{service.feed_id}:{service.route_id}",
        }
        if service.color:
            told |= {"routeColor": service.color, "routeTextColor": service.text_color or "FFFFFF"}
        day = self.day_of_ride(start_s, end_s)
        if day is not None:
            told["booking"] = self._booking(start_s, day)
        return told

    def place_members(self, visit: Visit, start_s: int, end_s: int) -> Mapping[str, object]:
        """Return what MOTIS says of an end of the leg: its area and the window there."""
        day = self.day_of_ride(start_s, end_s)
        told: dict[str, object] = {"flex": visit.area.name, "flexId": visit.area.id}
        if day is not None:
            midnight_s = service_midnight_s(day, self.zone)
            told["flexStartPickupDropOffWindow"] = show_time(midnight_s + visit.start_s)
            told["flexEndPickupDropOffWindow"] = show_time(midnight_s + visit.end_s)
        return told

    def _booking(self, start_s: int, day: int) -> Mapping[str, object]:
        rule = self.rule
        if rule is None:
            return {"type": BookingType.REAL_TIME.name}
        told: dict[str, object] = {"type": rule.type.name}
        texts = {
            "message": rule.message,
            "phone": rule.phone,
            "infoUrl": rule.info_url,
            "bookingUrl": rule.booking_url,
        }
        told |= {name: text for name, text in texts.items() if text}
        before_s = self.book_before_s(start_s, day)
        if before_s is not None:
            told["bookBefore"] = show_time(before_s)
        if rule.earliest_s is not None:
            told["bookFrom"] = show_time(start_s - rule.earliest_s)
        return told


class OnDemandRides:
    """Every on-demand ride of a network, and which of its areas hold a place or a stop."""

    def __init__(
        self, services: Sequence[OnDemandService], network: Network, zone: ZoneInfo
    ) -> None:
        self._network = network
        areas = {visit.area.id: visit.area for service in services for visit in service.visits}
        for area in areas.values():
            if area.outline is not None:
                prepare(area.outline)
        self._stops = {id_: self._stops_in(area) for id_, area in areas.items()}
        self.connections = tuple(
            Connection(service, start, end, zone)
            for service in services
            for number, start in enumerate(service.visits)
            for end in service.visits[number + 1 :]
            if start.boards and end.alights
        )

    def stops_of(self, area: Area) -> Flags:
        """Tell which stops of the network lie in an area, or belong to the group."""
        return self._stops[area.id]

    def holds(self, area: Area, point: tuple[float, float]) -> bool:
        """Tell whether an area is one with an outline, and a point lies in it."""
        return area.outline is not None and bool(contains_xy(area.outline, point[1], point[0]))

    def from_point(
        self, point: tuple[float, float], stops: Flags, *, leaving: bool
    ) -> Iterator[tuple[int, Connection]]:
        """Return the rides, by number, that begin (`leaving`) or end at a point or at stops.

        `stops`: those within a walk of the place, for services that call at stops only.
        """
        holds: dict[str, bool] = {}
        for number, connection in enumerate(self.connections):
            area = (connection.start if leaving else connection.end).area
            if area.id not in holds:
                holds[area.id] = (
                    self.holds(area, point)
                    if area.outline is not None
                    else bool((self._stops[area.id] & stops).any())
                )
            if holds[area.id]:
                yield number, connection

    def _stops_in(self, area: Area) -> Flags:
        network = self._network
        if area.outline is not None:
            inside: Flags = contains_xy(area.outline, network.stop_lon, network.stop_lat)
            return inside
        known = self._stop_numbers
        found = np.zeros(network.n_stops, dtype=np.bool_)
        found[[known[id_] for id_ in area.stop_ids if id_ in known]] = True
        return found

    @cached_property
    def _stop_numbers(self) -> Mapping[str, int]:
        return {id_: stop for stop, id_ in enumerate(self._network.stop_id)}
