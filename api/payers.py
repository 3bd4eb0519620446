"""Who an answer is for: the authorities of its ends and legs, the commune it set out from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np

from api.accounting import UNATTRIBUTED
from api.places import PlaceInfo
from feeds import Snapshot
from planner import Journey


def payers_of(snapshot: Snapshot, journey: Journey) -> Mapping[str, int]:
    """Return the weight of each authority by SIREN; an end in no commune is nobody's.

    Half the authority where the first ride begins, half where the last one ends.
    """
    rides = journey.rides
    return Counter(_payer(snapshot, stop) for stop in (rides[0].from_stop, rides[-1].to_stop))


def payers_at(snapshot: Snapshot, stops: Iterable[int]) -> Mapping[str, int]:
    """Return the weight of each authority that what leaves from stops is for, by SIREN."""
    return Counter(_payer(snapshot, stop) for stop in stops)


def legs_of(snapshot: Snapshot, journey: Journey) -> Mapping[str, int]:
    """Return the metres in vehicles by authority, along the line that is ridden.

    Each stretch from one stop called at to the next counts half for the authority of each of them:
    its length is that of the operator's shape where there is one, else estimated.
    """
    network = snapshot.network
    metres: Counter[str] = Counter()
    for ride in journey.rides:
        start = int(network.pattern_stops_start[network.pattern_of_trip(ride.trip)])
        calls = slice(start + ride.board_position, start + ride.alight_position + 1)
        stops = network.pattern_stops[calls].tolist()
        lengths_m = np.diff(network.pattern_distance_m[calls]).tolist()
        for (stop, following), length_m in zip(pairwise(stops), lengths_m, strict=True):
            metres[_payer(snapshot, stop)] += length_m - length_m // 2
            metres[_payer(snapshot, following)] += length_m // 2
    return metres


def commune_of(snapshot: Snapshot, place: PlaceInfo) -> str:
    """Return the INSEE code of the commune of a place, empty outside of all."""
    territories = snapshot.territories
    commune = (
        int(snapshot.stop_commune[place.stops[0]])
        if place.stops
        else territories.commune_at(place.lat, place.lon)
    )
    return territories.communes[commune].code if commune >= 0 else ""


def _payer(snapshot: Snapshot, stop: int) -> str:
    authority = snapshot.territories.authority_of(int(snapshot.stop_commune[stop]))
    return UNATTRIBUTED if authority is None else authority.siren
