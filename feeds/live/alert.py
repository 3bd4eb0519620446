"""An alert as its operator wrote it (GTFS-Realtime, message Alert), before it meets the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Translation:
    """A text in one language."""

    text: str
    language: str
    """BCP 47, in lower case; "" where the operator does not say."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `start_s` on and before `end_s`, UTC epoch seconds; None: open."""

    start_s: int | None
    end_s: int | None

    def touches(self, first_s: int, last_s: int) -> bool:
        """Tell whether it holds at some moment of an interval, ends included."""
        began = self.start_s is None or self.start_s <= last_s
        return began and (self.end_s is None or first_s < self.end_s)


@dataclass(frozen=True, slots=True)
class Selector:
    """What an alert is about: everything that fits all that is given (EntitySelector).

    Ids are those of the feed, "" where nothing is said.
    """

    agency_id: str = ""
    route_id: str = ""
    stop_id: str = ""
    trip_id: str = ""
    start_time: str = ""
    start_date: str = ""
    route_type: int | None = None
    direction: int | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What happened and how bad it is, by the names of GTFS-Realtime."""

    cause: str = "UNKNOWN_CAUSE"
    effect: str = "UNKNOWN_EFFECT"
    severity: str = "UNKNOWN_SEVERITY"


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert of one feed."""

    id: str
    periods: tuple[Period, ...]
    """None: for as long as the feed says it."""
    selectors: tuple[Selector, ...]
    effect: Effect
    header: tuple[Translation, ...]
    """Empty where nothing is written: the effect then says it."""
    description: tuple[Translation, ...]
    url: tuple[Translation, ...]
    """Web addresses only."""

    def touches(self, first_s: int, last_s: int) -> bool:
        """Tell whether it holds at some moment of an interval (UTC epoch seconds)."""
        return not self.periods or any(p.touches(first_s, last_s) for p in self.periods)


def translated(
    texts: Sequence[Translation], language: str, otherwise: str
) -> tuple[str, str] | None:
    """Return the text for a reader with its language, None where there is none.

    `language` is the reader's, `otherwise` the region's: a text of no language is taken for that
    one. The reader's own language counts first, then the region's, then the first text there is.
    """
    by_language: dict[str, str] = {}
    for one in texts:
        spoken = one.language.partition("-")[0] or otherwise
        by_language.setdefault(spoken, one.text)
    for wanted in (language, otherwise):
        if wanted in by_language:
            return by_language[wanted], wanted
    return next(((text, spoken) for spoken, text in by_language.items()), None)
