"""Lines that come when they are booked (GTFS-Flex), as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from api.service import Service
from api.web.itineraries import Booking
from api.web.line_pill import Line, line_of
from api.words import _
from feeds import OnDemandService
from planner import day_number

FLEX = "FLEX"
_HOUR_S = 3600
_SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class Hours:
    """When and where one may ride."""

    clock: str
    weekdays: tuple[int, ...]
    """Monday is 0; of the next two weeks."""
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnDemandLine:
    """A line without stops or timetable."""

    id: str
    line: Line
    name: str
    operator: str
    operator_url: str
    hours: tuple[Hours, ...]
    bookings: tuple[Booking, ...]


def line_id_of(service: OnDemandService) -> str:
    """Return the id of the page of a service: that of its line."""
    return f"{service.feed_id}:{service.route_id}"


def on_demand_lines(service: Service) -> list[OnDemandLine]:
    """Return every line of on-demand services."""
    ids = dict.fromkeys(line_id_of(one) for one in service.snapshot.on_demand)
    return [shown for id_ in ids if (shown := on_demand_line(service, id_)) is not None]


def on_demand_line(service: Service, line_id: str) -> OnDemandLine | None:
    """Return a line of on-demand services by its id, None where none is called so."""
    found = [one for one in service.snapshot.on_demand if line_id_of(one) == line_id]
    if not found:
        return None
    first = found[0]
    fields = {
        "mode": FLEX,
        "routeShortName": first.short_name,
        "routeLongName": first.long_name,
        "routeColor": first.color,
        "routeTextColor": first.text_color or "FFFFFF",
    }
    today = day_number(service.now().date())
    rules = {visit.rule.id: visit.rule for one in found for visit in one.visits if visit.rule}
    return OnDemandLine(
        id=line_id,
        line=line_of(fields),
        name=first.long_name,
        operator=first.agency_name,
        operator_url=first.agency_url,
        hours=tuple(_hours(one, today) for one in found),
        bookings=tuple(
            Booking(None, rule.message, rule.phone, rule.booking_url or rule.info_url)
            for rule in rules.values()
        ),
    )


def _hours(service: OnDemandService, today: int) -> Hours:
    start_s = min(visit.start_s for visit in service.visits)
    end_s = max(visit.end_s for visit in service.visits)
    soon = {day for day in range(today, today + _SOON_DAYS) if day in service.days}
    return Hours(
        _("de %(first)s à %(last)s", first=_clock(start_s), last=_clock(end_s)),
        tuple(sorted({(day + 3) % 7 for day in soon})),  # 1970-01-01 was a Thursday
        tuple(dict.fromkeys(visit.area.name or visit.area.id for visit in service.visits)),
    )


def _clock(seconds: int) -> str:
    return f"{seconds // _HOUR_S % 24:02}:{seconds % _HOUR_S // 60:02}"
