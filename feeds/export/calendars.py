"""Service days -> calendar.txt and calendar_dates.txt, in whichever of the two is shorter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from feeds.checks.services import ADDED, REMOVED, WEEKDAYS
from feeds.export.package import Rows
from feeds.table import Flags
from planner import Calendar, Int32s, date_of

_MONDAY = 4
"""1970-01-05, the first Monday of the day numbers."""


def services_by_days(calendar: Calendar, service: Int32s) -> tuple[Flags, Int32s]:
    """Return the days of each service that differs from the others, and that of each trip.

    Operators share what runs on the same days.
    """
    used, of_trip = np.unique(service, return_inverse=True)
    days, same = np.unique(calendar.active.T[used], axis=0, return_inverse=True)
    return days, same.ravel()[of_trip].astype(np.int32)


def in_order_of_use(days: Flags, service: Int32s, trips: Sequence[int]) -> tuple[Flags, Int32s]:
    """Return services numbered as the trips that are written first use them."""
    used = list(dict.fromkeys(service[trips].tolist()))
    number = np.zeros(len(days), dtype=np.int32)
    number[used] = np.arange(len(used))
    return days[used], number[service]


def service_id(number: int) -> str:
    """Return the id of a service."""
    return f"s{number + 1}"


def calendar_tables(first_day: int, days: Flags) -> dict[str, Rows]:
    """Return the tables for the days (services, days from `first_day` on) of services."""
    weekly, dated = [], []
    weekday = (first_day + np.arange(days.shape[1]) - _MONDAY) % 7
    for number, active in enumerate(days):
        id_ = service_id(number)
        served = np.flatnonzero(active)
        span = slice(int(served[0]), int(served[-1]) + 1)
        runs, odd = _week(active[span], weekday[span])
        if len(odd) < len(served) - 1:
            ends = (_written(first_day + span.start), _written(first_day + span.stop - 1))
            weekly.append((id_, *runs, *ends))
            exceptions = odd + span.start
        else:
            exceptions = served
        dated += list(_dates(id_, first_day, active, exceptions))
    return {
        "calendar": Rows(("service_id", *WEEKDAYS, "start_date", "end_date"), weekly),
        "calendar_dates": Rows(("service_id", "date", "exception_type"), dated),
    }


def _week(active: Flags, weekday: npt.NDArray[np.int64]) -> tuple[list[int], npt.NDArray[np.intp]]:
    """Return the weekdays on which a service mostly runs, and the days that differ from that."""
    n_days = np.bincount(weekday, minlength=7)
    n_active = np.bincount(weekday[active], minlength=7)
    runs = 2 * n_active > n_days
    return runs.astype(int).tolist(), np.flatnonzero(active != runs[weekday])


def _dates(
    id_: str, first_day: int, active: Flags, days: npt.NDArray[np.intp]
) -> Iterator[tuple[str, str, int]]:
    for day in days.tolist():
        yield id_, _written(first_day + day), ADDED if active[day] else REMOVED


def _written(day: int) -> str:
    return f"{date_of(day):%Y%m%d}"
