"""Steps of a way in words, in the language of one answer."""

from __future__ import annotations

from functools import cache

from flask_babel import get_locale

from api.words import lazy
from planner import EdgeKind, Step, Turn

_TEN_M, _KILOMETRE_M = 10, 1000

_SPECIAL = {
    EdgeKind.LIFT: lazy("Prenez l’ascenseur"),
    EdgeKind.CROSSING: lazy("Traversez la rue"),
    EdgeKind.PLATFORM: lazy("Suivez le quai"),
    EdgeKind.SQUARE: lazy("Traversez la place"),
    EdgeKind.GATE: lazy("Passez le portillon"),
    EdgeKind.ESCALATOR: lazy("Prenez l’escalier mécanique"),
    EdgeKind.MOVING_WALKWAY: lazy("Prenez le tapis roulant"),
    EdgeKind.CORRIDOR: lazy("Suivez le couloir"),
    EdgeKind.DOOR: lazy("Passez l’entrée de la gare"),
}
"""What is said where the kind says more than the turn."""
_STAIRS = (lazy("Prenez l’escalier"), lazy("Montez l’escalier"), lazy("Descendez l’escalier"))
"""Level as far as is known, up, down."""
_WITHOUT_DISTANCE = frozenset({EdgeKind.LIFT, EdgeKind.GATE, EdgeKind.DOOR})
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
_TURN_ALONG = lazy("%(turn)s %(street)s")
_BY_LIFT = lazy("Prenez l’ascenseur, puis %(street)s")
_PUSHING = lazy("%(turn)s, vélo à la main")
_TO_LEVEL = lazy("Prenez l’ascenseur jusqu’au niveau %(level)s")
_SIGNED = lazy("%(turn)s, en suivant «\u00a0%(sign)s\u00a0»")
_FOR = lazy("%(turn)s sur %(distance)s")
_BRIDGE_NAMED, _BRIDGE = lazy("%(name)s (pont)"), lazy("le pont")
_UNNAMED = {EdgeKind.PATH: lazy("le chemin"), EdgeKind.CYCLEWAY: lazy("la piste cyclable")}
_STREET = lazy("la rue")
_METRES, _KILOMETRES = lazy("%(metres)s\u00a0m"), lazy("%(km)s\u00a0km")


def instructions() -> Instructions:
    """Return what tells steps in the language of this answer."""
    locale = get_locale()  # None where no request is answered: French
    return _in_language("fr" if locale is None else locale.language)


class Instructions:
    """Tells steps in one language; an answer has hundreds, so each message is looked up once.

    Only to be asked while an answer in that language is written.
    """

    def __init__(self, language: str) -> None:
        self._texts: dict[int, str] = {}
        self._point = "." if language == "en" else ","

    def of(self, step: Step, mode: str) -> str:
        """Return one sentence: turn, street, distance."""
        what = self._turn(step)
        if step.pushes_bike and mode == "BIKE":
            what = self._text(_PUSHING) % {"turn": what}
        if step.is_indoor and step.name:
            what = self._text(_SIGNED) % {"turn": what, "sign": step.name}
        if step.kind in _WITHOUT_DISTANCE:
            return what
        return self._text(_FOR) % {"turn": what, "distance": self._distance(step.distance_m)}

    def _text(self, message: object) -> str:
        """Return a message of this file in the language of the answer."""
        text = self._texts.get(id(message))
        if text is None:
            text = self._texts[id(message)] = str(message)
        return text

    def _turn(self, step: Step) -> str:
        """Return what to do and where."""
        if step.kind is EdgeKind.STEPS:
            return self._text(_STAIRS[(step.rise_m > step.fall_m) - (step.rise_m < step.fall_m)])
        if step.kind is EdgeKind.LIFT and step.from_level != step.to_level:
            level = f"{step.to_level:g}".replace("-", "\u2212").replace(".", self._point)
            return self._text(_TO_LEVEL) % {"level": level}
        if step.kind in _SPECIAL:
            return self._text(_SPECIAL[step.kind])
        if step.turn is Turn.LIFT:
            return self._text(_BY_LIFT) % {"street": self._street(step)}
        verb = self._text(_VERBS.get(step.turn, _VERBS[Turn.CONTINUE]))
        return self._text(_TURN_ALONG) % {"turn": verb, "street": self._street(step)}

    def _street(self, step: Step) -> str:
        """Return the name of a street, or what it is."""
        if step.name:
            return self._text(_BRIDGE_NAMED) % {"name": step.name} if step.is_bridge else step.name
        if step.is_bridge:
            return self._text(_BRIDGE)
        return self._text(_UNNAMED.get(step.kind, _STREET))

    def _distance(self, metres: float) -> str:
        """Return a distance as people say it: to ten metres, then kilometres."""
        if metres < _KILOMETRE_M - _TEN_M / 2:
            tens = max(round(metres / _TEN_M), 1) * _TEN_M
            told = tens if metres >= _TEN_M else max(round(metres), 1)
            return self._text(_METRES) % {"metres": told}
        km = f"{metres / _KILOMETRE_M:.1f}".replace(".", self._point)
        return self._text(_KILOMETRES) % {"km": km}


@cache
def _in_language(language: str) -> Instructions:
    """Return the one of a language; the site has few, and messages do not change."""
    return Instructions(language)
