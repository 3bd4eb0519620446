"""What a traveller can or will use: modes, lines, operators, stops, wheelchair, bikes, pace."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from planner.errors import InvalidQueryError
from planner.network import FOOTPATH_BEELINE, FOOTPATH_STREETS, Int8s, Int32s, Network

TRANSFER_LIMIT_S = 4 * 3600
FACTOR_LIMIT = 10.0


class Need(Enum):
    """How much a traveller depends on something that feeds state as yes, no or unknown."""

    NOT_NEEDED = "not-needed"
    UNLESS_REFUSED = "unless-refused"
    """What is stated as "no" is not used; what is unknown is."""
    CONFIRMED = "confirmed"
    """Only what is stated as "yes" is used."""


@dataclass(frozen=True, slots=True)
class Options:
    """Limits on vehicles, stops and changes. Numbers are indices into the network."""

    excluded_types: frozenset[int] = frozenset()
    """GTFS route types, as the feeds state them (basic or extended)."""
    excluded_lines: frozenset[int] = frozenset()
    excluded_agencies: frozenset[int] = frozenset()
    excluded_feeds: frozenset[int] = frozenset()
    excluded_stops: frozenset[int] = frozenset()
    """Stops where the traveller neither boards nor alights; a vehicle may pass them."""
    wheelchair: Need = Need.NOT_NEEDED
    bikes: Need = Need.NOT_NEEDED
    walk_factor: float = 1.0
    """Walks along streets, and estimates of them, take so many times as long (slow or fast
    walkers); what a rule of an operator says stays."""
    transfer_factor: float = 1.0
    """Times of changes and footpaths are multiplied by this (slow or fast walkers)."""
    min_transfer_s: int = 0
    """No change takes less."""
    additional_transfer_s: int = 0
    """Every change takes so much more."""

    def check(self) -> None:
        """Raise InvalidQueryError naming the first field that cannot be searched."""
        if not (math.isfinite(self.transfer_factor) and 0 < self.transfer_factor <= FACTOR_LIMIT):
            raise InvalidQueryError("transfer_factor", f"must be above 0, at most {FACTOR_LIMIT}")
        if not (math.isfinite(self.walk_factor) and 0 < self.walk_factor <= FACTOR_LIMIT):
            raise InvalidQueryError("walk_factor", f"must be above 0, at most {FACTOR_LIMIT}")
        for name in ("min_transfer_s", "additional_transfer_s"):
            if not 0 <= getattr(self, name) <= TRANSFER_LIMIT_S:
                raise InvalidQueryError(name, f"must be 0..{TRANSFER_LIMIT_S}")


EVERYTHING = Options()
"""No limit."""


def usable_trips(network: Network, options: Options) -> npt.NDArray[np.bool_]:
    """Return which trips may be ridden."""
    line = network.trip_line
    excluded_lines = (
        _among(network.line_type, options.excluded_types)
        | _among(network.line_agency, options.excluded_agencies)
        | _among(network.line_feed, options.excluded_feeds)
    )
    excluded_lines[list(options.excluded_lines)] = True
    return (
        ~excluded_lines[line]
        & _meets(network.trip_wheelchair, options.wheelchair)
        & _meets(network.trip_bikes, options.bikes)
    )


def usable_stops(network: Network, options: Options) -> npt.NDArray[np.bool_]:
    """Return where one may board and alight."""
    usable = _meets(network.stop_wheelchair, options.wheelchair)
    usable[list(options.excluded_stops)] = False
    return usable


def walking_s(network: Network, options: Options) -> Int32s:
    """Return how long the traveller walks for each change of the network."""
    walk_s = network.change_s
    if options.walk_factor != 1:
        least_s = _least_changes_s(network)[network.node_stop[network.change_to]]
        walk_s = _walked_s(walk_s, network.change_kind, least_s, options.walk_factor)
    if options.transfer_factor == 1:
        return walk_s
    slowed_s: Int32s = np.ceil(walk_s * options.transfer_factor).astype(np.int32)
    return slowed_s


def footpaths_walked_s(network: Network, options: Options) -> Int32s:
    """Return how long the traveller walks on each footpath of the network."""
    if options.walk_factor == 1:
        return network.footpath_s
    least_s = _least_changes_s(network)[network.footpath_to]
    return _walked_s(network.footpath_s, network.footpath_kind, least_s, options.walk_factor)


def _walked_s(duration_s: Int32s, kind: Int8s, least_s: Int32s, factor: float) -> Int32s:
    """Return the times at another speed; whoever is quick still needs the time of a change."""
    walked = np.isin(kind, (FOOTPATH_BEELINE, FOOTPATH_STREETS))
    at_speed_s = np.maximum(np.ceil(duration_s * factor), np.minimum(duration_s, least_s))
    return np.where(walked, at_speed_s, duration_s).astype(np.int32)


def _least_changes_s(network: Network) -> Int32s:
    """Return the time a change takes at each stop, 0 where nobody changes."""
    from_stop = np.repeat(np.arange(network.n_stops), np.diff(network.footpaths_start))
    itself = from_stop == network.footpath_to
    least_s = np.zeros(network.n_stops, dtype=np.int32)
    least_s[from_stop[itself]] = network.footpath_s[itself]
    return least_s


def changing_s(walk_s: Int32s, options: Options) -> Int32s:
    """Return the time each change takes, margins included."""
    if not options.min_transfer_s and not options.additional_transfer_s:
        return walk_s
    margin_s = np.maximum(walk_s, options.min_transfer_s) + options.additional_transfer_s
    return margin_s.astype(np.int32)


def _among(values: Int32s, excluded: frozenset[int]) -> npt.NDArray[np.bool_]:
    """Tell which values are excluded."""
    return np.isin(values, list(excluded))


def _meets(stated: Int8s, need: Need) -> npt.NDArray[np.bool_]:
    """Tell what meets a need: 0 unknown, 1 yes, 2 no."""
    if need is Need.NOT_NEEDED:
        return np.ones(len(stated), dtype=np.bool_)
    if need is Need.CONFIRMED:
        return np.asarray(stated == YES)
    return np.asarray(stated != NO)


YES, NO = 1, 2
