"""Rows written by the kernel -> journeys with legs."""

from __future__ import annotations

from planner.day import DaySlice
from planner.journey import Journey, Leg, Ride, Walk, WalkKind
from planner.network import FOOTPATH_BEELINE, Network
from planner.query import Offset
from planner.raptor.kernel import LEG_ARRIVAL_S, LEG_FROM, LEG_TO


class Trace:
    """Turns rows into journeys of one slice, between the ends of one query."""

    def __init__(
        self,
        network: Network,
        day: DaySlice,
        access: dict[int, Offset],
        egress: dict[int, Offset],
    ) -> None:
        self.network, self.day, self.access, self.egress = network, day, access, egress
        self._anchor_s, self._n_nodes = day.anchor_s, network.n_nodes
        self._n_stops = network.n_stops

    def journey(self, rows: list[list[int]]) -> Journey:
        """Build a journey from its rides in vehicles."""
        for row in rows:  # back from the layers of via.py
            row[LEG_FROM] %= self._n_nodes
            row[LEG_TO] %= self._n_nodes
        first = self.access[self._stop(rows[0][LEG_FROM])]
        last = self.egress[self._stop(rows[-1][LEG_TO])]
        legs: list[Leg] = []
        before = None
        for row in rows:
            rides = self._rides(row)
            if before is not None:
                legs.extend(self._walk(before, row))
            elif first.duration_s:
                legs.append(_walk_to_ride(first, rides[0]))
            legs.extend(rides)
            before = row
        if last.duration_s:
            legs.append(_walk_from_ride(last, legs[-1]))
        return Journey(legs[0].departure_s, legs[-1].arrival_s, tuple(legs))

    def _stop(self, node: int) -> int:
        """Return the stop of a node."""
        return node if node < self._n_stops else self.network.node_stop.item(node)

    def _rides(self, row: list[int]) -> tuple[Ride, ...]:
        """Name the trips of a ride in a vehicle and give its times as instants."""
        vehicle, board, alight, from_node, to_node, departure_s, arrival_s = row
        day = self.day
        first = day.vehicle_parts_start.item(vehicle)
        end = day.vehicle_parts_start.item(vehicle + 1)
        if end - first > 1:
            return tuple(self._seated_rides(range(first, end), board, alight))
        return (
            Ride(
                day.run_trip.item(first),
                day.run_day.item(first),
                board,
                alight,
                self._stop(from_node),
                self._stop(to_node),
                self._anchor_s + departure_s,
                self._anchor_s + arrival_s,
            ),
        )

    def _seated_rides(self, parts: range, board: int, alight: int) -> list[Ride]:
        """Cut a ride in a vehicle of several runs into one ride for each run."""
        rides: list[Ride] = []
        for part in parts:
            trip = int(self.day.run_trip[part])
            stops = self.network.stops_of_pattern(self.network.pattern_of_trip(trip))
            if board < len(stops) and alight >= 0:
                arrivals_s, departures_s = self.network.times_of_trip(trip)
                start, end = max(board, 0), min(alight, len(stops) - 1)
                zero_s = self.day.anchor_s + int(self.day.run_shift_s[part])
                rides.append(
                    Ride(
                        trip=trip,
                        service_day=int(self.day.run_day[part]),
                        board_position=start,
                        alight_position=end,
                        from_stop=int(stops[start]),
                        to_stop=int(stops[end]),
                        departure_s=zero_s + int(departures_s[start]),
                        arrival_s=zero_s + int(arrivals_s[end]),
                        stay_seated=bool(rides),
                    )
                )
            board -= len(stops)
            alight -= len(stops)
        return rides

    def _walk(self, before: list[int], after: list[int]) -> list[Walk]:
        """Walk the footpath between two rides, on arrival; nothing when the stop is the same."""
        from_node, to_node = before[LEG_TO], after[LEG_FROM]
        from_stop, to_stop = self._stop(from_node), self._stop(to_node)
        if from_stop == to_stop:
            return []
        start, end = self.network.changes_start[from_node : from_node + 2]
        path = int(start) + self.network.change_to[start:end].tolist().index(to_node)
        arrival_s = self.day.anchor_s + before[LEG_ARRIVAL_S]
        return [
            Walk(
                WalkKind.FOOTPATH,
                from_stop,
                to_stop,
                arrival_s,
                arrival_s + int(self.day.walk_s[path]),
                estimated=bool(self.network.change_kind[path] == FOOTPATH_BEELINE),
            )
        ]


def _walk_to_ride(start: Offset, ride: Ride) -> Walk:
    """Walk from the origin so as to reach the stop when the vehicle leaves."""
    departure_s = ride.departure_s - start.duration_s
    return Walk(WalkKind.ACCESS, None, start.stop, departure_s, ride.departure_s, start.estimated)


def _walk_from_ride(end: Offset, ride: Leg) -> Walk:
    """Walk to the destination on arrival."""
    arrival_s = ride.arrival_s + end.duration_s
    return Walk(WalkKind.EGRESS, end.stop, None, ride.arrival_s, arrival_s, end.estimated)
