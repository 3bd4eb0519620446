"""Pages of lines: all of them by operator, and one with its stops, times and map."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

import numpy as np
from flask import Blueprint, Response, render_template, request, url_for

from api.departures import DAY_S
from api.line_courses import courses_of, trips_of
from api.live.alerts_told import AlertsTold
from api.meter import current_meter
from api.payers import payers_at
from api.service import Service, current_service
from api.trips import line_fields
from api.web.alerts import read_alerts
from api.web.courses import CourseReader
from api.web.form import read_moment
from api.web.line_pill import Line, line_of
from api.web.on_demand_lines import OnDemandLine, on_demand_line, on_demand_lines
from api.web.pages import with_cost
from api.words import _
from planner import Network, date_of, day_number, service_midnight_s

blueprint = Blueprint("lines", __name__)

LOOKED_AHEAD_DAYS = 60
"""How far the next day of a line that does not run is looked for."""
_YES, _NO = 1, 2
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Listed:
    """A line in the list of an operator."""

    line: Line
    name: str
    url: str


@blueprint.get("/lignes")
def every_line() -> Response:
    """Answer with all lines by operator."""
    body = render_template("lines.html", operators=_operators(current_service()), unknown="")
    return Response(with_cost(body, searched=False), mimetype="text/html")


@blueprint.get("/ligne/<path:line_id>")
def line(line_id: str) -> Response:
    """Answer with one line: its directions with their stops, and when it runs on a day."""
    service = current_service()
    number = service.snapshot.network.line_id.find(line_id)
    on_demand = on_demand_line(service, line_id)
    if number is None and on_demand is None:
        body = render_template(
            "lines.html", operators=_operators(service), unknown=line_id[:80] or "–"
        )
        return Response(body, HTTPStatus.NOT_FOUND, mimetype="text/html")
    given = request.args.get("date", "").strip()
    args = {"date": given, "clock": "12:00"} if given else {}
    _day, _clock, moment, wrong = read_moment(args, service.now(), service.zone)
    day = (moment or service.now()).date()
    body = (
        render_template("on_demand_line.html", shown=on_demand, line=on_demand.line)
        if number is None and on_demand is not None
        else _line_page(service, int(number or 0), day, wrong)
    )
    if wrong:
        return Response(body, HTTPStatus.BAD_REQUEST, mimetype="text/html")
    return Response(with_cost(body, searched=False), mimetype="text/html")


def _line_page(service: Service, number: int, day: date, wrong: str) -> str:
    network = service.snapshot.network
    on_day = day_number(day)
    trips = trips_of(network, number, on_day)
    reader = CourseReader(service, number, on_day if trips else None, day)
    shown_trips = trips or trips_of(network, number, None)
    patterns = {network.pattern_of_trip(trip) for trip in shown_trips}
    stops = {stop for one in patterns for stop in network.stops_of_pattern(one).tolist()}
    current_meter().payers = payers_at(service.snapshot, stops)
    fields = line_fields(service, number)
    start_s = service_midnight_s(on_day, service.zone)
    end_s = start_s + DAY_S
    # What is over by now is of no use to anybody, unless the day itself is over.
    first_s = min(max(start_s, int(service.now().timestamp())), end_s)
    alerts = AlertsTold(service).of_line(number, first_s, end_s)
    return render_template(
        "line.html",
        alerts=read_alerts(alerts, service.now()),
        line=line_of(fields),
        line_id=network.line_id[number],
        name=network.line_long_name[number],
        operator=fields["agencyName"],
        operator_url=fields["agencyUrl"],
        day=day,
        wrong=wrong,
        runs=bool(trips),
        next_day=None if trips else _next_day(network, number, on_day),
        courses=[reader.shown(course) for course in courses_of(network, shown_trips)],
        abilities=_abilities(network, shown_trips),
    )


def _next_day(network: Network, number: int, after: int) -> date | None:
    """Return the next day on which a line runs, None where that is not soon."""
    services = np.unique(network.trip_service[network.trip_line == number])
    for day in range(after + 1, after + LOOKED_AHEAD_DAYS):
        active = network.services_on(day)
        if active is not None and active[services].any():
            return date_of(day)
    return None


def _abilities(network: Network, trips: list[int]) -> list[str]:
    """Say whether wheelchairs and bikes may come aboard."""
    wheelchair = set(network.trip_wheelchair[trips].tolist())
    bikes = set(network.trip_bikes[trips].tolist())
    return [_wheelchairs(wheelchair), *_bikes(bikes)]


def _wheelchairs(known: set[int]) -> str:
    if known == {_YES}:
        return _("Véhicules accessibles en fauteuil roulant.")
    if known == {_NO}:
        return _("Véhicules non accessibles en fauteuil roulant.")
    if _YES in known:
        return _("Certains véhicules seulement sont accessibles en fauteuil roulant.")
    return _("Accessibilité des véhicules non renseignée par l’exploitant.")


def _bikes(known: set[int]) -> list[str]:
    """Say nothing where the operator does not."""
    if known == {_YES}:
        return [_("Vélos admis à bord.")]
    if known == {_NO}:
        return [_("Vélos non admis à bord.")]
    return [_("Vélos admis à bord de certains véhicules seulement.")] if _YES in known else []


def _operators(service: Service) -> list[tuple[str, list[Listed]]]:
    """Return each operator with its lines, by name and number as people count."""
    network = service.snapshot.network
    running = set(np.unique(network.trip_line).tolist())
    found: dict[str, list[Listed]] = {}
    for number in sorted(running):
        fields = line_fields(service, number)
        url = url_for("lines.line", line_id=fields["routeId"])
        listed = Listed(line_of(fields), network.line_long_name[number], url)
        found.setdefault(str(fields["agencyName"]), []).append(listed)
    for shown in on_demand_lines(service):
        found.setdefault(shown.operator, []).append(_listed_on_demand(shown))
    return [
        (operator, sorted(lines, key=lambda one: _counted(one.line.text)))
        for operator, lines in sorted(found.items())
    ]


def _listed_on_demand(shown: OnDemandLine) -> Listed:
    return Listed(shown.line, shown.name, url_for("lines.line", line_id=shown.id))


def _counted(text: str) -> list[tuple[int, int, str]]:
    """Return what sorts 2 before 10, and both before A."""
    parts = filter(None, _DIGITS.split(text))
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in parts]
