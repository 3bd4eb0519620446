"""Metres ridden along patterns: estimated from the straight lines between their stops."""

from __future__ import annotations

import numpy as np

from planner.access import distance_m
from planner.network import Float64s, Int32s

RIDE_DETOUR_FACTOR = 1.15
"""Metres ridden for each metre of straight line between two stops. Measured on the shapes of
Soléa (Mulhouse): 1.15 by bus, 1.05 by tram."""


def beelines_m(pattern_stops: Int32s, starts: Int32s, lat: Float64s, lon: Float64s) -> Int32s:
    """Return the metres from the first stop of each pattern to every stop of it, estimated."""
    here, before = pattern_stops, np.roll(pattern_stops, 1)
    hop_m = distance_m(lat[before], lon[before], lat[here], lon[here]) * RIDE_DETOUR_FACTOR
    return summed_m(hop_m, starts)


def summed_m(hop_m: Float64s, starts: Int32s) -> Int32s:
    """Return running sums of hops, from 0 at the first of each owner; its own hop is left out."""
    total = np.cumsum(hop_m)
    first = np.repeat(total[starts[:-1]], np.diff(starts))
    return np.rint(total - first).astype(np.int32)
