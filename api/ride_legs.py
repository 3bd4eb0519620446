"""Legs in vehicles as MOTIS writes them: line, calls on the way, line on the map."""

from __future__ import annotations

from collections.abc import Sequence

from api.emissions import ride_emissions
from api.live.alerts_told import AlertsTold
from api.place_responses import stop_place
from api.plan_request import PlanRequest
from api.polylines import NO_GEOMETRY
from api.service import Service
from api.street_legs import leg_times
from api.trips import Calls, calls_of, trip_fields
from api.wheelchair import of_rides
from planner import Ride


class RideLegs:
    """Writes the legs in vehicles of one answer; what several journeys share, once.

    Journeys of a window differ in a leg or two: the same ride, the same trip with its calls and the
    same piece of a line come again and again.
    """

    def __init__(self, service: Service, request: PlanRequest) -> None:
        self._service = service
        self._request = request
        self._legs: dict[tuple[Ride, ...], dict[str, object]] = {}
        self._calls: dict[tuple[int, int], Calls] = {}
        self._places: dict[tuple[int, int, int], dict[str, object]] = {}
        self._alerts = AlertsTold(service)

    def leg(self, rides: Sequence[Ride]) -> dict[str, object]:
        """Return a leg in one vehicle; it bears the name of the first trip, which people board."""
        key = tuple(rides)
        if key not in self._legs:
            self._legs[key] = self._written(key)
        return self._legs[key]

    def _written(self, rides: tuple[Ride, ...]) -> dict[str, object]:
        service, network = self._service, self._service.snapshot.network
        first, last = rides[0], rides[-1]
        calls = [self._calls_of(ride) for ride in rides]
        stops: list[dict[str, object]] = []
        for number, ride in enumerate(rides):
            if number:
                stops.append(_passed_seated(service, rides[number - 1], ride))
            stops += self._between(ride, calls[number])
        leg: dict[str, object] = {
            **trip_fields(service, first.trip, first.service_day, calls[0].start_s),
            "from": self._end(first.from_stop, departure_s=first.departure_s),
            "to": self._end(last.to_stop, arrival_s=last.arrival_s),
            "tripFrom": calls[0].first(service),
            "tripTo": calls[-1].last(service),
            **leg_times(first.departure_s, last.arrival_s),
            "intermediateStops": stops,
            "legGeometry": self._line(rides) if self._request.detailed_legs else NO_GEOMETRY,
            "emissions": ride_emissions(service, rides),
        }
        leg["wheelchair"] = of_rides(network, rides)
        if alerts := self._alerts.of_rides(rides):
            leg["alerts"] = alerts
        if first.stay_seated:
            leg["interlineWithPreviousLeg"] = True
        return leg

    def _end(
        self, stop: int, *, arrival_s: int | None = None, departure_s: int | None = None
    ) -> dict[str, object]:
        """Return where one gets on or off, with what is to be known of the stop then."""
        place = stop_place(self._service, stop, arrival_s=arrival_s, departure_s=departure_s)
        at_s = departure_s if arrival_s is None else arrival_s
        assert at_s is not None, "one of the two is given"
        alerts = self._alerts.of_stop(stop, at_s)
        return place | {"alerts": alerts} if alerts else place

    def _calls_of(self, ride: Ride) -> Calls:
        key = ride.trip, ride.service_day
        if key not in self._calls:
            self._calls[key] = calls_of(self._service, *key)
        return self._calls[key]

    def _between(self, ride: Ride, calls: Calls) -> list[dict[str, object]]:
        """Return the stops called at between boarding and alighting."""
        found, called = [], calls.called
        for position in range(ride.board_position + 1, ride.alight_position):
            if called.boarding[position] or called.alighting[position]:
                key = ride.trip, ride.service_day, position
                if key not in self._places:
                    self._places[key] = calls.between(self._service, position)
                found.append(self._places[key])
        return found

    def _line(self, rides: tuple[Ride, ...]) -> dict[str, object]:
        """Return the line of rides in one vehicle, encoded."""
        network = self._service.snapshot.network
        return self._service.ridden_lines.encoded(
            tuple(
                (network.pattern_of_trip(ride.trip), ride.board_position, ride.alight_position)
                for ride in rides
            )
        )


def _passed_seated(service: Service, before: Ride, after: Ride) -> dict[str, object]:
    """Return the stop where the vehicle goes on as another trip."""
    return stop_place(
        service, before.to_stop, arrival_s=before.arrival_s, departure_s=after.departure_s
    ) | {"pickupType": "NORMAL", "dropoffType": "NORMAL"}
