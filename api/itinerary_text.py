"""Itineraries as lines of text, for terminals and for whoever cannot see a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.street_wording import STREET_MODES, means_of
from api.words import _


def plan_text(body: Mapping[str, Any], zone: ZoneInfo) -> str:
    """Return a plan answer (see `plan_response`) as text, one block per itinerary."""
    blocks = [itinerary_text(itinerary, zone) for itinerary in body["direct"] + body["itineraries"]]
    sentences = [reason["sentence"] for reason in body["reasons"]]
    replays = [
        _(
            "Horaires rejoués\u00a0: %(operator)s comme le %(date)s.",
            operator=row["operator"],
            date=row["realDate"],
        )
        for row in body.get("replay", ())
    ]
    title = f"{body['from']['name']} → {body['to']['name']}"
    return "\n\n".join([title, *blocks, *sentences, *replays]) + "\n"


def itinerary_text(itinerary: Mapping[str, Any], zone: ZoneInfo) -> str:
    """Return one itinerary as text: a line for the whole, one per leg."""
    head = _(
        "%(date)s, %(start)s → %(end)s · %(minutes)s min · correspondances\u00a0: %(transfers)s",
        date=f"{datetime.fromisoformat(itinerary['startTime']).astimezone(zone):%d/%m/%Y}",
        start=_clock(itinerary["startTime"], zone),
        end=_clock(itinerary["endTime"], zone),
        minutes=round(itinerary["duration"] / 60),
        transfers=itinerary["transfers"],
    )
    return "\n".join([head, *(_leg(leg, zone) for leg in itinerary["legs"])])


def _leg(leg: Mapping[str, Any], zone: ZoneInfo) -> str:
    line = leg.get("displayName", "")
    if leg["mode"] == "WALK":
        how = _("à pied, %(minutes)s min", minutes=max(round(leg["duration"] / 60), 1))
        if leg.get("estimated"):
            how = _("%(walk)s (estimé à vol d’oiseau)", walk=how)
    elif leg["mode"] in STREET_MODES:
        minutes = max(round(leg["duration"] / 60), 1)
        how = _("%(means)s, %(minutes)s min", means=means_of(leg), minutes=minutes)
    elif leg["mode"] == "FLEX":
        how = _("%(line)s sur réservation (%(agency)s)", line=line, agency=leg["agencyName"])
    else:
        how = _(
            "%(line)s direction %(headsign)s (%(agency)s)",
            line=line,
            headsign=leg["headsign"],
            agency=leg["agencyName"],
        )
    start, end = _clock(leg["startTime"], zone), _clock(leg["endTime"], zone)
    return f"  {start} {leg['from']['name']} — {how} — {end} {leg['to']['name']}"


def _clock(text: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(text).astimezone(zone):%H:%M}"
