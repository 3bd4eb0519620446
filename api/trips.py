"""Trips in answers: the calls of a trip on a service day, its line and its operator."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.modes import mode_of
from api.place_responses import stop_place
from api.service import Service
from planner import Network, date_of, service_midnight_s

_NO_BOARDING = _NO_ALIGHTING = 1
_YES, _NO = 1, 2
"""GTFS values of wheelchair_accessible and bikes_allowed; 0 is unknown."""


@dataclass(frozen=True)
class Calls:
    """The calls of one trip on one service day, in order. Times are UTC epoch seconds."""

    stops: list[int]
    arrivals_s: list[int]
    departures_s: list[int]
    boarding: list[bool]
    """Whether people may get on; nobody gets on at the last call."""
    alighting: list[bool]
    """Whether people may get off; nobody gets off at the first call."""

    def first(self, service: Service) -> dict[str, object]:
        """Return where and when the trip starts."""
        return stop_place(service, self.stops[0], departure_s=self.departures_s[0])

    def last(self, service: Service) -> dict[str, object]:
        """Return where and when the trip ends."""
        return stop_place(service, self.stops[-1], arrival_s=self.arrivals_s[-1])

    def place(self, service: Service, position: int) -> dict[str, object]:
        """Return the stop of a call with its times and what is allowed there."""
        last = len(self.stops) - 1
        place = stop_place(
            service,
            self.stops[position],
            arrival_s=self.arrivals_s[position] if position else None,
            departure_s=self.departures_s[position] if position < last else None,
        )
        place["pickupType"] = "NORMAL" if self.boarding[position] else "NOT_ALLOWED"
        place["dropoffType"] = "NORMAL" if self.alighting[position] else "NOT_ALLOWED"
        return place


def calls_of(network: Network, trip: int, service_day: int) -> Calls:
    """Return where and when a trip calls on a service day."""
    pattern = network.pattern_of_trip(trip)
    zone = ZoneInfo(network.timezone_name[network.timezone_of_trip(trip)])
    midnight_s = service_midnight_s(service_day, zone)
    arrivals_s, departures_s = network.times_of_trip(trip)
    start, end = network.pattern_stops_start[pattern : pattern + 2]
    boarding = (network.pattern_pickup[start:end] != _NO_BOARDING).tolist()
    alighting = (network.pattern_drop_off[start:end] != _NO_ALIGHTING).tolist()
    boarding[-1] = alighting[0] = False
    return Calls(
        stops=network.stops_of_pattern(pattern).tolist(),
        arrivals_s=[midnight_s + s for s in arrivals_s.tolist()],
        departures_s=[midnight_s + s for s in departures_s.tolist()],
        boarding=boarding,
        alighting=alighting,
    )


def trip_fields(network: Network, trip: int, service_day: int, start_s: int) -> dict[str, object]:
    """Return what legs and departures say of a trip that starts `start_s` after its midnight."""
    line = int(network.trip_line[trip])
    agency = int(network.line_agency[line])
    short_name, long_name = network.line_short_name[line], network.line_long_name[line]
    number = network.headsign[int(network.trip_short_name[trip])]
    direction = int(network.trip_direction[trip])
    fields: dict[str, object] = {
        "mode": mode_of(int(network.line_type[line])),
        "realTime": False,
        "headsign": network.headsign[int(network.trip_headsign[trip])],
        "routeId": network.line_id[line],
        "directionId": "" if direction < 0 else str(direction),
        "routeType": int(network.line_type[line]),
        "routeShortName": short_name,
        "routeLongName": long_name,
        "tripShortName": number,
        "displayName": short_name or long_name or number,
        "agencyId": network.agency_id[agency],
        "agencyName": network.agency_name[agency],
        "agencyUrl": network.agency_url[agency],
        "tripId": _trip_id(network.trip_id[trip], service_day, start_s),
        "source": network.feed_id[int(network.line_feed[line])],
        "cancelled": False,
    }
    if color := network.line_color[line]:
        fields["routeColor"] = color
    if text_color := network.line_text_color[line]:
        fields["routeTextColor"] = text_color
    return fields | _known_abilities(network, trip)


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
