"""Alerts as MOTIS writes them, with our additions, in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from api.languages import language_of_answer
from api.live.effect_wording import effect_word
from api.times import show_time
from api.trips import line_fields
from api.words import _
from feeds import FoundAlert, translated

if TYPE_CHECKING:
    from api.departures import StopEvent
    from api.service import Service
    from planner import Ride

MOST_LINES = 12
"""An alert about more lines than this names none of them: it is about a whole network."""
_LINE_FIELDS = (
    *("mode", "routeId", "routeShortName", "routeLongName", "displayName"),
    *("routeColor", "routeTextColor"),
)

Members = dict[str, object]


class AlertsTold:
    """Writes the alerts of one answer: all of one moment, each once."""

    def __init__(self, service: Service) -> None:
        self._service = service
        state = None if service.live is None else service.live.current()
        self._index = None if state is None or not len(state.alerts) else state.alerts
        self._states = {} if state is None else state.states
        self._now_s = int(service.now().timestamp())
        self._otherwise = service.snapshot.manifest.languages[0]
        self._written: dict[int, Members] = {}

    def of_rides(self, rides: Sequence[Ride]) -> list[Members]:
        """Return what is about rides in one vehicle, at their ends where it names stops."""
        if self._index is None:
            return []
        network = self._service.snapshot.network
        found: list[FoundAlert] = []
        for ride in rides:
            line, direction = (
                int(network.trip_line[ride.trip]),
                int(network.trip_direction[ride.trip]),
            )
            ends = (ride.from_stop, ride.to_stop)
            found += self._index.of_ride(ride.trip, ride.service_day, line, direction, ends)
        return self._told(found, rides[0].departure_s, rides[-1].arrival_s)

    def of_stop(self, stop: int, at_s: int) -> list[Members]:
        """Return what is about a stop at a moment, whatever the line."""
        return [] if self._index is None else self._told(self._index.of_stop(stop), at_s, at_s)

    def of_event(self, event: StopEvent) -> list[Members]:
        """Return what is about a departure or arrival: its trip, its line there, its stop."""
        if self._index is None:
            return []
        found = self._index.of_stop(event.stop)
        found += self._of_run(event.trip, event.service_day, (event.stop,))
        return self._told(found, event.time_s, event.time_s)

    def of_board(
        self, stops: Sequence[int], events: Sequence[StopEvent], first_s: int, last_s: int
    ) -> list[Members]:
        """Return what is about a board: its stops, the lines that call there, its departures."""
        if self._index is None:
            return []
        found = self._index.of_board(stops, self._service.board.served(stops))
        for event in events:
            found += self._of_run(event.trip, event.service_day, (event.stop,))
        return self._told(found, first_s, last_s)

    def of_line(self, line: int, first_s: int, last_s: int) -> list[Members]:
        """Return what is about a line within an interval (UTC epoch seconds)."""
        if self._index is None:
            return []
        return self._told(self._index.of_line(line), first_s, last_s)

    def _of_run(self, trip: int, service_day: int, stops: tuple[int, ...]) -> list[FoundAlert]:
        """Return what is about a trip on a day, at some of its stops where it names any."""
        assert self._index is not None, "asked for where there are alerts"
        network = self._service.snapshot.network
        line, direction = int(network.trip_line[trip]), int(network.trip_direction[trip])
        return self._index.of_ride(trip, service_day, line, direction, stops)

    def _told(self, found: Iterable[FoundAlert], first_s: int, last_s: int) -> list[Members]:
        """Write the alerts that hold within an interval, each once."""
        told = {}
        for one in found:
            state = self._states[one.matched.source]
            if one.matched.alert.touches(first_s, last_s) and not state.is_gone(self._now_s):
                told[id(one.matched)] = one
        return [self._members(key, one) for key, one in told.items()]

    def _members(self, key: int, found: FoundAlert) -> Members:
        if key not in self._written:
            self._written[key] = self._write(found)
        return self._written[key]

    def _write(self, found: FoundAlert) -> Members:
        source, alert = found.matched.source, found.matched.alert
        language = language_of_answer()
        header = translated(alert.header, language, self._otherwise)
        description = translated(alert.description, language, self._otherwise)
        url = translated(alert.url, language, self._otherwise)
        spoken = (header or description or ("", language))[1]
        state = self._states[source]
        members: Members = {
            "id": f"{source.prefix}{alert.id}",
            "source": source.feed_id,
            "cause": alert.effect.cause,
            "effect": alert.effect.effect,
            "severityLevel": alert.effect.severity,
            "headerText": header[0]
            if header
            else effect_word(alert.effect.effect) or _("Information"),
            "descriptionText": description[0] if description else "",
            "language": spoken,
        }
        if alert.periods:
            members["communicationPeriod"] = [
                {
                    name: show_time(moment_s)
                    for name, moment_s in (("start", period.start_s), ("end", period.end_s))
                    if moment_s is not None
                }
                for period in alert.periods
            ]
        if url:
            members["url"] = url[0]
        if 0 < len(found.lines) <= MOST_LINES:
            members["routes"] = [self._line(line) for line in sorted(found.lines)]
        if state.is_old(self._now_s):
            members["asOf"] = show_time(state.fetched_s)
        return members

    def _line(self, line: int) -> Members:
        fields = line_fields(self._service, line)
        return {name: fields[name] for name in _LINE_FIELDS if name in fields}
