"""What a leg or an itinerary says of wheelchairs, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.words import lazy

_REASONS = {
    "vehicle-not-accessible": lazy("Véhicule non accessible en fauteuil roulant."),
    "vehicle-unknown": lazy("Accessibilité du véhicule non renseignée par l’exploitant."),
    "stop-not-accessible": lazy("Arrêt non accessible en fauteuil roulant."),
    "stop-unknown": lazy("Accessibilité de l’arrêt non renseignée par l’exploitant."),
    "stairs": lazy("Il y a un escalier."),
    "kerb-or-barrier": lazy("Il y a une bordure haute ou un obstacle."),
    "steep": lazy("La pente dépasse 8\u00a0%."),
    "rough-or-narrow": lazy("Le chemin est étroit ou son sol irrégulier."),
    "surface-unknown": lazy("L’état du sol n’est pas connu partout."),
    "way-unknown": lazy("Le chemin n’est pas connu."),
}
_UNKNOWN = "-unknown"
"""How the reasons end that leave open whether one can go."""
_SUMMARIES = {
    "YES": lazy("Fauteuil roulant\u00a0: oui"),
    "NO": lazy("Fauteuil roulant\u00a0: non"),
    "UNKNOWN": lazy("Fauteuil roulant\u00a0: non renseigné"),
}
_ACCESSIBLE = lazy("Accessible en fauteuil roulant.")


def wheelchair_summary(itinerary: Mapping[str, Any]) -> str:
    """Return whether a wheelchair can go all the way, "" where nothing is said."""
    said = itinerary.get("wheelchair")
    return "" if said is None else str(_SUMMARIES[said["accessible"]])


def wheelchair_reasons(itinerary: Mapping[str, Any]) -> tuple[str, ...]:
    """Return why a wheelchair cannot go all the way, else why nobody knows, a sentence each."""
    said = itinerary.get("wheelchair", {})
    reasons = said.get("reasons", ())
    if said.get("accessible") == "NO":
        reasons = [reason for reason in reasons if not reason.endswith(_UNKNOWN)]
    return tuple(str(_REASONS[reason]) for reason in reasons)


def wheelchair_notes(leg: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what to know before setting out in a wheelchair, one sentence each."""
    said = leg.get("wheelchair")
    if said is None:
        return ()
    return tuple(str(_REASONS[reason]) for reason in said["reasons"]) or (str(_ACCESSIBLE),)
