"""How many trips run on a typical day, by line and kind of day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from feeds.feed import Feed

_MONDAY = 4
"""1970-01-05, the first Monday of the day numbers."""
_WORKING_DAYS = 5


class DayKind(Enum):
    """Days that have timetables of their own."""

    WEEKDAY = "weekday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True)
class Service:
    """Trips on the median day of each kind, in the order of DayKind."""

    weekday: float
    saturday: float
    sunday: float

    @property
    def per_week(self) -> float:
        """Trips of a typical week."""
        return _WORKING_DAYS * self.weekday + self.saturday + self.sunday


def service_of_lines(feed: Feed) -> dict[str, Service]:
    """Return the typical service of each line of a feed."""
    services = feed.services
    n_lines, n_services = len(feed.routes.id), services.active.shape[1]
    per_service = np.zeros((n_services, n_lines))
    np.add.at(per_service, (feed.trips.service, feed.trips.route), 1)
    per_day = services.active.astype(np.float64) @ per_service
    weekday = (np.arange(len(per_day)) + services.first_day - _MONDAY) % 7
    kinds = (weekday < _WORKING_DAYS, weekday == _WORKING_DAYS, weekday > _WORKING_DAYS)
    typical = [
        np.median(per_day[days], axis=0) if days.any() else np.zeros(n_lines) for days in kinds
    ]
    return {
        str(id_): Service(*(float(kind[row]) for kind in typical))
        for row, id_ in enumerate(feed.routes.id)
    }


def total(services: dict[str, Service]) -> Service:
    """Return the service of all lines together."""
    return Service(
        sum(one.weekday for one in services.values()),
        sum(one.saturday for one in services.values()),
        sum(one.sunday for one in services.values()),
    )
