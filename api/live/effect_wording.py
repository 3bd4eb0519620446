"""What happened and why, in words: the enumerations Effect and Cause of GTFS-Realtime."""

from __future__ import annotations

from api.words import lazy

_EFFECTS = {
    "NO_SERVICE": lazy("Service interrompu"),
    "REDUCED_SERVICE": lazy("Service réduit"),
    "SIGNIFICANT_DELAYS": lazy("Retards importants"),
    "DETOUR": lazy("Déviation"),
    "ADDITIONAL_SERVICE": lazy("Service renforcé"),
    "MODIFIED_SERVICE": lazy("Service modifié"),
    "STOP_MOVED": lazy("Arrêt déplacé"),
    "ACCESSIBILITY_ISSUE": lazy("Accessibilité réduite"),
}
_CAUSES = {
    "TECHNICAL_PROBLEM": lazy("problème technique"),
    "STRIKE": lazy("grève"),
    "DEMONSTRATION": lazy("manifestation"),
    "ACCIDENT": lazy("accident"),
    "HOLIDAY": lazy("jour férié"),
    "WEATHER": lazy("intempéries"),
    "MAINTENANCE": lazy("entretien"),
    "CONSTRUCTION": lazy("travaux"),
    "POLICE_ACTIVITY": lazy("intervention de la police"),
    "MEDICAL_EMERGENCY": lazy("urgence médicale"),
    "SPECIAL_EVENT": lazy("événement"),
}


def effect_word(effect: str) -> str:
    """Return what happened, "" where nobody says."""
    return str(_EFFECTS.get(effect, ""))


def cause_word(cause: str) -> str:
    """Return why, "" where nobody says."""
    return str(_CAUSES.get(cause, ""))
