"""What the way to each stop walks and emits, for searches that compare it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from api.approaches.approach import Part
from api.street_emissions import travelled_mg
from api.travelling import WALK
from planner import MG_PER_DAG, EmissionFactors, Network, distance_m

Point = tuple[float, float]


@dataclass(frozen=True)
class WaysWeighed:
    """Weighs the ways between a place and the stops of a network."""

    network: Network
    factors: EmissionFactors
    point: Point
    """Where the place is."""
    leaving: bool

    def __call__(self, parts: tuple[Part, ...], stop: int) -> tuple[int, int]:
        """Return the seconds on foot and the tens of grams of a way.

        Metres driven are the straight line lengthened, as those of the car a journey is compared
        with: along streets they are known for what is answered only.
        """
        at_stop = float(self.network.stop_lat[stop]), float(self.network.stop_lon[stop])
        first, last = (self.point, at_stop) if self.leaving else (at_stop, self.point)
        walked_s = emitted_mg = 0
        for part in parts:
            if part.mode == WALK:
                walked_s += part.duration_s
                continue
            start = first if part.start is None else part.start.point
            end = last if part.end is None else part.end.point
            beeline_m = float(distance_m(*start, np.array([end[0]]), np.array([end[1]]))[0])
            emitted_mg += travelled_mg(self.factors, part, beeline_m * self.factors.car.detour)
        return walked_s, emitted_mg // MG_PER_DAG
