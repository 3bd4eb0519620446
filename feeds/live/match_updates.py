"""Updates of trips of a feed -> the runs of the merged network that they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from feeds.live.find_trips import trips_of
from feeds.live.match_alerts import day_of_text
from feeds.live.run import LiveRun, Timetable, WrongUpdateError, applied
from feeds.live.trip_update import CallUpdate, TripUpdate
from feeds.region import LiveSource
from planner import Network, day_of, service_midnight_s

Run = tuple[int, int]
"""A trip and a service day."""


@dataclass(frozen=True, slots=True)
class MatchedRuns:
    """What is expected of the runs that a message speaks of."""

    runs: Mapping[Run, LiveRun]
    unmatched: Mapping[str, int]
    """Why updates fit nothing, or cannot be true, counted."""


def match_updates(
    source: LiveSource, updates: Sequence[TripUpdate], network: Network, now_s: int
) -> MatchedRuns:
    """Return the runs that updates are about; one that cannot be true does not harm the others."""
    matcher = _Matcher(source, network, now_s)
    runs: dict[Run, LiveRun] = {}
    unmatched: Counter[str] = Counter()
    for update in updates:
        try:
            run = matcher.run_of(update)
            runs[run] = matcher.expected(run, update)
        except WrongUpdateError as error:
            unmatched[str(error)] += 1
    return MatchedRuns(runs, dict(unmatched))


class _Matcher:
    """Matches the updates of one feed."""

    def __init__(self, source: LiveSource, network: Network, now_s: int) -> None:
        self._source, self._network, self._now_s = source, network, now_s
        self._zones = [ZoneInfo(name) for name in network.timezone_name]

    def run_of(self, update: TripUpdate) -> Run:
        """Return the trip and the service day that an update names.

        Without a date it is the run whose way is nearest to now.
        """
        if self._network.replay_days[0]:  # today's trips are not those of the week that is shown
            raise WrongUpdateError("REPLAYED_TIMETABLE")
        trips = trips_of(self._source, self._network, update.trip_id, update.start_time)
        if not trips:
            raise WrongUpdateError("UNKNOWN_TRIP")
        if update.start_date:
            day = day_of_text(update.start_date)
            if day is None:
                raise WrongUpdateError("MALFORMED_START_DATE")
            days = [day]
        else:
            today = day_of(self._now_s, self._zone(trips[0]))
            days = [today - 1, today, today + 1]
        runs = [(trip, day) for day in days for trip in trips if self._runs(trip, day)]
        if not runs:
            raise WrongUpdateError("NO_SERVICE_ON_DATE")
        return min(runs, key=self._distance_s)

    def expected(self, run: Run, update: TripUpdate) -> LiveRun:
        """Return what an update says of its run."""
        if update.cancelled:
            return LiveRun(cancelled=True)
        if not update.calls and update.delay_s is None:
            raise WrongUpdateError("NOTHING_SAID")
        stops = self._network.stops_of_pattern(self._network.pattern_of_trip(run[0])).tolist()
        numbered = self._network.sequence_of_trip(run[0]).tolist()
        calls = self._positions(stops, numbered, update.calls)
        assigned = {
            position: self._assigned(stops[position], call.assigned_stop_id)
            for position, call in calls
            if call.assigned_stop_id
        }
        return applied(self._timetable(run), calls, assigned, update.delay_s)

    def _positions(
        self, stops: list[int], numbered: list[int], calls: Sequence[CallUpdate]
    ) -> list[tuple[int, CallUpdate]]:
        """Return the position of each update: by its sequence, else the next visit of its stop."""
        found: list[tuple[int, CallUpdate]] = []
        begin = 0
        for call in calls:
            if call.sequence is not None:
                position = _numbered(numbered, call.sequence, begin)
                self._check_stop(stops[position], call.stop_id)
            else:
                position = self._visit(stops, call, begin)
            found.append((position, call))
            begin = position + 1
        return found

    def _check_stop(self, stop: int, stop_id: str) -> None:
        """Refuse a call that is numbered as one stop and named as another place."""
        if stop_id and self._network.stop_id[stop] != self._source.prefix + stop_id:
            self._assigned(stop, stop_id)

    def _visit(self, stops: list[int], call: CallUpdate, begin: int) -> int:
        if not call.stop_id:
            raise WrongUpdateError("NO_STOP")
        stop = self._network.stop_id.find(self._source.prefix + call.stop_id)
        if stop is None:
            raise WrongUpdateError("UNKNOWN_STOP")
        try:
            return stops.index(stop, begin)
        except ValueError:
            raise WrongUpdateError("STOP_NOT_ON_TRIP") from None

    def _assigned(self, scheduled: int, stop_id: str) -> int:
        """Return another platform of the same station."""
        network = self._network
        stop = network.stop_id.find(self._source.prefix + stop_id)
        if stop is None or network.stop_station[stop] != network.stop_station[scheduled]:
            raise WrongUpdateError("UNKNOWN_PLATFORM")
        return stop

    def _runs(self, trip: int, day: int) -> bool:
        active = self._network.services_on(day)
        return active is not None and bool(active[self._network.trip_service[trip]])

    def _distance_s(self, run: Run) -> int:
        """Return how far from now a run is under way; 0 where it is."""
        scheduled = self._timetable(run)
        first_s, last_s = scheduled.departures_s[0], scheduled.arrivals_s[-1]
        return max(first_s - self._now_s, self._now_s - last_s, 0)

    def _timetable(self, run: Run) -> Timetable:
        trip, day = run
        midnight_s = service_midnight_s(day, self._zone(trip))
        arrivals_s, departures_s = self._network.times_of_trip(trip)
        return Timetable(
            [midnight_s + s for s in arrivals_s.tolist()],
            [midnight_s + s for s in departures_s.tolist()],
        )

    def _zone(self, trip: int) -> ZoneInfo:
        return self._zones[self._network.timezone_of_trip(trip)]


def _numbered(numbered: list[int], sequence: int, begin: int) -> int:
    """Return the position of a call by its stop_sequence."""
    try:
        return numbered.index(sequence, begin)
    except ValueError:
        raise WrongUpdateError("STOP_NOT_ON_TRIP") from None
