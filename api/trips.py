"""Trips in answers: the calls of a trip on a service day, its line and its operator."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.called_stops import CalledStops, called_stops
from api.modes import mode_of
from api.place_responses import still_place, stop_place
from api.service import Service
from api.times import show_time
from planner import Network, date_of, service_midnight_s

_YES, _NO = 1, 2
"""GTFS values of wheelchair_accessible and bikes_allowed; 0 is unknown."""
_WORDS = {True: "NORMAL", False: "NOT_ALLOWED"}
_ALLOWED: dict[tuple[bool, bool], dict[str, object]] = {
    (on, off): {"pickupType": _WORDS[on], "dropoffType": _WORDS[off]}
    for on in _WORDS
    for off in _WORDS
}
"""By whether people may get on and off."""


@dataclass(frozen=True)
class Calls:
    """The calls of one trip on one service day, in order. Times are UTC epoch seconds."""

    called: CalledStops
    midnight_s: int
    """What the times of the trip's timetable count from."""
    arrivals_s: list[int]
    departures_s: list[int]

    @property
    def stops(self) -> list[int]:
        """The stops called at."""
        return self.called.stops

    @property
    def start_s(self) -> int:
        """When the trip starts, counted from its midnight."""
        return self.departures_s[0] - self.midnight_s

    def first(self, service: Service) -> dict[str, object]:
        """Return where and when the trip starts."""
        return stop_place(service, self.stops[0], departure_s=self.departures_s[0])

    def last(self, service: Service) -> dict[str, object]:
        """Return where and when the trip ends."""
        return stop_place(service, self.stops[-1], arrival_s=self.arrivals_s[-1])

    def place(self, service: Service, position: int) -> dict[str, object]:
        """Return the stop of a call with its times and what is allowed there."""
        if position == 0:
            place = self.first(service)
        elif position == len(self.stops) - 1:
            place = self.last(service)
        else:
            return self.between(service, position)
        return place | self._allowed(position)

    def between(self, service: Service, position: int) -> dict[str, object]:
        """Return the same of a call that is neither the first nor the last: most are such."""
        arrival = show_time(self.arrivals_s[position])
        departure = show_time(self.departures_s[position])
        return {
            **still_place(service, self.stops[position]),
            "arrival": arrival,
            "scheduledArrival": arrival,
            "departure": departure,
            "scheduledDeparture": departure,
            **self._allowed(position),
        }

    def _allowed(self, position: int) -> dict[str, object]:
        return _ALLOWED[self.called.boarding[position], self.called.alighting[position]]


def calls_of(service: Service, trip: int, service_day: int) -> Calls:
    """Return where and when a trip calls on a service day."""
    network = service.snapshot.network
    pattern = network.pattern_of_trip(trip)
    called = service.called_stops.get(pattern)
    if called is None:
        called = service.called_stops[pattern] = called_stops(network, pattern)
    zone = ZoneInfo(network.timezone_name[network.timezone_of_trip(trip)])
    midnight_s = service_midnight_s(service_day, zone)
    arrivals_s, departures_s = network.times_of_trip(trip)
    return Calls(
        called=called,
        midnight_s=midnight_s,
        arrivals_s=[midnight_s + s for s in arrivals_s.tolist()],
        departures_s=[midnight_s + s for s in departures_s.tolist()],
    )


def trip_fields(service: Service, trip: int, service_day: int, start_s: int) -> dict[str, object]:
    """Return what legs and departures say of a trip that starts `start_s` after its midnight."""
    network = service.snapshot.network
    number = network.headsign[int(network.trip_short_name[trip])]
    direction = int(network.trip_direction[trip])
    kept = line_fields(service, int(network.trip_line[trip]))
    return {
        **kept,
        "headsign": network.headsign[int(network.trip_headsign[trip])],
        "directionId": "" if direction < 0 else str(direction),
        "tripShortName": number,
        "displayName": kept["displayName"] or number,
        "tripId": _trip_id(network.trip_id[trip], service_day, start_s),
        **_known_abilities(network, trip),
    }


def line_fields(service: Service, line: int) -> dict[str, object]:
    """Return what every trip of a line says; nobody changes it."""
    kept = service.line_fields.get(line)
    if kept is None:
        kept = service.line_fields[line] = _line_fields(service.snapshot.network, line)
    return kept


def _line_fields(network: Network, line: int) -> dict[str, object]:
    """Return what every trip of a line says; what differs has its place, empty."""
    agency = int(network.line_agency[line])
    short_name, long_name = network.line_short_name[line], network.line_long_name[line]
    fields: dict[str, object] = {
        "mode": mode_of(int(network.line_type[line])),
        "realTime": False,
        "headsign": "",
        "routeId": network.line_id[line],
        "directionId": "",
        "routeType": int(network.line_type[line]),
        "routeShortName": short_name,
        "routeLongName": long_name,
        "tripShortName": "",
        "displayName": short_name or long_name,
        "agencyId": network.agency_id[agency],
        "agencyName": network.agency_name[agency],
        "agencyUrl": network.agency_url[agency],
        "tripId": "",
        "source": network.feed_id[int(network.line_feed[line])],
        "cancelled": False,
    }
    if color := network.line_color[line]:
        fields["routeColor"] = color
    if text_color := network.line_text_color[line]:
        fields["routeTextColor"] = text_color
    return fields


def _known_abilities(network: Network, trip: int) -> dict[str, object]:
    """Say whether wheelchairs and bikes may come, only where the operator says so."""
    abilities: dict[str, object] = {}
    wheelchair, bikes = int(network.trip_wheelchair[trip]), int(network.trip_bikes[trip])
    if wheelchair in {_YES, _NO}:
        abilities["wheelchairAccessible"] = "ACCESSIBLE" if wheelchair == _YES else "NOT_ACCESSIBLE"
    if bikes in {_YES, _NO}:
        abilities["bikesAllowed"] = bikes == _YES
    return abilities


def _trip_id(trip_id: str, service_day: int, start_s: int) -> str:
    """Return an id of a trip on a day, in MOTIS's form: 20261125_07:32_feed:id."""
    minutes = start_s // 60
    return f"{date_of(service_day):%Y%m%d}_{minutes // 60:02}:{minutes % 60:02}_{trip_id}"
