"""Plan requests: the parameters of a search read, checked, or refused by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from api.criteria import read_criteria
from api.live.live_mode import read_live_mode
from api.paging import Cursor, read_cursor
from api.parameters import Parameters, Range
from api.places import PlaceInfo, PlaceKind
from api.problems import (
    OUTSIDE_REGION,
    SAME_PLACE,
    UNKNOWN_PLACE,
    ApiProblem,
    invalid_value,
    shortened,
    unsupported_value,
)
from api.service import Service
from api.transit_options import TransitOptions, read_transit_options
from api.travelling import FLEX, MOTOR_MODES, RENTAL, Travelling, read_travelling
from api.words import _
from planner import Criterion, Slack

WINDOW_S = Range(900, 60, 24 * 3600)
MAX_TRANSFERS = Range(6, 0, 14)
NUM_ITINERARIES = Range(5, 1, 50)
MAX_ITINERARIES = Range(0, 1, 50)
WALK_S = Range(900, 0, 3600)
DRIVEN_S = 1800
"""How long one may be on the way to or from stops by car where nothing is asked for."""
DIRECT_S = Range(1800, 0, 2 * 3600)

_FIXED: dict[str, tuple[str, ...]] = {
    "useRoutedTransfers": ("false",),
    "requireCarTransport": ("false",),
    "noCompulsoryReservation": ("false",),
    "withFares": ("false",),
    "withScheduledSkippedStops": ("false",),
    "numLegAlternatives": ("0",),
    "slowDirect": ("false",),
    "fastestDirectFactor": ("10", "10.0"),
    "fastestSlowDirectFactor": ("3.0", "3"),
    "ignoreDirectRentalReturnConstraints": ("false",),
    "ignorePreTransitRentalReturnConstraints": ("false",),
    "ignorePostTransitRentalReturnConstraints": ("false",),
    "maxTravelTime": (),
    "radius": (),
}
"""MOTIS parameters that would change the answer, and the values that leave it as it is."""

_LIKE_COORDINATES = re.compile(r"[-+\d.\s,;]*,[-+\d.\s,;]*")
"""What nobody would write who does not mean coordinates."""

_VEHICLE = (
    "Height Width Length Weight Hazmat HazmatWater AxleCount AxleLoad Trailer TopSpeed LezAccess"
)
_INERT = frozenset(
    {
        *("language", "algorithm", "timeout", "maxMatchingDistance"),
        *("elevationCosts", "passengers", "luggage"),
        *(f"vehicle{what}" for what in _VEHICLE.split()),
    }
)
"""MOTIS parameters for what is not served (lorries): no effect."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the way between a place and the stops may take."""

    most_s: int
    driven_s: int
    """In motor vehicles."""

    def of(self, mode: str) -> int:
        """Return the limit of a mode in seconds."""
        return self.driven_s if mode in MOTOR_MODES else self.most_s


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A question as read and checked; on one network, equal requests have equal answers."""

    origin: PlaceInfo
    destination: PlaceInfo
    time_s: int
    arrive_by: bool
    timetable_view: bool
    window_s: int
    cursor: Cursor | None
    max_transfers: int
    num_itineraries: int
    max_itineraries: int | None
    max_access: Limits
    max_egress: Limits
    max_direct_s: int
    travelling: Travelling
    transit: TransitOptions
    criteria: frozenset[Criterion]
    slack: Slack
    detailed_legs: bool
    detailed_transfers: bool
    join_interlined: bool
    """Rides between which one stays seated are one leg."""
    as_of: tuple[int, int] = (0, 0)
    """What the answer holds for: the state of the shared vehicles and the minute, which decides
    what can still be booked; 0 where neither is asked for."""
    live: bool = field(default=True, compare=False)
    """Whether live times are told; the search is the same."""
    cost_detail: bool = field(default=False, compare=False)
    """Whether the cost is told line by line."""
    given: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """The parameters as they were given."""


def read_plan_request(args: MultiDict[str, str], service: Service) -> PlanRequest:
    """Read the parameters of `/api/v6/plan`.

    Raises
    ------
    ApiProblem: a parameter is missing, malformed, out of its limits, unknown or not served.

    """
    read = Parameters(args)
    origin = _place(read, "fromPlace", service)
    destination = _place(read, "toPlace", service)
    if _same(origin, destination):
        raise ApiProblem(
            SAME_PLACE,
            _("Le départ et l’arrivée sont le même lieu\u00a0: %(name)s.", name=origin.name),
            "toPlace",
        )
    for name, supported in _FIXED.items():
        read.fixed(name, supported)
    read.inert(_INERT)
    asked_s, detailed_legs = read.time("time"), read.flag("detailedLegs", default=True)
    timetable_view = read.flag("timetableView", default=True)
    travelling = read_travelling(read, service.served)
    criteria, slack = read_criteria(read)
    request = PlanRequest(
        origin=origin,
        destination=destination,
        time_s=int(service.now().timestamp()) if asked_s is None else asked_s,
        arrive_by=read.flag("arriveBy", default=False),
        timetable_view=timetable_view,
        window_s=read.whole("searchWindow", WINDOW_S),
        cursor=_cursor(read, timetable_view=timetable_view),
        max_transfers=read.whole("maxTransfers", MAX_TRANSFERS),
        num_itineraries=read.whole("numItineraries", NUM_ITINERARIES),
        max_itineraries=read.whole("maxItineraries", MAX_ITINERARIES) or None,
        max_access=_limits(read, args, "maxPreTransitTime"),
        max_egress=_limits(read, args, "maxPostTransitTime"),
        max_direct_s=read.whole("maxDirectTime", DIRECT_S),
        travelling=travelling,
        transit=read_transit_options(read, args, service),
        criteria=criteria,
        slack=slack,
        detailed_legs=detailed_legs,
        detailed_transfers=read.flag("detailedTransfers", default=detailed_legs),
        as_of=_as_of(service, travelling),
        live=read_live_mode(read),
        cost_detail=read.choices("cost", ("short", "detail")) == ("detail",),
        join_interlined=read.flag("joinInterlinedLegs", default=True),
        given=tuple((name, ",".join(args.getlist(name))) for name in args),
    )
    read.done()
    return request


def _as_of(service: Service, travelling: Travelling) -> tuple[int, int]:
    asked = {*travelling.access_modes, *travelling.egress_modes, *travelling.direct_modes}
    shared = service.shared if RENTAL in asked else None
    state = 0 if shared is None else shared.current().version
    return state, int(service.now().timestamp()) // 60 if FLEX in asked else 0


def _limits(read: Parameters, args: MultiDict[str, str], name: str) -> Limits:
    most_s = read.whole(name, WALK_S)
    return Limits(most_s, most_s if args.get(name) else DRIVEN_S)


def _place(read: Parameters, name: str, service: Service) -> PlaceInfo:
    """Read the origin or the destination."""
    text = read.required(name, _("il faut l’identifiant d’un arrêt ou «\u00a0lat,lon\u00a0»"))
    return place_named(name, text, service)


def place_named(parameter: str, text: str, service: Service) -> PlaceInfo:
    """Return the place that a parameter names.

    Raises
    ------
    ApiProblem: the coordinates are malformed or outside the region, or no place has this id.

    """
    place = service.places.get(text)
    if place is None and _LIKE_COORDINATES.fullmatch(text):
        raise invalid_value(
            parameter,
            text,
            _("il faut «\u00a0latitude,longitude\u00a0» en degrés, par exemple 48.5839,7.7455"),
        )
    if place is None:
        raise ApiProblem(
            UNKNOWN_PLACE,
            _(
                "Aucun arrêt connu n’a l’identifiant «\u00a0%(id)s\u00a0» "
                "(paramètre «\u00a0%(parameter)s\u00a0»).",
                id=shortened(text),
                parameter=parameter,
            ),
            parameter,
        )
    if place.kind is PlaceKind.COORDINATES:
        _check_inside(parameter, text, place, service)
    return place


def _check_inside(parameter: str, text: str, place: PlaceInfo, service: Service) -> None:
    manifest = service.snapshot.manifest
    bounds = manifest.bounds
    if not bounds.contains(place.lat, place.lon):
        raise ApiProblem(
            OUTSIDE_REGION,
            _(
                "Le point %(point)s (paramètre «\u00a0%(parameter)s\u00a0») est hors de la région "
                "%(region)s, qui va de %(south)s à %(north)s de latitude et de %(west)s à %(east)s "
                "de longitude.",
                point=shortened(text),
                parameter=parameter,
                region=manifest.region_name,
                south=bounds.south,
                north=bounds.north,
                west=bounds.west,
                east=bounds.east,
            ),
            parameter,
        )


def _same(origin: PlaceInfo, destination: PlaceInfo) -> bool:
    if origin.stops and destination.stops:
        return not set(origin.stops).isdisjoint(destination.stops)
    return (origin.lat, origin.lon) == (destination.lat, destination.lon)


def _cursor(read: Parameters, *, timetable_view: bool) -> Cursor | None:
    text = read.text("pageCursor")
    if text is None:
        return None
    cursor = read_cursor(text)
    if cursor is None:
        raise invalid_value(
            "pageCursor", text, _("il faut reprendre tel quel le curseur d’une réponse")
        )
    if not timetable_view:
        raise unsupported_value("pageCursor", text, None)
    return cursor
