"""The whole day of a line at a stop: hours, minutes, and where a trip ends elsewhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from string import ascii_lowercase
from zoneinfo import ZoneInfo

from api.departures import DAY_S, BoardQuery, StopEvent
from api.service import Service
from api.trips import calls_of, trip_fields
from api.web.line_pill import Line, line_of
from planner import Network, day_of, service_midnight_s

LONGEST_DAY_S = 2 * DAY_S
"""A service day goes on after midnight: this is as long as anyone runs one."""


@dataclass(frozen=True, slots=True)
class Minute:
    """A departure within its hour."""

    text: str
    machine: str
    """RFC 3339, for `<time>`."""
    note: str
    """Letter of the destination when it is not the usual one."""


@dataclass(frozen=True, slots=True)
class DayTimetable:
    """Every departure of a line at a stop on one service day."""

    line: Line
    operator: str
    headsign: str
    """Where most trips go."""
    hours: tuple[tuple[str, tuple[Minute, ...]], ...]
    notes: tuple[tuple[str, str], ...]
    """(letter, destination) of trips that go elsewhere."""


def day_timetable(
    service: Service, stops: tuple[int, ...], line_id: str, direction: str, day: date
) -> DayTimetable | None:
    """Return the day of a line at stops, None where the line does not leave from them that day.

    ``direction`` is GTFS's direction_id; "" takes both.
    """
    events = _events(service, stops, line_id, direction, day)
    if not events:
        return None
    ends = [_headsign(service, event) for event in events]
    usual, *others = [headsign for headsign, _count in Counter(ends).most_common()]
    letters = {headsign: letter for letter, headsign in zip(ascii_lowercase, others, strict=False)}
    hours: dict[str, list[Minute]] = {}
    for event, headsign in zip(events, ends, strict=True):
        leaves = datetime.fromtimestamp(event.time_s, UTC).astimezone(service.zone)
        machine = leaves.isoformat(timespec="minutes")
        minute = Minute(f"{leaves:%M}", machine, letters.get(headsign, ""))
        hours.setdefault(f"{leaves:%Y-%m-%d %H}", []).append(minute)
    first = trip_fields(service, events[0].trip, events[0].service_day, 0)
    return DayTimetable(
        line=line_of(first),
        operator=str(first["agencyName"]),
        headsign=usual,
        hours=tuple((hour[-2:], tuple(minutes)) for hour, minutes in hours.items()),
        notes=tuple((letter, headsign) for headsign, letter in letters.items()),
    )


def _events(
    service: Service, stops: tuple[int, ...], line_id: str, direction: str, day: date
) -> list[StopEvent]:
    """Return the departures of one line whose trips belong to a service day."""
    network = service.snapshot.network
    zone = ZoneInfo(service.zone.key)
    number = day_of(int(datetime(day.year, day.month, day.day, 12, tzinfo=zone).timestamp()), zone)
    query = BoardQuery(
        stops=stops,
        start_s=service_midnight_s(number, zone),
        later=True,
        arrivals=False,
        wanted=1,
        window_s=LONGEST_DAY_S,
    )
    return [
        event
        for event in service.board.events(query)
        if event.service_day == number and _is_of(network, event.trip, line_id, direction)
    ]


def _is_of(network: Network, trip: int, line_id: str, direction: str) -> bool:
    if network.line_id[int(network.trip_line[trip])] != line_id:
        return False
    return not direction or str(int(network.trip_direction[trip])) == direction


def _headsign(service: Service, event: StopEvent) -> str:
    """Return where a trip goes: what is written on it, else its last stop."""
    network = service.snapshot.network
    written = network.headsign[int(network.trip_headsign[event.trip])]
    last = calls_of(service, event.trip, event.service_day).stops[-1]
    return written or network.stop_name[last]
