"""Where and how the vehicles of a pattern call, as lists; patterns come again in every answer."""

from __future__ import annotations

from dataclasses import dataclass

from planner import Network

_NO_BOARDING = _NO_ALIGHTING = 1


@dataclass(frozen=True, slots=True)
class CalledStops:
    """The stops of a pattern, in order."""

    stops: list[int]
    boarding: list[bool]
    """Whether people may get on; nobody gets on at the last call."""
    alighting: list[bool]
    """Whether people may get off; nobody gets off at the first call."""


def called_stops(network: Network, pattern: int) -> CalledStops:
    """Read where and how the vehicles of a pattern call."""
    start, end = network.pattern_stops_start[pattern : pattern + 2]
    boarding = (network.pattern_pickup[start:end] != _NO_BOARDING).tolist()
    alighting = (network.pattern_drop_off[start:end] != _NO_ALIGHTING).tolist()
    boarding[-1] = alighting[0] = False
    return CalledStops(network.stops_of_pattern(pattern).tolist(), boarding, alighting)
