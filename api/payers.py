"""Payers: half the authority where the first ride begins, half where the last one ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from api.accounting import UNATTRIBUTED
from feeds import Snapshot
from planner import Journey


def payers_of(snapshot: Snapshot, journey: Journey) -> Mapping[str, int]:
    """Return the weight of each authority by SIREN; an end in no commune is nobody's."""
    rides = journey.rides
    return Counter(_payer(snapshot, stop) for stop in (rides[0].from_stop, rides[-1].to_stop))


def _payer(snapshot: Snapshot, stop: int) -> str:
    authority = snapshot.territories.authority_of(int(snapshot.stop_commune[stop]))
    return UNATTRIBUTED if authority is None else authority.siren
