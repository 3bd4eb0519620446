"""Legs in vehicles as MOTIS writes them: line, calls on the way, line on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from api.emissions import ride_emissions
from api.live.alerts_told import AlertsTold
from api.live.live_times import is_told, live_place
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
        self._live = request.live
        self._runs: dict[tuple[int, int], LiveRun | None] = {}
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
                stops.append(self._passed_seated(rides[number - 1], ride))
            stops += self._between(ride, calls[number])
        leg: dict[str, object] = {
            **trip_fields(service, first.trip, first.service_day, calls[0].start_s),
            "from": self._end(first, board=True),
            "to": self._end(last, board=False),
            "tripFrom": calls[0].first(service),
            "tripTo": calls[-1].last(service),
            **self._times(first, last),
            "intermediateStops": stops,
            "legGeometry": self._line(rides) if self._request.detailed_legs else NO_GEOMETRY,
            "emissions": ride_emissions(service, rides),
        }
        leg["wheelchair"] = of_rides(network, rides)
        if alerts := self._alerts.of_rides(rides):
            leg["alerts"] = alerts
        leg |= self._told_live(rides)
        if headway_s := int(network.trip_headway_s[first.trip]):
            leg["headway"] = headway_s
        if first.stay_seated:
            leg["interlineWithPreviousLeg"] = True
        return leg

    def _end(self, ride: Ride, *, board: bool) -> dict[str, object]:
        """Return where and when one gets on or off, and what is to be known of the stop then."""
        stop = ride.from_stop if board else ride.to_stop
        scheduled_s, expected_s = self._moments_s(ride, board=board)
        at_s = {"departure_s" if board else "arrival_s": scheduled_s}
        place = stop_place(self._service, stop, **at_s)
        if (run := self._run_of(ride)) is not None:
            position = ride.board_position if board else ride.alight_position
            place = live_place(self._service, place, run, position)
        place["departure" if board else "arrival"] = show_time(expected_s)
        alerts = self._alerts.of_stop(stop, expected_s)
        return place | {"alerts": alerts} if alerts else place

    def _moments_s(self, ride: Ride, *, board: bool) -> tuple[int, int]:
        """Return when one gets on or off, scheduled and expected."""
        calls, run = self._calls_of(ride), self._run_of(ride)
        if board:
            scheduled_s, searched_s = calls.departures_s[ride.board_position], ride.departure_s
            told_s = None if run is None else run.departure_s(ride.board_position)
        else:
            scheduled_s, searched_s = calls.arrivals_s[ride.alight_position], ride.arrival_s
            told_s = None if run is None else run.arrival_s(ride.alight_position)
        return scheduled_s, searched_s if told_s is None else told_s

    def _times(self, first: Ride, last: Ride) -> dict[str, object]:
        """Return when a leg is scheduled and when it is expected."""
        start_s, leaves_s = self._moments_s(first, board=True)
        end_s, arrives_s = self._moments_s(last, board=False)
        return leg_times(start_s, end_s) | {
            "startTime": show_time(leaves_s),
            "endTime": show_time(arrives_s),
            "duration": max(arrives_s - leaves_s, 0),
        }

    def _run_of(self, ride: Ride) -> LiveRun | None:
        """Return what is expected of a run; at every call where the search was made on it."""
        key = ride.trip, ride.service_day
        if key not in self._runs:
            self._runs[key] = self._read_run(ride)
        return self._runs[key]

    def _read_run(self, ride: Ride) -> LiveRun | None:
        run = self._live.run(ride.trip, ride.service_day, self._now_s)
        searched = self._request.expected.runs.get((ride.trip, ride.service_day))
        if run is None or run.cancelled or searched is None:
            return run
        midnight_s = self._calls_of(ride).midnight_s
        return replace(
            run,
            arrivals_s=tuple((searched.arrivals_s + midnight_s).tolist()),
            departures_s=tuple((searched.departures_s + midnight_s).tolist()),
        )

    def _told_live(self, rides: tuple[Ride, ...]) -> dict[str, object]:
        """Return whether anything live is known of a leg, and whether it runs at all."""
        told = [(ride, self._live.run(ride.trip, ride.service_day, self._now_s)) for ride in rides]
        runs = [(ride, run) for ride, run in told if run is not None]
        if not any(is_told(run, range(r.board_position, r.alight_position + 1)) for r, run in runs):
            return {}
        dropped = (run.drops(r.board_position) or run.drops(r.alight_position) for r, run in runs)
        return {"realTime": True, "cancelled": any(dropped)}

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

    def _passed_seated(self, before: Ride, after: Ride) -> dict[str, object]:
        """Return the stop where the vehicle goes on as another trip."""
        arrival_s, arrives_s = self._moments_s(before, board=False)
        departure_s, leaves_s = self._moments_s(after, board=True)
        place = stop_place(
            self._service, before.to_stop, arrival_s=arrival_s, departure_s=departure_s
        )
        expected = {"arrival": show_time(arrives_s), "departure": show_time(leaves_s)}
        return place | expected | {"pickupType": "NORMAL", "dropoffType": "NORMAL"}
