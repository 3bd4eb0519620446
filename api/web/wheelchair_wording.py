"""What a leg says of wheelchairs, in words."""

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
_ACCESSIBLE = lazy("Accessible en fauteuil roulant.")


def wheelchair_notes(leg: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what to know before setting out in a wheelchair, one sentence each."""
    said = leg.get("wheelchair")
    if said is None:
        return ()
    return tuple(str(_REASONS[reason]) for reason in said["reasons"]) or (str(_ACCESSIBLE),)
