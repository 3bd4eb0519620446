"""MOTIS's `realtimeMode`: whether answers know live times, and whether the search does."""

from __future__ import annotations

from enum import Enum

from api.parameters import Parameters
from api.problems import invalid_value
from api.words import _


class LiveMode(Enum):
    """What live times are used for; the names are MOTIS's."""

    REALTIME = "REALTIME"
    """The search is made on them."""
    ANNOTATE = "REALTIME_ANNOTATION_ONLY"
    """They are told beside times that were searched."""
    OFF = "OFF"


def read_live_mode(read: Parameters) -> LiveMode:
    """Return the mode that is asked for, REALTIME when none is.

    Raises
    ------
    ApiProblem: the value is none of MOTIS's.

    """
    given = read.text("realtimeMode") or LiveMode.REALTIME.value
    known = {mode.value: mode for mode in LiveMode}
    if given not in known:
        told = _("les valeurs possibles sont %(all)s", all=", ".join(known))
        raise invalid_value("realtimeMode", given, told)
    return known[given]
