"""An on-demand service: between which areas, on which days, in which hours, how it is booked."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from shapely.geometry.base import BaseGeometry

from planner import Int32s

WEEK = 7

UNSAID_FACTOR = 1.5
"""How much longer than driving straight a ride takes where the feed does not say: other passengers
are picked up on the way (our hypothesis)."""


class BookingType(IntEnum):
    """GTFS booking_type."""

    REAL_TIME = 0
    SAME_DAY = 1
    PRIOR_DAYS = 2


@dataclass(frozen=True, slots=True)
class Days:
    """Days of service, counted from 1970-01-01."""

    first_day: int
    active: tuple[bool, ...]
    is_week: bool = False
    """One week from `first_day` on stands for every week."""

    def __contains__(self, day: int) -> bool:
        number = day - self.first_day
        if self.is_week:
            number %= WEEK
        return 0 <= number < len(self.active) and self.active[number]

    def between(self, first_day: int | None, end_day: int | None) -> Days:
        """Return these days from one day on, until before another; None: without such a limit."""
        kept = tuple(
            runs and (first_day is None or day >= first_day) and (end_day is None or day < end_day)
            for day, runs in enumerate(self.active, self.first_day)
        )
        return replace(self, active=kept)

    def week_from(self, monday: int) -> Days:
        """Return one week of these days, shown every week."""
        return Days(monday, tuple(day in self for day in range(monday, monday + WEEK)), True)  # noqa: FBT003 - is_week


@dataclass(frozen=True, slots=True)
class BookingRule:
    """A row of booking_rules.txt."""

    id: str
    type: BookingType
    notice_s: int | None = None
    """Before the ride, at least."""
    earliest_s: int | None = None
    """Before the ride, at most."""
    last_day: int | None = None
    """Days before the ride, until `last_time_s` of that day."""
    last_time_s: int = 0
    days: Days | None = None
    """On which `last_day` is counted; None: on all."""
    message: str = ""
    phone: str = ""
    info_url: str = ""
    booking_url: str = ""


@dataclass(frozen=True)
class Area:
    """Where one gets on or off: a polygon, or some stops."""

    id: str
    """`feed:id`."""
    name: str
    outline: BaseGeometry | None
    stop_ids: tuple[str, ...] = ()
    """`feed:id` of the stops of a group."""


@dataclass(frozen=True)
class Visit:
    """One row of stop_times.txt: an area, and when one may get on and off there."""

    area: Area
    start_s: int
    end_s: int
    """Seconds of the service day."""
    boards: bool
    alights: bool
    rule: BookingRule | None


@dataclass(frozen=True)
class OnDemandService:
    """A trip of which at least two rows are areas with a window."""

    feed_id: str
    trip_id: str
    """`feed:id`."""
    route_id: str
    """As the feed has it."""
    short_name: str
    long_name: str
    color: str
    text_color: str
    agency_name: str
    agency_url: str
    days: Days
    visits: tuple[Visit, ...]
    """In the order of travel: one gets off at a later one."""
    factor: float
    offset_s: int
    """A ride takes `factor` times the drive and `offset_s` more, or is quicker."""

    def duration_s(self, drive_s: int) -> int:
        """Return for how long a ride is planned."""
        return math.ceil(self.factor * drive_s) + self.offset_s

    def durations_s(self, drive_s: Int32s) -> Int32s:
        """Return `duration_s` of many drives."""
        ridden_s: Int32s = np.ceil(self.factor * drive_s).astype(np.int32) + self.offset_s
        return ridden_s

    def between(self, first_day: int | None, end_day: int | None) -> OnDemandService:
        """Return the service on the days from one on, until before another."""
        return replace(self, days=self.days.between(first_day, end_day))

    def in_week(self, monday: int) -> OnDemandService:
        """Return the service as it is in one week, shown every week."""
        return replace(self, days=self.days.week_from(monday))
