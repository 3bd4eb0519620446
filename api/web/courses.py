"""The directions of a line as its page shows them: stops in order, times of the day, remarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import ngettext

from api.line_courses import UNSAID, Course, Kind, Stretch
from api.service import Service
from api.web import wording
from api.words import _
from feeds import NO_COMMUNE
from planner import service_midnight_s

_DAY_FROM, _DAY_TO = 7, 19
"""Hours between which vehicles come often enough for a mean to say something."""
_FEWEST_GAPS = 3
_BY_PHONE, _BY_DRIVER = 2, 3
"""GTFS values of pickup_type and drop_off_type."""
_NOT_ACCESSIBLE = 2


@dataclass(frozen=True, slots=True)
class ShownStop:
    """A stop of a line."""

    name: str
    commune: str
    """"" where it is that of the stop before."""
    url: str
    timetable_url: str
    point: str
    """Latitude and longitude."""
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownStretch:
    """Stops that only some trips call at."""

    label: str
    stops: tuple[ShownStop, ...]
    polyline: str


@dataclass(frozen=True, slots=True)
class ShownCourse:
    """One direction."""

    headsign: str
    times: str
    """First and last departure, how many there are and how often; "" on a day without."""
    steps: tuple[ShownStop | ShownStretch, ...]
    """What follows one another on the page: stretches stand where they leave the usual way."""
    polyline: str


class CourseReader:
    """Reads the directions of one line on one day."""

    def __init__(self, service: Service, line: int, day: int | None, day_date: date) -> None:
        self._service, self._network = service, service.snapshot.network
        self._line, self._day, self._date = line, day, day_date

    def shown(self, course: Course) -> ShownCourse:
        """Return a direction as it is shown."""
        stops = self._network.stops_of_pattern(course.pattern).tolist()
        n_trips = len(course.trips)
        remarks = [
            (*self._rules(course.pattern, at), *_some(calls, n_trips))
            for at, calls in enumerate(course.calls)
        ]
        usual = self._stops(course, stops, remarks)
        steps: list[ShownStop | ShownStretch] = []
        left = list(course.stretches)
        for position, stop in enumerate(usual):
            steps += self._stretches(course, left, position)
            steps.append(stop)
        steps += self._stretches(course, left, len(usual))
        return ShownCourse(
            headsign=self._headsign(course),
            times="" if self._day is None else self._times(course),
            steps=tuple(steps),
            polyline=self._polyline(course.pattern, 0, len(stops) - 1),
        )

    def _stretches(self, course: Course, left: list[Stretch], position: int) -> list[ShownStretch]:
        """Take the stretches that stand before a usual stop."""
        here = [stretch for stretch in left if stretch.position == position]
        return [self._stretch(course, stretch) for stretch in here]

    def _stretch(self, course: Course, stretch: Stretch) -> ShownStretch:
        names = [self._network.stop_name[stop] for stop in stretch.stops]
        label = {
            Kind.FROM: _("Certaines courses partent de %(stop)s", stop=names[0]),
            Kind.BY: _("Certaines courses passent par"),
            Kind.TO: _("Certaines courses vont à %(stop)s", stop=names[-1]),
        }[stretch.kind]
        some = _some(stretch.n_trips, len(course.trips))
        end = stretch.first + len(stretch.stops)
        last = len(self._network.stops_of_pattern(stretch.pattern)) - 1
        remarks = [self._rules(stretch.pattern, at) for at in range(stretch.first, end)]
        return ShownStretch(
            label=" · ".join((label, *some)),
            stops=self._stops(course, stretch.stops, remarks),
            polyline=self._polyline(stretch.pattern, max(stretch.first - 1, 0), min(end, last)),
        )

    def _stops(
        self, course: Course, stops: Sequence[int], remarks: Sequence[tuple[str, ...]]
    ) -> tuple[ShownStop, ...]:
        communes = ["", *map(self._commune, stops)]
        direction = None if course.direction == UNSAID else course.direction
        network = self._network
        return tuple(
            ShownStop(
                name=network.stop_name[stop],
                commune="" if commune == before else commune,
                url=url_for("stops.board", stop_id=network.stop_id[stop]),
                timetable_url=url_for(
                    "stops.timetable",
                    stop_id=network.stop_id[stop],
                    line=network.line_id[self._line],
                    direction=direction,
                    date=self._date.isoformat(),
                ),
                point=f"{network.stop_lat[stop]:.6f},{network.stop_lon[stop]:.6f}",
                remarks=said,
            )
            for stop, said, (before, commune) in zip(
                stops, remarks, pairwise(communes), strict=True
            )
        )

    def _commune(self, stop: int) -> str:
        commune = int(self._service.snapshot.stop_commune[stop])
        if commune == NO_COMMUNE:
            return ""
        return self._service.snapshot.territories.communes[commune].name

    def _rules(self, pattern: int, position: int) -> tuple[str, ...]:
        """Return what to know before one waits at a stop."""
        network = self._network
        at = int(network.pattern_stops_start[pattern]) + position
        rules = {int(network.pattern_pickup[at]), int(network.pattern_drop_off[at])}
        accessible = int(network.stop_wheelchair[network.pattern_stops[at]])
        told = {
            _("sur réservation par téléphone"): _BY_PHONE in rules,
            _("arrêt à demander au conducteur"): _BY_DRIVER in rules,
            _("non accessible en fauteuil roulant"): accessible == _NOT_ACCESSIBLE,
        }
        return tuple(sentence for sentence, holds in told.items() if holds)

    def _headsign(self, course: Course) -> str:
        """Return where most trips go: what is written on them, else their last stop."""
        network = self._network
        written = Counter(int(network.trip_headsign[trip]) for trip in course.trips)
        most = network.headsign[written.most_common(1)[0][0]]
        return most or network.stop_name[int(network.stops_of_pattern(course.pattern)[-1])]

    def _times(self, course: Course) -> str:
        """Say when the first and the last trip leave and how often they come."""
        starts = sorted(self._leaves(trip, 0) for trip in course.trips)
        count = len(starts)
        trips = str(ngettext("%(num)d course", "%(num)d courses", count))
        if count == 1:
            return _("%(trips)s, à %(clock)s", trips=trips, clock=wording.clock(starts[0]))
        told = _(
            "%(trips)s, de %(first)s à %(last)s",
            trips=trips,
            first=wording.clock(starts[0]),
            last=wording.clock(starts[-1]),
        )
        often = self._often(course)
        return f"{told}. {often}" if often else told

    def _often(self, course: Course) -> str:
        """Say how often vehicles come by day at the first stop that most of them call at."""
        busiest = course.calls.index(max(course.calls[:-1]))
        station = int(self._station(course.pattern, busiest))
        leaves = sorted(
            self._leaves(trip, at)
            for trip in course.trips
            for at in self._positions(trip, station)[:1]
        )
        by_day = [moment for moment in leaves if _DAY_FROM <= moment.hour < _DAY_TO]
        gaps_s = [(later - sooner).total_seconds() for sooner, later in pairwise(by_day)]
        if len(gaps_s) < _FEWEST_GAPS:
            return ""
        gap = wording.duration(round(median(gaps_s)))
        return _(
            "Toutes les %(gap)s environ entre %(first)d\u00a0h et %(last)d\u00a0h",
            gap=gap,
            first=_DAY_FROM,
            last=_DAY_TO,
        )

    def _station(self, pattern: int, position: int) -> int:
        network = self._network
        return int(network.stop_station[network.stops_of_pattern(pattern)[position]])

    def _positions(self, trip: int, station: int) -> list[int]:
        """Return where a trip calls at a station and goes on."""
        pattern = self._network.pattern_of_trip(trip)
        n_stops = len(self._network.stops_of_pattern(pattern))
        return [at for at in range(n_stops - 1) if self._station(pattern, at) == station]

    def _leaves(self, trip: int, position: int) -> datetime:
        assert self._day is not None, "asked for on a day"
        network = self._network
        zone = ZoneInfo(network.timezone_name[network.timezone_of_trip(trip)])
        _arrivals_s, departures_s = network.times_of_trip(trip)
        epoch_s = service_midnight_s(self._day, zone) + int(departures_s[position])
        return datetime.fromtimestamp(epoch_s, UTC).astimezone(self._service.zone)

    def _polyline(self, pattern: int, first: int, last: int) -> str:
        line = self._service.ridden_lines.encoded(((pattern, first, last),))
        return str(line["points"])


def _some(calls: int, n_trips: int) -> tuple[str, ...]:
    """Say how many trips call somewhere, nothing where all do."""
    if calls == n_trips:
        return ()
    return (
        str(
            ngettext(
                "%(num)d course sur %(all)d", "%(num)d courses sur %(all)d", calls, all=n_trips
            )
        ),
    )
