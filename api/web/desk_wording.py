"""Names of the states of a version, as people read them."""

from __future__ import annotations

from api.desk.registry import State
from api.words import _


def state_name(state: State) -> str:
    """Return the name of a state."""
    return {
        State.RECEIVED: _("reçue"),
        State.CHECKED: _("à décider"),
        State.ACCEPTED: _("acceptée"),
        State.ACTIVE: _("en service"),
        State.SUPERSEDED: _("remplacée"),
        State.REFUSED: _("refusée"),
    }[state]
