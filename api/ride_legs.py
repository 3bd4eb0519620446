"""Legs in vehicles as MOTIS writes them: line, calls on the way, line on the map."""

from __future__ import annotations

from collections.abc import Sequence

from api.emissions import ride_emissions
from api.live.alerts_told import AlertsTold
from api.live.live_times import NOTHING_LIVE, is_told, live_place, live_state
from api.place_responses import stop_place
from api.plan_request import PlanRequest
from api.polylines import NO_GEOMETRY
from api.service import Service
from api.street_legs import leg_times
from api.times import show_time
from api.trips import Calls, calls_of, trip_fields
from api.wheelchair import of_rides
from feeds import LiveRun
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
        self._live = live_state(service) if request.live else NOTHING_LIVE
        self._now_s = int(service.now().timestamp())

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
            "from": self._boarded(first),
            "to": self._alighted(last),
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
        leg |= self._live_members(rides)
        if first.stay_seated:
            leg["interlineWithPreviousLeg"] = True
        return leg

    def _boarded(self, ride: Ride) -> dict[str, object]:
        """Return where and when one gets on."""
        place = stop_place(self._service, ride.from_stop, departure_s=ride.departure_s)
        alerts = self._alerts.of_stop(ride.from_stop, ride.departure_s)
        return self._at_live(place | {"alerts": alerts} if alerts else place, ride, board=True)

    def _alighted(self, ride: Ride) -> dict[str, object]:
        """Return where and when one gets off."""
        place = stop_place(self._service, ride.to_stop, arrival_s=ride.arrival_s)
        alerts = self._alerts.of_stop(ride.to_stop, ride.arrival_s)
        return self._at_live(place | {"alerts": alerts} if alerts else place, ride, board=False)

    def _at_live(self, place: dict[str, object], ride: Ride, *, board: bool) -> dict[str, object]:
        run = self._run_of(ride)
        if run is None:
            return place
        position = ride.board_position if board else ride.alight_position
        return live_place(self._service, place, run, position)

    def _run_of(self, ride: Ride) -> LiveRun | None:
        return self._live.run(ride.trip, ride.service_day, self._now_s)

    def _live_members(self, rides: tuple[Ride, ...]) -> dict[str, object]:
        """Return the times at which a leg is expected, and whether it runs at all."""
        first, last = rides[0], rides[-1]
        runs = [(ride, run) for ride in rides if (run := self._run_of(ride)) is not None]
        known = any(
            is_told(run, range(ride.board_position, ride.alight_position + 1)) for ride, run in runs
        )
        if not known:
            return {}
        start_s = end_s = None
        if (run := self._run_of(first)) is not None:
            start_s = run.departure_s(first.board_position)
        if (run := self._run_of(last)) is not None:
            end_s = run.arrival_s(last.alight_position)
        start_s = first.departure_s if start_s is None else start_s
        end_s = last.arrival_s if end_s is None else end_s
        return {
            "realTime": True,
            "cancelled": any(
                run.drops(ride.board_position) or run.drops(ride.alight_position)
                for ride, run in runs
            ),
            "startTime": show_time(start_s),
            "endTime": show_time(end_s),
            "duration": max(end_s - start_s, 0),
        }

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
                    self._places[key] = self._passed(ride, calls, position)
                found.append(self._places[key])
        return found

    def _passed(self, ride: Ride, calls: Calls, position: int) -> dict[str, object]:
        place, run = calls.between(self._service, position), self._run_of(ride)
        return place if run is None else live_place(self._service, place, run, position)

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
