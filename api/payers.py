"""Who an answer is for: the authorities of its ends and legs, the commune it set out from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from api.accounting import UNATTRIBUTED
from api.places import PlaceInfo
from feeds import Snapshot
from planner import Journey, distance_m


def payers_of(snapshot: Snapshot, journey: Journey) -> Mapping[str, int]:
    """Return the weight of each authority by SIREN; an end in no commune is nobody's.

    Half the authority where the first ride begins, half where the last one ends.
    """
    rides = journey.rides
    return Counter(_payer(snapshot, stop) for stop in (rides[0].from_stop, rides[-1].to_stop))


def legs_of(snapshot: Snapshot, journey: Journey) -> Mapping[str, int]:
    """Return the metres in vehicles by authority.

    A ride counts as the straight line between its ends, half for the authority of each.
    """
    network = snapshot.network
    metres: Counter[str] = Counter()
    for ride in journey.rides:
        stops = [ride.from_stop, ride.to_stop]
        lat, lon = network.stop_lat[stops], network.stop_lon[stops]
        length_m = distance_m(float(lat[0]), float(lon[0]), lat[1:], lon[1:])[0]
        for stop in stops:
            metres[_payer(snapshot, stop)] += int(length_m) // 2
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
