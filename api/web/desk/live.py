"""Live messages as the desk shows them: which come, how old they are, what fits nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import ngettext

from api.live.source_rows import live_rows
from api.service import Service
from api.web import wording
from api.words import _, lazy

_KINDS = {"alerts": lazy("avis aux voyageurs"), "updates": lazy("horaires en temps réel")}


@dataclass(frozen=True, slots=True)
class LiveRow:
    """A source of live messages at a glance."""

    feed: str
    kind: str
    is_stale: bool
    state: str
    age: str
    contents: str


def read_live(service: Service) -> list[LiveRow]:
    """Return every source of live messages."""
    return [_row(row) for row in live_rows(service)]


def _row(row: dict[str, Any]) -> LiveRow:
    stale = bool(row["stale"])
    fine = _("rien n’est connu, ou depuis trop longtemps") if stale else _("à jour")
    age = ""
    if "fetched" in row:
        moment = wording.moment(datetime.fromisoformat(row["fetched"]))
        age = _("reçu le %(moment)s", moment=moment)
    elif "entities" in row:
        age = _("fichier de la région, fixe")
    return LiveRow(
        feed=row["feed"],
        kind=str(_KINDS[row["kind"]]),
        is_stale=stale,
        state=row.get("error", fine),
        age=age,
        contents=_contents(row),
    )


def _contents(row: dict[str, Any]) -> str:
    """Return how much was read and how much of it is of no use."""
    if "entities" not in row:
        return ""
    read, left_out, unmatched = (row[name] for name in ("entities", "leftOut", "unmatched"))
    parts = [ngettext("%(num)d message lu", "%(num)d messages lus", read)]
    if left_out:
        parts.append(ngettext("%(num)d laissé de côté", "%(num)d laissés de côté", left_out))
    if unmatched:
        parts.append(
            ngettext(
                "%(num)d sans correspondance dans le réseau",
                "%(num)d sans correspondance dans le réseau",
                unmatched,
            )
        )
    return ", ".join(parts)
