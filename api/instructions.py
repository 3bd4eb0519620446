"""Steps of a way in words."""

from __future__ import annotations

from api.words import _
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
    special = {
        EdgeKind.STEPS: _("Montez l’escalier")
        if step.rise_m > step.fall_m
        else _("Descendez l’escalier")
        if step.fall_m > step.rise_m
        else _("Prenez l’escalier"),
        EdgeKind.LIFT: _("Prenez l’ascenseur"),
        EdgeKind.CROSSING: _("Traversez la rue"),
        EdgeKind.PLATFORM: _("Suivez le quai"),
        EdgeKind.SQUARE: _("Traversez la place"),
    }
    if step.kind in special:
        return special[step.kind]
    if step.turn is Turn.LIFT:
        return _("Prenez l’ascenseur, puis %(street)s", street=_street(step))
    return _("%(turn)s %(street)s", turn=_verb(step.turn), street=_street(step))


def _verb(turn: Turn) -> str:
    verbs = {
        Turn.DEPART: _("Partez par"),
        Turn.CONTINUE: _("Continuez par"),
        Turn.SLIGHTLY_LEFT: _("Prenez légèrement à gauche par"),
        Turn.LEFT: _("Tournez à gauche par"),
        Turn.HARD_LEFT: _("Tournez franchement à gauche par"),
        Turn.SLIGHTLY_RIGHT: _("Prenez légèrement à droite par"),
        Turn.RIGHT: _("Tournez à droite par"),
        Turn.HARD_RIGHT: _("Tournez franchement à droite par"),
        Turn.UTURN: _("Faites demi-tour par"),
    }
    return verbs.get(turn, verbs[Turn.CONTINUE])


def _street(step: Step) -> str:
    if step.name:
        return _("%(name)s (pont)", name=step.name) if step.is_bridge else step.name
    if step.is_bridge:
        return _("le pont")
    names = {
        EdgeKind.PATH: _("le chemin"),
        EdgeKind.CYCLEWAY: _("la piste cyclable"),
    }
    return names.get(step.kind, _("la rue"))


def _distance(metres: float) -> str:
    """Return a distance as people say it: to ten metres, then kilometres."""
    if metres < _KILOMETRE_M - _TEN_M / 2:
        rounded = max(round(metres / _TEN_M), 1) * _TEN_M if metres >= _TEN_M else round(metres)
        return _("%(metres)s\u00a0m", metres=max(rounded, 1))
    return _("%(km)s\u00a0km", km=f"{metres / _KILOMETRE_M:.1f}".replace(".", ","))
