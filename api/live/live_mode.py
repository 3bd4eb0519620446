"""MOTIS's `realtimeMode`: whether answers tell live times."""

from __future__ import annotations

from api.parameters import Parameters
from api.problems import invalid_value
from api.words import _

_MODES = ("REALTIME", "REALTIME_ANNOTATION_ONLY", "OFF")


def read_live_mode(read: Parameters) -> bool:
    """Return whether live times are wanted: in both modes beside times that were searched.

    Raises
    ------
    ApiProblem: the value is none of MOTIS's.

    """
    mode = read.text("realtimeMode") or _MODES[0]
    if mode not in _MODES:
        told = _("les valeurs possibles sont %(all)s", all=", ".join(_MODES))
        raise invalid_value("realtimeMode", mode, told)
    return mode != "OFF"
