"""An answer of a batch as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.batch.questions import BatchNetwork
from api.modes import mode_of
from planner import Answer, Emissions, Journey, Leg, Ride


def show_answer(network: BatchNetwork, answer: Answer, emissions: Emissions) -> dict[str, Any]:
    """Return journeys, work, and why there is none."""
    shown: dict[str, Any] = {
        "work": answer.work.as_dict(),
        "journeys": [_journey(network, journey, emissions) for journey in answer.journeys],
    }
    if answer.reason is not None:
        shown["reason"] = answer.reason.value
        if answer.next_departure_s is not None:
            shown["next_departure"] = _instant(network, answer.next_departure_s)
    return shown


def _journey(network: BatchNetwork, journey: Journey, emissions: Emissions) -> dict[str, Any]:
    """Show one journey."""
    return {
        "departure": _instant(network, journey.departure_s),
        "arrival": _instant(network, journey.arrival_s),
        "transfers": journey.transfers,
        "walked_s": journey.walked_s,
        "emitted_mg": emissions.journey_mg(journey),
        "legs": [_leg(network, leg) for leg in journey.legs],
    }


def _leg(network: BatchNetwork, leg: Leg) -> dict[str, Any]:
    """Show one leg; None is the origin or the destination."""
    shown: dict[str, Any] = {
        "mode": "WALK",
        "from": _stop(network, leg.from_stop),
        "to": _stop(network, leg.to_stop),
        "departure": _instant(network, leg.departure_s),
        "arrival": _instant(network, leg.arrival_s),
    }
    if isinstance(leg, Ride):
        tables = network.network
        line = int(tables.trip_line[leg.trip])
        shown |= {
            "mode": mode_of(int(tables.line_type[line])),
            "trip_id": network.shown(tables.trip_id[leg.trip]),
            "line_id": network.shown(tables.line_id[line]),
            "headsign": tables.headsign[int(tables.trip_headsign[leg.trip])],
            "stay_seated": leg.stay_seated,
        }
    return shown


def _stop(network: BatchNetwork, stop: int | None) -> str | None:
    """Return the id of a stop."""
    return None if stop is None else network.shown(network.network.stop_id[stop])


def _instant(network: BatchNetwork, epoch_s: int) -> str:
    """Write an instant as the clock shows it in the network's time zone."""
    zone = ZoneInfo(network.network.timezone_name[0])
    return datetime.fromtimestamp(epoch_s, zone).isoformat()
