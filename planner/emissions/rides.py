"""What rides on a network emit: integer milligrams of CO2 equivalent along every pattern."""

from __future__ import annotations

import numpy as np

from planner.emissions.factors import EmissionFactors, Factor
from planner.journey import Journey, Ride
from planner.network import Float64s, Int32s, Network

MG_PER_DAG = 10_000


class Emissions:
    """The factors applied to the lines of a network."""

    def __init__(self, network: Network, factors: EmissionFactors) -> None:
        self.network, self.factors = network, factors
        self.vehicle_of_line = _vehicles(network, factors)
        """Kind of vehicle of every line."""
        lines = network.trip_line[network.pattern_trips_start[:-1]]
        mg_per_km = np.array(
            [factors.vehicles[vehicle].mg_per_km for vehicle in self.vehicle_of_line],
            dtype=np.int64,
        )
        per_call = np.repeat(mg_per_km[lines], np.diff(network.pattern_stops_start))
        self.pattern_mg: Int32s = (network.pattern_distance_m * per_call // 1000).astype(np.int32)
        """Parallel to `network.pattern_stops`: emitted since the first stop of the pattern."""
        self.pattern_dag: Int32s = self.pattern_mg // MG_PER_DAG
        """The same in whole tens of grams: so journeys are compared."""

    def ride_mg(self, ride: Ride) -> int:
        """Return what one passenger emits by a ride."""
        return self._between(self.pattern_mg, ride)

    def ride_distance_m(self, ride: Ride) -> int:
        """Return the length of a ride: along the operator's line where known, else estimated."""
        return self._between(self.network.pattern_distance_m, ride)

    def journey_mg(self, journey: Journey) -> int:
        """Return what one passenger emits by a journey; walks and bikes emit nothing in use."""
        return sum(self.ride_mg(ride) for ride in journey.rides)

    def journey_dag(self, journey: Journey) -> int:
        """Return the same in tens of grams, as journeys are compared."""
        return sum(self._between(self.pattern_dag, ride) for ride in journey.rides)

    def factor_of(self, ride: Ride) -> tuple[str, Factor]:
        """Return the kind of vehicle of a ride and its factor."""
        vehicle = self.vehicle_of_line[int(self.network.trip_line[ride.trip])]
        return vehicle, self.factors.vehicles[vehicle]

    def _between(self, along: Int32s, ride: Ride) -> int:
        """Return the difference of a sum along a pattern between boarding and alighting."""
        start = int(self.network.pattern_stops_start[self.network.pattern_of_trip(ride.trip)])
        return int(along[start + ride.alight_position]) - int(along[start + ride.board_position])


def _vehicles(network: Network, factors: EmissionFactors) -> tuple[str, ...]:
    """Return the kind of vehicle of every line."""
    types, spacings_m = network.line_type.tolist(), _spacings_m(network).tolist()
    return tuple(
        factors.vehicle_of(route_type, spacing_m)
        for route_type, spacing_m in zip(types, spacings_m, strict=True)
    )


def _spacings_m(network: Network) -> Float64s:
    """Return how far the stops of every line are apart on average, over all its patterns."""
    lines = network.trip_line[network.pattern_trips_start[:-1]]
    ends = network.pattern_stops_start[1:] - 1
    n_lines = len(network.line_type)
    ridden_m = np.bincount(lines, network.pattern_distance_m[ends], minlength=n_lines)
    hops = np.bincount(lines, np.diff(network.pattern_stops_start) - 1, minlength=n_lines)
    spacings: Float64s = ridden_m / np.maximum(hops, 1)
    return spacings
