"""Live times in words: the scheduled time beside the expected one, what is wrong with a ride."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.web import wording
from api.words import _


def planned_word(expected: datetime, planned: datetime) -> str:
    """Return the scheduled time, "" where the expected one reads the same."""
    if wording.clock(expected) == wording.clock(planned) and expected.date() == planned.date():
        return ""
    return _("prévu %(clock)s", clock=wording.clock(planned))


def trouble_of(leg: Mapping[str, Any]) -> str:
    """Return what is wrong with a ride that was planned on scheduled times, "" where nothing is."""
    if leg.get("cancelled"):
        return _(
            "Ce véhicule ne circule pas, ou ne dessert pas cet arrêt aujourd’hui\u00a0: les "
            "itinéraires sont cherchés sur les horaires prévus, prenez-en un autre."
        )
    if leg.get("connectionMissed"):
        return _(
            "Correspondance perdue\u00a0: d’après le temps réel, ce véhicule part avant que vous "
            "n’y soyez. Les itinéraires sont cherchés sur les horaires prévus."
        )
    return ""


def times_notice(board: Mapping[str, Any], now: datetime) -> str:
    """Return that the live times of a board cannot be told, and since when; "" where they can."""
    live = board.get("live")
    if live is None or not live["stale"]:
        return ""
    if "asOf" not in live:
        return _("Temps réel indisponible\u00a0: les horaires montrés sont ceux prévus.")
    since = datetime.fromisoformat(live["asOf"]).astimezone(now.tzinfo)
    return _(
        "Temps réel indisponible depuis le %(moment)s\u00a0: les horaires montrés sont ceux "
        "prévus.",
        moment=wording.moment(since),
    )
