"""Live times in words: the scheduled time beside the expected one, and that there are none."""

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
