"""Steps of a way in words."""

from __future__ import annotations

from api.words import _, lazy
from planner import EdgeKind, Step, Turn

_TEN_M, _KILOMETRE_M = 10, 1000


def instruction_of(step: Step, mode: str) -> str:
    """Return one sentence: turn, street, distance."""
    what = _turn(step)
    if step.pushes_bike and mode == "BIKE":
        what = _("%(turn)s, vélo à la main", turn=what)
    return _("%(turn)s sur %(distance)s", turn=what, distance=_distance(step.distance_m))


def _turn(step: Step) -> str:
    """Return what to do and where."""
    special = _special(step)
    if special:
        return special
    if step.turn is Turn.LIFT:
        return _("Prenez l’ascenseur, puis %(street)s", street=_street(step))
    return _("%(turn)s %(street)s", turn=_verb(step.turn), street=_street(step))


def _special(step: Step) -> str:
    """Return what is said where the kind says more than the turn, "" elsewhere."""
    if step.kind is EdgeKind.STEPS:
        if step.rise_m == step.fall_m:
            return _("Prenez l’escalier")
        climbs = step.rise_m > step.fall_m
        return _("Montez l’escalier") if climbs else _("Descendez l’escalier")
    return str(_SPECIAL.get(step.kind, ""))


_SPECIAL = {
    EdgeKind.LIFT: lazy("Prenez l’ascenseur"),
    EdgeKind.CROSSING: lazy("Traversez la rue"),
    EdgeKind.PLATFORM: lazy("Suivez le quai"),
    EdgeKind.SQUARE: lazy("Traversez la place"),
}
_VERBS = {
    Turn.DEPART: lazy("Partez par"),
    Turn.CONTINUE: lazy("Continuez par"),
    Turn.SLIGHTLY_LEFT: lazy("Prenez légèrement à gauche par"),
    Turn.LEFT: lazy("Tournez à gauche par"),
    Turn.HARD_LEFT: lazy("Tournez franchement à gauche par"),
    Turn.SLIGHTLY_RIGHT: lazy("Prenez légèrement à droite par"),
    Turn.RIGHT: lazy("Tournez à droite par"),
    Turn.HARD_RIGHT: lazy("Tournez franchement à droite par"),
    Turn.UTURN: lazy("Faites demi-tour par"),
}


def _verb(turn: Turn) -> str:
    return str(_VERBS.get(turn, _VERBS[Turn.CONTINUE]))


def _street(step: Step) -> str:
    """Return the name of a street, or what it is."""
    if step.name:
        return _("%(name)s (pont)", name=step.name) if step.is_bridge else step.name
    if step.is_bridge:
        return _("le pont")
    if step.kind is EdgeKind.PATH:
        return _("le chemin")
    return _("la piste cyclable") if step.kind is EdgeKind.CYCLEWAY else _("la rue")


def _distance(metres: float) -> str:
    """Return a distance as people say it: to ten metres, then kilometres."""
    if metres < _KILOMETRE_M - _TEN_M / 2:
        rounded = max(round(metres / _TEN_M), 1) * _TEN_M if metres >= _TEN_M else round(metres)
        return _("%(metres)s\u00a0m", metres=max(rounded, 1))
    return _("%(km)s\u00a0km", km=f"{metres / _KILOMETRE_M:.1f}".replace(".", ","))
