"""Finds the alerts about a ride, a stop or a line, the worst first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from feeds.live.match_alerts import MatchedAlert, MatchedSelector

WIDE = 50
"""A selector of more lines than this is looked at each time, not filed under each of them."""
_SEVERITIES = ("SEVERE", "WARNING", "UNKNOWN_SEVERITY", "INFO")

Fits = Callable[[MatchedSelector], bool]


@dataclass(frozen=True, slots=True)
class FoundAlert:
    """An alert with the lines it is about, where it names some."""

    matched: MatchedAlert
    lines: frozenset[int]


class AlertIndex:
    """The alerts of all feeds at one moment; never changes."""

    def __init__(self, alerts: Iterable[MatchedAlert] = ()) -> None:
        self._alerts = sorted(alerts, key=_rank)
        self._of_line: dict[int, list[int]] = {}
        self._of_stop: dict[int, list[int]] = {}
        self._wide: list[int] = []
        for number, matched in enumerate(self._alerts):
            for selector in matched.selectors:
                self._file(number, selector)

    def __len__(self) -> int:
        return len(self._alerts)

    def of_ride(
        self, trip: int, service_day: int, line: int, direction: int, stops: Sequence[int] = ()
    ) -> list[FoundAlert]:
        """Return what is about a trip on a day: all of it, or its calls at some stops.

        Alerts about these stops alone are not among them (`of_stop`).
        """

        def fits(one: MatchedSelector) -> bool:
            return (
                one.lines is not None
                and line in one.lines
                and (one.direction is None or one.direction == direction)
                and (one.trips is None or trip in one.trips)
                and (one.service_day is None or one.service_day == service_day)
                and (one.stops is None or not one.stops.isdisjoint(stops))
            )

        return self._found([*self._of_line.get(line, ()), *self._wide], fits)

    def of_stop(self, stop: int) -> list[FoundAlert]:
        """Return what is about a stop, whatever the line."""
        return self._found(
            self._of_stop.get(stop, ()),
            lambda one: one.lines is None and one.stops is not None and stop in one.stops,
        )

    def of_board(self, stops: Iterable[int], served: Iterable[tuple[int, int]]) -> list[FoundAlert]:
        """Return what is about stops, or about lines that call there, by (line, direction).

        What is about single trips is not among them: their own departures say it.
        """
        called, directions = frozenset(stops), frozenset(served)
        lines = {line for line, _direction in directions}

        def fits(one: MatchedSelector) -> bool:
            if one.trips is not None or (one.stops is not None and called.isdisjoint(one.stops)):
                return False
            if one.lines is None:
                return True
            here = one.lines & lines
            return bool(here) and (
                one.direction is None or any((line, one.direction) in directions for line in here)
            )

        numbers = [n for stop in called for n in self._of_stop.get(stop, ())]
        numbers += [n for line in lines for n in self._of_line.get(line, ())]
        return self._found([*numbers, *self._wide], fits)

    def of_line(self, line: int) -> list[FoundAlert]:
        """Return what is about a line as a whole, a direction or a stop of it, not single trips."""
        return self._found(
            [*self._of_line.get(line, ()), *self._wide],
            lambda one: one.trips is None and one.lines is not None and line in one.lines,
        )

    def _file(self, number: int, selector: MatchedSelector) -> None:
        if selector.lines is None:
            for stop in selector.stops or ():
                self._of_stop.setdefault(stop, []).append(number)
        elif len(selector.lines) > WIDE:
            self._wide.append(number)
        else:
            for line in selector.lines:
                self._of_line.setdefault(line, []).append(number)

    def _found(self, numbers: Iterable[int], fits: Fits) -> list[FoundAlert]:
        return list(self._fitting(sorted(set(numbers)), fits))

    def _fitting(self, numbers: Iterable[int], fits: Fits) -> Iterator[FoundAlert]:
        for number in numbers:
            matched = self._alerts[number]
            if any(fits(selector) for selector in matched.selectors):
                lines = (one.lines or frozenset() for one in matched.selectors)
                yield FoundAlert(matched, frozenset().union(*lines))


def _rank(matched: MatchedAlert) -> tuple[int, int, str, str]:
    """Return what sorts the worst first, then what began last, then always in the same way."""
    alert = matched.alert
    began_s = max((period.start_s or 0 for period in alert.periods), default=0)
    return _SEVERITIES.index(alert.effect.severity), -began_s, matched.source.feed_id, alert.id
