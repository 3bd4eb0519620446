"""Query parameters read one by one, so that a wrong or unknown one is named."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from api.problems import (
    INVALID,
    UNKNOWN_PARAMETER,
    ApiProblem,
    invalid_value,
    shortened,
    unsupported_value,
)
from api.times import read_time
from api.words import _

_FLAGS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Range:
    """What a whole number may be, ends included, and what it is when it is not given."""

    default: int
    least: int
    most: int


class Parameters:
    """The parameters of a request; `done` refuses what nobody read."""

    def __init__(self, args: MultiDict[str, str]) -> None:
        self._args = args
        self._left = set(args)

    def text(self, name: str) -> str | None:
        """Return a text that is given once, or None when it is absent or empty."""
        self._left.discard(name)
        values = self._args.getlist(name)
        if len(values) > 1:
            raise ApiProblem(
                INVALID,
                _(
                    "Le paramètre «\u00a0%(parameter)s\u00a0» est donné %(times)s fois\u00a0: "
                    "une seule est admise.",
                    parameter=name,
                    times=len(values),
                ),
                name,
            )
        return values[0].strip() or None if values else None

    def required(self, name: str, expected: str) -> str:
        """Return a text that must be there."""
        value = self.text(name)
        if value is None:
            raise ApiProblem(
                INVALID,
                _(
                    "Le paramètre «\u00a0%(parameter)s\u00a0» manque\u00a0: %(expected)s.",
                    parameter=name,
                    expected=expected,
                ),
                name,
            )
        return value

    def words(self, name: str) -> tuple[str, ...] | None:
        """Return a list given as repeated keys or separated by commas; None when absent."""
        self._left.discard(name)
        if name not in self._args:
            return None
        values = ",".join(self._args.getlist(name)).split(",")
        return tuple(value.strip() for value in values if value.strip())

    def choices(self, name: str, among: Collection[str]) -> tuple[str, ...]:
        """Return a list of words that must each be one of `among`; empty when absent."""
        values = self.words(name) or ()
        for value in values:
            if value not in among:
                raise invalid_value(
                    name, value, _("les valeurs possibles sont %(all)s", all=", ".join(among))
                )
        return values

    def whole(self, name: str, allowed: Range) -> int:
        """Return a whole number within its range."""
        text = self.text(name)
        if text is None:
            return allowed.default
        try:
            value = int(text) if len(text) <= 20 else None  # noqa: PLR2004  # no number is longer
        except ValueError:
            value = None
        if value is None or not allowed.least <= value <= allowed.most:
            raise invalid_value(
                name,
                text,
                _(
                    "il faut un nombre entier de %(least)s à %(most)s",
                    least=allowed.least,
                    most=allowed.most,
                ),
            )
        return value

    def decimal(self, name: str, least: float, most: float, unit: str = "") -> float | None:
        """Return a number within its limits, None when absent; `unit` is told to who errs."""
        text = self.text(name)
        if text is None:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            told = _("il faut un nombre de %(least)s à %(most)s", least=least, most=most)
            raise invalid_value(name, text, f"{told}{unit}")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        text = self.text(name)
        if text is None:
            return default
        if text.lower() not in _FLAGS:
            raise invalid_value(name, text, _("il faut «\u00a0true\u00a0» ou «\u00a0false\u00a0»"))
        return _FLAGS[text.lower()]

    def time(self, name: str) -> int | None:
        """Return an instant as UTC epoch seconds, None when absent."""
        text = self.text(name)
        if text is None:
            return None
        epoch_s = read_time(text)
        if epoch_s is None:
            raise invalid_value(
                name,
                text,
                _("il faut une date et une heure RFC 3339, par exemple 2026-11-25T08:00:00+01:00"),
            )
        return epoch_s

    def fixed(self, name: str, supported: Sequence[str]) -> None:
        """Refuse any value but those that change nothing; the first of them is told."""
        values = self.words(name)
        if values is None or not (values or supported):
            return
        known = {value.lower() for value in supported}
        shown = supported[0] if supported else None
        for value in values or ("",):
            if value.lower() not in known:
                raise unsupported_value(name, value, shown)

    def inert(self, names: Collection[str]) -> None:
        """Let through parameters that cannot change the answer, whatever their value."""
        self._left.difference_update(names)

    def done(self) -> None:
        """Refuse the first parameter that nobody read."""
        for name in sorted(self._left):
            raise ApiProblem(
                UNKNOWN_PARAMETER,
                _(
                    "Le paramètre «\u00a0%(parameter)s\u00a0» n’est pas connu ici.",
                    parameter=shortened(name),
                ),
                shortened(name),
            )
